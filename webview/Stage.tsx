/** The picture on the page: it can be dragged, zoomed and walked with the keyboard, and it follows the walk. */
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { EdgeView, ItemIndex, ItemKey } from '../src/protocol/view.ts';
import { Flights } from './Flights.tsx';
import type { Box } from './layout/geometry.ts';
import { Minimap } from './Minimap.tsx';
import { onLongPress } from './navigation/longPress.ts';
import { arrowOf, Wanderer, type Way } from './navigation/neighbours.ts';
import { pressInPicture } from './navigation/pictureKeys.ts';
import { pageInk } from './picture/ink.ts';
import { Lights } from './picture/Lights.tsx';
import { type Drawing, Picture } from './picture/Picture.tsx';
import { Selection } from './picture/Selection.tsx';
import { StuckTitles } from './StuckTitles.tsx';
import { Hits } from './search/Hits.tsx';
import type { PageState } from './state.ts';
import { Viewport } from './viewport.ts';

/** Its items have the focus, one after the other, and the keys of a tree. */
const TREE = { role: 'tree' } as const;

export function Stage({ state, viewport }: { state: PageState; viewport: RefObject<Viewport | null> }) {
  const frame = useRef<HTMLDivElement>(null);
  const world = useRef<HTMLDivElement>(null);
  const drawing = state.drawing.value!;
  const { view, placed } = drawing;

  useLayoutEffect(() => {
    viewport.current = new Viewport(
      frame.current!,
      world.current!,
      (sight) => {
        state.sight.value = sight;
      },
      () => selectedBox(state),
    );
    return () => viewport.current!.stop();
  }, []);

  const visited = state.visited.value;
  const showVisited = () => {
    if (visited !== undefined) viewport.current!.show(placed.items[visited]!);
  };
  const shown = useRef<Drawing | undefined>(undefined);
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = drawing;
    const isSameGraph = before?.view.id === view.id && before.placed.direction === placed.direction;
    const isSameSize = before?.placed.width === placed.width && before.placed.height === placed.height;
    const isSameFold = String(before?.view.scene.open) === String(view.scene.open);
    if (isSameGraph && isSameFold) viewport.current!.redraw(placed, placed.items.at(-1)!);
    else if (isSameGraph) viewport.current!.resize(placed);
    else if (!isSameSize) {
      const earlier = before ? undefined : state.memory.viewOf(drawing);
      if (earlier) viewport.current!.reopen(placed, earlier);
      else {
        viewport.current!.open(placed, placed.items.at(-1)!);
        showVisited();
      }
    }
  }, [placed]);
  const visitedBefore = useRef(visited);
  useEffect(() => {
    if (visited !== visitedBefore.current) showVisited();
    visitedBefore.current = visited;
  }, [visited]);

  const { items, edges } = view.scene;
  const { inspector } = state;
  const sought = state.sought.value;
  useEffect(() => {
    const index = items.findIndex(({ key }) => key === sought);
    if (index < 0) return;
    viewport.current!.show(placed.items[index]!);
    state.tabStop.value = items[index]!.key;
    // Something else may be sought by now.
    if (state.sought.value === sought) state.sought.value = undefined;
  }, [sought, placed]);
  const closeUps = state.closeUps.value;
  useEffect(() => {
    const box = selectedBox(state) ?? placed.items[visited ?? -1];
    if (closeUps > 0 && box) viewport.current!.zoomTo(box);
  }, [closeUps]);
  const itemAt = (target: EventTarget | null): ItemIndex | undefined => {
    const key = target instanceof Element ? target.closest('[data-key]')?.getAttribute('data-key') : null;
    return key == null ? undefined : items.findIndex((item) => item.key === key);
  };
  const elementOf = (key: ItemKey) => world.current!.querySelector<SVGGElement>(`[data-key="${key}"]`);
  // What is out of sight is drawn before it gets the focus.
  const toFocus = useRef<ItemKey | undefined>(undefined);
  const focusOn = (key: ItemKey) => {
    const element = elementOf(key);
    if (element) return element.focus({ preventScroll: true });
    toFocus.current = key;
    state.tabStop.value = key;
  };
  useLayoutEffect(() => {
    if (toFocus.current !== undefined) elementOf(toFocus.current)?.focus({ preventScroll: true });
    toFocus.current = undefined;
  });
  // An item that is opened or closed goes, and with it the focus: another one takes it.
  const hasFocus = world.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    if (hasFocus && !world.current!.contains(document.activeElement))
      elementOf(state.tabStop.value)?.focus({ preventScroll: true });
  }, [drawing]);
  const onFocus = (event: FocusEvent) => {
    const index = itemAt(event.target);
    if (index === undefined) return;
    state.tabStop.value = items[index]!.key;
    state.pointing.pointAt(items[index]!.key);
    if ((event.target as Element).matches(':focus-visible')) viewport.current!.show(placed.items[index]!);
  };
  const choose = (index: ItemIndex) => {
    const item = items[index]!;
    if (state.paths.end(item.key)) return;
    if ('node' in item) state.reveal(item.key);
    else state.toggle(item.key);
  };
  const onClick = (event: MouseEvent) => {
    const key = keyAt(event.target);
    if (key !== undefined && event.target instanceof Element && event.target.closest('[data-toggle]')) {
      state.toggle(key);
      return;
    }
    const edge = edgeAt(event.target);
    if (key !== undefined && state.paths.end(key)) return;
    if (key !== undefined) inspector.selectItem(key);
    else if (edge) inspector.selectEdge(edge, items);
  };
  const edgeAt = (target: EventTarget | null): EdgeView | undefined => {
    const key = target instanceof Element ? target.closest('[data-edge]')?.getAttribute('data-edge') : null;
    return key == null ? undefined : edges.find((edge) => edge.key === key);
  };
  const keyAt = (target: EventTarget | null) => {
    const index = itemAt(target);
    return index === undefined ? undefined : items[index]?.key;
  };
  const onPointerOver = (event: PointerEvent) => state.pointing.pointAt(keyAt(event.target));
  const onDoubleClick = (event: MouseEvent) => {
    const index = itemAt(event.target);
    if (index === undefined) return;
    inspector.keepClosed();
    choose(index);
  };
  const openMenu = (key: ItemKey, at: { readonly x: number; readonly y: number }) => {
    focusOn(key);
    state.menu.value = { key, at };
  };
  const onContextMenu = (event: MouseEvent) => {
    const key = keyAt(event.target);
    if (key === undefined) return;
    event.preventDefault();
    openMenu(key, { x: event.clientX, y: event.clientY });
  };
  useEffect(
    () =>
      onLongPress(frame.current!, (pressed, at) => {
        const key = keyAt(pressed);
        if (key !== undefined) openMenu(key, at);
      }),
    [drawing],
  );
  const wanderer = useRef(new Wanderer());
  const onKeyDown = (event: KeyboardEvent) => {
    const index = itemAt(event.target);
    if (index === undefined) return;
    const isOurs = pressInPicture(event, index, drawing, wanderer.current, {
      focus: (to) => focusOn(items[to]!.key),
      choose,
      close: (open) => state.toggle(items[open]!.key),
      openMenu: (of) => {
        const { left, bottom } = elementOf(items[of]!.key)!.getBoundingClientRect();
        openMenu(items[of]!.key, { x: left, y: bottom });
      },
      showPaths: (from) => state.paths.between(items[from]!.key, `n${view.root}`),
    });
    if (isOurs) event.preventDefault();
  };
  const arrow = (way: Way) => arrowOf(way, placed.direction);

  return (
    <div ref={frame} class={state.failure.value ? 'stage stale' : 'stage'}>
      <div ref={world} class="world">
        <svg
          width={placed.width}
          height={placed.height}
          {...TREE}
          aria-label={`Gradient graph of ${view.rootName}. ${arrow('operands')} goes to operands, ${arrow('consumers')} to consumers, ${arrow('before')} and ${arrow('after')} to what lies beside; ? tells all keys.`}
          onFocusIn={onFocus}
          onFocusOut={() => state.pointing.pointAt(undefined)}
          onPointerOver={onPointerOver}
          onPointerLeave={() => state.pointing.pointAt(undefined)}
          onClick={onClick}
          onDblClick={onDoubleClick}
          onContextMenu={onContextMenu}
          onKeyDown={onKeyDown}
        >
          <Picture
            drawing={drawing}
            moment={state.moment.value!}
            tabStop={state.tabStop.value}
            kept={state.paths.kept.value}
            region={state.region.value}
            ink={pageInk}
            colouring={state.looks.look.value.colouring}
            health={inspector.health.value?.items}
          />
          <Selection
            drawing={drawing}
            item={inspector.selectedItem.value}
            edge={inspector.edgeIn(view.scene)}
            ink={pageInk}
          />
          <Hits state={state} scene={view.scene} placed={placed} ink={pageInk} />
          <Flights state={state} />
          <StuckTitles state={state} />
          <Lights drawing={drawing} keys={state.pointing.lit.value} ink={pageInk} />
        </svg>
      </div>
      <Minimap state={state} viewport={viewport} />
    </div>
  );
}

/** What is selected takes up so much of the picture; undefined where nothing is that is shown. */
function selectedBox({ drawing, inspector }: PageState): Box | undefined {
  const { view, placed, bounds } = drawing.peek()!;
  const edge = inspector.edgeIn(view.scene);
  if (edge !== undefined) return bounds[edge];
  return placed.items[view.scene.items.findIndex(({ key }) => key === inspector.selectedItem.peek())];
}
