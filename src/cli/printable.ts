/** What may be sent to a terminal: texts of a program may hold anything. */

/** With control characters, which would steer the terminal, written as `\u001b`; JSON means the same by it. */
export function printable(text: string): string {
  return text.replace(
    /[^\P{Cc}\t\n]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
