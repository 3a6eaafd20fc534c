/** The whole picture in a corner, with what is in sight of it: there where the picture is larger than its room. */
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ItemIndex } from '../src/protocol/view.ts';
import { itemsWithHits } from './search/state.ts';
import type { PageState } from './state.ts';
import type { Viewport } from './viewport.ts';

const ROOM = { width: 180, height: 120 };
/** It takes no more than this share of the stage on either axis. */
const SHARE = 0.25;
/** A picture that is nearly whole in sight needs no map. */
const NEARLY_WHOLE = 0.98;
/** The least size of a hit's mark, in pixels of the page. */
const HIT = 4;

export function Minimap({ state, viewport }: { state: PageState; viewport: RefObject<Viewport | null> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { placed, view } = state.drawing.value!;
  const sight = state.sight.value;
  const room = (most: number, stage = 0) => Math.min(most, SHARE * stage * (sight?.scale ?? 1));
  const scale = Math.min(
    room(ROOM.width, sight?.width) / placed.width,
    room(ROOM.height, sight?.height) / placed.height,
  );
  const width = Math.max(1, Math.round(placed.width * scale));
  const height = Math.max(1, Math.round(placed.height * scale));
  const isNeeded =
    sight !== undefined &&
    (sight.width < placed.width * NEARLY_WHOLE || sight.height < placed.height * NEARLY_WHOLE);

  const found = state.search.found.value;
  const lit = state.pointing.lit.value;
  const hits = found ? itemsWithHits(view.scene, found) : [];
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !sight) return;
    const ratio = window.devicePixelRatio;
    const { color, borderColor, outlineColor, caretColor } = getComputedStyle(canvas.current!);
    context.setTransform(ratio * scale, 0, 0, ratio * scale, 0, 0);
    context.clearRect(0, 0, placed.width, placed.height);
    context.lineWidth = 1 / scale;
    for (const [index, item] of view.scene.items.entries()) {
      const { x, y, width: w, height: h } = placed.items[index]!;
      const isFrame = 'isOpen' in item && item.isOpen;
      context.fillStyle = context.strokeStyle = isFrame ? borderColor : color;
      if (isFrame) context.strokeRect(x, y, w, h);
      else context.fillRect(x, y, Math.max(w, 1 / scale), Math.max(h, 1 / scale));
    }
    // Above everything else, or they would be lost among what has not been searched for.
    const mark = (index: ItemIndex, colour: string) => {
      const { x, y, width: w, height: h } = placed.items[index]!;
      const [across, down] = [Math.max(w, HIT / scale), Math.max(h, HIT / scale)];
      context.fillStyle = colour;
      context.fillRect(x + (w - across) / 2, y + (h - down) / 2, across, down);
    };
    for (const index of hits) mark(index, caretColor);
    for (const [index, { key }] of view.scene.items.entries()) if (lit.has(key)) mark(index, outlineColor);
    context.strokeStyle = outlineColor;
    context.lineWidth = 2 / scale;
    context.strokeRect(sight.x, sight.y, sight.width, sight.height);
  });

  if (!isNeeded) return null;
  const look = (event: PointerEvent) => {
    if (event.buttons === 0) return;
    const { left, top } = canvas.current!.getBoundingClientRect();
    viewport.current!.centre({ x: (event.clientX - left) / scale, y: (event.clientY - top) / scale });
  };
  const ratio = window.devicePixelRatio;
  return (
    <canvas
      ref={canvas}
      class="minimap"
      role="img"
      aria-label={
        hits.length > 0 ? `Map of the picture, ${hits.length} items with hits` : 'Map of the picture'
      }
      width={width * ratio}
      height={height * ratio}
      style={{ width: `${width}px`, height: `${height}px` }}
      onPointerDown={(event) => {
        event.stopPropagation();
        canvas.current!.setPointerCapture(event.pointerId);
        look(event);
      }}
      onMouseDown={(event) => event.stopPropagation()}
      onTouchStart={(event) => event.stopPropagation()}
      onPointerMove={look}
    />
  );
}
