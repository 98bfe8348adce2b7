export * from './items';

/** Names that the telemetry's constructs, workflows, handlers and the command line spell, in all accounts. */

const of = (platform: string, what: string) => `cdk-account-per-tenant-${platform}-${what}`;

/** How much a tenant sends. */
export const TIERS = {
  /** All that there is, for tenants that are looked at closely. */
  full: 'full',
  /** What is looked at every day. */
  priority: 'priority',
  /** Next to nothing: nobody uses the tenant. Failures are never left out. */
  dormant: 'dormant',
} as const;

export type Tier = typeof TIERS[keyof typeof TIERS];

/** The parameter of the baseline's template that says a tenant's tier. It is overridden for each account. */
export const TIER_PARAMETER = 'TelemetryTier';

/** Where functions in a tenant account may read their tier, in each Region: `full`, `priority` or `dormant`. */
export const TENANT_TIER_PARAMETER = '/cdk-account-per-tenant/telemetry-tier';

/**
 * Log groups of services, told apart by how much they matter: `/tenant/priority/<service>/…`,
 * `/tenant/bulk/<service>/…`.
 */
export const LOG_PREFIXES = { priority: '/tenant/priority/', bulk: '/tenant/bulk/' } as const;

// In tenant accounts.

/** The bus in each tenant account and Region to which failed asynchronous work goes. */
export const tenantFailuresBusName = (platform: string) => of(platform, 'failures');

/** The archive of that bus, and that of failed executions on the default bus. */
export const tenantFailuresArchiveName = (platform: string, of_: 'bus' | 'executions') => `apt-${platform}-failed-${of_}`;

/** Where failures go in a tenant account and Region that may be too big for a bus. */
export const tenantFailuresBucketName = (platform: string, account: string, region: string) => `cdk-apt-${platform}-${account}-${region}-f`;

/** The role with which a tenant account hands its failures over. */
export const forwardRoleName = (platform: string) => of(platform, 'failures');

/** The role in each tenant account that redrives what failed there. */
export const redriveRoleName = (platform: string) => of(platform, 'redrive');

// In the observability account.

/** The bus on which failures of all tenants come together, in the home Region. */
export const centralFailuresBusName = (platform: string) => of(platform, 'failures');

/** Roles of functions: who writes failures down, who redrives, who looks at everybody's health. */
export const recordRoleName = (platform: string) => of(platform, 'failure-record');
export const redrivingRoleName = (platform: string) => of(platform, 'redriving');
export const censusRoleName = (platform: string) => of(platform, 'census');

/** The session tag that says which tenant account somebody reads, and in a policy the account that it names. */
export const TENANT_TAG = 'TenantAccount';
export const TAGGED = `\${aws:PrincipalTag/${TENANT_TAG}}`;

/** The role that lists metrics of tenants for the survey in the platform account. */
export const metricsRoleName = (platform: string) => of(platform, 'metrics');

/** The workflow that redrives. */
export const redriveMachineName = (platform: string) => of(platform, 'redrive');

/** Where the command line finds the central place: JSON of `CentralPlaces`, in its home Region. */
export const centralParameterName = (platform: string) => `/cdk-account-per-tenant/${platform}/central-telemetry`;

export interface CentralPlaces {
  /** The table of failures and of the fleet's health. */
  readonly table: string;
  /** The bucket for what is too big for an item. */
  readonly bucket: string;
}

// In the platform account.

/** The role of the function that asks who was active, and the role by which the central place reads the directory. */
export const surveyRoleName = (platform: string) => of(platform, 'survey');
export const directoryRoleName = (platform: string) => of(platform, 'telemetry');

/** The workflow that moves tenants between tiers. */
export const tiersMachineName = (platform: string) => of(platform, 'tiers');

/** What the central place needs to know of the platform: JSON of `PlatformPlaces`, in its home Region. */
export const telemetryParameterName = (platform: string) => `/cdk-account-per-tenant/${platform}/telemetry`;

export interface PlatformPlaces {
  /** The directory's table. */
  readonly table: string;
  /** The tier of tenants whom nobody has moved so far. */
  readonly tierOfNewTenants: Tier;
  /** The tiers of tenants whose health is looked at. */
  readonly lookedAt: readonly Tier[];
}

/** Detail types on the factory's bus. */
export const TELEMETRY_EVENTS = {
  /** A tenant has another tier now. */
  tierChanged: 'TenantTierChanged',
} as const;

/** Detail types on the central bus. */
export const CENTRAL_EVENTS = {
  /** A tenant has become unhealthy or healthy. */
  health: 'TenantHealthChanged',
  /** A failure was parked: redriving it does no good. */
  parked: 'TenantFailureParked',
  /** Somebody read telemetry across tenants. */
  read: 'TelemetryReadAcrossTenants',
} as const;

/** What Lambda calls the record of a failed asynchronous invocation on a bus. */
export const LAMBDA_FAILURE = { source: 'lambda', detailType: 'Lambda Function Invocation Result - Failure' } as const;

/** What Step Functions and S3 say on the default bus. */
export const EXECUTION_FAILURE = { source: 'aws.states', detailType: 'Step Functions Execution Status Change' } as const;
export const OBJECT_FAILURE = { source: 'aws.s3', detailType: 'Object Created' } as const;

/** How a failure stands. */
export const FAILURE_STATES = {
  /** It waits until somebody redrives it. Whose it is need not be known: the account decides. */
  held: 'held',
  /** Somebody does just now. */
  redriving: 'redriving',
  /** It was given back to the tenant account, and has not failed again so far. */
  redriven: 'redriven',
  /** Whether it was given back is not known: the one who did it died on the way. Nobody repeats it unasked. */
  inDoubt: 'in doubt',
  /** It has failed again and again: redriven only when asked for by name. */
  parked: 'parked',
  /** Never to be redriven: it says that it is of another account than the one that sent it. */
  refused: 'refused',
} as const;

export type FailureState = typeof FAILURE_STATES[keyof typeof FAILURE_STATES];

/** A failure is parked when it has failed so often after having been redriven. */
export const MOST_REDRIVES = 3;

/** What failed. `custom` is whatever else somebody puts on the tenant's failures bus; it cannot be redriven. */
export const FAILURE_KINDS = { invocation: 'invocation', object: 'object', execution: 'execution', custom: 'custom' } as const;

export type FailureKind = typeof FAILURE_KINDS[keyof typeof FAILURE_KINDS];

/** Bodies above this lie in the bucket: beyond it an item costs more than an object. */
export const INLINE_BYTES = 4096;

/** Keys of the central table, beside `pk` and `sk`. */
export const CENTRAL_KEYS = {
  /** The partition of all that came from one account: `pk = ACCOUNT#<account>`. */
  account: 'ACCOUNT#',
  /** `sk = FAILURE#<id>`: JSON-like `FailureItem`. */
  failure: 'FAILURE#',
  /**
   * `pk = ACCOUNT#<account>, sk = REQUEST#<request id>`: under which request a failure was redriven. Attribute
   * `failure`: its id.
   */
  request: 'REQUEST#',
  /** `pk = HEALTH, sk = CELL#<cell, 4 digits>`: `CellItem`. */
  health: 'HEALTH',
  cell: 'CELL#',
} as const;

/** The index of failures by state, beside `by-state` of the directory: partition `state`, sort `at`. */
export const FAILURES_BY_STATE = 'by-state';

/** Keys of telemetry's items in the directory. */
export const TIER_KEYS = {
  telemetry: 'TELEMETRY',
  tenant: 'TENANT#',
  /** `pk = TELEMETRY, sk = SURVEY`: `SurveyItem`. */
  survey: 'SURVEY',
  /** `pk = TENANT#<tenant>, sk = TIER#<time>`: who moved it, whence, whither and why. Nothing is overwritten. */
  history: 'TIER#',
} as const;

/** A cell holds at most so many tenants, for what AWS's queries return. */
export const CELL_TENANTS = 500;

/** The cell of a tenant: the same for ever while their number stays. */
export const cellOf = (accountId: string, cells: number): number =>
  Number(BigInt(accountId) * 2_654_435_761n % 4_294_967_291n) % cells;

/** Metrics of telemetry in our namespace. Each has the dimension `Platform`, and what is named here. */
export const TELEMETRY_METRICS = {
  /** By `service`, and without it for all. */
  failures: 'Failures',
  parked: 'FailuresParked',
  /** Said that they were of another account than the one that sent them. */
  refused: 'FailuresRefused',
  /** By `cell`; of the unhealthy by `ring` and by `release`, too, where there are some. */
  unhealthy: 'TenantsUnhealthy',
  /** By `cell`: the greatest share of failed invocations of any tenant. */
  worst: 'WorstErrorShare',
  tenants: 'TenantsToCover',
  covered: 'TenantsCovered',
  /** Tenants who could not hand over all of their failures in the last three hours. */
  undelivered: 'TenantsUndelivered',
  /** For how many hours the oldest failure has waited that is held. */
  oldestHeld: 'OldestHeldHours',
  moved: 'TenantsMoved',
  /** By `tier`. */
  inTier: 'TenantsInTier',
} as const;
