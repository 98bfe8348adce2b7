import { Context } from './pattern';
import { Cloud } from '../../cloud';
import { Caller, Permission, Room } from '../../room';

/** What IAM wants to know of Organizations. */
interface OrganizationsRoom extends Room {
  organizationId(): string;
  account(id: string): unknown;
  /** `o-…/r-…/ou-…/123456789012/` */
  pathOf(account: string): string | undefined;
}

/** The organization of an account, if the cloud has one and the account is in it. */
export function organizationOf(cloud: Cloud, account: string): string | undefined {
  const organizations = cloud.roomIfAny<OrganizationsRoom>('organizations');
  return organizations?.account(account) === undefined ? undefined : organizations.organizationId();
}

/** The OUs above an account. Unlike the path of the account itself it ends before the account. */
function organizationPathOf(cloud: Cloud, account: string): string[] | undefined {
  const path = cloud.roomIfAny<OrganizationsRoom>('organizations')?.pathOf(account);
  return path === undefined ? undefined : [path.slice(0, path.lastIndexOf(account))];
}

/** The condition keys that AWS fills for a call: the request's own and the global ones. Others are absent. */
export function requestContext(cloud: Cloud, caller: Caller, permission: Permission): Context {
  return key => own(permission, key) ?? global(cloud, caller, permission, key);
}

function own({ context }: Permission, key: string): string | string[] | undefined {
  if (!context) { return undefined; }
  for (const name of Object.keys(context)) {
    if (name.toLowerCase() === key) { return context[name]; }
  }
  return undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function global(cloud: Cloud, caller: Caller, permission: Permission, key: string): string | string[] | undefined {
  switch (key) {
    case 'aws:principalarn': return caller.principal;
    case 'aws:principalaccount': return caller.account;
    case 'aws:principalorgid': return organizationOf(cloud, caller.account);
    case 'aws:principalorgpaths': return organizationPathOf(cloud, caller.account);
    case 'aws:principaltype': return 'AssumedRole';
    case 'aws:principalisawsservice': return 'false';
    case 'aws:viaawsservice': return 'false';
    case 'aws:resourceaccount': return resourceAccount(caller, permission);
    case 'aws:resourceorgid': return organizationOf(cloud, resourceAccount(caller, permission));
    case 'aws:requestedregion': return requestedRegion(caller, permission);
    case 'aws:securetransport': return 'true';
    case 'aws:currenttime': return cloud.timestamp();
    case 'aws:epochtime': return String(Math.floor(cloud.clock.now() / 1000));
    default: return undefined;
  }
}

function resourceAccount(caller: Caller, { resource }: Permission): string {
  return resource.split(':')[4] || caller.account;
}

/** Global services are called in us-east-1 wherever the caller is. */
function requestedRegion(caller: Caller, { action }: Permission): string {
  return /^(account|iam|organizations):/.test(action) ? 'us-east-1' : caller.region;
}
