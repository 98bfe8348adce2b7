import { Json, JsonObject } from '../json';
import { Caller } from '../room';

/** A resource as a template has it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Condition?: string;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly CreationPolicy?: Json;
  readonly Metadata?: JsonObject;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: Json;
  readonly AllowedValues?: Json[];
  readonly AllowedPattern?: string;
  readonly MinLength?: number;
  readonly MaxLength?: number;
}

export interface TemplateOutput {
  readonly Value: Json;
  readonly Condition?: string;
  readonly Export?: { readonly Name: Json };
}

/** A CloudFormation template, parsed. */
export interface Template {
  readonly Resources: Record<string, TemplateResource>;
  readonly Parameters?: Record<string, TemplateParameter>;
  readonly Conditions?: Record<string, Json>;
  readonly Mappings?: JsonObject;
  readonly Outputs?: Record<string, TemplateOutput>;
  readonly Rules?: JsonObject;
  readonly Transform?: Json;
}

/** A stack to be made. */
export interface StackRequest {
  readonly name: string;
  readonly template: Template | JsonObject;
  readonly account: string;
  readonly region: string;
  readonly parameters?: Record<string, Json>;
  /** Where a file asset lies on disk, by its object key. */
  readonly assets?: ((objectKey: string) => string | undefined) | ReadonlyMap<string, string> | Record<string, string>;
  /** On whose behalf custom resources are invoked. @default CloudFormation itself, which IAM does not judge */
  readonly caller?: Caller;
}

/** A resource of a deployed stack. */
export interface StackResource {
  readonly type: string;
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: JsonObject;
}

/** A deployed stack. */
export interface Stack {
  readonly name: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly resources: Record<string, StackResource>;
  readonly outputs: Record<string, string>;
  /** Resources of types that no room has. They have stand-ins that begin with `lab-not-modelled-`. */
  readonly notModelled: readonly NotModelled[];
}

export interface NotModelled {
  readonly logicalId: string;
  readonly type: string;
}

/** What a resource of an unknown type is called. */
export const STAND_IN = 'lab-not-modelled-';
