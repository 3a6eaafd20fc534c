/** A menu that opens where a person pressed, or at what has the focus. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

export interface MenuEntry {
  readonly label: string;
  /** The key that does the same. */
  readonly keys?: string;
  readonly run: () => void;
}

interface MenuProps {
  /** What it is about. */
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  /** Pixels in the window. It is moved as far as it takes to be in sight as a whole. */
  readonly at: { readonly x: number; readonly y: number };
  readonly close: () => void;
}

/** The distance that it keeps to the window's border. */
const MARGIN = 4;

export function Menu({ label, entries, at, close }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement);
  const leave = () => {
    close();
    if (before.current instanceof HTMLElement || before.current instanceof SVGElement)
      before.current.focus({ preventScroll: true });
  };
  const items = () => [...list.current!.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  useLayoutEffect(() => {
    const { style, offsetWidth, offsetHeight } = list.current!;
    style.left = `${Math.max(MARGIN, Math.min(at.x, window.innerWidth - offsetWidth - MARGIN))}px`;
    style.top = `${Math.max(MARGIN, Math.min(at.y, window.innerHeight - offsetHeight - MARGIN))}px`;
    items()[0]!.focus({ preventScroll: true });
  }, [at]);
  useEffect(() => {
    const onPress = (event: PointerEvent) => {
      if (!list.current!.contains(event.target as Node)) close();
    };
    window.addEventListener('pointerdown', onPress, true);
    window.addEventListener('blur', close);
    return () => {
      window.removeEventListener('pointerdown', onPress, true);
      window.removeEventListener('blur', close);
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const all = items();
    const position = all.indexOf(document.activeElement as HTMLElement);
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => all[(position + 1) % all.length]!.focus(),
      ArrowUp: () => all.at(position - 1)!.focus(),
      Home: () => all[0]!.focus(),
      End: () => all.at(-1)!.focus(),
      Escape: leave,
      Tab: leave,
    };
    const step = steps[event.key];
    // No other key reaches the page behind it.
    event.stopPropagation();
    if (!step) return;
    event.preventDefault();
    step();
  };
  return (
    <div ref={list} class="menu" role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {entries.map(({ label, keys, run }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            leave();
            run();
          }}
        >
          <span>{label}</span>
          {keys && <kbd>{keys}</kbd>}
        </button>
      ))}
    </div>
  );
}
