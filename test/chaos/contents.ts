import { JsonObject, Lab } from '../../src/lab';
import { Random } from '../../src/lab/random';

/** What the players of a chaos share. */
export interface Stage {
  readonly lab: Lab;
  readonly random: Random;
  /** Counts that something was done, for the report. */
  readonly did: (what: string) => void;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A little slower than accounts can be made: five at once, each for about a minute and a half. */
export const SECONDS_BETWEEN_REQUESTS = 25;

/** Something happens later. What it throws ends the play. */
export function later({ lab: { cloud: { clock } } }: Stage, milliseconds: number, what: () => unknown): void {
  clock.at(clock.now() + milliseconds, () => { clock.background(Promise.resolve().then(what)); });
}

export const tenantName = (index: number) => `tenant-${String(index).padStart(5, '0')}`;

/** What a tenant asks for. The same index asks for the same each time. */
export function requestOf(index: number): JsonObject {
  return {
    tenantId: tenantName(index),
    displayName: `Tenant ${index}`,
    stage: index % 10 === 9 ? 'sandbox' : 'production',
    features: index % 2 === 0 ? ['sso'] : [],
    requestedBy: 'chaos',
    reason: 'signed up',
    parameters: { region: 'eu' },
    tags: { segment: index % 3 === 0 ? 'gold' : 'silver' },
    ...index % 7 === 3 && { contacts: { billing: { name: 'Jane', title: 'CFO', email: 'jane@example.com', phone: '+1 555 0100' } } },
    ...index % 11 === 5 && { quotas: [{ serviceCode: 'lambda', quotaCode: 'L-B99A9384', desiredValue: 2000, waive: index % 2 === 0 }] },
  };
}

/** The same tenant, for somebody who has thought it over: another address, another stage, other features. */
export function otherwise(request: JsonObject, random: Random): JsonObject {
  return {
    ...request,
    ...random.pick<JsonObject>([
      { email: `${String(request.tenantId)}-${random.whole(1, 1e6)}@changed.example.com` },
      { stage: request.stage === 'sandbox' ? 'production' : 'sandbox' },
      { features: request.features?.toString() ? [] : ['analytics'] },
    ]),
  };
}
