/** Something that somebody tries in a tenant account, and what has to come of it. */
export interface Case {
  /** What happens, as a sentence. */
  readonly says: string;
  readonly is: 'denied' | 'allowed';
  /** It looks very much like something on the other side. */
  readonly isNearMiss?: true;
  /**
   * Who tries: what follows the account in the ARN, or a service such as `sns.amazonaws.com`, or `NOBODY_KNOWN`. By
   * default an administrator of the tenant.
   */
  readonly who?: string;
  /** The account of who tries, if it is not the tenant's; not of the organization, unless `given` says so. */
  readonly whoseAccount?: string;
  readonly does: string;
  /** What it is done to: what follows the partition in the ARN. By default `*`, for actions that know no resources. */
  readonly to?: string;
  /** What else the request says, by condition key. */
  readonly given?: Readonly<Record<string, string | readonly string[]>>;
  /** By default `aws`. */
  readonly partition?: string;
}

/** The account of the tenant in all cases. */
export const ACCOUNT = '333333333333';

export const ADMINISTRATOR = 'role/Administrator';
export const STACK_SETS = 'role/stacksets-exec-0123456789abcdef0123456789abcdef';
export const PLATFORM_ROLE = 'role/cdk-account-per-tenant-tenants-platform';
export const OPERATOR = 'role/cdk-account-per-tenant-tenants-operator';
export const BREAK_GLASS = 'role/BreakGlass';
export const ROOT = 'root';

/** Somebody who does not sign what he asks: from the internet, or with a token of somebody else's. */
export const NOBODY_KNOWN = 'nobody known';

/** An account that has nothing to do with the organization. */
export const STRANGER = '999999999999';

export const denied = (says: string, does: string, more: Partial<Case> = {}): Case => ({ says, is: 'denied', does, ...more });
export const allowed = (says: string, does: string, more: Partial<Case> = {}): Case => ({ says, is: 'allowed', does, ...more });

/** Each role that no rule may stop does what is denied to others. */
export const allowedToExempt = (does: string, more: Partial<Case> = {}): Case[] =>
  [BREAK_GLASS, PLATFORM_ROLE, STACK_SETS].map(who => allowed(`${who} calls ${does} all the same`, does, { who, ...more }));
