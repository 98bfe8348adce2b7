/**
 * A word of a command that a person pastes into a shell. Ids of objects are keys that a tenant chose: between
 * apostrophes, the shell makes nothing of them.
 */
export const shellWord = (text: string): string =>
  /^[\w.:@/-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;

/** The lines with what a terminal would obey, such as ESC, made visible. Payloads and reasons are a tenant's words. */
export const visible = (lines: readonly string[]): string[] => lines.map(line =>
  // eslint-disable-next-line no-control-regex
  line.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escaped));

function escaped(char: string): string {
  const code = char.charCodeAt(0);
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}
