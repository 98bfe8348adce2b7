/** What has to be so before a platform can work, and what CloudFormation has no resource types for. */
export interface Wish {
  /** Services that are trusted in the organization. */
  readonly trustedServices: readonly string[];
  /** The account that administers stack sets, unless it is the management account itself. */
  readonly delegatedAdministrator?: string;
  readonly delegatedService: string;
}

/** The organization, as far as this job needs it. */
export interface Organization {
  /** The ids of the organization and of its root. */
  ids(): Promise<{ organization: string; root: string }>;
  trustedServices(): Promise<string[]>;
  trust(service: string): Promise<void>;
  activateStackSets(): Promise<void>;
  delegatedAdministrators(service: string): Promise<string[]>;
  delegate(account: string, service: string): Promise<void>;
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
  const ids = await organization.ids();
  return { OrganizationId: ids.organization, RootId: ids.root };
}
