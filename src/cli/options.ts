import { parseArgs } from 'node:util';

/** An option that takes a value, one that may be named again and again with another value, or a switch. */
export type Kind = 'value' | 'list' | 'switch';

/** The options of a command line, as the user wrote them. */
export interface Options {
  readonly values: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly switches: ReadonlySet<string>;
  readonly complaints: readonly string[];
}

/** Reads options by their long names. Complains about all that it does not understand. */
export function readOptions(args: string[], known: Readonly<Record<string, Kind>>): Options {
  const names = Object.keys(known).map(name => `--${name}`).join(', ');
  const types = Object.entries(known)
    .map(([name, kind]) => [name, { type: kind === 'switch' ? 'boolean' : 'string' } as const]);
  // Not strict: its complaints come one at a time and do not say what there is.
  const { tokens } = parseArgs({
    args, options: Object.fromEntries(types), strict: false, allowPositionals: true, tokens: true,
  });
  const [values, switches, complaints]: [Record<string, string>, Set<string>, string[]] = [{}, new Set(), []];
  const lists: Record<string, string[]> = {};
  let mayBeValue: number | undefined;
  for (const token of tokens) {
    if (token.kind === 'positional') {
      // What follows an unknown option may well be its value.
      if (token.index !== mayBeValue) { complaints.push(`'${token.value}' is no option; there are ${names}`); }
    } else if (token.kind === 'option') {
      const { name, rawName, value, inlineValue } = token;
      if (!Object.hasOwn(known, name) || !rawName.startsWith('--')) {
        complaints.push(`there is no option '${rawName}'; there are ${names}`);
        mayBeValue = token.index + 1;
      } else if (known[name] === 'switch') {
        if (value !== undefined) { complaints.push(`${rawName} takes no value, got '${value}'`); }
        switches.add(name);
      } else if (value === undefined || value === '' || (!inlineValue && value.startsWith('--'))) {
        complaints.push(`${rawName} needs a value`);
      } else if (known[name] === 'list') {
        lists[name] = [...lists[name] ?? [], value];
      } else {
        values[name] = value;
      }
    }
  }
  return { values, lists, switches, complaints };
}

/** What a number may be. */
export interface Range {
  readonly least: number;
  readonly most: number;
  /** What it is when nobody says. */
  readonly otherwise: number;
}

export const SEED: Range = { least: 0, most: 2 ** 32 - 1, otherwise: 1 };

/** A whole number among the values. What is wrong with it goes to the complaints. */
export function wholeNumber(values: Options['values'], name: string, range: Range, complaints: string[]): number {
  const { least, most, otherwise } = range;
  const text = values[name] ?? String(otherwise);
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    complaints.push(`--${name} must be a whole number from ${least} to ${most}, got '${text}'`);
  }
  return value;
}
