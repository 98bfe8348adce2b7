import { overlap } from './overlap';
import { Request, Value } from './request';
import { DEPLOYED } from './stack-names';
import { isObject, Json, JsonObject } from '../../lab';
import { condition, Condition } from '../../lab/services/iam/conditions';
import { Context, Pattern } from '../../lab/services/iam/pattern';
import { Statement, texts } from '../../lab/services/iam/policy';

/** Yes, no, or what it depends on. */
export type Answer = boolean | ReadonlySet<string>;

/** What an answer depends on if it is not a key: which resource the request is about. */
export const RESOURCE = 'the resource';

/** A statement that denies, made ready to be asked by somebody who does not know everything. */
export class Deny {
  private readonly statement: Statement;
  private readonly conditions: readonly (Condition | string)[];

  /** By the key in lower case, as the policy writes it. */
  private readonly written: ReadonlyMap<string, string>;

  constructor(public readonly document: JsonObject) {
    this.statement = new Statement({ ...document, Condition: undefined }, true);
    if (this.statement.actions.some(({ text }) => text.includes(`\${${DEPLOYED}`))) { throw new Error('CloudFormation alone knows its actions'); }
    const operators = Object.entries(isObject(document.Condition) ? document.Condition : {});
    this.conditions = operators.flatMap(([operator, entries]) =>
      Object.entries(entries as JsonObject).map(([key, values]) => lineOf(operator, key, values)));
    this.written = new Map(keysIn(document).map(key => [key.toLowerCase(), key]));
  }

  public concerns(action: string): boolean {
    return this.statement.concerns(action, () => undefined);
  }

  /** Whether it denies what it concerns. */
  public denies(request: Request): Answer {
    const answer = every([
      this.coversResource(request),
      ...this.conditions.map(line =>
        typeof line === 'string' ? new Set([line]) : asked(request, context => line.holds(context))),
    ]);
    return typeof answer === 'boolean' ? answer : new Set([...answer].map(key => this.written.get(key) ?? key));
  }

  private coversResource(request: Request): Answer {
    const patterns = this.statement.resources;
    // A statement does not apply if one of its variables has no value.
    const resolves = asked(request, context => patterns.every(pattern => pattern.resolves(context)));
    const answers = request.resources.map(resource => {
      const fits = some(patterns.map(pattern => matches(pattern, resource, request)));
      return this.document.NotResource === undefined ? fits : every([resolves, not(fits)]);
    });
    // It is about one of them, and nobody knows which.
    const same = answers.every(answer => answer === answers[0]);
    return same ? answers[0] : new Set([RESOURCE, ...answers.flatMap(keysOf)]);
  }
}

/** Whether a pattern matches a resource of which a part may be unknown. */
function matches(pattern: Pattern, resource: string, request: Request): Answer {
  if (!/[*?]/.test(resource)) { return asked(request, context => pattern.matches(resource, context)); }
  if (pattern.text === '*') { return true; }
  const plain = pattern.text.replace(/\$\{[^}]*\}/g, '*');
  if (!overlap(plain, resource)) { return false; }
  // What matches a star as a character matches all that may stand in its place.
  const isWithin = plain === pattern.text && !plain.includes('?') && pattern.matches(resource, () => undefined);
  return isWithin || new Set([RESOURCE]);
}

/** The condition keys of a statement, also those that stand in values. */
function keysIn({ Condition: given, Resource: resource, NotResource: notResource }: JsonObject): string[] {
  const operators = Object.values(isObject(given) ? given : {}).filter(isObject);
  const variables = JSON.stringify([given, resource, notResource]).matchAll(/\$\{([^},\s]+)/g);
  return [...operators.flatMap(keys => Object.keys(keys)), ...[...variables].map(([, key]) => key)];
}

/** One line of a condition, or what it would take to know it. */
function lineOf(operator: string, key: string, values: Json | undefined): Condition | string {
  try {
    return condition(operator, key, texts(values), true);
  } catch {
    // The evaluator knows no addresses; nothing is told that may be wrong.
    return `${key} (${operator})`;
  }
}

/** Asks a question of which the answer may hang on keys that are not known. */
export function asked(
  request: Request, question: (context: Context) => boolean, assumed: ReadonlyMap<string, Value> = new Map(),
): Answer {
  const open = new Set<string>();
  const touched = new Set<string>();
  const answer = question(key => {
    touched.add(key);
    if (assumed.has(key)) { return mutable(assumed.get(key)); }
    const possible = key.startsWith(DEPLOYED) ? undefined : request.values(key);
    if (possible?.length === 1) { return mutable(possible[0]); }
    open.add(key);
    return undefined;
  });
  if (open.size === 0) {
    // Of what is the same on both sides nothing is known if it is compared with something else.
    const alike = request.alike.filter(key => touched.has(key) && assumed.get(key) === ALIKE);
    return alike.length === 1 ? new Set(alike) : answer;
  }
  const [key] = open;
  const possible = request.values(key);
  if (possible === undefined) {
    if (!request.alike.includes(key)) { return open; }
    return asked(request, question, new Map([...assumed, ...request.alike.map(each => [each, ALIKE] as const)]));
  }
  const answers = possible.map(value => asked(request, question, new Map([...assumed, [key, value]])));
  const same = answers.every(each => typeof each === 'boolean' && each === answers[0]);
  return same ? answers[0] : new Set([key, ...answers.flatMap(keysOf)]);
}

/** Stands for a value that is not known, but the same wherever it stands. */
const ALIKE = 'one and the same';

const mutable = (value: Value): string | string[] | undefined => typeof value === 'object' ? [...value] : value;

const keysOf = (answer: Answer): string[] => typeof answer === 'boolean' ? [] : [...answer];

const not = (answer: Answer): Answer => typeof answer === 'boolean' ? !answer : answer;

/** What is not known counts only if nothing that is known decides. */
const every = (answers: readonly Answer[]): Answer =>
  answers.includes(false) ? false : answers.every(answer => answer === true) || new Set(answers.flatMap(keysOf));

const some = (answers: readonly Answer[]): Answer => not(every(answers.map(not)));
