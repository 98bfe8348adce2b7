import { BusEvent } from './events';
import { JsonPath } from './json-path';
import { Undeliverable } from './undeliverable';
import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';

/** What a target's input is made of. */
export interface InputSource {
  readonly event: BusEvent;
  readonly ruleArn: string;
  readonly ruleName: string;
  /** When the bus took the event in. */
  readonly receivedAt: string;
}

/** What the target is given: text, which for most targets has to be JSON. */
export type Input = (source: InputSource) => string;

/** Makes ready how a target's input comes about; AWS's complaint if it cannot. */
export function inputOf(target: JsonObject, longest: number): Input {
  const refuse = (why: string) => new AwsError('ValidationException', `Target ${String(target.Id)}: ${why}`);
  if (['Input', 'InputPath', 'InputTransformer'].filter(key => target[key] !== undefined).length > 1) {
    throw new AwsError('ValidationException', `Only one of Input, InputPath, or InputTransformer must be provided for target ${String(target.Id)}.`);
  }
  if (target.Input !== undefined) {
    const text = target.Input;
    if (typeof text !== 'string' || !isJson(text)) { throw refuse('Input is not valid JSON text'); }
    if (text.length > longest) { throw refuse(`Input is longer than ${longest} characters`); }
    return () => text;
  }
  if (target.InputPath !== undefined) {
    const path = new JsonPath(String(target.InputPath), refuse, true);
    return ({ event }) => {
      const found = path.of(event as unknown as JsonObject);
      if (found === undefined) {
        throw new Undeliverable('INVALID_PARAMETER', `the event has nothing at ${String(target.InputPath)}`);
      }
      return JSON.stringify(found);
    };
  }
  if (target.InputTransformer !== undefined) { return transformer(target, refuse, longest); }
  return ({ event }) => JSON.stringify(event);
}

/** A piece of a template: text, or a variable and whether it stands inside of a string. */
type Piece = string | { readonly variable: string; readonly quoted: boolean };

const PREDEFINED = ['aws.events.rule-arn', 'aws.events.rule-name', 'aws.events.event', 'aws.events.event.json', 'aws.events.event.ingestion-time'];

function transformer(target: JsonObject, refuse: (why: string) => Error, longest: number): Input {
  const { InputPathsMap: paths = {}, InputTemplate: template } = target.InputTransformer as JsonObject;
  if (typeof template !== 'string' || template.length < 1 || template.length > longest) {
    throw refuse(`InputTemplate is a text of 1 to ${longest} characters`);
  }
  const variables = new Map(Object.entries(paths as JsonObject).map(([name, path]) => {
    if (!/^[\w-]{1,256}$/.test(name) || /^aws/i.test(name)) { throw refuse(`'${name}' cannot name a variable`); }
    return [name, new JsonPath(String(path), refuse)] as const;
  }));
  if (variables.size > 100) { throw refuse('InputPathsMap has more than 100 entries'); }
  const pieces = piecesOf(template);
  for (const piece of pieces) {
    if (typeof piece !== 'string' && !variables.has(piece.variable) && !PREDEFINED.includes(piece.variable)) {
      throw new AwsError('ValidationException', `InputTemplate for target ${String(target.Id)} contains invalid placeholder ${piece.variable}.`);
    }
  }
  const json = kindOf(pieces, refuse) === 'json';
  return source => {
    const text = pieces.map(piece => typeof piece === 'string' ? piece : filled(piece, valueOf(piece.variable, variables, source))).join('');
    if (json && !isJson(text)) {
      throw new Undeliverable('INVALID_JSON', `the filled InputTemplate is no JSON: ${text}`);
    }
    return text;
  };
}

function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = [];
  let [text, quoted] = ['', false];
  for (let at = 0; at < template.length; at++) {
    const character = template[at];
    const end = character === '<' ? template.indexOf('>', at) : -1;
    if (end > at) {
      pieces.push(text, { variable: template.slice(at + 1, end), quoted });
      [text, at] = ['', end];
    } else if (quoted && character === '\\') {
      text += character + (template[++at] ?? '');
    } else {
      if (character === '"') { quoted = !quoted; }
      text += character;
    }
  }
  return [...pieces, text];
}

/** JSON, or lines of text of which each is a string. Tried out with harmless values in the place of the variables. */
function kindOf(pieces: readonly Piece[], refuse: (why: string) => Error): 'json' | 'lines' {
  const mark = 'a-variable';
  const sample = pieces.map(piece => typeof piece === 'string' ? piece : piece.quoted ? mark : 'null').join('');
  if (isJson(sample)) {
    if (hasKeyWith(mark, JSON.parse(sample) as Json)) { throw refuse('a placeholder cannot be used as an object key'); }
    return 'json';
  }
  const lines = sample.split('\n').map(line => line.trim()).filter(line => line !== '');
  if (lines.length > 0 && lines.every(line => line.startsWith('"') && isJson(line))) { return 'lines'; }
  throw refuse('InputTemplate is neither JSON nor quoted text');
}

function hasKeyWith(mark: string, value: Json): boolean {
  if (Array.isArray(value)) { return value.some(member => hasKeyWith(mark, member)); }
  if (!isObject(value)) { return false; }
  return Object.entries(value).some(([key, member]) => key.includes(mark) || hasKeyWith(mark, member!));
}

/** Some predefined variables are JSON that AWS puts in as it is, wherever they stand. */
interface Raw { readonly raw: string }

function valueOf(name: string, variables: ReadonlyMap<string, JsonPath>, source: InputSource): Json | undefined | Raw {
  switch (name) {
    case 'aws.events.rule-arn': return source.ruleArn;
    case 'aws.events.rule-name': return source.ruleName;
    case 'aws.events.event.ingestion-time': return source.receivedAt;
    case 'aws.events.event.json': return { raw: JSON.stringify(source.event) };
    case 'aws.events.event': return { raw: JSON.stringify({ ...source.event, detail: undefined }) };
    default: return variables.get(name)!.of(source.event as unknown as JsonObject);
  }
}

/**
 * Outside of strings a variable becomes JSON. Inside of one a text is put in as it is, without any escaping, and
 * objects lose their quotes. A path that leads nowhere leaves nothing: an empty string.
 */
function filled({ quoted }: { readonly quoted: boolean }, value: Json | undefined | Raw): string {
  if (isObject(value) && Object.keys(value).join() === 'raw') { return String(value.raw); }
  if (!quoted) { return JSON.stringify(value ?? (value === null ? null : '')); }
  if (value === undefined) { return ''; }
  return typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
