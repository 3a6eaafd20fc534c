/** What of the selection is shown: which evaluation, which component, and with which arguments. */
import type { ArgumentView, ChoicesView } from '../../src/protocol/view.ts';
import type { PageState } from '../state.ts';
import { Icon, IconButton } from './Icon.tsx';

export function Choices({ state }: { state: PageState }) {
  const choices = state.choices.value;
  if (!choices) return null;
  const { evaluation, component, call } = choices;
  return (
    <section class="choices" aria-label="What is shown">
      {evaluation && <Evaluation state={state} {...evaluation} />}
      {component && <Component state={state} component={component} />}
      {call && call.args.length > 0 && <Arguments state={state} call={call} />}
    </section>
  );
}

function Evaluation({ state, index, count }: { state: PageState; index: number; count: number }) {
  return (
    <fieldset class="evaluation" aria-label="Evaluation">
      <IconButton
        icon="back"
        label="Previous evaluation"
        keys="Page Up"
        idle={index <= 1}
        onClick={() => state.toEvaluation(index - 1)}
      />
      <label>
        evaluation{' '}
        <input
          type="number"
          min={1}
          max={count}
          value={index}
          style={{ '--digits': `${String(count).length}` }}
          onChange={(event) => state.toEvaluation(event.currentTarget.valueAsNumber)}
        />
      </label>{' '}
      of {count.toLocaleString('en-US')}
      <IconButton
        icon="forward"
        label="Next evaluation"
        keys="Page Down"
        idle={index >= count}
        onClick={() => state.toEvaluation(index + 1)}
      />
    </fieldset>
  );
}

/** Of a few components one is picked; one of very many can be typed. */
function Component({
  state,
  component: { path, sum, options, isComplete },
}: {
  state: PageState;
  component: NonNullable<ChoicesView['component']>;
}) {
  if (isComplete)
    return (
      <label class="component">
        shown{' '}
        <select value={path} onChange={(event) => state.toComponent(event.currentTarget.value)}>
          <option value="sum">{sum}</option>
          {options.map((option) => (
            <option key={option.path} value={option.path}>
              {option.name}
            </option>
          ))}
        </select>
      </label>
    );
  return (
    <label class="component">
      shown{' '}
      <input
        type="text"
        list="components"
        value={path}
        title={`“sum” is ${sum}; or write which one`}
        spellcheck={false}
        onChange={(event) => state.toComponent(event.currentTarget.value.trim() || 'sum')}
      />
      <datalist id="components">
        <option value="sum">{sum}</option>
        {options.map((option) => (
          <option key={option.path} value={option.path} />
        ))}
      </datalist>
    </label>
  );
}

function Arguments({ state, call }: { state: PageState; call: NonNullable<ChoicesView['call']> }) {
  const fields = call.args.map((argument, index) => ({ argument, index }));
  const maker = call.args.find((argument) => argument.maker !== '')?.maker;
  const field = ({ argument, index }: (typeof fields)[number]) => (
    <Argument key={index} state={state} argument={argument} index={index} />
  );
  const isGiven = call.args.some(({ source }) => source === 'given') || state.drafts.value.size > 0;
  return (
    <form
      class="arguments"
      aria-label={call.isBatch ? `The ${call.title}` : `Arguments of ${call.title}`}
      onSubmit={(event) => {
        event.preventDefault();
        state.giveArguments();
      }}
    >
      {maker && (
        <fieldset aria-label={`new ${maker}`}>
          <code>new {maker}(</code>
          {fields.filter(({ argument }) => argument.maker !== '').map(field)}
          <code>)</code>
        </fieldset>
      )}
      <fieldset aria-label={call.title}>
        {call.isBatch ? call.title : <code>{call.title}(</code>}
        {fields.filter(({ argument }) => argument.maker === '').map(field)}
        {!call.isBatch && <code>)</code>}
      </fieldset>
      <span class="source">
        <span class="from">{call.from}</span>
        {isGiven && (
          <IconButton
            icon="undo"
            label={
              call.isBatch
                ? 'Take the batch from the program again'
                : 'Take the arguments from the program again'
            }
            onClick={() => state.forgetArguments()}
          />
        )}
      </span>
      {/* Enter sends a form with several fields only where it has a button for it. */}
      <button type="submit" class="hidden" tabIndex={-1} aria-hidden="true" />
    </form>
  );
}

const SHORTEST = 3;
const LONGEST = 28;

function Argument({ state, argument, index }: { state: PageState; argument: ArgumentView; index: number }) {
  const { name, note, problem } = argument;
  const text = state.drafts.value.get(index) ?? argument.text;
  const size = Math.min(LONGEST, Math.max(SHORTEST, (text || note).length + 1));
  const id = `argument-${index}`;
  return (
    <span class="argument">
      <label for={id}>{name}</label>
      <input
        id={id}
        type="text"
        size={size}
        value={text}
        placeholder={note}
        title={text || note}
        spellcheck={false}
        autocomplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onInput={(event) => state.draftArgument(index, event.currentTarget.value)}
        onChange={() => state.giveArguments()}
        onBlur={() => state.leaveArgument(index)}
      />
      {problem !== undefined && (
        <span class="problem" id={`${id}-problem`}>
          <Icon name="warning" />
          {problem}
        </span>
      )}
    </span>
  );
}
