/** The drawer beside the picture, or below it where the page is narrow: one page at a time. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { IconButton } from '../controls/Icon.tsx';
import type { PageState } from '../state.ts';
import { BoxPage } from './BoxPage.tsx';
import { BundlePage } from './BundlePage.tsx';
import { ChangesPage } from './ChangesPage.tsx';
import { EdgePage } from './EdgePage.tsx';
import { FindingsPage } from './FindingsPage.tsx';
import type { DrawerPage } from './inspector.ts';
import { NodePage } from './NodePage.tsx';
import { TablePage } from './TablePage.tsx';

const titles: Readonly<Record<DrawerPage, string>> = {
  details: 'Inspector',
  findings: 'Findings',
  table: 'Partial derivatives so far',
  changes: 'Changes since the pinned graph',
};

export function Drawer({ state }: { state: PageState }) {
  const { inspector } = state;
  const page = inspector.page.value;
  useLayoutEffect(() => (page ? state.whileOpen(() => inspector.close()) : undefined), [page !== undefined]);
  if (!page) return null;
  return (
    <aside class={`drawer ${page}`} aria-label={titles[page]}>
      <div class="drawer-head">
        <h2>{titles[page]}</h2>
        <IconButton icon="close" label="Close" keys="Escape" onClick={() => inspector.close()} />
      </div>
      <div class="drawer-page">{content(state, page)}</div>
    </aside>
  );
}

function content(state: PageState, page: DrawerPage): ComponentChildren {
  if (page === 'findings') return <FindingsPage state={state} />;
  if (page === 'changes') return <ChangesPage state={state} />;
  if (page === 'table') return <TablePage state={state} />;
  const { inspector } = state;
  const details = inspector.details.value;
  if (!details) return <p class="muted">Select a node, an edge or a box in the picture.</p>;
  if (details.kind === 'node') return <NodePage inspector={inspector} details={details} />;
  if (details.kind === 'edge') return <EdgePage inspector={inspector} details={details} />;
  if (details.kind === 'bundle') return <BundlePage inspector={inspector} details={details} />;
  return <BoxPage inspector={inspector} details={details} />;
}
