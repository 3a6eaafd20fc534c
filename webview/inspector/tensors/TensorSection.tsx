/** A tensor in the inspector: its heat map, the element that is picked, a page of numbers, statistics, a histogram. */
import { useState } from 'preact/hooks';
import type { ElementsView, PartDetails, TensorDetails, TensorPart } from '../../../src/protocol/tensors.ts';
import type { Inspector } from '../inspector.ts';
import { Copy } from '../parts.tsx';
import { ElementTable } from './ElementTable.tsx';
import { parseIndex } from './elements.ts';
import { HeatGrid } from './HeatGrid.tsx';
import { Histogram } from './Histogram.tsx';

const names: Readonly<Record<TensorPart, string>> = {
  value: 'Value',
  gradient: 'Gradient',
  contribution: 'Contribution',
};

export function TensorSection({ inspector, tensor }: { inspector: Inspector; tensor: TensorDetails }) {
  const { shape, parts } = tensor;
  const { elements } = inspector;
  const view = elements.view.value;
  const part = parts.find((one) => one.part === elements.part.value) ?? parts[0]!;
  const size = shape.reduce((product, length) => product * length, 1);
  return (
    <section class="tensor" aria-label="Elements">
      <h3>
        Elements{' '}
        <span class="muted">
          {size.toLocaleString('en-US')} of shape [{shape.join(', ')}]
        </span>
      </h3>
      {parts.length > 1 && (
        <fieldset class="parts" aria-label="Which tensor">
          {parts.map((one) => (
            <label key={one.part}>
              <input
                type="radio"
                name="tensor-part"
                checked={one === part}
                onChange={() => {
                  elements.part.value = one.part;
                }}
              />
              {names[one.part]} <i>{one.symbol}</i>
            </label>
          ))}
        </fieldset>
      )}
      {view && (
        <>
          <SliceFields inspector={inspector} shape={shape} view={view} />
          <HeatGrid elements={elements} view={view} symbol={part.symbol} />
          <Element inspector={inspector} shape={shape} view={view} />
          <ElementTable elements={elements} view={view} symbol={part.symbol} />
        </>
      )}
      <Statistics parts={parts} />
      <Histogram part={part} />
    </section>
  );
}

/** Which slice: the index along each axis but the last two. */
function SliceFields(props: { inspector: Inspector; shape: readonly number[]; view: ElementsView }) {
  const { inspector, shape, view } = props;
  if (shape.length < 3) return null;
  return (
    <fieldset class="slice" aria-label="Slice">
      {shape.slice(0, -2).map((length, axis) => (
        <label key={axis}>
          axis {axis}
          <input
            type="number"
            min={0}
            max={length - 1}
            value={view.index[axis]}
            onChange={({ currentTarget }) => {
              const place = Math.trunc(Number(currentTarget.value));
              inspector.elements.goTo(inspector.elements.index.value.with(axis, place));
            }}
          />
          <span class="muted">of {length.toLocaleString('en-US')}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The element that is picked, with all its digits, and a field for another index. */
function Element(props: { inspector: Inspector; shape: readonly number[]; view: ElementsView }) {
  const { inspector, shape, view } = props;
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const isWrong = typed !== undefined && parseIndex(typed, shape) === undefined;
  const type = (text: string) => {
    setTyped(text);
    const index = parseIndex(text, shape);
    if (index) inspector.elements.goTo(index);
  };
  const shown = view.numbers.map(({ symbol, number }) => `${symbol} = ${number.text}`).join(', ');
  return (
    <div class="element">
      <label>
        Index{' '}
        <input
          type="text"
          spellcheck={false}
          value={typed ?? `[${view.index.join(', ')}]`}
          aria-invalid={isWrong}
          onInput={({ currentTarget }) => type(currentTarget.value)}
          onBlur={() => setTyped(undefined)}
        />
        {isWrong && (
          <span class="muted" role="alert">
            Write {shape.length === 1 ? 'a whole number' : `${shape.length} whole numbers`} below{' '}
            {shape.join(', ')}.
          </span>
        )}
      </label>
      <dl>
        {view.numbers.map(({ symbol, number }) => (
          <div key={symbol} class="fact">
            <dt>
              <i>{symbol}</i>
            </dt>
            <dd>
              <code>{number.text}</code>
              <Copy inspector={inspector} text={number.plain} of={symbol} />
            </dd>
          </div>
        ))}
      </dl>
      {view.shares.length > 0 && (
        <p class="muted">
          {view.numbers.at(-1)!.symbol} ={' '}
          {view.shares.map(({ consumer, delta }, k) => (
            <span key={k}>
              {k > 0 && ' + '}
              {delta.startsWith('−') && k > 0 ? `(${delta})` : delta}
              <span class="from"> from {consumer}</span>
            </span>
          ))}
        </p>
      )}
      <output class="unseen">{shown}</output>
    </div>
  );
}

/** Both tensors beside each other. */
function Statistics({ parts }: { parts: readonly PartDetails[] }) {
  const rows: readonly (readonly [string, (part: PartDetails) => string])[] = [
    ['min', ({ range }) => range?.min ?? '—'],
    ['max', ({ range }) => range?.max ?? '—'],
    ['mean', ({ range }) => range?.mean ?? '—'],
    ['norm', ({ norm }) => norm],
    ['zeros', ({ zeros }) => zeros],
    ['NaN', ({ nan }) => nan.toLocaleString('en-US')],
    ['infinite', ({ infinite }) => infinite.toLocaleString('en-US')],
  ];
  const isPartial = parts.some(({ nan, infinite }) => nan + infinite > 0);
  return (
    <>
      <table class="partials statistics">
        <thead>
          <tr>
            <th scope="col">Statistics</th>
            {parts.map(({ part, symbol }) => (
              <th key={part} scope="col">
                <i>{symbol}</i>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, read]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {parts.map((part) => (
                <td key={part.part}>{read(part)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {isPartial && <p class="muted">Min, max and mean are those of the finite elements.</p>}
    </>
  );
}
