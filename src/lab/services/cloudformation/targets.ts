import { invalid, texts } from './inputs';
import { readAt } from './s3-url';
import { Cloud } from '../../cloud';
import { isObject, JsonObject } from '../../json';
import { Organizations } from '../organizations/organizations';

/** An account of an operation, and the OU of the targets in which it was found. */
export interface Target {
  readonly account: string;
  readonly unit: string;
}

export interface Targeting {
  readonly cloud: Cloud;
  readonly organization: Organizations;
  /** Whether stack instances are made: then UNION is not supported, and a filter must be chosen. */
  readonly creates: boolean;
  /** Reads the file of `AccountsUrl`. */
  readonly accountsAt?: (url: string) => string;
}

/**
 * The accounts which the deployment targets of a service-managed stack set mean. The management account is never one
 * of them.
 */
export function targetsOf(parameters: JsonObject, by: Targeting): Target[] {
  if (parameters.Accounts !== undefined) { throw invalid('Accounts is for self-managed permissions; use DeploymentTargets'); }
  const targets = parameters.DeploymentTargets;
  if (!isObject(targets)) { throw invalid('DeploymentTargets is required with service-managed permissions'); }
  const units = unitsOf(targets, by);
  const accounts = accountsOf(targets, by);
  const filter = filterOf(targets, accounts !== undefined, by.creates);
  return withFilter(filter, units, accounts ?? [], by).filter(({ account }) => account !== by.cloud.managementAccount);
}

function unitsOf(targets: JsonObject, { cloud, organization }: Targeting): string[] {
  const units = texts(targets.OrganizationalUnitIds, 'OrganizationalUnitIds');
  if (units.length === 0) { throw invalid('OrganizationalUnitIds is required with service-managed permissions'); }
  const most = cloud.quotas.value('cloudformation.organizationalUnitsPerCall');
  if (units.length > most) { throw invalid(`at most ${most} OUs can be targeted at once`); }
  for (const unit of units) {
    if (!organization.hasUnit(unit)) { throw invalid(`no root or OU ${unit} is in the organization`); }
  }
  return units;
}

function accountsOf(targets: JsonObject, { cloud, accountsAt }: Targeting): string[] | undefined {
  const { Accounts: inline, AccountsUrl: url } = targets;
  if (inline !== undefined && url !== undefined) { throw invalid('give Accounts or AccountsUrl, not both'); }
  let accounts = inline === undefined ? undefined : texts(inline, 'Accounts');
  if (url !== undefined) {
    const file = accountsAt ? accountsAt(String(url)) : readAt(String(url), cloud);
    if (file === undefined) { throw new Error('the lab does not model AccountsUrl without S3, unless it is told how to read the file (accountsAt)'); }
    if (Buffer.byteLength(file) > cloud.quotas.value('cloudformation.accountsUrlBytes')) { throw invalid('the file of AccountsUrl is too large'); }
    accounts = file.split(/[\s,]+/).filter(text => text !== '');
  }
  const strange = accounts?.find(account => !/^\d{12}$/.test(account));
  if (strange !== undefined) { throw invalid(`'${strange}' is not an account id`); }
  return accounts && [...new Set(accounts)];
}

function filterOf(targets: JsonObject, hasAccounts: boolean, creates: boolean): string {
  const filter = targets.AccountFilterType ?? undefined;
  if (filter !== undefined && !['NONE', 'INTERSECTION', 'DIFFERENCE', 'UNION'].includes(String(filter))) {
    throw invalid(`AccountFilterType ${JSON.stringify(filter)} is unknown`);
  }
  if (creates && filter === 'UNION') { throw invalid('AccountFilterType UNION is not supported for CreateStackInstances'); }
  if (creates && hasAccounts && filter === undefined) {
    throw invalid('AccountFilterType is required where both OrganizationalUnitIds and Accounts are given');
  }
  // That NONE goes without a list and the others with one follows from what they mean; the error for it is unverified.
  if (filter === 'NONE' && hasAccounts) { throw invalid('AccountFilterType NONE takes no Accounts'); }
  if (filter !== undefined && filter !== 'NONE' && !hasAccounts) { throw invalid(`AccountFilterType ${String(filter)} needs Accounts`); }
  return String(filter ?? (hasAccounts ? 'UNION' : 'NONE'));
}

function withFilter(filter: string, units: string[], accounts: string[], { organization }: Targeting): Target[] {
  // A listed account is looked up, so that one account in an OU of thousands costs no walk through all of them.
  const listed = () => accounts.flatMap(account => {
    const unit = units.find(candidate => organization.isUnder(account, candidate));
    return unit === undefined ? [] : [{ account, unit }];
  });
  if (filter === 'INTERSECTION') { return listed(); }
  const found = new Map<string, Target>();
  for (const unit of units) {
    for (const account of organization.accountsUnder(unit)) { found.set(account, { account, unit }); }
  }
  if (filter === 'DIFFERENCE') { accounts.forEach(account => found.delete(account)); }
  if (filter === 'UNION') {
    for (const account of accounts) {
      const unit = organization.parentOf(account);
      if (unit && !found.has(account)) { found.set(account, { account, unit }); }
    }
  }
  return [...found.values()];
}

/** The Regions of a call in the order in which they are worked on. */
export function regionsOf(parameters: JsonObject, preferences: JsonObject): string[] {
  const regions = [...new Set(texts(parameters.Regions, 'Regions'))];
  if (regions.length === 0) { throw invalid('at least one Region is required'); }
  const strange = regions.find(region => !/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region));
  if (strange !== undefined) { throw invalid(`'${strange}' is not a Region`); }
  const order = texts(preferences.RegionOrder, 'RegionOrder');
  if (order.length === 0) { return regions; }
  if (order.length !== regions.length || order.some(region => !regions.includes(region))) {
    throw invalid('RegionOrder must name the Regions of the operation, each once');
  }
  return order;
}
