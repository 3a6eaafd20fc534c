/** What is shown (root and value, file, size, what the reader should know of it) and how large. */
import type { RefObject } from 'preact';
import { formatNumber } from '../../src/notation/numbers.ts';
import type { GraphView } from '../../src/protocol/view.ts';
import type { Exporter } from '../exports/exporter.ts';
import { ShareButton } from '../exports/ShareButton.tsx';
import type { PageState } from '../state.ts';
import type { Viewport } from '../viewport.ts';
import { Icon, IconButton } from './Icon.tsx';

interface HeaderProps {
  readonly state: PageState;
  readonly exporter: Exporter;
  readonly view: GraphView;
  readonly viewport: RefObject<Viewport | null>;
}

/** What opens a page of the drawer. */
const DRAWERS = [
  { page: 'details', icon: 'inspect', label: 'Inspector' },
  { page: 'findings', icon: 'pulse', label: 'Findings: what is wrong with the gradients' },
  { page: 'table', icon: 'table', label: 'Table of partial derivatives' },
] as const;

export function Header({ state, exporter, view, viewport }: HeaderProps) {
  const { inspector, looks } = state;
  const count = view.nodeCount;
  const { notice } = state.drawing.value!;
  const notices = [...view.notices, ...view.scene.notices, ...(notice ? [notice] : [])];
  return (
    <header>
      <h1>
        <i>{view.rootName}</i> = <span>{formatNumber(view.rootValue[0]!)}</span>
      </h1>
      <p class="facts">
        <span class="file">{view.file}</span>
        <span>{count === 1 ? '1 node' : `${count.toLocaleString('en-US')} nodes`}</span>
      </p>
      <div class="zoom">
        {DRAWERS.map(({ page, icon, label }) => (
          <IconButton
            key={page}
            icon={icon}
            label={label}
            isPressed={inspector.page.value === page}
            onClick={() => inspector.toggle(page)}
          />
        ))}
        <IconButton
          icon="settings"
          label="How the picture is shown"
          isPressed={looks.areShown.value}
          onClick={() => looks.toggle()}
        />
        <IconButton
          icon="pin"
          label={
            view.comparison
              ? 'Unpin: compare no more'
              : 'Pin: compare this graph with what it becomes by editing'
          }
          isPressed={view.comparison !== undefined}
          onClick={() => state.pin(!view.comparison)}
        />
        <ShareButton state={state} exporter={exporter} />
        <IconButton icon="zoomOut" label="Zoom out" onClick={() => viewport.current!.zoomBy(0.8)} />
        <IconButton icon="zoomIn" label="Zoom in" onClick={() => viewport.current!.zoomBy(1.25)} />
        <IconButton icon="fit" label="Show everything" onClick={() => viewport.current!.fit()} />
        <ZoomTo state={state} />
        <IconButton icon="search" label="Search" keys="Ctrl+F" onClick={() => state.search.open()} />
        <IconButton icon="keys" label="Keys" keys="?" onClick={() => state.toggleKeys()} />
      </div>
      {notices.length > 0 && (
        <ul class="notices">
          {notices.map((notice) => (
            <li key={notice}>
              <Icon name="notice" />
              {notice}
            </li>
          ))}
        </ul>
      )}
    </header>
  );
}

/** By itself, because it changes with the walk. */
function ZoomTo({ state }: { state: PageState }) {
  return (
    <IconButton
      icon="zoomTo"
      label="Zoom to what is selected"
      keys="Z"
      idle={state.inspector.selected.value === undefined && state.visited.value === undefined}
      onClick={() => state.zoomToSelection()}
    />
  );
}
