/** What the adapter can do, and in which phase of a session each request may come. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { FILTERS } from '../filters.ts';
import type { Command } from './arguments.ts';

export type Phase =
  /** Nothing was asked yet. */
  | 'fresh'
  /** May be launched. */
  | 'initialized'
  /** The program is evaluated. */
  | 'launching'
  /** Breakpoints come in until `configurationDone`. */
  | 'configuring'
  | 'running'
  | 'stopped'
  | 'ended';

const EVERY: readonly Phase[] = [
  'fresh',
  'initialized',
  'launching',
  'configuring',
  'running',
  'stopped',
  'ended',
];
const ALIVE = EVERY.filter((phase) => phase !== 'fresh' && phase !== 'ended');
export const STOPPED: readonly Phase[] = ['stopped'];

/** When a request may come; those that are not named here, while the walk stands still. */
export const PHASES: { readonly [C in Command]?: readonly Phase[] } = {
  initialize: ['fresh'],
  launch: ['initialized'],
  configurationDone: ['launching', 'configuring'],
  restart: ['configuring', 'running', 'stopped'],
  terminate: ALIVE,
  disconnect: EVERY,
  cancel: EVERY,
  setBreakpoints: ALIVE,
  breakpointLocations: ALIVE,
  setExceptionBreakpoints: ALIVE,
  setDataBreakpoints: ALIVE,
  threads: ALIVE,
  pause: ['running', 'stopped'],
  loadedSources: ['configuring', 'running', 'stopped'],
  source: ['configuring', 'running', 'stopped'],
};

export const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsBreakpointLocationsRequest: true,
  supportsDataBreakpoints: true,
  supportsExceptionFilterOptions: true,
  supportsExceptionInfoRequest: true,
  exceptionBreakpointFilters: FILTERS.map(({ name, label, description, isDefault, threshold }) => ({
    filter: name,
    label,
    description,
    default: isDefault,
    ...(threshold === undefined
      ? {}
      : { supportsCondition: true, conditionDescription: `Threshold (usually ${threshold})` }),
  })),
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsEvaluateForHovers: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: ['.', '['],
  supportsStepBack: true,
  supportsSteppingGranularity: true,
  supportsStepInTargetsRequest: true,
  supportsGotoTargetsRequest: true,
  supportsRestartFrame: true,
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
  supportsCancelRequest: true,
  supportsLoadedSourcesRequest: true,
  supportsDelayedStackTraceLoading: true,
  // Numbers of float64 have no other writing: the wish is accepted and changes nothing.
  supportsValueFormattingOptions: true,
};
