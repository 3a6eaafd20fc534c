/** The part of the picture that is in sight: panning, zooming and fitting, by d3-zoom. */
import { type Selection, select } from 'd3-selection';
import { type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import { fit } from './layout/direction.ts';
import type { Box, Size } from './layout/elk.ts';

const SCALES: [number, number] = [0.02, 4];
/** A picture that would be smaller than this as a whole cannot be read, and is shown in part. */
const LEGIBLE_SCALE = 0.3;
/** The scale of a picture that is shown in part. */
const READING_SCALE = 0.8;
/** So many pixels of the picture stay in sight however far one drags. */
const ALWAYS_IN_SIGHT = 80;
/** What is brought into sight keeps this distance to the border. */
const BORDER = 8;

export class Viewport {
  readonly #frame: Selection<HTMLElement, unknown, null, undefined>;
  readonly #world: HTMLElement;
  readonly #zoom: ZoomBehavior<HTMLElement, unknown>;
  readonly #observer: ResizeObserver;
  #picture: Size = { width: 0, height: 0 };
  /** Done again when the room changes; undefined once the person has chosen what is in sight. */
  #arrange: (() => void) | undefined;

  /**
   * Moves `world`, which holds the picture, behind `frame`, as the person drags and zooms. Neither is SVG: a
   * transform of or in an SVG element would make the browser lay out all of its text again.
   */
  constructor(frame: HTMLElement, world: HTMLElement) {
    this.#frame = select(frame);
    this.#world = world;
    this.#zoom = zoom<HTMLElement, unknown>()
      .scaleExtent(SCALES)
      .constrain((transform) => this.#constrain(transform))
      .on('zoom', (event: { transform: ZoomTransform; sourceEvent: Event | null }) => {
        if (event.sourceEvent !== null) {
          this.#arrange = undefined;
          this.#glide(false);
        }
        const { x, y, k } = event.transform;
        world.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
      });
    this.#frame.call(this.#zoom).on('dblclick.zoom', null);
    this.#observer = new ResizeObserver(() => {
      this.#glide(false);
      this.#arrange?.();
    });
    this.#observer.observe(frame);
  }

  stop(): void {
    this.#observer.disconnect();
  }

  /** A new picture: in sight as a whole, or the part around `home` when the whole could not be read. */
  open(picture: Size, home: Box): void {
    this.#picture = picture;
    this.#glide(false);
    this.#arrange = () => {
      const scale = fit(picture, this.#room());
      if (scale < LEGIBLE_SCALE) this.#look(home, READING_SCALE);
      else this.#look({ x: 0, y: 0, ...picture }, scale);
    };
    this.#arrange();
  }

  /** Everything in sight, never enlarged. */
  fit(): void {
    this.#glide(true);
    this.#arrange = () => this.#look({ x: 0, y: 0, ...this.#picture }, fit(this.#picture, this.#room()));
    this.#arrange();
  }

  zoomBy(factor: number): void {
    this.#glide(true);
    this.#arrange = undefined;
    this.#zoom.scaleBy(this.#frame, factor);
  }

  /** Brings a box into sight, at a scale that can be read; nothing moves when it is. */
  show(box: Box): void {
    const { width, height } = this.#room();
    const { x, y, k } = zoomTransform(this.#frame.node()!);
    const [left, top] = [x + box.x * k, y + box.y * k];
    const fitsAcross = left >= BORDER && left + box.width * k <= width - BORDER;
    const fitsDown = top >= BORDER && top + box.height * k <= height - BORDER;
    if (fitsAcross && fitsDown && k >= LEGIBLE_SCALE) return;
    this.#glide(true);
    this.#arrange = undefined;
    this.#look(box, k < LEGIBLE_SCALE ? READING_SCALE : k);
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

  #room(): Size {
    const { clientWidth, clientHeight } = this.#frame.node()!;
    return { width: clientWidth, height: clientHeight };
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
