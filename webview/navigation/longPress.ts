/** A long press on a touch screen, which means what the second button of a mouse does. */

/** So long a finger rests, in milliseconds, and so far it may slip, in pixels. */
const HELD_MS = 500;
const SLIP = 10;

/**
 * Calls `act` when a finger has rested on `element`. Returns how to stop that. The browser's own click after it is kept
 * from the element, or a press that opened a menu would choose something, too.
 */
export function onLongPress(
  element: HTMLElement,
  act: (target: Element, at: { x: number; y: number }) => void,
): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let timer = 0;
  let start: { readonly x: number; readonly y: number } | undefined;
  let isHeld = false;
  const cancel = () => window.clearTimeout(timer);
  const down = (event: PointerEvent) => {
    cancel();
    isHeld = false;
    // A second finger zooms.
    if (event.pointerType === 'mouse' || !event.isPrimary) return;
    start = { x: event.clientX, y: event.clientY };
    const target = event.target as Element;
    timer = window.setTimeout(() => {
      isHeld = true;
      act(target, { x: event.clientX, y: event.clientY });
    }, HELD_MS);
  };
  const move = (event: PointerEvent) => {
    if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLIP) cancel();
  };
  const click = (event: MouseEvent) => {
    if (!isHeld) return;
    isHeld = false;
    event.stopPropagation();
    event.preventDefault();
  };
  element.addEventListener('pointerdown', down, { signal, capture: true });
  element.addEventListener('pointermove', move, { signal, capture: true });
  element.addEventListener('pointerup', cancel, { signal, capture: true });
  element.addEventListener('pointercancel', cancel, { signal, capture: true });
  element.addEventListener('click', click, { signal, capture: true });
  signal.addEventListener('abort', cancel);
  return () => stop.abort();
}
