import { Cloud } from '../cloud';
import { Json } from '../json';
import { isCustomResource } from './custom-resources';
import { Intrinsics, Names } from './intrinsics';
import { STAND_IN, StackResource, Template } from './template';

/** Where a stack is. */
export interface Place {
  readonly name: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
}

/** The names that a template's functions see: parameters, pseudo parameters, resources made so far, imports. */
export class Scope implements Names {
  public readonly intrinsics = new Intrinsics(this);
  public readonly imports = new Set<string>();
  private readonly conditions = new Map<string, boolean>();

  constructor(
    private readonly cloud: Cloud,
    private readonly place: Place,
    public readonly template: Template,
    private readonly parameters: Record<string, Json>,
    public readonly resources: Map<string, StackResource>,
    private readonly exported: (name: string) => string | undefined,
  ) {}

  public get region(): string {
    return this.place.region;
  }

  public ref(name: string): Json | undefined {
    if (Object.hasOwn(this.parameters, name)) { return this.parameters[name]; }
    switch (name) {
      case 'AWS::AccountId': return this.place.account;
      case 'AWS::Region': return this.place.region;
      case 'AWS::Partition': return this.cloud.partition;
      case 'AWS::StackName': return this.place.name;
      case 'AWS::StackId': return this.place.id;
      case 'AWS::URLSuffix': return 'amazonaws.com';
      case 'AWS::NotificationARNs': return [];
      default: return this.resources.get(name)?.ref;
    }
  }

  public attribute(logicalId: string, attribute: string): Json {
    const resource = this.resources.get(logicalId);
    if (!resource) { throw new Error(`Template error: instance of Fn::GetAtt references undefined resource ${logicalId}`); }
    const value = resource.attributes[attribute];
    if (value !== undefined) { return value; }
    if (resource.ref.startsWith(STAND_IN)) { return `${resource.ref}.${attribute}`; }
    throw new Error(isCustomResource(resource.type)
      ? `CustomResource attribute error: Vendor response doesn't contain ${attribute} attribute in object ${logicalId}`
      : `the lab does not model the attribute ${attribute} of ${resource.type} (${logicalId})`);
  }

  public condition(name: string): boolean {
    const known = this.conditions.get(name);
    if (known !== undefined) { return known; }
    const condition = this.template.Conditions?.[name];
    if (condition === undefined) { throw new Error(`Template error: unresolved condition dependency ${name}`); }
    const holds = this.intrinsics.holds(condition);
    this.conditions.set(name, holds);
    return holds;
  }

  public mapping(map: string, first: string, second: string): Json | undefined {
    const maps = this.template.Mappings as Record<string, Record<string, Record<string, Json>>> | undefined;
    return maps?.[map]?.[first]?.[second];
  }

  public importValue(name: string): string {
    const value = this.exported(name);
    if (value === undefined) { throw new Error(`No export named ${name} found.`); }
    this.imports.add(name);
    return value;
  }
}
