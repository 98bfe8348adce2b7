/** What has to be so before a platform can work, and what CloudFormation has no resource types for. */
export interface Wish {
  /** Services that are trusted in the organization. */
  readonly trustedServices: readonly string[];
  /** The account that administers stack sets, unless it is the management account itself. */
  readonly delegatedAdministrator?: string;
  readonly delegatedService: string;
}

/** The root of an organization; it has one. */
export interface Root {
  readonly id: string;
  readonly organization: string;
  /** Type of policies → `ENABLED`, `PENDING_ENABLE` or `PENDING_DISABLE`. */
  readonly policyTypes: Readonly<Record<string, string>>;
}

/** The organization, as far as this job needs it. */
export interface Organization {
  root(): Promise<Root>;
  trustedServices(): Promise<string[]>;
  trust(service: string): Promise<void>;
  activateStackSets(): Promise<void>;
  delegatedAdministrators(service: string): Promise<string[]>;
  delegate(account: string, service: string): Promise<void>;
  enablePolicyType(policyType: string, root: string): Promise<void>;
  /** Lets some time pass. */
  pause(): Promise<void>;
}

/** What a template may refer to. */
export interface Found {
  readonly OrganizationId: string;
  readonly RootId: string;
}

/**
 * Brings about what is missing and leaves what is there. It never takes anything away: trusted access and delegation
 * may serve others by the time this stack goes.
 */
export async function prepareOrganization(wish: Wish, organization: Organization): Promise<Found> {
  await organization.activateStackSets();
  const trusted = await organization.trustedServices();
  for (const service of wish.trustedServices.filter(each => !trusted.includes(each))) {
    await organization.trust(service);
  }
  const administrator = wish.delegatedAdministrator;
  if (administrator && !(await organization.delegatedAdministrators(wish.delegatedService)).includes(administrator)) {
    await organization.delegate(administrator, wish.delegatedService);
  }
  return found(await organization.root());
}

/** What a template is told of the organization. */
export const found = (root: Root): Found => ({ OrganizationId: root.organization, RootId: root.id });

/** How often it is looked whether a type is enabled: with pauses of five seconds, for five minutes. */
const MOST_LOOKS = 60;

/** Organizations enables a type of policies in the background. One that is enabled stays so: others may use it. */
export async function enablePolicyType(policyType: string, organization: Organization): Promise<Found> {
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const root = await organization.root();
    const status = root.policyTypes[policyType];
    if (status === 'ENABLED') { return found(root); }
    if (status === undefined) { await organization.enablePolicyType(policyType, root.id); }
    await organization.pause();
  }
  throw new Error(`${policyType} was not enabled after five minutes; deploy again, or look at the policies page of AWS Organizations`);
}
