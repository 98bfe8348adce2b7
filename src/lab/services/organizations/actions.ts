import { Closures } from './closures';
import { Creations } from './creations';
import { Delegation } from './delegation';
import { invalidInput } from './errors';
import * as inputs from './inputs';
import { Lag } from './lag';
import { Account, describeTags, describeUnit, Unit } from './model';
import { paged } from './paged';
import { Policies } from './policies';
import { describeRoot, policyActionsOf } from './policy-actions';
import { PolicyTypes } from './policy-types';
import { Tree } from './tree';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';

export type Actions = Readonly<Record<string, (parameters: JsonObject) => JsonObject>>;

export interface Parts {
  readonly cloud: Cloud;
  readonly tree: Tree;
  readonly creations: Creations;
  readonly closures: Closures;
  readonly delegation: Delegation;
  readonly policies: Policies;
  readonly policyTypes: PolicyTypes;
  readonly lag: Lag;
  readonly movedAlready: string;
}

const ACCOUNT = /^\d{12}$/;
const PARENT = /^(?:r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/;
const CHILD = /^(?:\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/;
const UNIT = /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/;
const TAGGABLE = /^(?:r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|r?[pt]-[0-9a-zA-Z_]{4,128})$/;
const PRINCIPAL = /^[\w+=,.@-]{1,128}$/;

/** The API's actions, under the names by which Step Functions calls them. */
export function actionsOf(parts: Parts): Actions {
  const { creations, closures, delegation, tree } = parts;
  const principal = (parameters: JsonObject) => inputs.matching(parameters, 'ServicePrincipal', PRINCIPAL);
  return {
    createAccount: parameters => creations.create(parameters),
    describeCreateAccountStatus: parameters => creations.status(parameters),
    listCreateAccountStatus: parameters => creations.list(parameters),
    closeAccount: parameters => {
      closures.close(tree.account(inputs.matching(parameters, 'AccountId', ACCOUNT)));
      return {};
    },
    ...readsOf(parts),
    ...policyActionsOf(parts),
    createOrganizationalUnit: parameters => ({ OrganizationalUnit: describeUnit(createUnit(parts, parameters)) }),
    updateOrganizationalUnit: parameters => {
      const unit = unitOf(tree, parameters);
      if (parameters.Name !== undefined) { tree.renameUnit(unit, inputs.harmless('Name', inputs.text(parameters, 'Name', 1, 128))); }
      return { OrganizationalUnit: describeUnit(unit) };
    },
    deleteOrganizationalUnit: parameters => {
      tree.removeUnit(unitOf(tree, parameters));
      return {};
    },
    moveAccount: parameters => move(parts, parameters),
    tagResource: parameters => tag(parts, parameters),
    untagResource: parameters => untag(parts, parameters),
    enableAWSServiceAccess: parameters => {
      delegation.enable(principal(parameters));
      return {};
    },
    registerDelegatedAdministrator: parameters => {
      delegation.register(inputs.matching(parameters, 'AccountId', ACCOUNT), principal(parameters));
      return {};
    },
    deregisterDelegatedAdministrator: parameters => {
      delegation.deregister(inputs.matching(parameters, 'AccountId', ACCOUNT), principal(parameters));
      return {};
    },
    listAWSServiceAccessForOrganization: parameters => paged('EnabledServicePrincipals', delegation.enabled(), parameters),
    listDelegatedAdministrators: parameters => paged(
      'DelegatedAdministrators', delegation.list(parameters.ServicePrincipal === undefined ? undefined : principal(parameters)), parameters,
    ),
  };
}

function readsOf(parts: Parts): Actions {
  const { cloud, tree, lag } = parts;
  const parentIn = (parameters: JsonObject) => knownParent(tree, inputs.matching(parameters, 'ParentId', PARENT));
  const all = () => lag.isNone ? tree.allAccounts() : tree.allAccounts().filter(({ id }) => lag.isSeen(id));
  const accountsIn = (unit: Unit) => lag.isNone ? [...unit.accounts].flatMap(id => tree.find(id) ?? [])
    : all().filter(account => lag.parentOf(account) === unit.id);
  const show = (found: readonly Account[], parameters: JsonObject) => {
    const { Accounts, ...rest } = paged('Accounts', found, parameters);
    return { Accounts: (Accounts as unknown as Account[]).map(account => tree.describe(account)), ...rest };
  };
  return {
    describeOrganization: () => ({ Organization: describeOrganization(cloud, tree) }),
    describeAccount: parameters => ({ Account: tree.describe(tree.account(inputs.matching(parameters, 'AccountId', ACCOUNT))) }),
    describeOrganizationalUnit: parameters => ({ OrganizationalUnit: describeUnit(unitOf(tree, parameters)) }),
    listAccounts: parameters => show(all(), parameters),
    listAccountsForParent: parameters => show(accountsIn(parentIn(parameters)), parameters),
    listRoots: parameters => paged('Roots', [describeRoot(parts)], parameters),
    listOrganizationalUnitsForParent: parameters =>
      paged('OrganizationalUnits', parentIn(parameters).units.map(id => describeUnit(tree.unit(id)!)), parameters),
    listParents: parameters => {
      const id = inputs.matching(parameters, 'ChildId', CHILD);
      const account = lag.isSeen(id) ? tree.find(id) : undefined;
      const parent = account ? lag.parentOf(account) : tree.unit(id)?.parent;
      if (!parent) { throw new AwsError('ChildNotFoundException', `no account or OU ${id} is in this organization`); }
      return { Parents: [{ Id: parent, Type: parent === tree.root.id ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
    },
    listChildren: parameters => {
      const type = inputs.oneOf(parameters, 'ChildType', ['ACCOUNT', 'ORGANIZATIONAL_UNIT']);
      if (!type) { throw invalidInput('INPUT_REQUIRED', 'ChildType is required'); }
      const unit = parentIn(parameters);
      const ids = type === 'ACCOUNT' ? accountsIn(unit).map(({ id }) => id) : unit.units;
      return paged('Children', ids.map(id => ({ Id: id, Type: type })), parameters);
    },
    listTagsForResource: parameters => ({ Tags: describeTags(tagsOf(parts, parameters)) }),
  };
}

function unitOf(tree: Tree, parameters: JsonObject): Unit {
  const id = inputs.matching(parameters, 'OrganizationalUnitId', UNIT);
  const unit = tree.unit(id);
  if (!unit) { throw new AwsError('OrganizationalUnitNotFoundException', `no OU ${id} is in this organization`); }
  return unit;
}

function knownParent(tree: Tree, id: string): Unit {
  const unit = tree.unit(id);
  if (!unit) { throw new AwsError('ParentNotFoundException', `no root or OU ${id} is in this organization`); }
  return unit;
}

function describeOrganization(cloud: Cloud, tree: Tree): JsonObject {
  const management = tree.account(cloud.managementAccount);
  return {
    Id: tree.organizationId,
    Arn: tree.organizationArn(),
    FeatureSet: 'ALL',
    MasterAccountArn: management.arn,
    MasterAccountId: management.id,
    MasterAccountEmail: management.email,
  };
}

function createUnit({ cloud, tree }: Parts, parameters: JsonObject): Unit {
  const parent = inputs.matching(parameters, 'ParentId', PARENT);
  const name = inputs.harmless('Name', inputs.text(parameters, 'Name', 1, 128));
  const tags = inputs.tags(parameters.Tags, cloud.quotas.value('organizations.tagsPerResource'));
  const unit = tree.addUnit(name, parent);
  tags.forEach((value, key) => unit.tags.set(key, value));
  return unit;
}

function move({ tree, lag, movedAlready }: Parts, parameters: JsonObject): JsonObject {
  const account = tree.account(inputs.matching(parameters, 'AccountId', ACCOUNT));
  const source = inputs.matching(parameters, 'SourceParentId', PARENT);
  const destination = tree.unit(inputs.matching(parameters, 'DestinationParentId', PARENT));
  if (!tree.unit(source)) { throw new AwsError('SourceParentNotFoundException', `no root or OU ${source} is in this organization`); }
  if (!destination) {
    throw new AwsError('DestinationParentNotFoundException', `no root or OU ${String(parameters.DestinationParentId)} is in this organization`);
  }
  if (account.parent === destination.id) {
    const name = source === destination.id ? 'DuplicateAccountException' : movedAlready;
    throw new AwsError(name, `account ${account.id} is already in ${destination.id}`);
  }
  if (account.parent !== source) { throw new AwsError('SourceParentNotFoundException', `account ${account.id} is not in ${source}`); }
  lag.moved(account.id, source);
  tree.move(account, destination);
  return {};
}

function tagsOf({ tree, policies }: Parts, parameters: JsonObject): Map<string, string> {
  const id = inputs.matching(parameters, 'ResourceId', TAGGABLE);
  const found = tree.unit(id) ?? tree.find(id);
  if (found) { return found.tags; }
  const policy = policies.all().find(each => each.id === id);
  if (policy) { return policy.tags; }
  if (/^(?:rp|rt)-/.test(id)) { throw new Error(`the lab does not model the tags of delegation policies and transfers, such as ${id}`); }
  throw new AwsError('TargetNotFoundException', `no root, OU, account or policy ${id} is in this organization`);
}

function tag(parts: Parts, parameters: JsonObject): JsonObject {
  const tags = tagsOf(parts, parameters);
  if (!Array.isArray(parameters.Tags)) { throw invalidInput('INPUT_REQUIRED', 'Tags is required'); }
  inputs.tags(parameters.Tags, parts.cloud.quotas.value('organizations.tagsPerResource'), tags).forEach((value, key) => tags.set(key, value));
  return {};
}

function untag(parts: Parts, parameters: JsonObject): JsonObject {
  const tags = tagsOf(parts, parameters);
  if (!Array.isArray(parameters.TagKeys)) { throw invalidInput('INPUT_REQUIRED', 'TagKeys is required'); }
  parameters.TagKeys.forEach(key => tags.delete(String(key)));
  return {};
}
