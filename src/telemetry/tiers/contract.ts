import type { Tier } from '../contract';

/** What somebody wants of a tenant's tier: part of the input of the workflow. */
export interface TierWish {
  readonly tenantId: string;
  /** Not there: the survey decides from now on. */
  readonly tier?: Tier;
  /** Whether the survey leaves it alone from now on. @default true where there is a tier */
  readonly fixed?: boolean;
  readonly by: string;
  readonly reason: string;
}

/** What the function `survey` is asked. */
export interface SurveyRequest {
  /** Begins the names of this run's operations, and no other run's. */
  readonly run: string;
  /** Without one, it is looked who is active. */
  readonly wish?: TierWish;
}

export interface SurveyAnswer {
  readonly batches: readonly Batch[];
  /** Why the wish cannot be met; empty when it can. */
  readonly complaint: string;
  /** What there is to say of a wish that was put on record. */
  readonly note: string;
  /** How many tenants were active, and how many there are; what could not be looked at. */
  readonly active: number;
  readonly tenants: number;
  readonly unseen: readonly string[];
}

/** Accounts that get one tier by one operation. */
export interface Batch {
  readonly operation: string;
  readonly tier: Tier;
  readonly accounts: readonly string[];
}

/** What the function `settle` is asked. */
export interface SettleRequest {
  /** What it was called when tenants were put into it. */
  readonly operation: string;
  readonly tier: Tier;
  /** What StackSets knows it by. Not there when there was none. */
  readonly stackSetOperation?: string;
  /** Why StackSets did not begin it. */
  readonly refused?: string;
}

export interface SettleAnswer {
  readonly moved: number;
  readonly failed: number;
}

/** What the function `settle` is asked when some accounts have no stack instance: to let go of these. */
export interface SortRequest {
  readonly operation: string;
  readonly accounts: readonly string[];
  readonly sort: true;
}

export interface SortAnswer {
  /** Those that have one in each Region. */
  readonly accounts: readonly string[];
}
