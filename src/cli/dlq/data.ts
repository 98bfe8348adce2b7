import type { FailureState } from '../../telemetry/contract';
import type { FailureItem } from '../../telemetry/items';
import { Run } from '../fleet/data';

/** What of failures is looked for. */
export interface Wanted {
  readonly service?: string;
  /** ISO time: those that failed then or later. */
  readonly since?: string;
}

/** Failures without their bodies, and whether there are more of them. */
export interface Found {
  readonly failures: readonly FailureItem[];
  readonly more: boolean;
}

/** The central place of failures: on AWS, or in the lab. All that commands know of it. */
export interface FailureData {
  readonly platform: string;
  /** The Region of the central place, which is the tenants' home Region. */
  readonly region: string;
  /** The account of a tenant, as the directory says; undefined where it knows no such tenant. */
  accountOf(tenantId: string): Promise<string | undefined>;
  /** Failures of one account. */
  failuresOf(accountId: string, wanted: Wanted, most: number): Promise<Found>;
  /** Failures of everybody in one state, the last first. */
  failuresIn(state: FailureState, wanted: Wanted, most: number): Promise<Found>;
  failure(accountId: string, id: string): Promise<FailureItem | undefined>;
  /** A body out of the central bucket. */
  file(key: string): Promise<string | undefined>;
  /** Starts a workflow of this name. Returns the ARN of the execution. */
  start(machine: string, input: object): Promise<string>;
  run(execution: string): Promise<Run>;
  /** The ARN of whoever asks. */
  me(): Promise<string>;
}

/** What a list shows: all but the bodies. */
export const LISTED = [
  'id', 'accountId', 'tenantId', 'region', 'kind', 'state', 'at', 'service', 'version', 'ring', 'what', 'reason', 'redrives', 'changedAt',
] as const;
