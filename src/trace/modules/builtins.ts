/** Node's own modules, which the sandbox does not have. */

const NAMES = `
  _http_agent _http_client _http_common _http_incoming _http_outgoing _http_server _stream_duplex _stream_passthrough
  _stream_readable _stream_transform _stream_wrap _stream_writable _tls_common _tls_wrap assert assert/strict async_hooks
  buffer child_process cluster console constants crypto dgram diagnostics_channel dns dns/promises domain events fs
  fs/promises http http2 https inspector inspector/promises module net os path path/posix path/win32 perf_hooks process
  punycode querystring readline readline/promises repl stream stream/consumers stream/promises stream/web string_decoder
  sys timers timers/promises tls trace_events tty url util util/types v8 vm wasi worker_threads zlib`;

const BUILTINS: ReadonlySet<string> = new Set(NAMES.trim().split(/\s+/));

/** Whether the specifier may mean one of them; a package of that name comes first, where it has no `node:`. */
export function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || BUILTINS.has(specifier.replace(/\/$/, ''));
}

/** What such a module exports; known where Node is at hand. */
export function exportsOfBuiltin(specifier: string): readonly string[] {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  return Object.keys(process?.getBuiltinModule?.(specifier) ?? {});
}
