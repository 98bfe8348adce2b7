import * as data from './replacements.json';
import { references } from '../../assembly/graph';
import { Template, TemplateResource } from '../../assembly/template';
import { isObject, Json, JsonObject } from '../../json';

/** One side of a comparison: the resources that are really there, by the template's conditions. */
export interface Side {
  readonly template: Template;
  readonly present: (logicalId: string) => boolean;
}

export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  /** Names of parameters whose values change. */
  readonly parameters: ReadonlySet<string>;
  readonly physicalId: (logicalId: string) => string | undefined;
}

type Recreation = 'Always' | 'Conditionally' | 'Never';
type Replacement = 'True' | 'Conditional' | 'False';

/** Something of a resource that would change, and why. */
interface Detail {
  readonly attribute: string;
  readonly name?: string;
  readonly recreation: Recreation;
  /** Dynamic: what it comes to is known only when the change is made. */
  readonly evaluation: 'Static' | 'Dynamic';
  readonly source: 'DirectModification' | 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute';
  readonly cause?: string;
}

interface Known { readonly always?: readonly string[]; readonly sometimes?: readonly string[] }

const TYPES: Readonly<Record<string, Known>> = data.types;

/** What of a resource may change beside its properties, by the names of the API. */
const ATTRIBUTES = ['Metadata', 'CreationPolicy', 'UpdatePolicy', 'DeletionPolicy', 'UpdateReplacePolicy'] as const;

/** CloudFormation takes a snapshot of these unless it is told otherwise. */
const SNAPSHOT: readonly string[] = ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'];

/**
 * The changes of resources by which a stack comes from one template to another, as a change set lists them.
 *
 * Templates are compared as texts, so that what only looks different counts as different. Which properties make another
 * resource is known of the types in `replacements.json`; of all others, and of custom resources, the lab says that
 * it depends (`Conditional`). What refers to a resource that is changed may change with it, which is known only when it
 * happens (`Dynamic`); that the reference to a resource that stays in place is listed for `Fn::GetAtt` is unverified.
 */
export function changesOf(comparison: Comparison): JsonObject[] {
  const { before, after } = comparison;
  const names = [...new Set([...Object.keys(before.template.Resources), ...Object.keys(after.template.Resources)])];
  const was = names.filter(name => name in before.template.Resources && before.present(name));
  const is = names.filter(name => name in after.template.Resources && after.present(name));
  const modified = modifications(comparison, is.filter(name => was.includes(name)));
  const shown = [
    ...is.filter(name => !was.includes(name)).map(name => added(name, after.template.Resources[name])),
    ...[...modified].map(([name, details]) => modifiedResource(comparison, name, details)),
    ...was.filter(name => !is.includes(name)).map(name => removed(comparison, name)),
  ];
  return shown.sort((a, b) => String(a.LogicalResourceId) < String(b.LogicalResourceId) ? -1 : 1)
    .map(ResourceChange => ({ Type: 'Resource', ResourceChange }));
}

/** By logical id; those that refer to what changes come in as long as there are more of them. */
function modifications(comparison: Comparison, names: readonly string[]): Map<string, Detail[]> {
  const found = new Map<string, Detail[]>();
  for (const name of names) {
    const details = direct(comparison, name);
    if (details.length > 0) { found.set(name, details); }
  }
  for (let grown = true; grown;) {
    grown = false;
    for (const name of names) {
      const known = found.get(name) ?? [];
      const more = referring(comparison, name, found).filter(({ name: property, cause }) =>
        !known.some(detail => detail.name === property && (detail.evaluation === 'Static' || detail.cause === cause)));
      if (more.length === 0) { continue; }
      found.set(name, [...known, ...more]);
      grown = true;
    }
  }
  return found;
}

function direct({ before, after, parameters }: Comparison, name: string): Detail[] {
  const [was, is] = [before.template.Resources[name], after.template.Resources[name]];
  if (was.Type !== is.Type) { return [{ attribute: 'Properties', recreation: 'Always', evaluation: 'Static', source: 'DirectModification' }]; }
  const [old, wanted] = [was.Properties ?? {}, is.Properties ?? {}];
  const details: Detail[] = [];
  for (const property of new Set([...Object.keys(old), ...Object.keys(wanted)])) {
    const differs = JSON.stringify(old[property]) !== JSON.stringify(wanted[property]);
    const cause = [...references(wanted[property])].find(each => parameters.has(each));
    if (!differs && cause === undefined) { continue; }
    details.push({
      ...aboutProperty(is, property), evaluation: 'Static', ...differs ? { source: 'DirectModification' } : { source: 'ParameterReference', cause },
    });
  }
  for (const attribute of ATTRIBUTES) {
    const differs = JSON.stringify(attributeOf(was, attribute)) !== JSON.stringify(attributeOf(is, attribute));
    if (differs) { details.push({ attribute, recreation: 'Never', evaluation: 'Static', source: 'DirectModification' }); }
  }
  return details;
}

function referring({ after }: Comparison, name: string, modified: ReadonlyMap<string, Detail[]>): Detail[] {
  const resource = after.template.Resources[name];
  return Object.entries(resource.Properties ?? {}).flatMap(([property, value]) => {
    const named = references(value);
    return [...modified].flatMap(([other, details]): Detail[] => {
      // Metadata and policies of a resource are seen by no other.
      if (other === name || !named.has(other) || details.every(({ attribute }) => attribute !== 'Properties')) { return []; }
      const asked = attributeAsked(value, other);
      // Only another resource has another name.
      if (asked === undefined && replacementOf(details) === 'False') { return []; }
      return [{
        ...aboutProperty(resource, property),
        evaluation: 'Dynamic',
        ...asked === undefined
          ? { source: 'ResourceReference', cause: other } : { source: 'ResourceAttribute', cause: `${other}.${asked}` },
      }];
    });
  });
}

/** Which attribute of another resource a value asks for by Fn::GetAtt or Fn::Sub. */
function attributeAsked(value: Json | undefined, other: string): string | undefined {
  const text = JSON.stringify(value);
  const escaped = other.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`"Fn::GetAtt":\\["${escaped}","([^"]+)"`).exec(text)?.[1]
    ?? new RegExp(`"Fn::GetAtt":"${escaped}\\.([^"]+)"`).exec(text)?.[1]
    ?? new RegExp(`\\$\\{${escaped}\\.([^}]+)\\}`).exec(text)?.[1];
}

function aboutProperty({ Type }: TemplateResource, name: string): Pick<Detail, 'attribute' | 'name' | 'recreation'> {
  const known = TYPES[Type];
  const recreation = known === undefined || known.sometimes?.includes(name) ? 'Conditionally'
    : known.always?.includes(name) ? 'Always' : 'Never';
  return name === 'Tags' ? { attribute: 'Tags', recreation: 'Never' } : { attribute: 'Properties', name, recreation };
}

/** The change with the most impact counts; what is not known yet is never certain. */
function replacementOf(details: readonly Detail[]): Replacement {
  if (details.some(({ recreation, evaluation }) => recreation === 'Always' && evaluation === 'Static')) { return 'True'; }
  return details.some(({ recreation }) => recreation !== 'Never') ? 'Conditional' : 'False';
}

function added(name: string, { Type }: TemplateResource): JsonObject {
  return { Action: 'Add', LogicalResourceId: name, ResourceType: Type, Scope: [], Details: [] };
}

function removed({ before, physicalId }: Comparison, name: string): JsonObject {
  const { Type, DeletionPolicy } = before.template.Resources[name];
  return {
    PolicyAction: policyOf(Type, DeletionPolicy), Action: 'Remove', LogicalResourceId: name, PhysicalResourceId: physicalId(name), ResourceType: Type,
    Scope: [], Details: [],
  };
}

function modifiedResource({ after, physicalId }: Comparison, name: string, details: readonly Detail[]): JsonObject {
  const resource = after.template.Resources[name];
  const replacement = replacementOf(details);
  const { UpdateReplacePolicy: policy } = resource as { UpdateReplacePolicy?: string };
  return {
    ...(replacement !== 'False' && { PolicyAction: `ReplaceAnd${policyOf(resource.Type, policy)}` }),
    Action: 'Modify',
    LogicalResourceId: name,
    PhysicalResourceId: physicalId(name),
    ResourceType: resource.Type,
    Replacement: replacement,
    Scope: [...new Set(details.map(({ attribute }) => attribute))],
    Details: details.map(({ attribute, name: Name, recreation, evaluation, source, cause }) => ({
      Target: { Attribute: attribute, ...(Name !== undefined && { Name }), RequiresRecreation: recreation },
      Evaluation: evaluation,
      ChangeSource: source,
      ...(cause !== undefined && { CausingEntity: cause }),
    })),
  };
}

function policyOf(type: string, policy: Json | undefined): string {
  if (policy === undefined) { return SNAPSHOT.includes(type) ? 'Snapshot' : 'Delete'; }
  return String(policy).startsWith('Retain') ? 'Retain' : String(policy);
}

function attributeOf(resource: TemplateResource, attribute: typeof ATTRIBUTES[number]): Json | undefined {
  return isObject(resource) ? (resource as unknown as JsonObject)[attribute] : undefined;
}
