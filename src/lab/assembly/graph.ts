import { isObject, Json } from '../json';
import { Template, TemplateResource } from './template';

/** Every name that a value refers to: by Ref, Fn::GetAtt or Fn::Sub. */
export function references(value: Json | undefined, into = new Set<string>()): Set<string> {
  if (Array.isArray(value)) {
    for (const part of value) { references(part, into); }
  } else if (isObject(value)) {
    const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': sub } = value;
    if (typeof ref === 'string') { into.add(ref); }
    if (attribute !== undefined) { into.add(Array.isArray(attribute) ? String(attribute[0]) : String(attribute).split('.')[0]); }
    if (sub !== undefined) {
      const [text, own] = Array.isArray(sub) ? [String(sub[0]), isObject(sub[1]) ? sub[1] : {}] : [String(sub), {}];
      for (const [, name] of text.matchAll(/\$\{([^!}][^}]*)\}/g)) {
        if (!Object.hasOwn(own, name.trim())) { into.add(name.trim().split('.')[0]); }
      }
    }
    for (const part of Object.values(value)) { references(part, into); }
  }
  return into;
}

/** What each resource of a template refers to. A stack set's template is worked out once for all its stacks. */
export type Needs = WeakMap<Template, ReadonlyMap<string, readonly string[]>>;

/** The resources in an order in which each comes after what it refers to, otherwise as they stand in the template. */
export function inOrder(template: Template, present: (resource: TemplateResource) => boolean, known: Needs): string[] {
  let needed = known.get(template);
  if (!needed) {
    needed = new Map(Object.keys(template.Resources).map(logicalId => [logicalId, needs(template, logicalId)]));
    known.set(template, needed);
  }
  const order: string[] = [];
  const done = new Set<string>();
  const above: string[] = [];
  const visit = (logicalId: string) => {
    if (done.has(logicalId)) { return; }
    if (above.includes(logicalId)) {
      throw new Error(`Circular dependency between resources: ${[...above.slice(above.indexOf(logicalId)), logicalId].join(' -> ')}`);
    }
    above.push(logicalId);
    for (const other of needed.get(logicalId)!) {
      if (present(template.Resources[other])) { visit(other); }
    }
    above.pop();
    done.add(logicalId);
    order.push(logicalId);
  };
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (!present(resource)) { continue; }
    // AWS says that it is not made then; a template that means that says so with a condition.
    const gone = explicit(resource).find(other => !present(template.Resources[other]));
    if (gone !== undefined) {
      throw new Error(`Template error: ${logicalId} depends on ${gone}, whose condition does not hold`);
    }
    visit(logicalId);
  }
  return order;
}

function needs(template: Template, logicalId: string): string[] {
  const resource = template.Resources[logicalId];
  const others = explicit(resource);
  for (const name of others) {
    if (!Object.hasOwn(template.Resources, name)) { throw new Error(`Template error: ${logicalId} depends on ${name}, which is no resource`); }
  }
  const all = new Set([...others, ...references(resource.Properties)]);
  return [...all].filter(name => Object.hasOwn(template.Resources, name));
}

const explicit = ({ DependsOn }: TemplateResource): readonly string[] =>
  DependsOn === undefined ? [] : Array.isArray(DependsOn) ? DependsOn : [DependsOn];
