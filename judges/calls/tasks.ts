import { Expressions } from './expressions';
import { Known, NOTHING, SOME, alternatives, either, fromJson, perhaps, some } from './known';
import { isObject, JsonObject } from '../../src/lab';

/** A call as the judge gets it. */
export interface Call {
  readonly document: string;
  /** Which task of its document, from 0. */
  readonly task: number;
  /** The state, or the function. */
  readonly state: string;
  /** By whom it is made decides how things are spelt: an SDK integration, an optimised one, or a function's SDK. */
  readonly by: 'aws-sdk' | 'optimised' | 'function';
  readonly service: string;
  readonly action: string;
  /** How its answer is waited for: '', `waitForTaskToken`, `sync`, `sync:2`. */
  readonly pattern: string;
  readonly parameters: Known;
  /** What Retry and Catch name. */
  readonly errors: readonly string[];
  /** Fields of the answer that are read, and by which state. */
  readonly reads: readonly Read[];
  /** Texts that such fields are compared to. */
  readonly comparisons: readonly Comparison[];
}

export interface Read { readonly state: string; readonly path: readonly string[] }
export interface Comparison {
  readonly state: string;
  readonly to: string;
  /** What the value may be, of this task or another. */
  readonly answers: readonly { readonly task: number; readonly path: readonly string[] }[];
}

/** All that is to be judged of a document, and what of it nobody can judge. */
export interface Tasks { readonly calls: readonly Call[]; readonly unjudged: readonly string[] }

type Draft = Call & { readonly reads: Read[]; readonly comparisons: Comparison[] };

/** One assignment to a variable, and what is known of its value so far. */
interface Assignment { readonly value: () => Known; known: Known }

/** Variables are known where they are assigned and in what is inside of it. */
interface Scope { readonly assigned: Map<string, Assignment[]>; readonly outer?: Scope }

/** Variables are made of variables: after so many rounds, or when nothing changes, all is known that can be. */
const MOST_ROUNDS = 4;

/** Beyond so many characters one says nothing at all of a variable. */
const LONGEST = 3000;

/** Follows the values of a document through its states, without running it. */
export function tasksOf(definition: JsonObject, document: string, expressions = new Expressions()): Tasks {
  const walk = new Walk(document, expressions);
  walk.go(definition);
  return { calls: walk.drafts, unjudged: walk.unjudged };
}

class Walk {
  public readonly drafts: Draft[] = [];
  public readonly unjudged: string[] = [];
  private readonly visits: (() => void)[] = [];
  private readonly assignments: Assignment[] = [];
  private listening = false;

  constructor(private readonly name: string, private readonly expressions: Expressions) {}

  public go(definition: JsonObject): void {
    this.document(definition, String(definition.QueryLanguage ?? 'JSONPath'));
    for (let round = 0, changed = true; changed && round < MOST_ROUNDS; round++) {
      changed = false;
      for (const assignment of this.assignments) {
        const value = assignment.value();
        const known = JSON.stringify(value).length > LONGEST ? SOME : value;
        changed ||= JSON.stringify(known) !== JSON.stringify(assignment.known);
        assignment.known = known;
      }
    }
    this.listening = true;
    this.visits.forEach(visit => visit());
  }

  private document(definition: JsonObject, language: string, outer?: Scope): void {
    const scope: Scope = { assigned: new Map(), outer };
    for (const [name, state] of Object.entries(definition.States as Record<string, JsonObject>)) {
      this.state(name, state, String(state.QueryLanguage ?? language), scope);
      const inner = [state.ItemProcessor, state.Iterator, ...listOf(state.Branches)];
      inner.filter(isObject).forEach(each => this.document(each, language, scope));
    }
  }

  private state(name: string, state: JsonObject, language: string, scope: Scope): void {
    const where = `${this.name} / ${name}`;
    const task = state.Type === 'Task' ? this.task(where, name, state) : undefined;
    const parameters = (known: Known) => {
      if (task) { this.drafts[task.at] = { ...this.drafts[task.at], parameters: known }; }
    };
    if (language !== 'JSONata') {
      if (task) { this.unjudged.push(`${where}: is written in JSONPath, so what it reads of its result is not judged`); }
      parameters(pathless(state.Parameters ?? {}));
      return;
    }
    const template = (value: unknown, result: Known): Known => this.template(value, name, result, scope);
    const answer: Known = task ? { is: 'answer', task: task.at, path: [] } : SOME;
    const parts = [
      { fields: state, result: answer },
      ...[...listOf(state.Choices), ...listOf(state.Catch)].map(each => ({ fields: each, result: NOTHING })),
    ];
    for (const { fields, result } of parts) {
      for (const [variable, value] of Object.entries(isObject(fields.Assign) ? fields.Assign : {})) {
        const assignment = { value: () => template(value, result), known: either() };
        this.assignments.push(assignment);
        scope.assigned.set(variable, [...scope.assigned.get(variable) ?? [], assignment]);
      }
    }
    this.visits.push(() => {
      for (const [field, value] of Object.entries(state)) {
        if (field === 'Arguments') {
          parameters(template(value, NOTHING));
        } else if (!ELSEWHERE.has(field)) {
          template(value, NOTHING);
        }
      }
      for (const { fields, result } of parts) {
        for (const field of ['Assign', 'Output', 'Condition']) { template(fields[field], result); }
      }
    });
  }

  private task(where: string, name: string, state: JsonObject): { at: number } | undefined {
    const named = /^arn:[^:]+:states:::(aws-sdk:)?(\w+):(\w+)(?:\.(.+))?$/.exec(String(state.Resource));
    if (!named) {
      this.unjudged.push(`${where}: ${String(state.Resource)} is no call of a service`);
      return undefined;
    }
    const [, sdk, service, action, pattern = ''] = named;
    const rules = [...listOf(state.Retry), ...listOf(state.Catch)];
    this.drafts.push({
      document: this.name, task: this.drafts.length, state: name, by: sdk ? 'aws-sdk' : 'optimised', service, action, pattern, parameters: NOTHING,
      errors: [...new Set(rules.flatMap(rule => rule.ErrorEquals as string[]))], reads: [], comparisons: [],
    });
    return { at: this.drafts.length - 1 };
  }

  /** What a field of a state gives, all the expressions in it evaluated. */
  private template(value: unknown, state: string, result: Known, scope: Scope): Known {
    if (typeof value === 'string') {
      const expression = /^\{%(.*)%\}$/s.exec(value.trim());
      return expression ? this.expression(expression[1], state, result, scope) : fromJson(value);
    }
    const part = (each: unknown) => this.template(each, state, result, scope);
    if (Array.isArray(value)) { return { is: 'list', items: value.map(part), exact: true }; }
    if (!isObject(value)) { return value === undefined ? NOTHING : fromJson(value); }
    const fields = Object.entries(value).map(([key, each]) => [key, part(each)] as const);
    return { is: 'object', fields: Object.fromEntries(fields) };
  }

  private expression(text: string, state: string, result: Known, scope: Scope): Known {
    return this.expressions.evaluate(text, {
      variable: name => name === 'states' ? { ...STATES, fields: { ...STATES.fields, result } } : this.variable(name, scope),
      reads: (task, path) => { if (this.listening) { this.drafts[task].reads.push({ state, path }); } },
      compares: (known, to) => { if (this.listening) { this.compares(known, to, state); } },
    });
  }

  /** A comparison says something if all that can be compared are answers: then one of them should be able to be it. */
  private compares(known: Known, to: string, state: string): void {
    const all = alternatives(known).filter(each => !(each.is === 'json' && each.value !== to));
    const answers = all.flatMap(each => each.is === 'answer' ? [{ task: each.task, path: each.path }] : []);
    if (answers.length < all.length || answers.length === 0) { return; }
    this.drafts[answers[0].task].comparisons.push({ state, to, answers });
  }

  /** What any of the assignments may have put there. */
  private variable(name: string, scope: Scope): Known | undefined {
    for (let at: Scope | undefined = scope; at; at = at.outer) {
      const found = at.assigned.get(name);
      if (found) { return perhaps(either(...found.map(({ known }) => known))); }
    }
    return undefined;
  }
}

const listOf = (value: unknown): JsonObject[] => Array.isArray(value) ? value.filter(isObject) : [];

/** Fields of a state that are no expressions of the state itself, or are looked at with its answer. */
const ELSEWHERE: ReadonlySet<string> = new Set(['ItemProcessor', 'Iterator', 'Branches', 'Choices', 'Catch', 'Assign', 'Output', 'Condition']);

/** Parameters in JSONPath: what stands behind a name with `.$` comes as it runs. */
function pathless(value: unknown): Known {
  if (Array.isArray(value)) { return { is: 'list', items: value.map(pathless), exact: true }; }
  if (!isObject(value)) { return fromJson(value); }
  return {
    is: 'object',
    fields: Object.fromEntries(Object.entries(value).map(([key, each]) => key.endsWith('.$') ? [key.slice(0, -2), SOME] : [key, pathless(each)])),
  };
}

const text = some('string');
const fields = (of: Record<string, Known>): Known & { is: 'object' } => ({ is: 'object', fields: of });

/** What Step Functions says of itself. */
const STATES = fields({
  input: SOME,
  errorOutput: fields({ Error: text, Cause: text }),
  context: fields({
    Execution: fields({ Id: text, Name: text, RoleArn: text, StartTime: text, RedriveCount: some('number'), RedriveTime: text, Input: SOME }),
    State: fields({ Name: text, EnteredTime: text, RetryCount: some('number') }),
    StateMachine: fields({ Id: text, Name: text }),
    Task: fields({ Token: text }),
    Map: { is: 'object', fields: {}, open: true },
  }),
});
