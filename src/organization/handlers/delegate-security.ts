import { Found, Organization, found } from './prepare-organization';
import { GUARDDUTY_PRINCIPAL } from '../contract';

/** Which account looks after the security of all others. */
export interface SecurityWish {
  readonly account: string;
  /** Principals of AWS Config that are trusted, and that the account administers. */
  readonly services: readonly string[];
  /** Where the account administers GuardDuty, which is a matter of each Region. */
  readonly regions: readonly string[];
}

/** The organization and its GuardDuty, as far as this job needs them. */
export interface Security extends Organization {
  /** Account → `ENABLED` or `DISABLE_IN_PROGRESS`. There is one, or none. */
  guardDutyAdministrators(region: string): Promise<Readonly<Record<string, string>>>;
  delegateGuardDuty(account: string, region: string): Promise<void>;
}

/** How often something is tried: with pauses of five seconds, for a minute. */
const MOST_TRIES = 12;

/**
 * Brings about what is missing, and never takes a delegation away from another account. Regions come one after the
 * other: GuardDuty rejects a Region while it is still made ready for the organization in another.
 */
export async function delegateSecurity(wish: SecurityWish, security: Security): Promise<Found> {
  await throwIfTaken(wish, security);
  for (const service of wish.services) {
    await patiently(`trusted access of ${service}`, security, async () => {
      if (!(await security.trustedServices()).includes(service)) { await security.trust(service); }
    });
    await patiently(`delegating ${service} to ${wish.account}`, security, async () => {
      const administrators = await security.delegatedAdministrators(service);
      if (!administrators.includes(wish.account)) { await security.delegate(wish.account, service); }
    });
  }
  for (const region of wish.regions) {
    // GuardDuty sees to its trusted access, and registers the account with Organizations, by itself.
    await patiently(`delegating GuardDuty in ${region} to ${wish.account}`, security, async () => {
      const administrators = await security.guardDutyAdministrators(region);
      if (administrators[wish.account] !== 'ENABLED') { await security.delegateGuardDuty(wish.account, region); }
    });
  }
  return found(await security.root());
}

/** GuardDuty has one administrator, the same in all Regions. All that is in the way is said before anything is done. */
async function throwIfTaken({ account, regions }: SecurityWish, security: Security): Promise<void> {
  const others = new Map<string, string[]>();
  const note = (administrators: string[], where: string) => administrators.filter(each => each !== account)
    .forEach(other => others.set(other, [...others.get(other) ?? [], where]));
  note(await security.delegatedAdministrators(GUARDDUTY_PRINCIPAL), 'AWS Organizations');
  for (const region of regions) {
    note(Object.keys(await patiently(`reading who administers GuardDuty in ${region}`, security, () => security.guardDutyAdministrators(region))), region);
  }
  if (others.size === 0) { return; }
  const taken = [...others].map(([other, where]) => `account ${other} (${where.join(', ')})`).join(' and ');
  throw new Error(`GuardDuty is administered by ${taken}, which is not replaced by ${account}: give the security account that it has, or take it `
    + 'back first with guardduty:DisableOrganizationAdminAccount in each Region and then organizations:DeregisterDelegatedAdministrator for '
    + `${GUARDDUTY_PRINCIPAL}, and deploy again`);
}

/**
 * Tries again whatever is refused, and looks before each try, so that what came about after all is not asked for twice.
 * Organizations takes one change at a time, and GuardDuty rejects the first requests of an organization that it does
 * not know well yet, in words that tell nothing.
 *
 * @see https://github.com/aws-samples/aws-secure-environment-accelerator/issues/778
 */
async function patiently<T>(what: string, { pause }: Security, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const { name, message } = error as Error;
      if (tries === MOST_TRIES) { throw new Error(`${what} was refused ${MOST_TRIES} times within a minute, at last with ${name}: ${message}`); }
      await pause();
    }
  }
}
