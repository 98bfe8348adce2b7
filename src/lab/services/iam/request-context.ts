import { Context } from './pattern';
import { Cloud } from '../../cloud';
import { Caller, Permission, Room } from '../../room';

interface PolicyText { readonly arn: string; readonly content: string }

/** What IAM wants to know of Organizations. */
export interface OrganizationsRoom extends Room {
  readonly policyTypes?: { readonly any: boolean; isEnabled(type: string): boolean };
  organizationId(): string;
  account(id: string): unknown;
  /** The OU or root in which an account or OU lies. */
  parentOf(id: string): string | undefined;
  policyEdition(): number;
  policiesBeyondFullAccess(type: string): ReadonlyMap<string, readonly PolicyText[]>;
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

/** AWS services call under a name such as `events.amazonaws.com`. */
export function isService(caller: Caller): boolean {
  return caller.principal.endsWith('.amazonaws.com');
}

/**
 * The condition keys that AWS fills for a call: the request's own and the global ones. Others are absent, such as
 * `aws:MultiFactorAuthPresent`, which no session of a role has that a service or another role has assumed.
 */
export function requestContext(cloud: Cloud, caller: Caller, permission: Permission, tags?: Tags): Context {
  let given: Given | undefined;
  return key => {
    given ??= givenBy(permission);
    return given.get(key) ?? (isService(caller) ? aboutService : aboutRole)(cloud, caller, key, tags)
      ?? global(cloud, caller, permission, given, key);
  };
}

/** What the request itself says, its keys in lower case. To find it out may take work: once is enough. */
type Given = ReadonlyMap<string, string | string[]>;

function givenBy({ context }: Permission): Given {
  return new Map(Object.entries(context ?? {}).map(([key, value]) => [key.toLowerCase(), value]));
}

/** The tags of a role. */
type Tags = ReadonlyMap<string, string>;

const TAG = 'aws:principaltag/';

function aboutRole(cloud: Cloud, caller: Caller, key: string, tags?: Tags): string | string[] | undefined {
  switch (key) {
    case 'aws:principalarn': return caller.principal;
    case 'aws:principalaccount': return caller.account;
    case 'aws:principalorgid': return organizationOf(cloud, caller.account);
    case 'aws:principalorgpaths': return organizationPathOf(cloud, caller.account);
    case 'aws:principaltype': return 'AssumedRole';
    case 'aws:sourceidentity': return caller.session?.sourceIdentity;
    case 'aws:principalisawsservice': return 'false';
    default: return tags && key.startsWith(TAG) ? tagOf(tags, key.slice(TAG.length)) : undefined;
  }
}

/** Names of tags are asked for in lower case, as all keys are. */
function tagOf(tags: Tags, asked: string): string | undefined {
  return [...tags].find(([name]) => name.toLowerCase() === asked)?.[1];
}

/** A service calls for the sake of a resource, whose account is the caller's. */
function aboutService(cloud: Cloud, caller: Caller, key: string): string | string[] | undefined {
  switch (key) {
    case 'aws:principalisawsservice': return 'true';
    case 'aws:principalservicename': return caller.principal;
    case 'aws:sourcearn': return caller.sourceArn;
    case 'aws:sourceaccount': return caller.account || undefined;
    case 'aws:sourceorgid': return organizationOf(cloud, caller.account);
    case 'aws:sourceorgpaths': return organizationPathOf(cloud, caller.account);
    default: return undefined;
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function global(
  cloud: Cloud, caller: Caller, permission: Permission, given: Given, key: string,
): string | string[] | undefined {
  switch (key) {
    case 'aws:viaawsservice': return 'false';
    case 'aws:resourceaccount': return ownerOf(caller, permission, given);
    case 'aws:resourceorgid': return organizationOf(cloud, ownerOf(caller, permission, given));
    case 'aws:resourceorgpaths': return organizationPathOf(cloud, ownerOf(caller, permission, given));
    case 'aws:requestedregion': return requestedRegion(caller, permission);
    case 'aws:securetransport': return 'true';
    case 'aws:currenttime': return cloud.timestamp();
    case 'aws:epochtime': return String(Math.floor(cloud.clock.now() / 1000));
    default: return undefined;
  }
}

/** The account that has the resource: its ARN says it, or, as with buckets, the request. Else it is the caller's. */
export function resourceAccount(caller: Caller, permission: Permission): string {
  return permission.resource.split(':')[4] || ownerOf(caller, permission, givenBy(permission));
}

function ownerOf(caller: Caller, { resource }: Permission, given: Given): string {
  const named = resource.split(':')[4] || given.get('aws:resourceaccount');
  return typeof named === 'string' ? named : caller.account;
}

/** Global services are called in us-east-1 wherever the caller is. */
function requestedRegion(caller: Caller, { action }: Permission): string {
  return /^(account|iam|organizations):/.test(action) ? 'us-east-1' : caller.region;
}
