/** What is shown (root and value, file, size, what the reader should know of it) and how large. */
import type { RefObject } from 'preact';
import { formatNumber } from '../../src/notation/numbers.ts';
import type { GraphView } from '../../src/protocol/view.ts';
import type { Viewport } from '../viewport.ts';
import { Icon, IconButton } from './Icon.tsx';

export function Header({ view, viewport }: { view: GraphView; viewport: RefObject<Viewport | null> }) {
  const count = view.nodes.length;
  return (
    <header>
      <h1>
        <i>{view.rootName}</i> = <span>{formatNumber(view.values[view.root]!)}</span>
      </h1>
      <p class="facts">
        <span class="file">{view.file}</span>
        <span>{count === 1 ? '1 node' : `${count} nodes`}</span>
      </p>
      <div class="zoom">
        <IconButton icon="zoomOut" label="Zoom out" onClick={() => viewport.current!.zoomBy(0.8)} />
        <IconButton icon="zoomIn" label="Zoom in" onClick={() => viewport.current!.zoomBy(1.25)} />
        <IconButton icon="fit" label="Show everything" onClick={() => viewport.current!.fit()} />
      </div>
      {view.notices.length > 0 && (
        <ul class="notices">
          {view.notices.map((notice) => (
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
