/** The picture on the page: it can be dragged, zoomed and walked with the keyboard, and it follows the walk. */
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { NodeIndex } from '../src/protocol/view.ts';
import { pageInk } from './picture/ink.ts';
import { Picture } from './picture/Picture.tsx';
import type { PageState } from './state.ts';
import { Viewport } from './viewport.ts';

export function Stage({ state, viewport }: { state: PageState; viewport: RefObject<Viewport | null> }) {
  const frame = useRef<HTMLDivElement>(null);
  const world = useRef<HTMLDivElement>(null);
  const drawing = state.drawing.value!;
  const { view, placed } = drawing;

  useLayoutEffect(() => {
    viewport.current = new Viewport(frame.current!, world.current!);
    return () => viewport.current!.stop();
  }, []);

  const visited = state.visited.value;
  const showVisited = () => {
    if (visited !== undefined) viewport.current!.show(placed.nodes[visited]!);
  };
  const shownSize = useRef('');
  useLayoutEffect(() => {
    const size = `${placed.width} ${placed.height}`;
    if (size === shownSize.current) return;
    shownSize.current = size;
    viewport.current!.open(placed, placed.nodes[view.root]!);
    showVisited();
  }, [placed]);
  useEffect(showVisited, [visited]);

  const nodeAt = (target: EventTarget | null): NodeIndex | undefined => {
    const index = target instanceof Element ? target.closest('[data-node]')?.getAttribute('data-node') : null;
    return index == null ? undefined : Number(index);
  };
  const focusNode = (index: NodeIndex) => {
    if (index < 0 || index >= view.nodes.length) return;
    world.current!.querySelector<SVGGElement>(`[data-node="${index}"]`)!.focus({ preventScroll: true });
  };
  const onFocus = (event: FocusEvent) => {
    const node = nodeAt(event.target);
    if (node === undefined) return;
    state.tabStop.value = node;
    if ((event.target as Element).matches(':focus-visible')) viewport.current!.show(placed.nodes[node]!);
  };
  const onClick = (event: MouseEvent) => {
    const node = nodeAt(event.target);
    if (node !== undefined) state.reveal(node);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const node = nodeAt(event.target);
    if (node === undefined) return;
    if (event.key === 'Enter') state.reveal(node);
    else if (event.key === 'ArrowDown') focusNode(node + 1);
    else if (event.key === 'ArrowUp') focusNode(node - 1);
    else return;
    event.preventDefault();
  };

  return (
    <div ref={frame} class={state.failure.value ? 'stage stale' : 'stage'}>
      <div ref={world} class="world">
        {/* biome-ignore lint/a11y/useSemanticElements: SVG knows no fieldset */}
        <svg
          width={placed.width}
          height={placed.height}
          role="group"
          aria-label={`Gradient graph of ${view.rootName}. Up and down arrows go from node to node, Enter shows the source.`}
          onFocusIn={onFocus}
          onClick={onClick}
          onKeyDown={onKeyDown}
        >
          <Picture
            drawing={drawing}
            moment={state.moment.value!}
            tabStop={state.tabStop.value}
            ink={pageInk}
          />
        </svg>
      </div>
    </div>
  );
}
