import { AwsFleet, Whereabouts } from './aws';
import { FleetData } from './data';
import { Fleet } from './fleet';
import { DEFAULT_PLATFORM, PLATFORM_NAME } from '../../organization/contract';
import { Kind, Options, readOptions } from '../options';
import { Terminal } from '../terminal';

/** All that a command needs of the world. */
export interface World {
  readonly connect: (where: Whereabouts) => Promise<FleetData>;
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export const THIS_WORLD: World = {
  connect: where => AwsFleet.find(where),
  now: () => Date.now(),
  pause: milliseconds => new Promise(done => { setTimeout(done, milliseconds); }),
};

/** What a command is asked, once its words and options are right. */
export interface Request {
  readonly data: FleetData;
  readonly fleet: Fleet;
  readonly words: readonly string[];
  readonly values: Options['values'];
  readonly switches: Options['switches'];
  readonly terminal: Terminal;
  readonly world: World;
}

/** What a command is asked, as it stands on the command line. */
export interface Said {
  readonly words: readonly string[];
  readonly values: Options['values'];
  readonly lists: Options['lists'];
  readonly switches: Options['switches'];
}

/** What a command takes. */
export interface Takes {
  /** The words that it takes, such as `SERVICE`; with `?` those that can be left out. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, Kind>>;
  /** Options that cannot be left out, each with what they are for. */
  readonly needs?: Readonly<Record<string, string>>;
  /** What is wrong with what was said, as far as it can be seen without asking AWS. */
  readonly complaints?: (asked: Said & { readonly world: Pick<World, 'now'> }) => string[];
}

/** A command of the fleet. */
export interface FleetCommand extends Takes {
  readonly run: (request: Request) => Promise<number>;
}

const EVERYWHERE: Readonly<Record<string, Kind>> = { platform: 'value', profile: 'value', region: 'value', json: 'switch' };

/** Runs a command: complains about all that is wrong before AWS is asked anything. */
export async function serve(
  command: FleetCommand, args: readonly string[], terminal: Terminal, world: World,
): Promise<number> {
  const { words, values, switches, where } = read(command, args, world);
  const data = await world.connect({ ...where, observabilityProfile: values['observability-profile'] });
  return command.run({ data, fleet: new Fleet(data), words, values, switches, terminal, world });
}

/** Reads what a command was told, and where it shall be done. */
export function read(
  command: Takes, args: readonly string[], world: Pick<World, 'now'>,
): Said & { readonly where: Whereabouts } {
  const after = args.findIndex(each => each.startsWith('-'));
  const words = args.slice(0, after < 0 ? args.length : after);
  const options = { ...command.options, ...EVERYWHERE };
  const { values, lists, switches, complaints } = readOptions(args.slice(words.length), options);
  const { platform = DEFAULT_PLATFORM, profile, region } = values;
  const wrongWords = complaintsAboutWords(words, command.words);
  const all = [
    ...wrongWords,
    ...complaints,
    ...Object.entries(command.needs ?? {}).filter(([name]) => values[name] === undefined && !complaints.some(each => each.startsWith(`--${name} `)))
      .map(([name, what]) => `--${name} is missing: ${what}`),
    ...wrongWords.length > 0 ? [] : command.complaints?.({ words, values, lists, switches, world }) ?? [],
    ...PLATFORM_NAME.test(platform) ? [] : [`--platform must be the name of a platform, such as '${DEFAULT_PLATFORM}', got '${platform}'`],
  ];
  if (all.length > 0) { throw new Error(all.join('\n  ')); }
  return { words, values, lists, switches, where: { platform, profile, region } };
}

function complaintsAboutWords(words: readonly string[], wanted: readonly string[]): string[] {
  const missing = wanted.slice(words.length).filter(word => !word.endsWith('?'));
  const many = words.slice(wanted.length);
  return [
    ...missing.map(word => `${word} is missing`),
    ...many.map(word => `'${word}' is a word too many; ${wanted.length === 0 ? 'it takes none' : `it takes ${wanted.join(' ').replaceAll('?', ' (or not)')}`}`),
  ];
}

/** Prints a thing as JSON where that is wished, and as lines for people otherwise. */
export function answer({ terminal, switches }: Pick<Request, 'terminal' | 'switches'>, thing: unknown, lines: () => readonly string[]): void {
  const text = switches.has('json') ? JSON.stringify(thing, undefined, 2) : lines().join('\n');
  terminal.stdout.write(`${text}\n`);
}
