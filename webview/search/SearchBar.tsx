/** The field that searches the graph, with the way from hit to hit. */
import { useEffect, useRef } from 'preact/hooks';
import { Icon, IconButton } from '../controls/Icon.tsx';
import type { PageState } from '../state.ts';

/** What a search may be, shown while there is none. */
const EXAMPLES = 'words, |grad| > 10, op:mul, name:w*, is:nan, line:12';
/** As the language of the search has it (session/search/query.ts). */
const LONGEST = 500;

export function SearchBar({ state }: { state: PageState }) {
  const { search } = state;
  const field = useRef<HTMLInputElement>(null);
  // Whoever closes it goes on where they were.
  const before = useRef(document.activeElement as HTMLElement | SVGElement | null);
  const close = () => {
    search.close();
    before.current?.focus({ preventScroll: true });
  };
  useEffect(() => state.whileOpen(close), []);
  // One that was open on an earlier page leaves the focus where it is.
  const { value: asked } = search.asked;
  useEffect(() => {
    if (asked > 0) field.current!.select();
  }, [asked]);
  const found = search.found.value;
  const isIdle = !found || found.nodes.length === 0;
  return (
    <search class="search">
      <Icon name="search" />
      <input
        ref={field}
        type="text"
        aria-label="Search the graph"
        aria-describedby="search-result"
        aria-invalid={found?.problem !== undefined}
        placeholder={EXAMPLES}
        spellcheck={false}
        autocomplete="off"
        maxLength={LONGEST}
        value={search.text.value}
        onInput={(event) => search.type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') search.go(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') close();
          else return;
          event.preventDefault();
        }}
      />
      <div class="buttons">
        <IconButton
          icon="up"
          label="Previous hit"
          keys="Shift+Enter"
          idle={isIdle}
          onClick={() => search.go(-1)}
        />
        <IconButton icon="down" label="Next hit" keys="Enter" idle={isIdle} onClick={() => search.go(1)} />
        <IconButton icon="close" label="Close the search" keys="Escape" onClick={close} />
      </div>
      <p id="search-result" class={found?.problem === undefined ? 'muted' : 'problem'} role="status">
        {found?.problem !== undefined && <Icon name="warning" />}
        {search.told.value}
      </p>
    </search>
  );
}
