import { Delegation } from './delegation';
import { Tree } from './tree';
import { isObject, Json, JsonObject } from '../../json';
import { Call, Permission } from '../../room';

/**
 * The parameter that names the account, OU or root which a call is about, for actions whose permission can be limited
 * to it.
 */
const ABOUT: Readonly<Record<string, readonly string[]>> = {
  closeAccount: ['AccountId'],
  createOrganizationalUnit: ['ParentId'],
  deleteOrganizationalUnit: ['OrganizationalUnitId'],
  deregisterDelegatedAdministrator: ['AccountId'],
  describeAccount: ['AccountId'],
  describeOrganizationalUnit: ['OrganizationalUnitId'],
  listAccountsForParent: ['ParentId'],
  listChildren: ['ParentId'],
  listDelegatedServicesForAccount: ['AccountId'],
  listOrganizationalUnitsForParent: ['ParentId'],
  listParents: ['ChildId'],
  listTagsForResource: ['ResourceId'],
  moveAccount: ['AccountId', 'SourceParentId', 'DestinationParentId'],
  registerDelegatedAdministrator: ['AccountId'],
  tagResource: ['ResourceId'],
  untagResource: ['ResourceId'],
  updateOrganizationalUnit: ['OrganizationalUnitId'],
};

/**
 * What IAM is asked, after "Actions, resources, and condition keys for AWS Organizations" in the Service Authorization
 * Reference.
 */
export function permissionsOf(call: Call, tree: Tree): Permission[] {
  const { parameters } = call;
  const action = `organizations:${call.action[0].toUpperCase()}${call.action.slice(1)}`;
  const request = requestContext(parameters);
  const about = ABOUT[call.action];
  const asked: Permission[] = about
    ? about.map(name => parameters[name])
      .map(id => ({ action, resource: arnOf(id, tree), context: { ...request, ...tagsOf(id, tree) } }))
    : [{ action, resource: '*', context: request }];
  // Tags that are given with a new account or OU need the permission to tag; the resource has no id yet.
  if ((call.action === 'createAccount' || call.action === 'createOrganizationalUnit') && hasItems(parameters.Tags)) {
    const kind = call.action === 'createAccount' ? 'account' : 'ou';
    asked.push({ action: 'organizations:TagResource', resource: tree.arn(kind, '*'), context: request });
  }
  return asked;
}

function arnOf(id: Json | undefined, tree: Tree): string {
  const name = String(id);
  const known = tree.unit(name) ?? tree.find(name);
  if (known) { return known.arn; }
  return tree.arn(name.startsWith('ou-') ? 'ou' : name.startsWith('r-') ? 'root' : 'account', name);
}

function tagsOf(id: Json | undefined, tree: Tree): Record<string, string> {
  const known = tree.unit(String(id)) ?? tree.find(String(id));
  return Object.fromEntries([...known?.tags ?? []].map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

function requestContext(parameters: JsonObject): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {};
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
  return /^(describe|list)/.test(action) && delegation.isAdministrator(account);
}
