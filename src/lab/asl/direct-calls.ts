import { DIRECT_FUNCTIONS } from './direct-functions';
import { Compiler, Direct, gathered, hasOnly, left, LEFT, Lookup, nameOf, Node, NOTHING } from './direct-node';
import { isObject } from '../json';

/** A function that the expression itself defines, with what it sees of its surroundings. */
export class Lambda {
  constructor(
    private readonly parameters: readonly string[], private readonly body: Direct,
    private readonly lookup: Lookup, private readonly context: unknown,
  ) {}

  public call(given: readonly unknown[]): unknown {
    const values = new Map(this.parameters.map((name, at) => [name, orNothing(given[at])]));
    return this.body(inside(values, this.lookup), this.context);
  }
}

/** An error that the expression raises itself, as JSONata tells it. It is no Error of JavaScript there either. */
class Raised {
  public readonly code = 'D3137';
  constructor(public readonly message: string) {}
}

/** What calls a function for each part of a value. */
type ForEach = (value: unknown, lambda: Lambda) => unknown;

const FOR_EACH: Readonly<Record<string, ForEach | undefined>> = {
  map: (list, lambda) => {
    if (list === undefined) { return undefined; }
    return Array.isArray(list) ? gathered(present(list.map((part, at) => lambda.call([part, at, list])))) : left();
  },
  each: (object, lambda) => {
    if (object === undefined) { return undefined; }
    if (!isObject(object)) { throw LEFT; }
    return gathered(present(Object.entries(object).map(([name, part]) => lambda.call([part, name, object]))));
  },
  sift: (object, lambda) => {
    if (!isObject(object)) { throw LEFT; }
    const some = Object.entries(object).filter(([name, part]) => {
      const verdict = lambda.call([part, name, object]);
      return typeof verdict === 'boolean' ? verdict : left();
    });
    return some.length > 0 ? Object.fromEntries(some) : undefined;
  },
};

/** Functions whose list JSONata goes on gathering where they are called at the end of another function. */
const GATHERING: ReadonlySet<string> = new Set(['keys', 'map', 'each']);

export function call(node: Node, compiler: Compiler, last: boolean): Direct {
  const procedure = node.procedure as Node;
  if (procedure.type !== 'variable' || !hasOnly(procedure, [])) { throw LEFT; }
  const name = nameOf(procedure);
  const given = node.arguments as Node[];
  if (compiler.lambdas.has(name)) { return ofLambda(name, given, compiler); }
  const work = builtIn(name, given, compiler, last);
  // A variable of that name hides the function.
  return (lookup, context) => lookup(name) === undefined ? work(lookup, context) : left();
}

function ofLambda(name: string, nodes: readonly Node[], compiler: Compiler): Direct {
  const given = nodes.map(argument => compiler.of(argument));
  return (lookup, context) => {
    const lambda = lookup(name);
    return lambda instanceof Lambda ? lambda.call(given.map(argument => argument(lookup, context))) : left();
  };
}

function builtIn(name: string, given: readonly Node[], compiler: Compiler, last: boolean): Direct {
  if (name === 'millis') { return given.length > 0 ? left() : () => Math.floor(compiler.sources.clock.now()); }
  if (name === 'error') { return last && given.length === 1 ? raising(compiler.of(given[0])) : left(); }
  const forEach = Object.hasOwn(FOR_EACH, name) ? FOR_EACH[name] : undefined;
  if (forEach) {
    if (given.length !== 2) { throw LEFT; }
    const [value, lambda] = [compiler.of(given[0]), lambdaIn(given[1], compiler)];
    return (lookup, context) => forEach(value(lookup, context), lambda(lookup, context));
  }
  const work = DIRECT_FUNCTIONS[name] ?? left();
  const values = given.map((argument, at) => argument.type === 'regex' && at === 1 ? regex(argument) : compiler.of(argument));
  return (lookup, context) => {
    const result = work(values.map(value => value(lookup, context)));
    return result === undefined ? left() : result === NOTHING ? undefined : result;
  };
}

function raising(text: Direct): Direct {
  return (lookup, context) => {
    const message = text(lookup, context);
    // JSONata fills in what stands in braces.
    throw typeof message === 'string' && message !== '' && !message.includes('{{') ? new Raised(message) : LEFT;
  };
}

function regex(node: Node): Direct {
  const { value } = node;
  return value instanceof RegExp && hasOnly(node, []) ? () => value : left();
}

/** A function as an argument, or as the value of a variable. */
export function lambdaIn(node: Node, compiler: Compiler): (lookup: Lookup, context: unknown) => Lambda {
  if (node.type === 'variable' && hasOnly(node, [])) {
    const name = nameOf(node);
    return lookup => {
      const lambda = lookup(name);
      return lambda instanceof Lambda ? lambda : left();
    };
  }
  if (node.type !== 'lambda' || node.thunk === true || !hasOnly(node, ['arguments', 'body'])) { throw LEFT; }
  const parameters = (node.arguments as Node[]).map(nameOf);
  const body = compiler.of(node.body as Node);
  return (lookup, context) => new Lambda(parameters, body, lookup, context);
}

/** The call at the end of a function, which JSONata puts off until it has left that function. */
export function thunk(node: Node, compiler: Compiler): Direct {
  const body = node.body as Node & { procedure?: Node };
  const name = body.procedure?.value;
  if (node.thunk !== true || !hasOnly(node, ['thunk', 'arguments', 'body']) || typeof name !== 'string' || GATHERING.has(name)) { throw LEFT; }
  return compiler.of(body);
}

/** Whether a filter behind this would be applied to a call that JSONata has put off, not to what it gives. */
export function endsInThunk(node: Node): boolean {
  switch (node.type) {
    case 'lambda': return node.thunk === true;
    case 'condition': return [node.then, node.else].some(end => end !== undefined && endsInThunk(end as Node));
    case 'block': return (node.expressions as Node[]).slice(-1).some(endsInThunk);
    default: return false;
  }
}

/** Variables of an inner scope before those around it. Who holds them sees what is set later, too. */
export function inside(values: ReadonlyMap<string, unknown>, outer: Lookup): Lookup {
  return name => values.has(name) ? values.get(name) : outer(name);
}

export function orNothing(value: unknown): unknown {
  return value === undefined ? NOTHING : value;
}

function present(values: unknown[]): unknown[] {
  return values.filter(value => value !== undefined);
}
