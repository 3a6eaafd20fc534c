/** The part of the picture that is in sight: panning, zooming and fitting, by d3-zoom. */
import { type Selection, select } from 'd3-selection';
import { type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import { fit } from './layout/direction.ts';
import type { Box, Point, Size } from './layout/geometry.ts';
import { overlaps } from './layout/regions.ts';

const SCALES: [number, number] = [0.02, 4];
/** A picture that would be smaller than this as a whole cannot be read, and is shown in part. */
const LEGIBLE_SCALE = 0.3;
/** The scale of a picture that is shown in part. */
const READING_SCALE = 0.8;
/** So many pixels of the picture stay in sight however far one drags. */
const ALWAYS_IN_SIGHT = 80;
/** What is brought into sight keeps this distance to the border. */
const BORDER = 8;

/** What is in sight, in the picture's own pixels. */
export interface Sight extends Box {
  /** Pixels of the page to one of the picture. */
  readonly scale: number;
  /** Whether it is what the picture opens with, all of it, or what the person has made of that. */
  readonly by: 'opening' | 'fitting' | 'choice';
}

/** A point that is to be in the middle. */
export interface View {
  readonly centre: Point;
  readonly scale: number;
}

export class Viewport {
  readonly #frame: Selection<HTMLElement, unknown, null, undefined>;
  readonly #world: HTMLElement;
  readonly #zoom: ZoomBehavior<HTMLElement, unknown>;
  readonly #observer: ResizeObserver;
  readonly #onSight: (sight: Sight) => void;
  #picture: Size = { width: 0, height: 0 };
  /** Done again when the room changes; undefined once the person has moved the picture. */
  #arrange: (() => void) | undefined;
  #by: Sight['by'] = 'opening';
  #size: Size | undefined;

  /**
   * Moves `world`, which holds the picture, behind `frame`, as the person drags and zooms. Neither is SVG: a
   * transform of or in an SVG element would make the browser lay out all of its text again.
   *
   * @param looksAt what stays in sight when the room changes, if it was.
   */
  constructor(
    frame: HTMLElement,
    world: HTMLElement,
    onSight: (sight: Sight) => void,
    looksAt: () => Box | undefined,
  ) {
    this.#frame = select(frame);
    this.#world = world;
    this.#zoom = zoom<HTMLElement, unknown>()
      .scaleExtent(SCALES)
      .constrain((transform) => this.#constrain(transform))
      .on('zoom', (event: { transform: ZoomTransform; sourceEvent: Event | null }) => {
        if (event.sourceEvent !== null) {
          this.#leave();
          this.#glide(false);
        }
        const { x, y, k } = event.transform;
        world.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
        this.#tell();
      });
    this.#onSight = onSight;
    this.#frame.call(this.#zoom).on('dblclick.zoom', null);
    this.#observer = new ResizeObserver(() => {
      const before = this.#size;
      const box = before && looksAt();
      const wasSeen = box && this.#isSeen(box);
      this.#size = undefined;
      const { width, height } = this.#room();
      if (before?.width === width && before.height === height) return;
      this.#glide(false);
      this.#arrange?.();
      if (wasSeen) this.#keepInSight(box);
      this.#tell();
    });
    this.#observer.observe(frame);
  }

  /** Says what is in sight. */
  #tell(): void {
    const { x, y, k } = zoomTransform(this.#frame.node()!);
    const { width, height } = this.#room();
    this.#onSight({
      ...{ x: -x / k, y: -y / k, width: width / k, height: height / k },
      scale: k,
      by: this.#by,
    });
  }

  stop(): void {
    this.#observer.disconnect();
  }

  /** A new picture: in sight as a whole, or the part around `home` when the whole could not be read. */
  open(picture: Size, home: Box): void {
    this.#picture = picture;
    this.#glide(false);
    this.#keepTo('opening', () => {
      const scale = fit(picture, this.#room());
      if (scale < LEGIBLE_SCALE) this.#look(home, READING_SCALE);
      else this.#look({ x: 0, y: 0, ...picture }, scale);
    });
  }

  /** A picture that was there before, as it was in sight then. */
  reopen(picture: Size, view: View | 'everything'): void {
    this.#picture = picture;
    if (view === 'everything') this.fit();
    else
      this.#keepTo('choice', () => {
        const { width, height } = this.#room();
        const { centre, scale } = view;
        const corner = zoomIdentity.translate(width / 2 - centre.x * scale, height / 2 - centre.y * scale);
        this.#zoom.transform(this.#frame, this.#constrain(corner.scale(scale)));
      });
    this.#glide(false);
  }

  /** The same picture with other boxes open: what is in sight stays there. */
  resize(picture: Size): void {
    this.#picture = picture;
    this.#leave();
  }

  /** The same picture with more or less in it: arranged anew, unless the person has moved it. */
  redraw(picture: Size, home: Box): void {
    if (this.#by === 'opening') this.open(picture, home);
    this.#picture = picture;
    if (this.#by === 'fitting') this.fit();
  }

  /** Arranges it now, and again when the room changes. */
  #keepTo(by: Sight['by'], arrange: () => void): void {
    this.#by = by;
    this.#arrange = arrange;
    arrange();
  }

  /** From now on what is in sight is what the person makes of it. */
  #leave(): void {
    const wasKept = this.#by !== 'choice';
    this.#arrange = undefined;
    this.#by = 'choice';
    if (wasKept) this.#tell();
  }

  /** Brings a point into the middle. */
  centre({ x, y }: Point): void {
    this.#glide(false);
    this.#leave();
    this.#zoom.translateTo(this.#frame, x, y);
  }

  /** A box as large as it fits, never enlarged. */
  zoomTo(box: Box): void {
    this.#glide(true);
    this.#leave();
    const { width, height } = this.#room();
    this.#look(box, fit(box, { width: width - 2 * BORDER, height: height - 2 * BORDER }));
  }

  /** Everything in sight, never enlarged. */
  fit(): void {
    this.#glide(true);
    this.#keepTo('fitting', () =>
      this.#look({ x: 0, y: 0, ...this.#picture }, fit(this.#picture, this.#room())),
    );
  }

  zoomBy(factor: number): void {
    this.#glide(true);
    this.#leave();
    this.#zoom.scaleBy(this.#frame, factor);
  }

  /** Brings a box into sight, at a scale that can be read; nothing moves when it is. */
  show(box: Box): void {
    const { k } = zoomTransform(this.#frame.node()!);
    if (this.#isInSight(box) && k >= LEGIBLE_SCALE) return;
    this.#glide(true);
    this.#leave();
    this.#look(box, k < LEGIBLE_SCALE ? READING_SCALE : k);
  }

  /** Moves the picture, as large as it is, where the box would not be in sight, or a part of one that has no room. */
  #keepInSight(box: Box): void {
    const { k } = zoomTransform(this.#frame.node()!);
    const room = this.#room();
    const fits = box.width * k <= room.width - 2 * BORDER && box.height * k <= room.height - 2 * BORDER;
    if (!(fits ? this.#isInSight(box) : this.#isSeen(box))) this.#look(box, k);
  }

  /** A box in pixels of the stage. */
  #onStage(box: Box): Box {
    const { x, y, k } = zoomTransform(this.#frame.node()!);
    return { x: x + box.x * k, y: y + box.y * k, width: box.width * k, height: box.height * k };
  }

  #isInSight(box: Box): boolean {
    const room = this.#room();
    const { x, y, width, height } = this.#onStage(box);
    return (
      x >= BORDER && y >= BORDER && x + width <= room.width - BORDER && y + height <= room.height - BORDER
    );
  }

  /** In sight, or a part of it. */
  #isSeen(box: Box): boolean {
    return overlaps(this.#onStage(box), { x: 0, y: 0, ...this.#room() });
  }

  /** Puts a box into the middle, but no empty space beside the picture where the picture could be. */
  #look(box: Box, scale: number): void {
    const room = this.#room();
    const x = place(box.x + box.width / 2, this.#picture.width, room.width, scale);
    const y = place(box.y + box.height / 2, this.#picture.height, room.height, scale);
    this.#zoom.transform(this.#frame, zoomIdentity.translate(x, y).scale(scale));
  }

  #constrain(transform: ZoomTransform): ZoomTransform {
    const room = this.#room();
    const { x, y, k } = transform;
    const keptX = clamp(x, ALWAYS_IN_SIGHT - this.#picture.width * k, room.width - ALWAYS_IN_SIGHT);
    const keptY = clamp(y, ALWAYS_IN_SIGHT - this.#picture.height * k, room.height - ALWAYS_IN_SIGHT);
    return keptX === x && keptY === y ? transform : zoomIdentity.translate(keptX, keptY).scale(k);
  }

  /** Whether the next change is shown as a movement (media/page.css). */
  #glide(on: boolean): void {
    this.#world.classList.toggle('gliding', on);
  }

  /** Read once for each size: reading it after a step would make the browser lay out the page at once. */
  #room(): Size {
    if (!this.#size) {
      const { clientWidth, clientHeight } = this.#frame.node()!;
      this.#size = { width: clientWidth, height: clientHeight };
    }
    return this.#size;
  }
}

/** Where the picture begins on one axis, so that `centre` is as near to the middle of the room as may be. */
function place(centre: number, picture: number, room: number, scale: number): number {
  const spare = room - picture * scale;
  return spare >= 0 ? spare / 2 : clamp(room / 2 - centre * scale, spare, 0);
}

function clamp(x: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, x));
}
