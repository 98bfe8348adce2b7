export * from './items';

/** Names that the fleet's constructs, workflows, handlers, the tenants' room and the command line all spell. */

/** A service's name goes into names of stack sets, roles and parameters. */
export const SERVICE_NAME = /^[a-z][a-z0-9-]{1,39}$/;

/** Begins the names of a service's functions and state machines in tenant accounts. Names of services have no `_`. */
export const servicePrefix = (service: string) => `${service}_`;

/** The service whose function or state machine is called so; undefined where the name says none. */
export function serviceIn(name: string): string | undefined {
  const [service, ...rest] = name.split('_');
  return rest.length > 0 && SERVICE_NAME.test(service) ? service : undefined;
}

/** The stack set that carries a service to the tenants' accounts. */
export const serviceStackSetName = (platform: string, service: string) => `cdk-account-per-tenant-${platform}-service-${service}`;

/** Begins the names of all services' stack sets. */
export const serviceStackSets = (platform: string) => serviceStackSetName(platform, '*');

/** Where the newest version of a service is said, once its assets are published: JSON of `PublishedService`. */
export const serviceParameterName = (platform: string, service: string) => `/cdk-account-per-tenant/${platform}/services/${service}`;

/** How versions of a service are released: JSON of `WaveSpec[]`, which ends up in `serviceParameterName`. */
export const wavesParameterName = (platform: string, service: string) => `${serviceParameterName(platform, service)}/waves`;

/** Where the command line finds what has no name of its own: JSON of `FleetPlaces`, in the platform's Region. */
export const fleetParameterName = (platform: string) => `/cdk-account-per-tenant/${platform}/fleet`;

/** The content of the fleet's parameter. */
export interface FleetPlaces {
  /** The directory's table. */
  readonly table: string;
  /** The bucket of releases. */
  readonly bucket: string;
}

/** The workflow that brings a version of a service to the tenants' accounts, or back. */
export const releaseMachineName = (platform: string) => `cdk-account-per-tenant-${platform}-release`;

/** The workflow by which people halt, resume, promote and roll back, pin and let go. */
export const controlMachineName = (platform: string) => `cdk-account-per-tenant-${platform}-release-control`;

/** The role of the function that makes change sets, in the platform account. */
export const previewFunctionRoleName = (platform: string) => `cdk-account-per-tenant-${platform}-preview`;

/** The role in each tenant account in which change sets are made that nobody executes. */
export const tenantPreviewRoleName = (platform: string) => `cdk-account-per-tenant-${platform}-preview-here`;

/** Where templates and files lie that tenant accounts read: one bucket in each Region of the fleet. */
export const assetBucketName = (platform: string, account: string, region: string) => `cdk-apt-${platform}-${account}-${region}`;

/** Where container images lie that tenant accounts read: one repository in each Region of the fleet. */
export const assetRepositoryName = (platform: string) => `cdk-account-per-tenant-${platform}-services`;

/** The role that publishes assets, from pipelines and from the CDK's command line. */
export const publishingRoleName = (platform: string) => `cdk-account-per-tenant-${platform}-publishing`;

/** Items of the directory's table, beside its keys `pk` and `sk`. */
export const FLEET_KEYS = {
  /** The partition of all services: one item each, `pk = FLEET, sk = SERVICE#<service>`. */
  fleet: 'FLEET',
  /** `SERVICE#<service>`; also the partition of what belongs to one service. */
  service: 'SERVICE#',
  /** `pk = SERVICE#<service>, sk = RELEASE#<release>`. */
  release: 'RELEASE#',
  /** `pk = SERVICE#<service>, sk = TENANT#<tenant>`: which version a tenant has, and its pin. */
  tenant: 'TENANT#',
  /** `pk = SERVICE#<service>, sk = VERSION#<version>`: a version that was released once. */
  version: 'VERSION#',
  /** `pk = SERVICE#<service>, sk = ASKED#<run>`: the release that a run has put on record. */
  asked: 'ASKED#',
  /** `pk = SERVICE#<service>, sk = AT#<time>#<release>#<what>`: who did what, and when. */
  history: 'AT#',
} as const;

/** Where a release stands. */
export const PHASES = {
  /** Another release of the service runs; this one is begun when that is over. */
  queued: 'queued',
  /** Waves are counted, and change sets looked at; nothing is changed so far. */
  planning: 'planning',
  /** A wave is on its way, bakes or is judged. */
  rolling: 'rolling',
  /** Somebody has halted it; it waits to be resumed, promoted or rolled back. */
  halted: 'halted',
  /** Touched accounts are brought back to the last good version. */
  back: 'going back',
  /** Over: every tenant that could be reached has the version. */
  done: 'done',
  /** Over: every touched account has the last good version again. */
  rolledBack: 'rolled back',
  /** Over before anything was changed: the plan or the preview spoke against it. */
  refused: 'refused',
  /** Over before anything was changed: a newer release took its place. */
  superseded: 'superseded',
  /** The way back failed for some accounts. A person has to look; then it can be resumed. */
  stuck: 'stuck',
} as const;

/** Phases in which a release is over. */
export const OVER: readonly string[] = [PHASES.done, PHASES.rolledBack, PHASES.refused, PHASES.superseded];

/** What somebody may wish of a release that is not over. */
export const WISHES = { halt: 'halt', resume: 'resume', promote: 'promote', rollBack: 'rollback' } as const;

/** In which phases a wish means something. */
export const WISHED_WHEN: Readonly<Record<string, readonly string[]>> = {
  [WISHES.halt]: [PHASES.planning, PHASES.rolling],
  [WISHES.resume]: [PHASES.halted, PHASES.stuck],
  [WISHES.promote]: [PHASES.rolling, PHASES.halted],
  [WISHES.rollBack]: [PHASES.queued, PHASES.planning, PHASES.rolling, PHASES.halted, PHASES.stuck],
};

/** Detail types on the factory's bus. */
export const FLEET_EVENTS = {
  /** Sent by whoever wants the newest published version of a service released. */
  requested: 'FleetReleaseRequested',
  /** Sent by whoever wants something of a release, or pins a tenant: the input of the control workflow. */
  control: 'FleetReleaseControl',
  /** A release is over, halted or stuck. */
  changed: 'FleetReleaseChanged',
} as const;

/** How a ring chooses tenants. */
export type RingSpec =
  | { readonly by: 'ring'; readonly name: string }
  | { readonly by: 'stage'; readonly stage: string }
  | { readonly by: 'tag'; readonly key: string; readonly value: string }
  | { readonly by: 'percent'; readonly percent: number }
  | { readonly by: 'everyone' };

/** Accounts as a number, or as a share of those that there are; `orNone` for a tolerance that may well come to none. */
export type PaceSpec = { readonly accounts: number } | { readonly percent: number; readonly orNone?: true };

/** One wave, as a release's record keeps it. Short names: a service's parameter takes 4,096 characters. */
export interface WaveSpec {
  readonly name: string;
  readonly ring: RingSpec;
  /** Regions of this wave only. Without it, all of the service. */
  readonly regions?: readonly string[];
  readonly concurrency: PaceSpec;
  readonly tolerance: PaceSpec;
  readonly bakeSeconds: number;
  /** Names of alarms of this account and Region that must be OK at the end of the bake, and not in ALARM during it. */
  readonly alarms: readonly string[];
  /** ARNs of functions and state machines that are asked after the bake, one after the other. */
  readonly gates: readonly GateSpec[];
}

export interface GateSpec { readonly name: string; readonly kind: 'function' | 'stateMachine'; readonly arn: string }

/** The content of a service's parameter. */
export interface PublishedService {
  readonly service: string;
  /** The first 16 hexadecimal characters of the SHA-256 of the template. */
  readonly version: string;
  /** What people call it, such as a commit. */
  readonly label: string;
  /** Where the template lies: an https URL in the asset bucket of this Region. */
  readonly template: string;
  /** The first is the tenant account's home. */
  readonly regions: readonly string[];
  /** In which order new tenants get services: that in which they were added, after what they depend on. */
  readonly order: number;
  readonly waves: readonly WaveSpec[];
  /** After so many waves the version counts as proven, and new tenants are born on it. */
  readonly provenAfter: number;
  /** What becomes of a release that is asked for while another one of the service runs. */
  readonly whileAnother: 'queue' | 'supersede';
  /** Logical ids of stateful resources that this version may replace or delete. */
  readonly mayReplace: readonly string[];
}

/** A tenant in a list of a wave. */
export interface Target { readonly tenantId: string; readonly accountId: string }

/**
 * Files in the bucket of releases, under `<service>/<release>/`: for each list `<name>.csv`, the account ids one a
 * line, which StackSets reads, and `<name>.json`, `Target[]`, for the eyes of handlers and people.
 */
export const listKey = (service: string, release: string, name: string, type: 'csv' | 'json') => `${service}/${release}/${name}.${type}`;
export const AGAIN = '-again-';
const again = (list: string, attempt: number) => attempt === 0 ? list : `${list}${AGAIN}${attempt}`;
export const waveList = (wave: number, attempt: number) => again(`wave-${wave + 1}`, attempt);
export const backList = (attempt: number) => again('back', attempt);
/** Tenants that get a service for the first time, once the version is good. */
export const NEWCOMERS = 'newcomers';
/** What change sets said: `PreviewFile`. */
export const PREVIEW = 'preview';

/** What the function `plan` is asked. */
export type PlanRequest =
  /** How many are in each wave, who is left out and why, and whom to preview. */
  | { readonly task: 'plan'; readonly service: string; readonly release: string }
  /** Writes the list of a wave, as things stand now. The same answer when the list is there already. */
  | { readonly task: 'wave'; readonly service: string; readonly release: string; readonly wave: number }
  /** Writes the list of all who were touched. */
  | { readonly task: 'back'; readonly service: string; readonly release: string }
  /** Takes those out of `installing` whose enrolment is over. */
  | { readonly task: 'drain'; readonly service: string; readonly release: string };

export interface PlanAnswer {
  /** Of task `plan`: one entry for each wave, and one more, `newcomers`, where there are such. */
  readonly waves?: readonly { readonly name: string; readonly tenants: number }[];
  /** Of task `plan`: at most 3 accounts that have the service, from different waves. */
  readonly sample?: readonly Target[];
  /** Of task `plan`: why this cannot be released; empty when it can. */
  readonly complaints?: readonly string[];
  /** Of task `plan`: who is left out, by reason: pinned, held, not ready. */
  readonly leftOut?: Readonly<Record<string, number>>;
  /** Of tasks `wave` and `back`: how many accounts are in the list, and the counts for StackSets. */
  readonly accounts?: number;
  readonly concurrency?: number;
  readonly tolerance?: number;
  /** The name of the list, such as `wave-1`. */
  readonly list?: string;
  /** Of task `drain`: how many installs are still under way. */
  readonly installing?: number;
}

/** What the function `settle` is asked: what became of an operation. */
export interface SettleRequest {
  readonly service: string;
  readonly release: string;
  readonly operation: string;
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE';
  /** The list that the operation was given. */
  readonly list: string;
  /** The list to write for those whom AWS failed for reasons of its own, or did not begin. */
  readonly again: string;
  /** The version that those have on whom it succeeded; empty after a deletion. */
  readonly version: string;
  /** All Regions of the service, and those of this operation. */
  readonly regions: readonly string[];
  readonly operated: readonly string[];
  /** Grows with each operation of a service, so that an old look never overwrites a newer one. */
  readonly sequence: number;
}

export interface SettleAnswer {
  readonly succeeded: number;
  /** For reasons of their own: retrying would not help. */
  readonly failed: number;
  /** For reasons of AWS's, such as throttling and internal errors: in the list `again`. */
  readonly internal: number;
  /** Not begun when the operation was stopped, by somebody or by too many failures: in the list `again`. */
  readonly cancelled: number;
  /** Suspended or gone. */
  readonly skipped: number;
  /** Stacks in UPDATE_ROLLBACK_FAILED, instances that are INOPERABLE: somebody has to look. Part of `failed`. */
  readonly stuck: number;
  /** The most frequent reasons, at most 5, shortened. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** What the function `preview` is asked. */
export type PreviewRequest =
  | { readonly task: 'begin'; readonly service: string; readonly release: string; readonly sample: readonly Target[] }
  | { readonly task: 'look'; readonly service: string; readonly release: string; readonly sample: readonly Target[] };

export interface PreviewAnswer {
  /** Of task `look`: whether all change sets are there. Then they are deleted, and `preview.json` is written. */
  readonly done: boolean;
  /** Stateful resources that would be replaced or deleted, and are not in `mayReplace`. */
  readonly blocked: readonly string[];
  readonly changes: number;
}

/** What the function `reconcile` found of each service, and began. */
export interface ReconcileAnswer {
  readonly services: readonly { readonly service: string; readonly behind: number; readonly began: string }[];
}

/** What a health gate of the user's own is asked, and answers. */
export interface GateRequest {
  readonly service: string;
  readonly release: string;
  readonly version: string;
  readonly wave: string;
  readonly tenants: number;
  /** Where the tenants of the wave are listed: `s3://BUCKET/KEY`, a JSON array of `{ tenantId, accountId }`. */
  readonly tenantsAt: string;
}
export interface GateAnswer { readonly healthy: boolean; readonly reason?: string }
