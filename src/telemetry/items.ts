import type { FailureKind, FailureState, Tier } from './contract';

/**
 * A failure: `pk = ACCOUNT#<account that sent it>, sk = FAILURE#<id>`. Strings but for numbers and `bodyAt`. What is
 * said by the tenant's own event is only told; what decides is `accountId`, which EventBridge says.
 */
export interface FailureItem {
  /**
   * Of an invocation its first request id, of an object its key, of an execution Region, machine and name, else the
   * event's id. Where no key could be made of it its beginning, and a hash after `~`.
   */
  readonly id: string;
  /** The account that sent it, as EventBridge says. */
  readonly accountId: string;
  /** As the directory says whose account that is; not there when it could not be asked or did not know. */
  readonly tenantId?: string;
  readonly region: string;
  readonly kind: FailureKind;
  readonly state: FailureState;
  /** When it failed, as the event says. */
  readonly at: string;
  readonly receivedAt: string;
  /** From the name of what failed: `<service>_…`. `unknown` otherwise. */
  readonly service: string;
  /** The version that the tenant had of it by then, as the directory says. */
  readonly version?: string;
  readonly ring?: string;
  /** What failed: the ARN of an execution, or of a function, with the qualifier that was invoked if not `$LATEST`. */
  readonly what?: string;
  /** Of a trace, if the event carries one; else the request id. */
  readonly traceId: string;
  /** Type and message of the error, at most 1,000 characters. */
  readonly reason: string;
  /** What would be given back: JSON of the payload. */
  readonly body?: string;
  /** Where it is when it is big. In the tenant's own account when `accountId` says so. */
  readonly bodyAt?: BodyAt;
  /** How often it has failed after it was redriven. */
  readonly redrives: number;
  /** The request under which it failed last. */
  readonly requestId?: string;
  /** Who redrove it last, why, and in which run. */
  readonly redrivenBy?: string;
  readonly redriveReason?: string;
  readonly redriveRun?: string;
  readonly changedAt: string;
  /** When DynamoDB forgets it, in seconds. */
  readonly expiresAt: number;
}

export interface BodyAt {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  readonly accountId?: string;
}

/** The input of the redrive workflow. */
export interface RedriveRequest {
  /** One account: a redrive never spans two. */
  readonly accountId: string;
  /** Ids of failures; all that are held when not there. Parked and doubtful ones have to be named. */
  readonly ids?: readonly string[];
  /** Only failures of this service. */
  readonly service?: string;
  /** Messages in a second. */
  readonly perSecond: number;
  readonly by: string;
  readonly reason: string;
}

/** How a tenant's tier stands: `pk = TELEMETRY, sk = TENANT#<tenant>` in the directory. Not there: never moved. */
export interface TierItem {
  readonly tenantId: string;
  readonly accountId: string;
  /** The one it shall have, and the one that its account has. */
  readonly tier: Tier;
  readonly applied: Tier;
  /** The last day on which it was active, `YYYY-MM-DD`. */
  readonly lastActiveOn?: string;
  /** The last day on which a link of it was missing, so that nobody could see whether it was active. */
  readonly unseenOn?: string;
  readonly movedAt?: string;
  readonly by?: string;
  readonly reason?: string;
  /** Somebody has said so; the survey leaves it alone. */
  readonly fixed?: boolean;
  /** The operation that moves it just now, and since when. */
  readonly operation?: string;
  readonly operationAt?: string;
  /** The tier that it has when it is awake, where that is another one than new tenants get. */
  readonly awake?: Tier;
  /** Why its last move failed: which tier its account has is in doubt until the next one succeeds. */
  readonly failure?: string;
}

/**
 * How long activity has been seen without a gap: `pk = TELEMETRY, sk = SURVEY`. Who is not seen while nobody looks is
 * not idle.
 */
export interface SurveyItem {
  /** Since when each survey has seen all Regions and signals, and when the last one did. */
  readonly since: string;
  readonly lastAt: string;
  /** The Regions and signals: others have not been looked at for so long. */
  readonly looksAt: string;
}

/** How the tenants of one cell are, as the last census says: `pk = HEALTH, sk = CELL#<cell>`. */
export interface CellItem {
  readonly cell: number;
  readonly at: string;
  /** Tenants of the cell that should have been looked at, and that were. */
  readonly tenants: number;
  readonly covered: number;
  /** JSON of the account ids of those that were not. */
  readonly unseen: string;
  /** JSON of `UnhealthyTenant[]`, the worst first. */
  readonly unhealthy: string;
  /** How many more are unhealthy, for whom there was no room. */
  readonly more?: number;
}

export interface UnhealthyTenant {
  readonly tenantId: string;
  readonly accountId: string;
  readonly region: string;
  readonly since: string;
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  /** The function that failed or was refused most often when it became so, and its service, if its name says it. */
  readonly functionName?: string;
  readonly service?: string;
  /**
   * The release that was the last to touch the tenant in the hours before: `<service>/<release>`. Where the service is
   * known, the last one of it.
   */
  readonly likelyRelease?: string;
  /** How often in a row it has looked well since; at the second time it is healthy again. */
  readonly goodLooks?: number;
}
