/** A page of the numbers of a slice. Its buttons, and a click on a number, move the picked element. */
import type { ElementsView } from '../../../src/protocol/tensors.ts';
import type { Elements } from './elements.ts';

interface Props {
  readonly elements: Elements;
  readonly view: ElementsView;
  readonly symbol: string;
}

export function ElementTable({ elements, view, symbol }: Props) {
  const { index, rows, columns, page } = view;
  const [row, column] = [index.at(-2) ?? 0, index.at(-1)!];
  const height = page.texts.length;
  const width = page.texts[0]?.length ?? 0;
  const isVector = index.length === 1;
  const go = (toRow: number, toColumn: number) =>
    elements.goTo([...index.slice(0, -2), ...(isVector ? [] : [toRow]), toColumn]);
  return (
    <div class="page-of-elements">
      <section class="numbers" tabindex={0} aria-label={`Numbers of ${symbol}`}>
        <table class="partials">
          <thead>
            <tr>
              <th scope="col">{isVector ? '' : 'row'}</th>
              {page.texts[0]?.map((_, x) => (
                <th key={x} scope="col">
                  {(page.column + x).toLocaleString('en-US')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.texts.map((texts, y) => (
              <tr key={y}>
                <th scope="row">{isVector ? '' : (page.row + y).toLocaleString('en-US')}</th>
                {texts.map((text, x) => {
                  const isPicked = page.row + y === row && page.column + x === column;
                  return (
                    <td key={x}>
                      <button
                        type="button"
                        class="link number"
                        tabindex={-1}
                        aria-current={isPicked}
                        onClick={() => go(page.row + y, page.column + x)}
                      >
                        {text}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows > height && (
        <Pager what="rows" first={page.row} shown={height} count={rows} onGo={(first) => go(first, column)} />
      )}
      {columns > width && (
        <Pager
          what="columns"
          first={page.column}
          shown={width}
          count={columns}
          onGo={(first) => go(row, first)}
        />
      )}
    </div>
  );
}

interface PagerProps {
  readonly what: 'rows' | 'columns';
  readonly first: number;
  readonly shown: number;
  readonly count: number;
  readonly onGo: (first: number) => void;
}

/** `rows 10–19 of 784`, from 0 as the program counts. */
function Pager({ what, first, shown, count, onGo }: PagerProps) {
  const last = first + shown;
  return (
    <p class="pager">
      <button
        type="button"
        class="link"
        aria-label={`Earlier ${what}`}
        disabled={first === 0}
        onClick={() => onGo(first - 1)}
      >
        ‹
      </button>
      <span class="muted">
        {what} {first.toLocaleString('en-US')}–{(last - 1).toLocaleString('en-US')} of{' '}
        {count.toLocaleString('en-US')}
      </span>
      <button
        type="button"
        class="link"
        aria-label={`Later ${what}`}
        disabled={last >= count}
        onClick={() => onGo(last)}
      >
        ›
      </button>
    </p>
  );
}
