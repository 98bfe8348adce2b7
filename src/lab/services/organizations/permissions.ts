import { Delegation } from './delegation';
import { Policies } from './policies';
import { Tree } from './tree';
import { isObject, Json, JsonObject } from '../../json';
import { Call, Permission } from '../../room';

/**
 * The parameter that names the account, OU or root which a call is about, for actions whose permission can be limited
 * to it.
 */
const ABOUT: Readonly<Record<string, readonly string[]>> = {
  attachPolicy: ['PolicyId', 'TargetId'],
  closeAccount: ['AccountId'],
  createOrganizationalUnit: ['ParentId'],
  deleteOrganizationalUnit: ['OrganizationalUnitId'],
  deletePolicy: ['PolicyId'],
  deregisterDelegatedAdministrator: ['AccountId'],
  describeAccount: ['AccountId'],
  describeEffectivePolicy: ['TargetId'],
  describeOrganizationalUnit: ['OrganizationalUnitId'],
  describePolicy: ['PolicyId'],
  detachPolicy: ['PolicyId', 'TargetId'],
  enablePolicyType: ['RootId'],
  listAccountsForParent: ['ParentId'],
  listChildren: ['ParentId'],
  listDelegatedServicesForAccount: ['AccountId'],
  listOrganizationalUnitsForParent: ['ParentId'],
  listParents: ['ChildId'],
  listPoliciesForTarget: ['TargetId'],
  listTagsForResource: ['ResourceId'],
  listTargetsForPolicy: ['PolicyId'],
  moveAccount: ['AccountId', 'SourceParentId', 'DestinationParentId'],
  registerDelegatedAdministrator: ['AccountId'],
  tagResource: ['ResourceId'],
  untagResource: ['ResourceId'],
  updateOrganizationalUnit: ['OrganizationalUnitId'],
  updatePolicy: ['PolicyId'],
};

/** The kind of ARN that is made by actions which take tags. */
const CREATED: Readonly<Record<string, 'account' | 'ou' | 'policy'>> = {
  createAccount: 'account', createOrganizationalUnit: 'ou', createPolicy: 'policy',
};

/** An account, an OU, the root or a policy. Only policies have a type. */
interface Known {
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly type?: string;
}

/**
 * What IAM is asked, after "Actions, resources, and condition keys for AWS Organizations" in the Service Authorization
 * Reference.
 */
export function permissionsOf(call: Call, tree: Tree, policies: Policies): Permission[] {
  const { parameters } = call;
  const action = `organizations:${call.action[0].toUpperCase()}${call.action.slice(1)}`;
  const known = (id: Json | undefined): Known | undefined =>
    tree.unit(String(id)) ?? tree.find(String(id)) ?? policies.all().find(policy => policy.id === id);
  const request = requestContext(parameters, known(parameters.PolicyId)?.type);
  const about = ABOUT[call.action];
  const asked: Permission[] = about
    ? about.map(name => parameters[name])
      .map(id => ({
        action, resource: known(id)?.arn ?? unknownArn(String(id), tree), context: { ...request, ...tagsOf(known(id)) },
      }))
    : [{ action, resource: '*', context: request }];
  // Tags that are given with a new account, OU or policy need the permission to tag; the resource has no id yet.
  const kind = CREATED[call.action];
  if (kind !== undefined && hasItems(parameters.Tags)) {
    asked.push({ action: 'organizations:TagResource', resource: tree.arn(kind, '*'), context: request });
  }
  return asked;
}

/** An ARN for what is not there; a policy's has its type in it, which nobody knows then. */
function unknownArn(name: string, tree: Tree): string {
  if (name.startsWith('p-')) { return tree.arn('policy', `*/${name}`); }
  return tree.arn(name.startsWith('ou-') ? 'ou' : name.startsWith('r-') ? 'root' : 'account', name);
}

function tagsOf(known: Known | undefined): Record<string, string> {
  return Object.fromEntries([...known?.tags ?? []].map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

function requestContext(parameters: JsonObject, typeOfPolicy?: string): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {};
  const type = typeOfPolicy ?? parameters.PolicyType ?? parameters.Filter ?? parameters.Type;
  if (typeof type === 'string') { context['organizations:PolicyType'] = type; }
  if (typeof parameters.ServicePrincipal === 'string') { context['organizations:ServicePrincipal'] = parameters.ServicePrincipal; }
  const tags = Array.isArray(parameters.Tags) ? parameters.Tags.filter(isObject) : [];
  const keys = Array.isArray(parameters.TagKeys) ? parameters.TagKeys.map(String) : tags.map(tag => String(tag.Key));
  if (keys.length > 0) { context['aws:TagKeys'] = keys; }
  for (const tag of tags) { context[`aws:RequestTag/${String(tag.Key)}`] = String(tag.Value); }
  return context;
}

function hasItems(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length > 0;
}

/**
 * Who may call beyond IAM. Writes are for the management account; most reads also for a delegated administrator of any
 * service.
 */
export function isAllowedFrom(
  account: string, action: string, management: string, tree: Tree, delegation: Delegation,
): boolean {
  if (account === management) { return true; }
  if (action === 'describeOrganization') { return tree.find(account) !== undefined; }
  if (action === 'describeEffectivePolicy' && !delegation.isAdministrator(account)) {
    throw new Error('the lab does not model that members ask for their own effective policies');
  }
  return /^(describe|list)/.test(action) && delegation.isAdministrator(account);
}
