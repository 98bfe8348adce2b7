import {
  Known, SOME, NEVER, NOTHING, Type, alternatives, either, element, forEach, listOf, mapped, merged, some,
} from './known';

/** Calls a function with what is known of its arguments. */
export type Apply = (args: readonly Known[]) => Known;

const TYPES: Readonly<Record<Type, string>> = {
  string: 'string substring substringBefore substringAfter lowercase uppercase trim pad replace join now fromMillis formatNumber '
    + 'formatBase formatInteger base64encode base64decode encodeUrl encodeUrlComponent decodeUrl decodeUrlComponent type uuid hash',
  number: 'number abs floor ceil round power sqrt random millis toMillis parseInteger sum max min average count length',
  boolean: 'boolean not exists contains',
};

/** What functions give whose result has always the same type, by their names. */
const TYPED: ReadonlyMap<string, Known> = new Map([
  ...(Object.keys(TYPES) as Type[]).flatMap(type => TYPES[type].split(' ').map(name => [name, some(type)] as const)),
  ['split', listOf(some('string'))], ['keys', listOf(some('string'))], ['range', listOf(some('number'))], ['error', NEVER],
]);

const asList = (known: Known): readonly Known[] => alternatives(known)
  .flatMap(one => one.is === 'list' ? one.items : one.is === 'nothing' ? [] : [one]);

/** JSONata's own functions and those of Step Functions. `field` reads a field of a value, `call` calls an argument. */
export function builtin(
  name: string, args: readonly Known[], field: (of: Known, name: string) => Known, call: readonly (Apply | undefined)[],
): Known {
  const [first = NOTHING, second = NOTHING] = args;
  const typed = TYPED.get(name);
  if (typed) {
    for (const each of call) { each?.([element(first), SOME, SOME]); }
    return typed;
  }
  const eachOf = (...more: Known[]) => call[1]?.([element(first), ...more]) ?? SOME;
  switch (name) {
    case 'merge': return forEach(first, one => one.is === 'list' ? merged(one.items) : SOME);
    case 'append': return { is: 'list', items: [...asList(first), ...asList(second)] };
    case 'map': return mapped(first, eachOf(some('number'), first));
    case 'filter': eachOf(some('number'), first); return first;
    case 'single': eachOf(some('number'), first); return element(first);
    case 'sort': call[1]?.([element(first), element(first)]); return first;
    case 'reverse': case 'shuffle': case 'distinct': return first;
    case 'reduce': return call[1]?.([SOME, element(first)]) ?? SOME;
    case 'each': return listOf(call[1]?.([valuesOf(first), some('string')]) ?? SOME);
    case 'sift': call[1]?.([valuesOf(first), some('string')]); return { is: 'object', fields: {}, open: true };
    case 'lookup': return forEach(second, one => one.is === 'json' ? field(first, String(one.value)) : SOME);
    case 'partition': return listOf(first);
    default: return SOME;
  }
}

const valuesOf = (known: Known): Known => forEach(known, one =>
  one.is === 'object' && !one.open ? either(...Object.values(one.fields)) : SOME);
