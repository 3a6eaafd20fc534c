/** The switches of the picture: what its colours say, what is written in it, which way it runs. */
import type { Look } from '../../src/protocol/look.ts';
import type { PageState } from '../state.ts';

const colourings: readonly (readonly [Look['colouring'], string])[] = [
  ['kind', 'kind of node'],
  ['value', 'value'],
  ['gradient', 'gradient'],
  ['health', 'health of the gradient'],
];

const directions: readonly (readonly [Look['direction'], string])[] = [
  ['automatic', 'as there is room'],
  ['right', 'left to right'],
  ['down', 'top down'],
];

const switches = [
  ['names', 'Names and formulas'],
  ['values', 'Values'],
  ['gradients', 'Gradients'],
  ['locals', 'Local derivatives'],
  ['shapes', 'Shapes'],
  ['heatMaps', 'Heat maps'],
  ['constants', 'Constants'],
  ['legend', 'Legend'],
] as const satisfies readonly (readonly [keyof Look, string])[];

export function Settings({ state }: { state: PageState }) {
  const { looks } = state;
  if (!looks.areShown.value) return null;
  const look = looks.look.value;
  const change = (part: Partial<Look>) => looks.change(part);
  return (
    <section id="settings" class="settings" aria-label="How the picture is shown">
      <label>
        Colours show{' '}
        <select
          value={look.colouring}
          onChange={({ currentTarget }) => change({ colouring: currentTarget.value as Look['colouring'] })}
        >
          {colourings.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Direction{' '}
        <select
          value={look.direction}
          onChange={({ currentTarget }) => change({ direction: currentTarget.value as Look['direction'] })}
        >
          {directions.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <fieldset aria-label="What is shown">
        {switches.map(([key, name]) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={look[key]}
              onChange={({ currentTarget }) => change({ [key]: currentTarget.checked })}
            />
            {name}
          </label>
        ))}
      </fieldset>
    </section>
  );
}
