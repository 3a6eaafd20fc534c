/** What a person can choose of a selection: one of its evaluations, a component, the arguments of a function. */
import type { ChoicesView } from '../protocol/view.ts';
import type { CallData } from '../trace/selection/call.ts';
import type { Trace } from '../trace/trace.ts';

/** @param selection names the selection in messages. */
export function choicesOf(selection: number, trace: Trace): ChoicesView {
  const { evaluation, component, call } = trace;
  const of = nameOf(trace);
  return {
    selection,
    ...(evaluation.count > 1 && { evaluation }),
    ...(component && {
      component: {
        path: component.path,
        sum: sumText(of, component.numbers),
        options: component.paths.map((path) => ({ path, name: of === 'it' ? path : of + path })),
        isComplete: component.paths.length === component.computed,
      },
    }),
    ...(call && { call: { ...call, args: [...call.args] } }),
  };
}

/**
 * Where nothing could be shown, the arguments can still be changed.
 * @param before what was shown last: of the same function, what a call in the program passed stays.
 */
export function choicesOfCall(selection: number, call: CallData, before?: ChoicesView): ChoicesView {
  const shown = before?.call?.key === call.key ? before.call.args : [];
  const args = call.args.map((one, i) =>
    one.source === 'none' && shown[i]?.source === 'call' ? shown[i] : one,
  );
  const isKept = args.some((one, i) => one !== call.args[i]);
  return { selection, call: { ...call, args, from: isKept ? '' : call.from } };
}

/** What is shown, in words, where it is not the selection's one number: for a terminal. */
export function choiceLines(trace: Trace): string[] {
  const { evaluation, component, call } = trace;
  const lines: string[] = [];
  if (evaluation.count > 1) lines.push(`Evaluation ${evaluation.index} of ${evaluation.count}.`);
  if (component?.path === 'sum') lines.push(`${capital(sumText(nameOf(trace), component.numbers))}.`);
  if (call) {
    const args = call.args
      .map(({ name, text, note }) => `${name} ${note && !text ? note : `= ${text}`}`)
      .join(', ');
    if (call.isBatch) lines.push(`The batch: ${args} (${call.from}).`);
    else lines.push(`${call.title} was called${args && ` with ${args}`}${call.from && ` (${call.from})`}.`);
  }
  return lines;
}

function sumText(of: string, numbers: number): string {
  return `the sum of ${of === 'it' ? 'its' : `${of}’s`} ${numbers.toLocaleString('en-US')} numbers`;
}

/** The selection's name without the component; “it” where it has none. */
function nameOf({ rootName, component }: Trace): string {
  if (rootName === '' || !component) return 'it';
  return component.path === 'sum' ? rootName.replace(/^Σ/, '') : rootName.slice(0, -component.path.length);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
