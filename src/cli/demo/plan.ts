import { Fault, Json } from '../../lab';

/** A request and when it is made, in seconds after the start. */
export interface Arrival {
  readonly after: number;
  readonly detail: Json;
}

/** What the demo plays: who asks, and what goes wrong. */
export interface Plan {
  readonly arrivals: readonly Arrival[];
  readonly faults: readonly Fault[];
  readonly takenEmails: readonly string[];
  /** What is promised of the tenants to whom something happens: how the request ends, and a word on why. */
  readonly promises: readonly Promised[];
}

export interface Promised {
  readonly tenantId: string;
  readonly what: string;
  readonly outcome: 'ready' | 'failed' | 'rejected';
}

/** AWS throttles one call in so many. */
const ONE_IN = 20;

/** Somebody asks every two seconds: faster than AWS makes accounts, so that a line forms. */
const SECONDS_BETWEEN_REQUESTS = 2;

/** One in so many is in the ring that gets releases first. */
const IN_CANARY = 20;

const TAKEN = 'owner@taken.example.com';

/** This many tenants, and all that may go wrong on the way, each to one of them. */
export function standardPlan(tenants: number): Plan {
  const digits = Math.max(2, String(tenants).length);
  const name = (number: number) => `tenant-${String(number).padStart(digits, '0')}`;
  const at = (share: number) => name(Math.ceil(share * tenants));
  const [twice, internal, taken, display, crash, bad, baseline] = [0.08, 0.2, 0.33, 0.45, 0.58, 0.7, 0.85].map(at);
  const special: Record<string, Record<string, Json>> = {
    [taken]: { email: TAKEN },
    [display]: { displayName: 'Tenant <script>alert(1)</script>' },
    [bad]: { tenantId: `${bad.replace('t', 'T')}!` },
  };
  const arrivals: Arrival[] = Array.from({ length: tenants }, (_, index) => {
    const tenantId = name(index + 1);
    return {
      after: index * SECONDS_BETWEEN_REQUESTS,
      detail: {
        tenantId, displayName: `Tenant ${index + 1}`,
        stage: index % 10 === 9 ? 'sandbox' : 'production', features: index % 2 ? ['sso'] : [],
        requestedBy: 'demo', reason: 'signed up', ...index % IN_CANARY === 2 && { ring: 'canary' },
        ...special[tenantId],
      },
    };
  });
  const requestOf = (tenantId: string) =>
    arrivals.find(each => (each.detail as { tenantId: string }).tenantId === tenantId)!;
  // The same request again, a moment later. And the customer whose run crashed asks every half hour, as people do.
  const again = [
    { after: requestOf(twice).after + 5, detail: requestOf(twice).detail },
    ...Array.from({ length: Math.ceil(tenants / 60) + 1 }, (_, index) => (
      { after: requestOf(crash).after + 1800 * (index + 1), detail: requestOf(crash).detail })),
  ];
  return {
    arrivals: [...arrivals, ...again].sort((a, b) => a.after - b.after),
    takenEmails: [TAKEN],
    faults: [
      ...tenants < ONE_IN ? [] : [{
        name: 'AWS throttles CreateAccount', kind: 'error', service: 'organizations', action: 'createAccount', error: 'TooManyRequestsException',
        times: Math.floor(tenants / ONE_IN), every: ONE_IN, skip: 2,
      } as const],
      { name: `internal failure for ${internal}`, kind: 'creation', mentions: internal, reason: 'INTERNAL_FAILURE' },
      { name: `crash of ${crash} after CreateAccount`, kind: 'crash', service: 'organizations', action: 'createAccount', mentions: crash },
      { name: `baseline of ${baseline} fails`, kind: 'stack', mentions: baseline, reason: 'Resource handler returned message: "role quota exceeded"' },
    ],
    promises: [
      { tenantId: twice, what: 'asked for twice', outcome: 'ready' },
      { tenantId: internal, what: 'AWS failed internally once', outcome: 'ready' },
      { tenantId: taken, what: 'its address was taken', outcome: 'failed' },
      { tenantId: display, what: 'AWS refused its display name', outcome: 'ready' },
      { tenantId: crash, what: 'crashed after CreateAccount, asked for again', outcome: 'ready' },
      { tenantId: (special[bad] as { tenantId: string }).tenantId, what: 'cannot be right', outcome: 'rejected' },
      { tenantId: baseline, what: 'its baseline failed', outcome: 'failed' },
    ],
  };
}
