import { Cloud } from './cloud';
import { JsonObject } from './json';

/** Who calls: a session of a role, or somebody outside of IAM's reach (the lab's own operator, an AWS service). */
export interface Caller {
  /** The role's ARN, or a word for a caller that IAM does not judge, such as `operator`. */
  readonly principal: string;
  readonly account: string;
  readonly region: string;
  /** The execution on whose behalf the call is made. */
  readonly execution?: string;
  /** The state of that execution which makes the call. */
  readonly state?: string;
  /** True for callers that IAM does not judge. */
  readonly trusted?: boolean;
  /** What whoever assumed the role said about this session of it. */
  readonly session?: Session;
  /** When an AWS service calls: the resource that makes it call, such as a rule (`aws:SourceArn` in policies). */
  readonly sourceArn?: string;
}

/** What one session of a role has beside what every session of it has. */
export interface Session {
  /** A policy's document, as JSON: the session may what the role may and this allows, too. */
  readonly policy?: string;
  readonly tags?: ReadonlyMap<string, string>;
  /** Stays the same when the session assumes further roles. */
  readonly sourceIdentity?: string;
}

/** One call of an API action, as it arrives in the service's room. */
export interface Call {
  /** As Step Functions spells it: `organizations`, `dynamodb`, `sfn`, `eventbridge`, `servicequotas`. */
  readonly service: string;
  /** camelCase: `createAccount`. */
  readonly action: string;
  /** Members in the API model's case (`TableName`). */
  readonly parameters: JsonObject;
  readonly caller: Caller;
}

/** What IAM is asked about a call. */
export interface Permission {
  /** `organizations:CreateAccount` */
  readonly action: string;
  /** The ARN, or `*` for actions without resources. */
  readonly resource: string;
  /** Condition keys of the request, for example `dynamodb:LeadingKeys`. */
  readonly context?: Record<string, string | string[]>;
}

/** A resource of a template, its properties resolved. */
export interface ResourceRequest {
  readonly type: string;
  readonly logicalId: string;
  readonly properties: JsonObject;
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  /**
   * Where a file asset lies on disk: one of this stack, by the object key that the template names, or one that was
   * published in S3.
   */
  readonly asset: (objectKey: string, bucket?: string) => string | undefined;
}

export interface CreatedResource {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes?: JsonObject;
}

/** Gives a resource new properties. */
export type Update = (
  request: ResourceRequest, current: CreatedResource, previous: JsonObject,
) => CreatedResource | Promise<CreatedResource>;

/**
 * One service: its state, its actions, its resource types. It says what AWS documents and knows nothing of the
 * product.
 */
export interface Room {
  /** The name by which calls reach it. */
  readonly service: string;
  /** The actions that it answers, where it can list them. It refuses all others. */
  readonly answers?: readonly string[];
  /** The resource types of templates that live here. */
  readonly resources?: Record<string, (request: ResourceRequest) => CreatedResource | Promise<CreatedResource>>;
  /** How a resource takes new properties. Without an entry the lab refuses to update the type. */
  readonly updates?: Record<string, Update>;
  /** How a resource goes away. Without an entry it is reported as left behind. */
  readonly removals?: Record<string, (request: ResourceRequest, current: CreatedResource) => void | Promise<void>>;
  /** What IAM is asked before the call is let in. */
  permissions(call: Call): Permission[];
  /** Answers or throws an `AwsError`. May take virtual time. */
  handle(call: Call): JsonObject | Promise<JsonObject>;
}

/** Makes a room in a cloud. */
export type RoomBuilder = (cloud: Cloud) => Room;
