import type { PHASES, WISHES } from './contract';

/** A version and where its template lies. */
export interface VersionRef { readonly version: string; readonly template: string }

/**
 * How a service stands: `pk = FLEET, sk = SERVICE#<service>`. In DynamoDB each field is an attribute of the type that
 * it looks like: S, N, BOOL, L, M; `installing` is a string set, which is not there while nobody is in it.
 */
export interface ServiceItem {
  readonly service: string;
  readonly stackSetName: string;
  readonly regions: readonly string[];
  readonly order: number;
  /** The number of the last release. */
  readonly number: number;
  /** The last good version. Not there before a release has succeeded. */
  readonly good?: VersionRef & { readonly release: string; readonly at: string };
  /** The version of the stack set's own template, which new stack instances get. Not there before the stack set is. */
  readonly held?: VersionRef;
  /** Whether new tenants may get what the stack set holds. */
  readonly open: boolean;
  /** Tenants whose enrolment brings the service just now. */
  readonly installing?: ReadonlySet<string>;
  /** The release that has the service, and the one that comes after it. */
  readonly running?: string;
  readonly queued?: string;
}

/** What became of a wave, as its release's record says. */
export interface WaveItem {
  readonly name: string;
  /** Known from the plan; exact once the wave has begun. */
  readonly tenants: number;
  /** `to come`, `rolling`, `baking`, `passed`, `failed`, `nobody`. */
  readonly status: string;
  readonly startedAt?: string;
  readonly bakedUntil?: string;
  readonly endedAt?: string;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly internal?: number;
  readonly cancelled?: number;
  readonly reasons?: readonly { readonly reason: string; readonly count: number }[];
  /** What alarms and gates said, in words. */
  readonly readings?: readonly string[];
}

/**
 * A release: `pk = SERVICE#<service>, sk = RELEASE#<release>`, where `<release>` is its number with six digits. Fields
 * that are objects or lists of objects, `waves` among them, are kept as JSON in a string, for they are written whole.
 */
export interface ReleaseItem {
  readonly service: string;
  readonly release: string;
  /** `repair` brings tenants who are behind to the last good version. */
  readonly kind: 'release' | 'repair';
  readonly version: string;
  readonly template: string;
  readonly label: string;
  readonly requestedBy: string;
  readonly reason: string;
  readonly requestedAt: string;
  readonly phase: typeof PHASES[keyof typeof PHASES];
  readonly changedAt: string;
  /** JSON of `PublishedService`: the plan as it was when the release began. */
  readonly plan: string;
  /** JSON of `WaveItem[]`. */
  readonly waves: string;
  /** The wave it is in, from 0. */
  readonly wave: number;
  /** The last good version before: where the way back leads. Not there for a first release. JSON of `VersionRef`. */
  readonly before?: string;
  /** The run that has it. */
  readonly run: string;
  /** What somebody wishes of it: JSON of `{ action, by, reason, at }`. Not there when nobody does. */
  readonly wish?: string;
  readonly endedAt?: string;
  /** Why it went back, was refused or is stuck. */
  readonly because?: string;
  /** JSON of `LogEntry`, one a text, from the beginning on. */
  readonly log?: readonly string[];
  /** Logical ids that this release may replace, beside those of the version. */
  readonly mayReplace?: readonly string[];
}

export interface Wish {
  readonly action: typeof WISHES[keyof typeof WISHES];
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

/**
 * What a tenant has of a service: `pk = SERVICE#<service>, sk = TENANT#<tenant>`. It may be there for its pin alone.
 */
export interface TenantServiceItem {
  readonly service: string;
  readonly tenantId: string;
  readonly accountId?: string;
  /** The version whose stack is in the account. Not there when none is. */
  readonly version?: string;
  /** The release or enrolment that brought it. */
  readonly release?: string;
  /**
   * `current`: as `version` says, in all Regions. `partly`: some Regions have another version, as `through` says.
   * `failed`: an attempt failed, and CloudFormation kept `version`. `stuck`: neither.
   */
  readonly status?: 'current' | 'partly' | 'failed' | 'stuck';
  /** What waves of single Regions brought: a string set of `<version>@<region>`. Not there once all Regions agree. */
  readonly through?: ReadonlySet<string>;
  readonly reason?: string;
  readonly at?: string;
  readonly sequence?: number;
  /** JSON of `Pin`: releases leave this tenant alone. */
  readonly pin?: string;
}

export interface Pin {
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  /** ISO time; for ever when not there. */
  readonly until?: string;
}

/** An entry of a release's log: who did what, and when. `by` is `release` where nobody asked for it. */
export interface LogEntry { readonly at: string; readonly by: string; readonly what: string }

/** The file `preview.json`. */
export interface PreviewFile {
  readonly accounts: readonly {
    readonly tenantId: string; readonly accountId: string; readonly region: string; readonly error?: string;
    readonly changes: readonly {
      readonly action: string; readonly logicalId: string; readonly type: string; readonly replacement: string;
    }[];
  }[];
}
