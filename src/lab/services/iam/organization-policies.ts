import { Ask, parsePolicy } from './policy';
import { isService, OrganizationsRoom, resourceAccount } from './request-context';
import * as resourceControl from './resource-control.json';
import { AttachedPolicy, Barrier, concerning, judge, Refusal } from './role';
import { Cloud } from '../../cloud';
import { Json } from '../../json';
import { Caller, Permission } from '../../room';

type Kind = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

/** The policies that are attached to one root, OU or account, and what of them concerns an action. */
interface Level {
  readonly policies: readonly AttachedPolicy[];
  readonly concerned: Map<string, readonly AttachedPolicy[]>;
}

/** What was made of all policies of one kind. It holds until one of them or an attachment changes. */
interface Made {
  readonly edition: number;
  /** Only where full access is not all there is: the other levels let everything through. */
  readonly levels: ReadonlyMap<string, Level>;
  /** For a root or OU its own level and those above; OUs never move. */
  readonly above: Map<string, readonly Level[]>;
}

const COVERED: ReadonlySet<string> = new Set(resourceControl.services);
const EXCEPT: ReadonlySet<string> = new Set(resourceControl.except);

/**
 * Service and resource control policies. They give nothing: every level from the root down to the account has to allow
 * a call, and none may deny it. Neither kind holds the management account, nor roles that are linked to a service.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
export class OrganizationPolicies {
  private readonly made = new Map<Kind, Made>();

  constructor(private readonly cloud: Cloud) {}

  /** What stands in the way of a call. An AWS service is held by the policies of resources only. */
  public barrier(caller: Caller, permission: Permission, ask: Ask): Barrier | undefined {
    const organizations = this.cloud.roomIfAny<OrganizationsRoom>('organizations');
    const types = organizations?.policyTypes;
    if (!organizations || !types?.any) { return undefined; }
    const holds = (kind: Kind) => types.isEnabled(kind);
    let barrier: Barrier | undefined;
    if (holds('RESOURCE_CONTROL_POLICY') && isCovered(permission) && !isLinkedToService(caller.principal)) {
      const refusal = this.refusal('RESOURCE_CONTROL_POLICY', organizations, resourceAccount(caller, permission), ask);
      if (refusal) { barrier = { refusal, by: 'resource control policy' }; }
    }
    if (barrier?.refusal.kind !== 'denied' && holds('SERVICE_CONTROL_POLICY') && !isService(caller) && !isLinkedToService(caller.principal)) {
      const refusal = this.refusal('SERVICE_CONTROL_POLICY', organizations, caller.account, ask);
      if (refusal) { barrier = { refusal, by: 'service control policy' }; }
    }
    return barrier;
  }

  private refusal(kind: Kind, organizations: OrganizationsRoom, account: string, ask: Ask): Refusal | undefined {
    const parent = organizations.parentOf(account);
    if (parent === undefined || account === this.cloud.managementAccount) { return undefined; }
    const made = this.madeOf(kind, organizations);
    const [own, above] = [made.levels.get(account), aboveOf(made, parent, organizations)];
    let refusal: Refusal | undefined;
    for (const level of own ? [own, ...above] : above) {
      const verdict = judge(concerned(level, ask.action), ask);
      if (verdict.kind === 'denied') { return verdict; }
      if (verdict.kind !== 'allowed') { refusal = verdict; }
    }
    return refusal;
  }

  private madeOf(kind: Kind, organizations: OrganizationsRoom): Made {
    const known = this.made.get(kind);
    const edition = organizations.policyEdition();
    if (known?.edition === edition) { return known; }
    const made: Made = { edition, levels: levelsOf(kind, organizations), above: new Map() };
    this.made.set(kind, made);
    return made;
  }
}

function levelsOf(kind: Kind, organizations: OrganizationsRoom): Map<string, Level> {
  const read = new Map<string, AttachedPolicy>();
  const ready = ({ arn, content }: { arn: string; content: string }): AttachedPolicy => {
    const known = read.get(arn)
      ?? { name: arn, statements: parsePolicy(JSON.parse(content) as Json, kind === 'RESOURCE_CONTROL_POLICY' ? 'resource' : 'identity') };
    read.set(arn, known);
    return known;
  };
  return new Map([...organizations.policiesBeyondFullAccess(kind)]
    .map(([target, policies]) => [target, { policies: policies.map(ready), concerned: new Map() }]));
}

function aboveOf(made: Made, unit: string, organizations: OrganizationsRoom): readonly Level[] {
  const known = made.above.get(unit);
  if (known) { return known; }
  const [own, parent] = [made.levels.get(unit), organizations.parentOf(unit)];
  const levels = [...own ? [own] : [], ...parent === undefined ? [] : aboveOf(made, parent, organizations)];
  made.above.set(unit, levels);
  return levels;
}

function concerned({ policies, concerned: known }: Level, action: string): readonly AttachedPolicy[] {
  const found = known.get(action) ?? concerning(policies, action);
  known.set(action, found);
  return found;
}

/** Whether resource control policies hold it. A service may assume a role that is linked to it, whatever they say. */
export function isCovered({ action, resource }: Permission): boolean {
  return COVERED.has(action.slice(0, action.indexOf(':'))) && !EXCEPT.has(action) && !isLinkedToService(resource);
}

function isLinkedToService(arn: string): boolean {
  return arn.includes(':role/aws-service-role/');
}
