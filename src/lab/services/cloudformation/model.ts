import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';

/**
 * What the maker of stacks is asked for. Its answer is of no interest here; that it throws means that the stack
 * failed.
 */
export interface StackRequest {
  readonly name: string;
  readonly template: JsonObject;
  readonly account: string;
  readonly region: string;
  readonly parameters: Record<string, string>;
  /** Where a file asset of the stack set's template lies on disk, by its object key. */
  readonly assets: (objectKey: string) => string | undefined;
}

/** Makes, changes or deletes a stack in an account. */
export type StackMaker = (cloud: Cloud, request: StackRequest) => Promise<unknown>;

export interface Template {
  readonly content: JsonObject;
  readonly text: string;
  /** Such as `AWS::S3::Bucket`, each once. */
  readonly types: readonly string[];
  /** The SHA-256 of the text, in hexadecimal. */
  readonly sha256: string;
  /** Logical ids. */
  readonly resources: ReadonlySet<string>;
}

export interface StackSet {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly instances: Map<string, Instance>;
  /** The instances as a list: pages of thousands would copy it each time. */
  listed?: readonly Instance[];
  /**
   * How many instances there are of each Region and of each OU, so that a description need not walk through thousands.
   */
  readonly perRegion: Map<string, number>;
  readonly perUnit: Map<string, number>;
  readonly operations: Map<string, Operation>;
  description?: string;
  tags: JsonObject[];
  assets: (objectKey: string) => string | undefined;
  template: Template;
  parameters: Record<string, string>;
  capabilities: string[];
  /** Managed execution: whether operations that do not conflict run together. */
  managed: boolean;
  /** Counts the changes of template and parameters, so that an instance knows whether it is up to date. */
  version: number;
}

export type DetailedStatus =
  'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'INOPERABLE' | 'SKIPPED_SUSPENDED_ACCOUNT';

/** A stack instance: what a stack set wants in one account and Region, whether there is a stack or not. */
export interface Instance {
  readonly account: string;
  readonly region: string;
  /** The OU of the targets by which the account was found. */
  readonly unit: string;
  status: 'CURRENT' | 'OUTDATED' | 'INOPERABLE';
  detailed: DetailedStatus;
  overrides: Record<string, string>;
  reason?: string;
  stackName?: string;
  stackId?: string;
  /** Of the stack set, when the stack was last made or changed. */
  version?: number;
  lastOperation: string;
}

export interface Result {
  readonly account: string;
  readonly region: string;
  readonly unit: string;
  status: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason?: string;
}

export interface Limits {
  /** Accounts at the same time, per Region. */
  readonly atOnce: number;
  /** Failures that are put up with, per Region. */
  readonly tolerance: number;
  /** Strict: never so many at once that the failures could exceed the tolerance by more than one. */
  readonly strict: boolean;
  readonly parallelRegions: boolean;
}

export interface Operation {
  readonly id: string;
  /** In order of request. */
  readonly number: number;
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly stackSet: StackSet;
  readonly preferences: JsonObject;
  readonly targets: JsonObject;
  readonly limits: Limits;
  /** In the order of the Regions. */
  readonly results: Result[];
  /** Gives an instance its overrides, out of those that it has. */
  readonly overrides?: (before: Record<string, string>) => Record<string, string>;
  readonly retain?: boolean;
  readonly createdAt: number;
  status: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'STOPPING' | 'STOPPED';
  endedAt?: number;
  statusReason?: string;
  /** Called when it is over. */
  readonly then: (() => void)[];
}

export function keyOf(place: { account: string; region: string }): string {
  return `${place.account}/${place.region}`;
}

export function addInstance(stackSet: StackSet, instance: Instance): void {
  stackSet.instances.set(keyOf(instance), instance);
  stackSet.listed = undefined;
  count(stackSet.perRegion, instance.region, 1);
  count(stackSet.perUnit, instance.unit, 1);
}

export function removeInstance(stackSet: StackSet, instance: Instance): void {
  stackSet.instances.delete(keyOf(instance));
  stackSet.listed = undefined;
  count(stackSet.perRegion, instance.region, -1);
  count(stackSet.perUnit, instance.unit, -1);
}

function count(counts: Map<string, number>, key: string, change: number): void {
  const now = (counts.get(key) ?? 0) + change;
  if (now > 0) { counts.set(key, now); } else { counts.delete(key); }
}

export function isOver(operation: Operation): boolean {
  return operation.endedAt !== undefined;
}

export function describeStackSet(stackSet: StackSet): JsonObject {
  return {
    StackSetName: stackSet.name,
    StackSetId: stackSet.id,
    StackSetARN: stackSet.arn,
    ...(stackSet.description && { Description: stackSet.description }),
    Status: 'ACTIVE',
    TemplateBody: stackSet.template.text,
    Parameters: listed(stackSet.parameters),
    Capabilities: stackSet.capabilities,
    Tags: stackSet.tags,
    AutoDeployment: { Enabled: false },
    PermissionModel: 'SERVICE_MANAGED',
    OrganizationalUnitIds: [...stackSet.perUnit.keys()],
    ManagedExecution: { Active: stackSet.managed },
    Regions: [...stackSet.perRegion.keys()],
  };
}

/** The count of failures comes with the end of the operation: before, it says nothing that could be relied on. */
export function describeOperation(operation: Operation): JsonObject {
  return {
    ...summarizeOperation(operation),
    StackSetId: operation.stackSet.id,
    DeploymentTargets: operation.targets,
    ...(operation.retain !== undefined && { RetainStacks: operation.retain }),
  };
}

export function summarizeOperation(operation: Operation): JsonObject {
  const failed = operation.results.filter(({ status }) => status === 'FAILED').length;
  return {
    OperationId: operation.id,
    Action: operation.action,
    Status: operation.status,
    OperationPreferences: operation.preferences,
    CreationTimestamp: new Date(operation.createdAt).toISOString(),
    ...(operation.statusReason && { StatusReason: operation.statusReason }),
    ...(operation.endedAt !== undefined && {
      EndTimestamp: new Date(operation.endedAt).toISOString(),
      StatusDetails: { FailedStackInstancesCount: failed },
    }),
  };
}

export function summarizeInstance(stackSet: StackSet, instance: Instance): JsonObject {
  return {
    StackSetId: stackSet.id,
    Region: instance.region,
    Account: instance.account,
    ...(instance.stackId && { StackId: instance.stackId }),
    Status: instance.status,
    ...(instance.reason && { StatusReason: instance.reason }),
    StackInstanceStatus: { DetailedStatus: instance.detailed },
    OrganizationalUnitId: instance.unit,
    DriftStatus: 'NOT_CHECKED',
    LastOperationId: instance.lastOperation,
  };
}

export function describeInstance(stackSet: StackSet, instance: Instance): JsonObject {
  return { ...summarizeInstance(stackSet, instance), ParameterOverrides: listed(instance.overrides) };
}

export function describeResult(result: Result): JsonObject {
  return {
    Account: result.account,
    Region: result.region,
    Status: result.status,
    ...(result.reason && { StatusReason: result.reason }),
    OrganizationalUnitId: result.unit,
  };
}

function listed(parameters: Record<string, string>): JsonObject[] {
  return Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
}
