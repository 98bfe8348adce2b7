import { DIRECT_FUNCTIONS, NOTHING } from './direct-functions';
import { Sources } from './functions';

/** Finds the value of a variable by its name, without the dollar sign. */
export type Lookup = (name: string) => unknown;

/** Evaluates at once. Throws `LEFT` where the values at hand are none of its business. */
export type Direct = (lookup: Lookup) => unknown;

/** Says that an expression, or a value that it met, is left to JSONata. */
export const LEFT = new Error('left to JSONata');

/** A node of JSONata's syntax tree. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly [member: string]: unknown;
}

/** Names that JavaScript objects have without being given them. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** The members of a node that this file understands. A node that has others means something else. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  string: [],
  number: [],
  value: [],
  variable: [],
  name: [],
  path: ['steps'],
  binary: ['lhs', 'rhs'],
  unary: ['expressions', 'lhs'],
  condition: ['condition', 'then', 'else'],
  block: ['expressions'],
  bind: ['lhs', 'rhs'],
  function: ['name', 'arguments', 'procedure'],
};

/**
 * An evaluator without JSONata's machinery, which takes some ten microseconds for each node of an expression. It does
 * what most expressions of workflows are made of, on values with which nothing can be meant but one thing; sequences,
 * lambdas and everything that ends in an error are left to JSONata, which then begins anew. So no function with a side
 * effect may be among those that it knows. Gives undefined for an expression that it never could evaluate.
 */
export function directly(node: Node, sources: Sources): Direct | undefined {
  try {
    return compiled(node, sources);
  } catch (error) {
    if (error !== LEFT) { throw error; }
    return undefined;
  }
}

function compiled(node: Node, sources: Sources): Direct {
  const known = MEMBERS[node.type];
  if (!known || !Object.keys(node).every(member => member === 'type' || member === 'value' || member === 'position' || known.includes(member))) {
    throw LEFT;
  }
  const inner = (member: string) => compiled(node[member] as Node, sources);
  switch (node.type) {
    case 'string': case 'number': case 'value': return literal(node.value);
    case 'variable': return variable(node);
    case 'path': return path(node.steps as Node[], sources);
    case 'binary': return binary(String(node.value), inner('lhs'), inner('rhs'));
    case 'unary':
      if (node.value === '[') { return list(node.expressions as Node[], sources); }
      if (node.value === '{') { return object(node.lhs as Node[][], sources); }
      throw LEFT;
    case 'condition': return condition(inner('condition'), inner('then'), node.else === undefined ? () => undefined : inner('else'));
    case 'block': return block(node.expressions as Node[], sources);
    case 'function': return call(node, sources);
    default: throw LEFT;
  }
}

function literal(value: unknown): Direct {
  return () => value;
}

function variable(node: Node): Direct {
  const name = nameOf(node);
  // All of $states is put together for each reader; its parts are data.
  if (name === 'states') { throw LEFT; }
  return lookup => {
    const value = lookup(name);
    // A name that is no variable may be a function of JSONata.
    if (value === undefined) { throw LEFT; }
    return value;
  };
}

/** A path holds as long as it leads through objects: JSONata maps over the arrays on its way. */
function path([first, ...rest]: Node[], sources: Sources): Direct {
  const names = rest.map(step => {
    if (step.type !== 'name' || Object.keys(step).some(member => member !== 'type' && member !== 'value' && member !== 'position')) { throw LEFT; }
    return nameOf(step);
  });
  const start = first.type === 'variable' && first.value === 'states' && names.length > 0
    ? (lookup: Lookup) => lookup('states') ?? left() : compiled(first, sources);
  return lookup => {
    let value = start(lookup);
    for (const name of names) {
      if (value === undefined || value === null || typeof value !== 'object') { return undefined; }
      if (Array.isArray(value)) { throw LEFT; }
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  };
}

function binary(operator: string, one: Direct, other: Direct): Direct {
  switch (operator) {
    case 'and': return lookup => truth(one(lookup)) && truth(other(lookup));
    case 'or': return lookup => truth(one(lookup)) || truth(other(lookup));
    case '&': return lookup => text(one(lookup)) + text(other(lookup));
    case '=': return lookup => equal(one(lookup), other(lookup), true);
    case '!=': return lookup => equal(one(lookup), other(lookup), false);
    case 'in': return lookup => isIn(one(lookup), other(lookup));
    case '+': return arithmetic(one, other, (a, b) => a + b);
    case '-': return arithmetic(one, other, (a, b) => a - b);
    case '*': return arithmetic(one, other, (a, b) => a * b);
    case '/': return arithmetic(one, other, (a, b) => a / b);
    case '<': return comparison(one, other, (a, b) => a < b);
    case '<=': return comparison(one, other, (a, b) => a <= b);
    case '>': return comparison(one, other, (a, b) => a > b);
    case '>=': return comparison(one, other, (a, b) => a >= b);
    default: throw LEFT;
  }
}

function arithmetic(one: Direct, other: Direct, work: (a: number, b: number) => number): Direct {
  return lookup => {
    const [a, b] = [one(lookup), other(lookup)];
    if (typeof a !== 'number' || typeof b !== 'number') { throw LEFT; }
    const result = work(a, b);
    return Number.isFinite(result) ? result : left();
  };
}

function comparison(one: Direct, other: Direct, holds: (a: number | string, b: number | string) => boolean): Direct {
  return lookup => {
    const [a, b] = [one(lookup), other(lookup)];
    if (typeof a === 'number' && typeof b === 'number') { return holds(a, b); }
    if (typeof a === 'string' && typeof b === 'string') { return holds(a, b); }
    throw LEFT;
  };
}

/** What is not there equals nothing, and differs from nothing. */
function equal(a: unknown, b: unknown, wanted: boolean): boolean {
  if (a === undefined || b === undefined) { return false; }
  if ((typeof a === 'object' && a !== null) || (typeof b === 'object' && b !== null)) { throw LEFT; }
  return (a === b) === wanted;
}

function isIn(value: unknown, values: unknown): boolean {
  if (value === undefined || values === undefined) { return false; }
  return Array.isArray(values) ? values.includes(value) : values === value;
}

function truth(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) { throw LEFT; }
  return Boolean(value);
}

function text(value: unknown): string {
  return value === undefined ? '' : DIRECT_FUNCTIONS.string([value]) as string | undefined ?? left();
}

function condition(test: Direct, then: Direct, otherwise: Direct): Direct {
  return lookup => truth(test(lookup)) ? then(lookup) : otherwise(lookup);
}

/** Lists within a list stay lists only where they are written as such; others are poured in. */
function list(nodes: Node[], sources: Sources): Direct {
  const parts = nodes.map(node => ({ value: compiled(node, sources), whole: node.value === '[' }));
  return lookup => {
    const values: unknown[] = [];
    for (const part of parts) {
      const value = part.value(lookup);
      if (Array.isArray(value) && !part.whole) {
        values.push(...value as unknown[]);
      } else if (value !== undefined) {
        values.push(value);
      }
    }
    return values;
  };
}

function object(pairs: Node[][], sources: Sources): Direct {
  const names = pairs.map(([name]) => name.type === 'string' ? nameOf(name) : left());
  if (new Set(names).size < names.length) { throw LEFT; }
  const values = pairs.map(([, value]) => compiled(value, sources));
  return lookup => {
    const made: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at++) {
      const value = values[at](lookup);
      if (value !== undefined) { made[names[at]] = value; }
    }
    return made;
  };
}

/** Expressions one after another, in which variables may be set for those that follow. */
function block(nodes: Node[], sources: Sources): Direct {
  const steps = nodes.map(node => {
    const { lhs, rhs } = node as { lhs?: Node; rhs?: Node };
    return node.type === 'bind' && lhs && rhs
      ? { sets: nameOf(lhs), value: compiled(rhs, sources) } : { sets: undefined, value: compiled(node, sources) };
  });
  return outer => {
    let lookup = outer;
    let result: unknown;
    for (const { sets, value } of steps) {
      const given = result = value(lookup);
      if (sets !== undefined) {
        const before = lookup;
        lookup = name => name === sets ? given : before(name);
      }
    }
    return result;
  };
}

function call(node: Node, sources: Sources): Direct {
  const procedure = node.procedure as Node;
  if (procedure.type !== 'variable') { throw LEFT; }
  const name = nameOf(procedure);
  if (name === 'millis') {
    if ((node.arguments as Node[]).length > 0) { throw LEFT; }
    return lookup => lookup(name) === undefined ? sources.clock.now() : left();
  }
  const work = DIRECT_FUNCTIONS[name];
  if (!work) { throw LEFT; }
  const given = (node.arguments as Node[]).map(argument => compiled(argument, sources));
  return lookup => {
    // A variable of that name hides the function.
    if (lookup(name) !== undefined) { throw LEFT; }
    const result = work(given.map(argument => argument(lookup)));
    return result === undefined ? left() : result === NOTHING ? undefined : result;
  };
}

function nameOf({ value }: Node): string {
  if (typeof value !== 'string' || value === '' || INHERITED.has(value)) { throw LEFT; }
  return value;
}

function left(): never {
  throw LEFT;
}
