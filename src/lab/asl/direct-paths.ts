import { Compiler, Direct, gathered, hasOnly, left, LEFT, Lookup, nameOf, Node } from './direct-node';

/** Those of the values for which a predicate holds. */
type Filter = (lookup: Lookup, value: unknown) => unknown[];

/** One step of a path, and what of its values is taken. */
interface Step { readonly value: Direct; readonly filters: readonly Filter[] }

/**
 * A path. As long as it leads through objects by name alone, it is followed straight on; from the first list or filter
 * on, each step is taken for each of the values so far.
 */
export function path(nodes: readonly Node[], compiler: Compiler): Direct {
  const [first, ...others] = nodes;
  const relative = first.type === 'name';
  const rest = relative ? nodes : others;
  const end = rest.findIndex(step => step.type !== 'name' || !hasOnly(step, []));
  const names = (end < 0 ? rest : rest.slice(0, end)).map(nameOf);
  const steps = rest.map(step => stepOf(step, compiler));
  const start = relative ? undefined : startOf(first, names.length > 0, compiler);
  return (lookup, context) => {
    let value = start ? start(lookup, context) : context;
    for (let at = 0; at < names.length; at++) {
      if (value === undefined || value === null || typeof value !== 'object') { return undefined; }
      if (Array.isArray(value)) { return walk(steps, at, value, lookup); }
      value = (value as Record<string, unknown>)[names[at]];
    }
    if (names.length === steps.length || (value === undefined && (start || names.length > 0))) { return value; }
    return walk(steps, names.length, Array.isArray(value) ? value : [value], lookup);
  };
}

function startOf(first: Node, named: boolean, compiler: Compiler): Direct {
  if (first.type !== 'variable') {
    if (first.stages !== undefined) { throw LEFT; }
    const value = compiler.of(first);
    return (lookup, context) => Array.isArray(context) ? left() : value(lookup, context);
  }
  return first.value === 'states' && named && hasOnly(first, []) ? lookup => lookup('states') ?? left() : compiler.of(first);
}

function stepOf(step: Node, compiler: Compiler): Step {
  const { stages = [], ...bare } = step as Node & { stages?: readonly Node[] };
  return { value: bare.type === 'name' ? member(bare) : compiler.of(bare), filters: stages.map(stage => filter(stage, compiler)) };
}

function member(node: Node): Direct {
  if (!hasOnly(node, [])) { throw LEFT; }
  const name = nameOf(node);
  return (_, value) => {
    if (value === undefined || value === null || typeof value !== 'object') { return undefined; }
    return Array.isArray(value) ? left() : (value as Record<string, unknown>)[name];
  };
}

function walk(steps: readonly Step[], from: number, start: readonly unknown[], lookup: Lookup): unknown {
  let values = start;
  for (let at = from; at < steps.length; at++) {
    const { value, filters } = steps[at];
    const found: unknown[] = [];
    let parts = 0;
    let list: unknown[] | undefined;
    for (const each of values) {
      const whole = value(lookup, each);
      if (whole === undefined && filters.length === 0) { continue; }
      parts++;
      list = filters.length > 0 ? kept(filters, lookup, whole) : Array.isArray(whole) ? whole : undefined;
      if (list) { for (const part of list) { found.push(part); } } else { found.push(whole); }
    }
    // The only list of the last step stays as it is, even with one value or none.
    if (at === steps.length - 1 && parts === 1 && list && filters.length === 0) { return list; }
    if (found.length === 0) { return undefined; }
    values = found;
  }
  return gathered(values);
}

/** Takes the filters behind an expression one after another. */
export function filtered(value: Direct, predicates: readonly Node[], compiler: Compiler): Direct {
  const filters = predicates.map(predicate => filter(predicate, compiler));
  return (lookup, context) => gathered(kept(filters, lookup, value(lookup, context)));
}

function kept(filters: readonly Filter[], lookup: Lookup, value: unknown): unknown[] {
  return filters.reduce<unknown>((rest, each) => each(lookup, rest), value) as unknown[];
}

function filter({ type, expr }: Node, compiler: Compiler): Filter {
  if (type !== 'filter') { throw LEFT; }
  const predicate = expr as Node;
  if (predicate.type === 'number') {
    const at = Math.floor(predicate.value as number);
    return (_, value) => {
      const item = (Array.isArray(value) ? value as unknown[] : [value]).at(at);
      return Array.isArray(item) ? left() : item === undefined ? [] : [item];
    };
  }
  const holds = compiler.of(predicate);
  return (lookup, value) => (Array.isArray(value) ? value as unknown[] : [value]).filter(item => {
    const verdict = holds(lookup, item);
    // A number would be a place in the list, and what is nothing cannot be in one.
    if ((typeof verdict !== 'boolean' && verdict !== undefined) || (verdict && item === undefined)) { throw LEFT; }
    return verdict;
  });
}
