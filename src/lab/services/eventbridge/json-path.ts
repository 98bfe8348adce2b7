import { isObject, Json } from '../../json';

type Step = { readonly name: string } | { readonly index: number } | 'each';

/**
 * The part of JSONPath that EventBridge documents: dots, indices, wildcards, names of letters, digits, dashes,
 * underscores and slashes. InputPath also takes names in brackets.
 */
export class JsonPath {
  private readonly steps: readonly Step[];

  /** Throws what `refuse` makes when the text is no such path. */
  constructor(path: string, refuse: (why: string) => Error, brackets = false) {
    if (!path.startsWith('$')) { throw refuse(`a path starts with $, got '${path}'`); }
    const steps: Step[] = [];
    const step = brackets
      ? /\.([\w/-]+)|\.(\*)|\[(\d+)\]|\[(\*)\]|\['([^']+)'\]/y
      : /\.([\w/-]+)|\.(\*)|\[(\d+)\]|\[(\*)\]/y;
    step.lastIndex = 1;
    for (let at = 1; at < path.length; at = step.lastIndex) {
      const found = step.exec(path);
      if (!found) { throw refuse(`the path '${path}' is not of the supported syntax`); }
      const [, name, anyName, index, anyIndex, quoted] = found;
      if (anyName ?? anyIndex) {
        steps.push('each');
      } else {
        steps.push(index !== undefined ? { index: Number(index) } : { name: name ?? quoted });
      }
    }
    this.steps = steps;
  }

  /** What lies at the path; a list where the path has wildcards; undefined where there is nothing. */
  public of(document: Json): Json | undefined {
    let found: Json[] = [document];
    for (const step of this.steps) {
      found = found.flatMap(value => follow(value, step)).filter(value => value !== undefined);
    }
    return this.steps.includes('each') && found.length > 0 ? found : found[0];
  }
}

function follow(value: Json, step: Step): (Json | undefined)[] {
  if (step === 'each') { return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []; }
  if ('index' in step) { return Array.isArray(value) ? [value[step.index]] : []; }
  return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
}
