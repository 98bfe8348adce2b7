/** What is known of a value before anything runs. Sent to the judge as it is, so all of it is JSON. */
export type Known =
  | {
    readonly is: 'json';
    readonly value: string | number | boolean | null;
    /** One of several values of a variable, which it may have at other times. */
    readonly perhaps?: boolean;
  }
  | { readonly is: 'object'; readonly fields: Readonly<Record<string, Known>>; /** May have more fields. */ readonly open?: boolean }
  | { readonly is: 'list'; readonly items: readonly Known[]; /** As many as that, in this order. */ readonly exact?: boolean }
  /** One of these; none of them where the value never comes to be. */
  | { readonly is: 'either'; readonly of: readonly Known[] }
  /** A part of what a task was answered. Lists on the way are passed over, as JSONata does. */
  | { readonly is: 'answer'; readonly task: number; readonly path: readonly string[] }
  | { readonly is: 'nothing' }
  | { readonly is: 'some'; readonly type?: Type };

export type Type = 'string' | 'number' | 'boolean';

export const NEVER: Known = { is: 'either', of: [] };
export const NOTHING: Known = { is: 'nothing' };
export const SOME: Known = { is: 'some' };
export const some = (type: Type): Known => ({ is: 'some', type });
export const literal = (value: string | number | boolean | null): Known => ({ is: 'json', value });
export const listOf = (...items: Known[]): Known => ({ is: 'list', items });

/** Beyond so many alternatives one says nothing at all. */
const MOST_ALTERNATIVES = 64;

export const alternatives = (known: Known): readonly Known[] => known.is === 'either' ? known.of : [known];

/** Any of these. */
export function either(...of: readonly Known[]): Known {
  const all = new Map(of.flatMap(alternatives).map(known => [JSON.stringify(known), known]));
  if (all.size > MOST_ALTERNATIVES) { return SOME; }
  return all.size === 1 ? [...all.values()][0] : { is: 'either', of: [...all.values()] };
}

export const forEach = (known: Known, change: (one: Known) => Known): Known =>
  either(...alternatives(known).map(change));

/** One of the members of a list; anything else is a list of itself in JSONata. */
export const element = (known: Known): Known => forEach(known, one => one.is === 'list' ? either(...one.items) : one);

/** What becomes of a value each member of which gives a result. */
export const mapped = (known: Known, result: Known): Known => forEach(known, one => {
  if (one.is === 'list') { return forEach(result, each => each.is === 'answer' ? each : { ...one, items: [each], exact: false }); }
  const mayBeList = one.is === 'answer' || (one.is === 'some' && one.type === undefined);
  return mayBeList ? forEach(result, each => each.is === 'answer' || each.is === 'some' ? each : either(each, listOf(each))) : result;
});

/** All fields of objects together, later ones before earlier ones: what `$merge` gives. */
export function merged(objects: readonly Known[]): Known {
  return objects.reduce<Known>((sum, next) => forEach(sum, before => forEach(next, after => {
    if (before.is !== 'object') { return before; }
    return after.is === 'object' ? { is: 'object', fields: { ...before.fields, ...after.fields }, open: before.open || after.open }
      : after.is === 'nothing' ? before : { ...before, open: true };
  })), { is: 'object', fields: {}, open: false });
}

/** What a variable may hold: it may hold each of its literals at other times than here. */
export const perhaps = (known: Known, among = false): Known => {
  switch (known.is) {
    case 'json': return among ? { ...known, perhaps: true } : known;
    case 'either': return either(...known.of.map(one => perhaps(one, true)));
    case 'list': return { ...known, items: known.items.map(one => perhaps(one, among || !known.exact)) };
    case 'object': return { ...known, fields: Object.fromEntries(Object.entries(known.fields).map(([name, one]) => [name, perhaps(one, among)])) };
    default: return known;
  }
};

/** JSON without anything unknown in it. */
export function fromJson(value: unknown): Known {
  if (Array.isArray(value)) { return { is: 'list', items: value.map(fromJson), exact: true }; }
  if (typeof value === 'object' && value !== null) {
    return { is: 'object', fields: Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fromJson(part)])) };
  }
  return literal(value as string | number | boolean | null);
}
