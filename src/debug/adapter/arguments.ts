/**
 * What a client may send with each request, to the letter: a request is checked here before anything reads it.
 * Fields that the protocol has and this adapter does not need are left out, and let through.
 */
import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** 1 where the client counts from 1, else 0; what is outside of the text is moved to its end later. */
const position = v.pipe(v.number(), v.finite());
const id = v.pipe(v.number(), v.integer());
const source = v.object({ path: v.optional(v.string()), name: v.optional(v.string()) });
const thread = v.object({ threadId: v.optional(id), granularity: v.optional(v.string()) });
const frame = v.object({ frameId: id });
const wishes = { condition: v.optional(v.string()), hitCondition: v.optional(v.string()) };
const nothing = v.optional(v.looseObject({}), {});

const launch = v.object({
  noDebug: v.optional(v.boolean(), false),
  /** The file to run. */
  program: v.string(),
  /** A variable of its top level, `LINE:COLUMN`, `LINE:COLUMN-LINE:COLUMN`, or an expression's own text. */
  expression: v.optional(v.string()),
  /** The text of each argument, where the expression is a function; an empty one is found elsewhere. */
  arguments: v.optional(v.array(v.string())),
  pass: v.optional(v.picklist(['backward', 'forward then backward']), 'backward'),
  stopOnEntry: v.optional(v.boolean(), true),
});

/** As in launch.json. */
export type LaunchArguments = v.InferOutput<typeof launch>;

export const schemas = {
  initialize: v.object({
    linesStartAt1: v.optional(v.boolean(), true),
    columnsStartAt1: v.optional(v.boolean(), true),
    pathFormat: v.optional(v.string(), 'path'),
    supportsProgressReporting: v.optional(v.boolean(), false),
    supportsInvalidatedEvent: v.optional(v.boolean(), false),
  }),
  launch,
  configurationDone: nothing,
  restart: v.optional(v.object({ arguments: v.optional(launch) }), {}),
  terminate: nothing,
  disconnect: nothing,
  cancel: v.optional(v.object({ requestId: v.optional(id), progressId: v.optional(v.string()) }), {}),
  setBreakpoints: v.object({
    source,
    breakpoints: v.optional(
      v.array(
        v.object({
          line: position,
          column: v.optional(position),
          ...wishes,
          logMessage: v.optional(v.string()),
        }),
      ),
      [],
    ),
  }),
  breakpointLocations: v.object({
    source,
    line: position,
    column: v.optional(position),
    endLine: v.optional(position),
    endColumn: v.optional(position),
  }),
  setExceptionBreakpoints: v.object({
    filters: v.array(v.string()),
    filterOptions: v.optional(
      v.array(v.object({ filterId: v.string(), condition: v.optional(v.string()) })),
      [],
    ),
  }),
  dataBreakpointInfo: v.object({
    name: v.string(),
    variablesReference: v.optional(count),
    frameId: v.optional(id),
  }),
  setDataBreakpoints: v.object({ breakpoints: v.array(v.object({ dataId: v.string(), ...wishes })) }),
  threads: nothing,
  continue: thread,
  reverseContinue: thread,
  next: thread,
  stepIn: v.object({ ...thread.entries, targetId: v.optional(id) }),
  stepInTargets: frame,
  stepOut: thread,
  stepBack: thread,
  pause: thread,
  restartFrame: frame,
  gotoTargets: v.object({ source, line: position, column: v.optional(position) }),
  goto: v.object({ targetId: id }),
  stackTrace: v.object({
    startFrame: v.optional(count, 0),
    levels: v.optional(count, 0),
  }),
  scopes: frame,
  variables: v.object({
    variablesReference: count,
    filter: v.optional(v.picklist(['indexed', 'named'])),
    start: v.optional(count, 0),
    count: v.optional(count, 0),
  }),
  setVariable: v.object({ variablesReference: count, name: v.string(), value: v.string() }),
  setExpression: v.object({ expression: v.string(), value: v.string(), frameId: v.optional(id) }),
  evaluate: v.object({ expression: v.string(), frameId: v.optional(id), context: v.optional(v.string()) }),
  completions: v.object({
    text: v.string(),
    column: position,
    line: v.optional(position),
    frameId: v.optional(id),
  }),
  exceptionInfo: thread,
  loadedSources: nothing,
  source: v.object({ source: v.optional(source), sourceReference: v.optional(v.number()) }),
  /** Not of the protocol: the person moved the walk in the picture to the end of the k-th visit. */
  moveTo: v.object({ visit: count }),
  /** Not of the protocol: what stands at the ends of the lines of a file while the walk stands still. */
  inlineValues: v.object({ path: v.string() }),
} satisfies Record<string, v.GenericSchema>;

export type Command = keyof typeof schemas;
export type ArgumentsOf<C extends Command> = v.InferOutput<(typeof schemas)[C]>;

export function isCommand(command: string): command is Command {
  return Object.hasOwn(schemas, command);
}

/** The arguments of a request, checked. Throws {@link RequestError} naming the field that is wrong. */
export function readArguments<C extends Command>(command: C, given: unknown): ArgumentsOf<C> {
  const result = v.safeParse(schemas[command], given);
  if (result.success) return result.output as ArgumentsOf<C>;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  throw new RequestError(
    `${command}: ${field ? `${field} is not right` : 'its arguments are missing'}. ${issue.message}.`,
  );
}

/** Why a request cannot be answered; becomes an error response. */
export class RequestError extends Error {
  /** Whether the client shall show it to the person. */
  readonly isForPerson: boolean;

  constructor(message: string, isForPerson = false) {
    super(message);
    this.isForPerson = isForPerson;
  }
}
