import { isObject, Json, JsonObject } from '../../src/lab';

/** A change of a state, or of the parameters of a call that a function makes. */
export interface Mistake {
  readonly what: string;
  readonly state?: string;
  /** `service:action`. */
  readonly call?: string;
  readonly change: (to: JsonObject) => void;
  /** What the judge should say, after the name of the state. */
  readonly says?: RegExp;
}

type Change = Mistake['change'];

export const inState = (state: string, what: string, change: Change, says?: RegExp): Mistake => ({ state, what: `${state}: ${what}`, change, says });
export const inCall = (call: string, what: string, change: Change, says?: RegExp): Mistake => ({ call, what: `${call}: ${what}`, change, says });

/** Makes a mistake in the state that it names, wherever in the document that is. */
export function inDocument(definition: object, { state: name, change }: Mistake): void {
  const state = stateIn(definition as JsonObject, name!);
  if (!state) { throw new Error(`there is no state '${name}'`); }
  change(state);
}

function stateIn(definition: JsonObject, name: string): JsonObject | undefined {
  for (const [each, state] of Object.entries(definition.States as Record<string, JsonObject>)) {
    const inner = isObject(state.ItemProcessor) ? stateIn(state.ItemProcessor, name) : undefined;
    if (each === name || inner) { return inner ?? state; }
  }
  return undefined;
}

/** The same, in the document of the enrolment and no other. */
export const inEnrolment = (mistake: Mistake) => (definition: object, id: string): void => {
  if (id.includes('Enrolment')) { inDocument(definition, mistake); }
};

/** A field at a path such as `Arguments/Entries/0/Source`, which has to be there. */
function at(root: JsonObject, path: string): [JsonObject, string] {
  const names = path.split('/');
  const last = names.pop()!;
  const holder = names.reduce<Json | undefined>((value, name) => (value as JsonObject | undefined)?.[name], root);
  if (!isObject(holder) && !Array.isArray(holder)) { throw new Error(`there is no '${path}'`); }
  return [holder as JsonObject, last];
}

export const set = (path: string, value: Json): Change => root => {
  const [holder, name] = at(root, path);
  holder[name] = value;
};

export const drop = (path: string): Change => root => { take(root, path); };

/** Another name for a field. */
export const named = (path: string, name: string): Change => root => {
  const [holder] = at(root, path);
  holder[name] = take(root, path);
};

/** One more entry of a list, before the others. */
export const add = (path: string, value: Json): Change => root => {
  const [holder, name] = at(root, path);
  holder[name] = [value, ...(holder[name] as Json[] | undefined) ?? []];
};

/** Another text in the expressions of a field. */
export const replace = (before: string, after: string, field = 'Arguments'): Change => root => {
  const [old, young] = [before, after].map(text => JSON.stringify(text).slice(1, -1));
  const text = JSON.stringify(root[field]);
  if (!text.includes(old)) { throw new Error(`'${before}' is not in ${field}`); }
  root[field] = JSON.parse(text.replace(old, () => young)) as Json;
};

function take(root: JsonObject, path: string): Json {
  const [holder, name] = at(root, path);
  const value = holder[name];
  if (value === undefined) { throw new Error(`there is no '${path}'`); }
  delete holder[name];
  return value;
}
