import { Shape } from './platform';
import { Entry, Fault, Json, Lab, LabOptions } from '../../src/lab';

/** A request, when it is made, and by which way. */
export interface Ask {
  /** Seconds after the start. */
  readonly after?: number;
  readonly detail: Json;
  /** Straight to the workflow, past the bus. */
  readonly direct?: boolean;
}

/** Something that somebody does while the story goes on. */
export interface Deed {
  readonly after: number;
  readonly what: (lab: Lab, played: Played) => unknown;
}

export interface Story {
  readonly name: string;
  readonly shape?: Shape;
  readonly asks: readonly Ask[];
  readonly deeds?: readonly Deed[];
  readonly faults?: readonly Fault[];
  readonly lab?: Omit<LabOptions, 'faults'>;
  /** How each tenant ends, by its id; `run failed` is an execution that failed without an answer on the bus. */
  readonly ends: Record<string, Outcome>;
  /** Tenants of whom a request is rejected, and who end otherwise. */
  readonly rejects?: readonly string[];
  /** Why an account of somebody who is not ready stays in the root. */
  readonly leavesInRoot?: string;
  /** For how long the sweeper looks, every ten minutes. It rests when nothing is said. */
  readonly sweepHours?: number;
  readonly check?: (played: Played) => void;
}

export type Outcome = 'ready' | 'failed' | 'rejected' | 'run failed';

/** What there is to see after a story. */
export interface Played {
  readonly lab: Lab;
  readonly machineArn: string;
  readonly entries: Entry[];
  readonly outcomes: Record<string, Outcome>;
  /** What tenants lacked in the moment in which they were told to be ready. */
  readonly lackedWhenReady: readonly string[];
  /** Details of the events on the factory's bus, by detail type. */
  events(detailType: string): Record<string, Json>[];
  /** A tenant's record, its attributes as plain strings and numbers. */
  record(tenantId: string): Record<string, string>;
  /** The states that a tenant went through, with when, who, why and which run. */
  history(tenantId: string): Record<string, string>[];
  /** All items of the directory. */
  items(): Record<string, string>[];
  /** The names of the states that were entered, in order, of one execution or all. */
  path(execution?: string): string[];
  calls(service: string, action: string): Extract<Entry, { type: 'call' }>[];
  /** The organizational unit of an account, by the names of the land. */
  unitOf(accountId: string): string;
  /** Who has a place in flight, and who waits for one. */
  line(): { holders: string[]; waiting: string[] };
}

export const tenant = (tenantId: string, more: Record<string, Json> = {}): Ask => ({
  detail: { tenantId, requestedBy: 'jane', reason: 'signed up', ...more },
});
