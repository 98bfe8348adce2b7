import { Fault } from '../../src/lab';

/** A small world: who asks for what, and what comes in between. Plain records, so that it shrinks and prints well. */
export interface World {
  readonly seed: number;
  /** How long an account creation takes, from and to. */
  readonly creationSeconds: readonly [number, number];
  readonly asks: readonly Ask[];
  readonly faults: readonly Fault[];
  readonly deeds: readonly Deed[];
}

/** Somebody asks for a tenant. */
export interface Ask {
  readonly who: number;
  /** Seconds after the start. */
  readonly after: number;
  /** With the contents that were meant, or with others. */
  readonly contents: Contents;
  readonly way: 'over the bus' | 'straight to the workflow';
  /** How often in the very same moment. */
  readonly times: number;
}

/** What is asked for, beside what every tenant asks for. */
export const CONTENTS = {
  'same': {},
  'other': { displayName: 'Somebody else', stage: 'sandbox', features: ['sso'] },
  'another address': { email: 'somebody-else@example.com' },
  'a quota': { quotas: [{ serviceCode: 'lambda', quotaCode: 'L-B99A9384', desiredValue: 2000 }] },
} as const;

export type Contents = keyof typeof CONTENTS;

/** Somebody with all rights does something. */
export type Deed = { readonly who: number; readonly after: number } & (
  | { readonly what: 'stops its run' | 'redrives its dead run' }
  | { readonly what: 'moves its account'; readonly to: Unit }
  | { readonly what: 'edits its record'; readonly so: Edit }
  | { readonly what: 'makes accounts for another team'; readonly calls: number }
);

export type Unit = 'root' | 'onboarding' | 'production' | 'sandbox' | 'suspended';

/** Edits that an old copy of a record, or a slip of the pen, may bring. */
export type Edit = keyof typeof EDITS;

export const EDITS = {
  'it names a run of nobody': ['SET #run = :v', ['run'], 'by hand'],
  'it was requested just now': ['SET #state = :v', ['state'], 'requested'],
  'it is being created and has no account': ['SET #state = :v REMOVE #accountId', ['state', 'accountId'], 'creating'],
} as const;

export const tenantName = (who: number) => `tenant-${who}`;

/** All tenants that somebody asks for. */
export const tenantsOf = (world: World) => [...new Set(world.asks.map(({ who }) => tenantName(who)))].sort();
