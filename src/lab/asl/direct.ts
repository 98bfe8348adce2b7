import { call, endsInThunk, inside, Lambda, lambdaIn, orNothing, thunk } from './direct-calls';
import { DIRECT_FUNCTIONS } from './direct-functions';
import { Compiler, Direct, hasOnly, left, LEFT, nameOf, Node, NOTHING } from './direct-node';
import { filtered, path } from './direct-paths';
import { Sources } from './functions';

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
 * what most expressions of workflows are made of, on values with which nothing can be meant but one thing; what it does
 * not know, and every error but those that an expression raises as its own end, is left to JSONata, which then begins
 * anew. So no function with a side effect may be among those that it knows. Gives undefined for an expression that it
 * never could evaluate.
 */
export function directly(node: Node, sources: Sources): Direct | undefined {
  const compiler: Compiler = {
    sources,
    lambdas: new Set(),
    of: (part, last = false) => compiled(part, compiler, last),
  };
  try {
    return compiler.of(node, true);
  } catch (error) {
    if (error !== LEFT) { throw error; }
    return undefined;
  }
}

function compiled(whole: Node, compiler: Compiler, last: boolean): Direct {
  const { predicate, ...node } = whole as Node & { predicate?: readonly Node[] };
  if (predicate) {
    // Of one list in a list, a filter sees the inner where JSONata sees the outer.
    if (node.type === 'function' && (node.procedure as Node).value !== 'keys') { throw LEFT; }
    if (endsInThunk(node)) { throw LEFT; }
    return filtered(compiled(node, compiler, false), predicate, compiler);
  }
  if (node.type === 'lambda') { return thunk(node, compiler); }
  if (!Object.hasOwn(MEMBERS, node.type) || !hasOnly(node, MEMBERS[node.type])) { throw LEFT; }
  const inner = (member: string) => compiler.of(node[member] as Node);
  switch (node.type) {
    case 'string': case 'number': case 'value': return literal(node.value);
    case 'variable': return variable(node);
    case 'path': return path(node.steps as Node[], compiler);
    case 'binary': return binary(String(node.value), inner('lhs'), inner('rhs'));
    case 'unary':
      if (node.value === '[') { return list(node.expressions as Node[], compiler); }
      if (node.value === '{') { return object(node.lhs as Node[][], compiler); }
      throw LEFT;
    case 'condition': return condition(
      inner('condition'), compiler.of(node.then as Node, last), node.else === undefined ? () => undefined : compiler.of(node.else as Node, last),
    );
    case 'block': return block(node.expressions as Node[], compiler, last);
    case 'function': return call(node, compiler, last);
    default: throw LEFT;
  }
}

function literal(value: unknown): Direct {
  return () => value;
}

function variable(node: Node): Direct {
  if (node.value === '') { return (_, context) => context; }
  const name = nameOf(node);
  // All of $states is put together for each reader; its parts are data.
  if (name === 'states') { throw LEFT; }
  return lookup => {
    const value = lookup(name);
    // A name that is no variable may be a function of JSONata.
    if (value === undefined || value instanceof Lambda) { throw LEFT; }
    return value === NOTHING ? undefined : value;
  };
}

function binary(operator: string, one: Direct, other: Direct): Direct {
  switch (operator) {
    case 'and': return (lookup, context) => truth(one(lookup, context)) && truth(other(lookup, context));
    case 'or': return (lookup, context) => truth(one(lookup, context)) || truth(other(lookup, context));
    case '&': return (lookup, context) => text(one(lookup, context)) + text(other(lookup, context));
    case '=': return (lookup, context) => equal(one(lookup, context), other(lookup, context), true);
    case '!=': return (lookup, context) => equal(one(lookup, context), other(lookup, context), false);
    case 'in': return (lookup, context) => isIn(one(lookup, context), other(lookup, context));
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
  return (lookup, context) => {
    const a = one(lookup, context);
    const b = other(lookup, context);
    if (typeof a !== 'number' || typeof b !== 'number') { throw LEFT; }
    const result = work(a, b);
    return Number.isFinite(result) ? result : left();
  };
}

function comparison(one: Direct, other: Direct, holds: (a: number | string, b: number | string) => boolean): Direct {
  return (lookup, context) => {
    const a = one(lookup, context);
    const b = other(lookup, context);
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
  return (lookup, context) => truth(test(lookup, context)) ? then(lookup, context) : otherwise(lookup, context);
}

/** Lists within a list stay lists only where they are written as such; others are poured in. */
function list(nodes: readonly Node[], compiler: Compiler): Direct {
  const parts = nodes.map(node => ({ value: compiler.of(node), whole: node.value === '[' }));
  return (lookup, context) => {
    const values: unknown[] = [];
    for (const part of parts) {
      const value = part.value(lookup, context);
      if (Array.isArray(value) && !part.whole) {
        values.push(...value as unknown[]);
      } else if (value !== undefined) {
        values.push(value);
      }
    }
    return values;
  };
}

function object(pairs: readonly Node[][], compiler: Compiler): Direct {
  const names = pairs.map(([name]) => name.type === 'string' ? nameOf(name) : left());
  if (new Set(names).size < names.length) { throw LEFT; }
  const values = pairs.map(([, value]) => compiler.of(value));
  return (lookup, context) => {
    // Over a list, JSONata would group.
    if (Array.isArray(context)) { throw LEFT; }
    const made: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at++) {
      const value = values[at](lookup, context);
      if (value !== undefined) { made[names[at]] = value; }
    }
    return made;
  };
}

/** Expressions one after another, in which variables may be set for those that follow. */
function block(nodes: readonly Node[], compiler: Compiler, last: boolean): Direct {
  const steps = nodes.map((node, at) => {
    const { lhs, rhs } = node as { lhs?: Node; rhs?: Node };
    if (node.type !== 'bind' || !lhs || !rhs) { return { value: compiler.of(node, last && at === nodes.length - 1) }; }
    const sets = nameOf(lhs);
    if (rhs.type !== 'lambda') { return { sets, value: compiler.of(rhs) }; }
    // It may call itself.
    compiler.lambdas.add(sets);
    return { sets, value: lambdaIn(rhs, compiler) };
  });
  return (outer, context) => {
    const values = new Map<string, unknown>();
    const lookup = inside(values, outer);
    let result: unknown;
    for (const { sets, value } of steps) {
      result = value(lookup, context);
      if (sets !== undefined) { values.set(sets, orNothing(result)); }
    }
    return result instanceof Lambda ? left() : result;
  };
}
