/** Names that workflows, handlers, constructs and users of the directory's table all spell. */

/** The bus of a platform, in the Region of its factory. */
export const busName = (platform: string) => `cdk-account-per-tenant-${platform}`;

/** How events of this library name their source. */
export const SOURCE = 'cdk-account-per-tenant';

/** Detail types on the factory's bus. */
export const EVENTS = {
  /** Sent by whoever wants a tenant. */
  requested: 'TenantRequested',
  /** A tenant's account has become usable. */
  ready: 'TenantReady',
  /** A tenant's account could not be made ready; the reason is in the event and on record. */
  failed: 'TenantFailed',
  /** A request cannot be right; the reasons are in the event and on record. */
  rejected: 'TenantRejected',
  /** GuardDuty found something in a tenant's account, or in another one. */
  finding: 'TenantFinding',
} as const;

/** Where a tenant stands. */
export const STATES = {
  requested: 'requested',
  creating: 'creating',
  onboarding: 'onboarding',
  ready: 'ready',
  failed: 'failed',
} as const;

/** Keys of the directory's table. */
export const KEYS = {
  partition: 'pk',
  sort: 'sk',
  /** The sort key of the one item that says how things stand. */
  record: 'RECORD',
  /** Begins the sort key of an entry in a tenant's history: `AT#<time>#<state>`. */
  history: 'AT#',
  tenant: 'TENANT#',
  account: 'ACCOUNT#',
  email: 'EMAIL#',
  /** Begins the partition key of a request that could not be right. */
  rejected: 'REJECTED#',
} as const;

/** The index by state. */
export const BY_STATE = 'by-state';

/** Items of the rate governor's table, beside the key `api`: the line itself, and those who wait in it. */
export const GOVERNOR = {
  line: 'LINE',
  /** `WAIT#<when it came>#<who>`. */
  waiting: 'WAIT#',
} as const;

/** The line in front of CreateAccount, and how many may be in flight. */
export const CREATION_LINE = 'CreateAccount';
export const PLACES = 5;

/** The error with which the sweeper lets a sleeper look at the line again. */
export const LOOK_AGAIN = 'LookAgain';

/** Where a tenant account keeps its own facts, in the Region of the factory: a JSON object. */
export const FACTS_PARAMETER = '/cdk-account-per-tenant/tenant';

/** Where custom metrics go. */
export const NAMESPACE = 'CdkAccountPerTenant';

export const METRICS = {
  timeToReady: 'TimeToReady',
  rejected: 'RequestsRejected',
  stillInLine: 'StillInLine',
  accountsAskedFor: 'AccountsAskedFor',
  pickedUp: 'RunsPickedUp',
  givenUp: 'TenantsGivenUp',
  placesFreed: 'PlacesFreed',
  releasesStuck: 'ReleasesStuck',
} as const;

/** The tag on each tenant account. */
export const TENANT_TAG = 'cdk-account-per-tenant:tenant';
export const STAGE_TAG = 'cdk-account-per-tenant:stage';

/** Step Functions takes no more than this as input, in bytes of UTF-8. */
export const LARGEST_REQUEST = 262144;
