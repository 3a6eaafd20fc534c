/** The overview of all keys, behind `?`. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { IconButton } from '../controls/Icon.tsx';
import { keysOf } from '../keys.ts';
import type { Direction } from '../layout/geometry.ts';
import type { PageState } from '../state.ts';
import { pictureKeys } from './pictureKeys.ts';

export function KeyOverview({ state }: { state: PageState }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = state.showsKeys.value;
  useLayoutEffect(() => {
    if (isOpen === dialog.current!.open) return;
    if (isOpen) dialog.current!.showModal();
    else dialog.current!.close();
  });
  const close = () => {
    state.showsKeys.value = false;
  };
  return (
    <dialog
      ref={dialog}
      class="keys"
      aria-labelledby="keys-title"
      // Escape. That it is closed the browser tells a task later, when another key may have opened it again.
      onCancel={close}
      onClose={() => dialog.current!.open || close()}
      // A click beside it.
      onClick={(event) => event.target === dialog.current && close()}
      onKeyDown={(event) => {
        if (event.key !== '?') return;
        event.preventDefault();
        close();
      }}
    >
      {isOpen && (
        <div>
          <header>
            <h2 id="keys-title">Keys</h2>
            <IconButton icon="close" label="Close" keys="Escape" onClick={close} />
          </header>
          {state.drawing.value && <PictureKeys direction={state.drawing.value.placed.direction} />}
          {keysOf(state).map(({ title, keys }) => (
            <section key={title}>
              <h3>{title}</h3>
              <dl>
                {keys.map(({ pressed, says }) => (
                  <div key={says}>
                    <dt>
                      {pressed.map((key, at) => (
                        <span key={key}>
                          {at > 0 && ' or '}
                          <kbd>{writtenKey(key)}</kbd>
                        </span>
                      ))}
                    </dt>
                    <dd>{says}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      )}
    </dialog>
  );
}

function PictureKeys({ direction }: { direction: Direction }) {
  return (
    <section>
      <h3>The picture, once a node has the focus</h3>
      <dl>
        {pictureKeys(direction).map(({ shown, says }) => (
          <div key={says}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const WRITTEN: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  ' ': 'Space',
};

/** As it stands on the keyboard. */
function writtenKey(key: string): string {
  const control = /^Mac/.test(navigator.platform) ? '⌘' : 'Ctrl+';
  return (
    WRITTEN[key] ??
    key
      .replace(/^[a-z]$/, (letter) => letter.toUpperCase())
      .replace(/^Ctrl\+(.*)$/, (_, letter: string) => control + letter.toUpperCase())
  );
}
