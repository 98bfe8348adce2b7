import jsonata from 'jsonata';
import { Apply, builtin } from './builtins';
import { Known, NOTHING, SOME, alternatives, either, element, forEach, literal, mapped, some } from './known';

interface Node { readonly type: string; readonly value?: unknown; readonly [member: string]: unknown }
interface Frame { readonly names: Map<string, Known>; readonly functions: Map<string, Apply>; readonly outer?: Frame }

/** What an expression finds around it, and who hears of what it does with answers. */
export interface Surroundings {
  /** What is known of a variable of the workflow, or of `states`. */
  variable(name: string): Known | undefined;
  /** A field of an answer is read. */
  reads(task: number, path: readonly string[]): void;
  /** A value is compared to a text. */
  compares(value: Known, to: string): void;
}

const NUMBERS: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

/** How deep functions that call themselves are followed. */
const DEEPEST = 2;

/** Finds out what expressions give, whatever their variables may hold. */
export class Expressions {
  private readonly parsed = new Map<string, Node>();

  public evaluate(text: string, around: Surroundings): Known {
    const expression = this.parsed.get(text) ?? jsonata(text).ast() as unknown as Node;
    this.parsed.set(text, expression);
    return new Reading(around).of(expression, NOTHING, { names: new Map(), functions: new Map() });
  }
}

class Reading {
  private depth = 0;

  constructor(private readonly around: Surroundings) {}

  public of(node: Node, context: Known, frame: Frame): Known {
    const plain = this.plain(node, context, frame);
    return this.narrowed(plain, node.predicate, frame);
  }

  private plain(node: Node, context: Known, frame: Frame): Known {
    const part = (member: string) => this.of(node[member] as Node, context, frame);
    switch (node.type) {
      case 'string': case 'number': case 'value': return literal(node.value as string);
      case 'name': return this.field(context, String(node.value));
      case 'variable': return this.variable(String(node.value), context, frame);
      case 'path': return this.path(node, context, frame);
      case 'binary': return this.binary(node, part('lhs'), part('rhs'));
      case 'unary': return this.unary(node, context, frame);
      case 'condition':
        part('condition');
        return either(part('then'), node.else ? part('else') : NOTHING);
      case 'block': {
        const inner = { names: new Map<string, Known>(), functions: new Map<string, Apply>(), outer: frame };
        return (node.expressions as Node[]).reduce<Known>((_, each) => this.of(each, context, inner), NOTHING);
      }
      case 'bind': return this.bind(node, context, frame);
      case 'function': return this.call(node, [], context, frame);
      case 'apply': {
        const left = part('lhs');
        const right = node.rhs as Node;
        return right.type === 'function' ? this.call(right, [left], context, frame) : this.applicable(right, context, frame)?.([left]) ?? SOME;
      }
      default: return SOME;
    }
  }

  private variable(name: string, context: Known, frame: Frame): Known {
    if (name === '') { return context; }
    for (let at: Frame | undefined = frame; at; at = at.outer) {
      const found = at.names.get(name);
      if (found) { return found; }
    }
    return this.around.variable(name) ?? SOME;
  }

  private field(of: Known, name: string): Known {
    return forEach(of, one => {
      switch (one.is) {
        case 'answer': {
          const path = [...one.path, name];
          this.around.reads(one.task, path);
          return { ...one, path };
        }
        case 'object': return one.fields[name] ?? (one.open ? SOME : NOTHING);
        case 'list': return mapped(one, this.field(element(one), name));
        case 'some': return one.type ? NOTHING : SOME;
        default: return NOTHING;
      }
    });
  }

  private path(node: Node, context: Known, frame: Frame): Known {
    const inner: Frame = { names: new Map(), functions: new Map(), outer: frame };
    let value = context;
    (node.steps as Node[]).forEach((step, at) => {
      if (step.type === 'sort') {
        const terms = step.terms as { expression: Node }[];
        terms.forEach(({ expression }) => this.of(expression, element(value), inner));
        return;
      }
      const given = this.of(step, at === 0 ? context : element(value), inner);
      const next = this.narrowed(at === 0 || step.type === 'name' ? given : mapped(value, given), step.stages, inner);
      if (step.index) { inner.names.set(String((step.index as Node).value ?? step.index), some('number')); }
      if (step.focus) { inner.names.set(String(step.focus), element(next)); } else { value = next; }
    });
    return node.group ? this.object((node.group as { lhs: [Node, Node][] }).lhs, element(value), inner) : value;
  }

  /** What filters leave. */
  private narrowed(value: Known, stages: unknown, frame: Frame): Known {
    return ((stages ?? []) as Node[]).filter(({ type }) => type === 'filter').reduce((left, { expr }) => {
      const filter = this.of(expr as Node, element(left), frame);
      const one = element(left);
      return filter.is === 'json' && typeof filter.value === 'number' ? one : either(left, one);
    }, value);
  }

  private binary({ value: sign }: Node, left: Known, right: Known): Known {
    if (sign === '=' || sign === '!=' || sign === 'in') {
      for (const [one, other] of [[left, element(right)], [element(right), left]]) {
        for (const each of alternatives(other)) {
          if (each.is === 'json' && typeof each.value === 'string') { this.around.compares(one, each.value); }
        }
      }
    }
    if (sign === '&') {
      return left.is === 'json' && right.is === 'json' ? literal(`${left.value}${right.value}`) : some('string');
    }
    return sign === '..' ? { is: 'list', items: [some('number')] } : some(NUMBERS.has(String(sign)) ? 'number' : 'boolean');
  }

  private unary(node: Node, context: Known, frame: Frame): Known {
    if (node.value === '{') { return this.object(node.lhs as [Node, Node][], context, frame); }
    if (node.value !== '[') { this.of(node.expression as Node, context, frame); return some('number'); }
    const items = (node.expressions as Node[]).map(each => {
      const item = this.of(each, context, frame);
      return each.type === 'unary' && each.value === '[' ? item : element(item);
    });
    return { is: 'list', items: items.filter(item => item.is !== 'nothing'), exact: items.every(({ is }) => is === 'json' || is === 'object') };
  }

  private object(pairs: [Node, Node][], context: Known, frame: Frame): Known {
    const read = pairs.map(([key, value]) => [this.of(key, context, frame), this.of(value, context, frame)] as const);
    return {
      is: 'object',
      fields: Object.fromEntries(read.flatMap(([key, value]) => key.is === 'json' && value.is !== 'nothing' ? [[String(key.value), value]] : [])),
      open: read.some(([key]) => key.is !== 'json'),
    };
  }

  private bind(node: Node, context: Known, frame: Frame): Known {
    const name = String((node.lhs as Node).value);
    const fn = this.applicable(node.rhs as Node, context, frame);
    if (fn) { frame.functions.set(name, fn); return SOME; }
    const value = this.of(node.rhs as Node, context, frame);
    frame.names.set(name, value);
    return value;
  }

  /** What can be called: a function that is written here, or one that has a name. */
  private applicable(node: Node, context: Known, frame: Frame): Apply | undefined {
    if (node.type === 'lambda') {
      const names = (node.arguments as Node[]).map(({ value }) => String(value));
      return args => {
        if (this.depth >= DEEPEST) { return SOME; }
        this.depth++;
        const inner = new Map(names.map((name, at) => [name, args[at] ?? NOTHING]));
        const result = this.of(node.body as Node, context, { names: inner, functions: new Map(), outer: frame });
        this.depth--;
        return result;
      };
    }
    if (node.type !== 'variable') { return undefined; }
    for (let at: Frame | undefined = frame; at; at = at.outer) {
      const found = at.functions.get(String(node.value));
      if (found) { return found; }
    }
    return undefined;
  }

  private call(node: Node, before: readonly Known[], context: Known, frame: Frame): Known {
    const nodes = node.arguments as Node[];
    const args = [...before, ...nodes.map(each => each.type === 'lambda' ? SOME : this.of(each, context, frame))];
    const procedure = node.procedure as Node;
    const own = this.applicable(procedure, context, frame);
    if (own) { return own(args); }
    const calls = [...before.map(() => undefined), ...nodes.map(each => this.applicable(each, context, frame))];
    return builtin(String(procedure.value), args, (of, name) => this.field(of, name), calls);
  }
}
