import { Batch } from './arrivals';
import { Watch } from './watch';
import { Lab, Place } from '../../lab';
import { SOURCE } from '../../tenants/contract';
import { itsOrganization } from '../its-organization';

export interface Plan {
  /** The cloud assembly with the platform. */
  readonly assembly: string;
  readonly batches: readonly Batch[];
  /** How many tenants have an account already. */
  readonly existing: number;
  /** How many accounts the organization may have. Left out: as many as are needed. */
  readonly accountQuota?: number;
  /** How long AWS makes an account. Left out: the lab's assumption. */
  readonly creationSeconds?: number;
  readonly seed: number;
  /** Which bus takes the requests, where there are several. */
  readonly bus?: string;
}

/** What was played. */
export interface Played {
  readonly lab: Lab;
  readonly watch: Watch;
  /** Accounts in the organization before the first request. */
  readonly accountsBefore: number;
  /** The tenants of each batch. */
  readonly tenants: readonly (readonly string[])[];
}

/** The platform is deployed this long before the first request. */
const LEAD = 3600_000;

/** Scheduled rules would tick for ever, so time is played by the hour, until everybody has an answer. */
const STEP = 3600_000;

/** Who has no answer this long after the last request gets none. */
const PATIENCE = 30 * 86400_000;

/** Deploys the platform on the lab, lets the tenants ask, and plays until all have an answer. Nothing goes wrong. */
export async function play(
  plan: Plan, progress?: (done: number, of: number, virtualSeconds: number) => void,
): Promise<Played> {
  const { batches, existing, creationSeconds: seconds } = plan;
  const all = batches.reduce((sum, { after }) => sum + after.length, 0);
  const startsAt = batches[0].at;
  const { managementAccount, organizations } = itsOrganization(plan.assembly);
  const lab = new Lab({
    seed: plan.seed,
    startsAt: new Date(startsAt - LEAD),
    managementAccount,
    organizations: { ...organizations, ...(seconds !== undefined && { creation: { kind: 'fixed', seconds } }) },
  });
  // No limit while accounts come that are there already; whether they fit is judged by the report.
  lab.cloud.quotas.set('organizations.accounts', Infinity);
  await lab.deploy(plan.assembly);
  const bus = busOf(lab, plan.bus);
  for (let number = 1; number <= existing; number++) {
    lab.organization.addAccount({ name: `Existing ${number}`, email: `existing-${number}@accounts.example.com` });
  }
  const accountsBefore = lab.organization.accounts().length;
  if (plan.accountQuota !== undefined) { lab.cloud.quotas.set('organizations.accounts', plan.accountQuota); }
  if (lab.cloud.clock.now() > startsAt) { throw new Error('the platform takes more than an hour to deploy; the first tenants would ask before it is there'); }

  const watch = new Watch(lab);
  if (progress) {
    lab.cloud.journal.listen(entry => {
      if (entry.type === 'event') { progress(watch.settled, all, (lab.cloud.clock.now() - startsAt) / 1000); }
    });
  }
  const tenants = ask(lab, bus, batches, all);
  const last = Math.max(...batches.map(({ at, after }) => at + after[after.length - 1]));
  for (let until = startsAt; until <= last || (isOpen(watch, all) && until < last + PATIENCE);) {
    until = lab.cloud.clock.now() + STEP;
    lab.events.startSchedules(until);
    await lab.play(until);
  }
  return { lab, watch, accountsBefore, tenants };
}

const isOpen = (watch: Watch, all: number): boolean => watch.settled < all || watch.isBusy;

/** Each tenant asks at its time. Says how the tenants of each batch are called. */
function ask(lab: Lab, bus: Place, batches: readonly Batch[], all: number): string[][] {
  const digits = String(all).length;
  let number = 0;
  return batches.map(({ at, after }) => after.map(milliseconds => {
    const tenantId = `tenant-${String(++number).padStart(digits, '0')}`;
    lab.cloud.clock.at(at + milliseconds, () => {
      lab.cloud.clock.background(lab.putEvents(bus, [{
        Source: 'simulation', DetailType: 'TenantRequested', Detail: JSON.stringify({ tenantId, requestedBy: 'simulation' }),
      }]));
    });
    return tenantId;
  }));
}

/** Where requests are heard. */
function busOf(lab: Lab, name: string | undefined): Place {
  const buses = lab.listening({ source: 'simulation', detailType: 'TenantRequested', detail: { tenantId: 'tenant-1' } });
  const found = name === undefined ? buses : buses.filter(({ ref }) => ref === name);
  if (found.length === 1) { return found[0]; }
  const there = buses.map(({ ref }) => ref).join(', ') || 'none';
  throw new Error(name !== undefined ? `--bus ${name}: no such bus of the app has a rule for TenantRequested; there is ${there}`
    : buses.length === 0 ? `no bus of the app has a rule for TenantRequested; does it define a TenantAccountFactory of ${SOURCE}, with a bus of its own?`
      : `the app has several buses with a rule for TenantRequested; name one with --bus: ${there}`);
}
