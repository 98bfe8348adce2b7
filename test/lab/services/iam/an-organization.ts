import { HOME, policyOf, trustOf } from './a-cloud';
import { Cloud } from '../../../../src/lab/cloud';
import { JsonObject } from '../../../../src/lab/json';
import { Caller, Permission } from '../../../../src/lab/room';
import { iam, IamRoom } from '../../../../src/lab/services/iam/iam-room';
import { RoleOptions } from '../../../../src/lab/services/iam/roles';
import { sts, StsRoom } from '../../../../src/lab/services/iam/sts-room';
import { Organizations, organizations } from '../../../../src/lab/services/organizations/organizations';

export const SCP = 'SERVICE_CONTROL_POLICY';
export const RCP = 'RESOURCE_CONTROL_POLICY';

/** An organization with IAM. The tenant's account is in the OU `small`, which is in `tenants`. */
export class AnOrganization {
  public readonly cloud = new Cloud({ managementAccount: '333333333333' });
  public readonly room: IamRoom;
  public readonly organization: Organizations;
  public readonly sts: StsRoom;
  public readonly root: string;
  public readonly tenants: string;
  public readonly small: string;
  public readonly tenant = HOME;

  constructor(...types: string[]) {
    this.cloud.add(iam(), sts(), organizations());
    this.room = this.cloud.room('iam');
    this.organization = this.cloud.room('organizations');
    this.sts = this.cloud.room('sts');
    types.forEach(type => this.organization.enablePolicyType(type));
    this.root = this.organization.rootId();
    this.tenants = this.organization.addOrganizationalUnit('tenants');
    this.small = this.organization.addOrganizationalUnit('small', this.tenants);
    this.organization.addAccount({ id: this.tenant, name: 'acme', email: 'acme@example.com', parent: this.small });
  }

  /** A session of a role that may do everything. */
  public administrator(account: string, options: Partial<RoleOptions> = {}): Caller {
    const principal = this.room.addRole(account, {
      name: 'admin', trust: trustOf({ Service: 'lambda.amazonaws.com' }), policies: { all: policyOf(everything) }, ...options,
    });
    return { principal, account, region: 'eu-west-1' };
  }

  /** Attaches a policy of these statements, and gives its id. */
  public attach(type: string, target: string, ...statements: JsonObject[]): string {
    const { ref } = this.organization.resources['AWS::Organizations::Policy']({
      type: 'AWS::Organizations::Policy',
      properties: { Name: `policy ${this.organization.policies().length}`, Type: type, Content: policyOf(...statements), TargetIds: [target] },
      account: this.cloud.managementAccount, region: 'us-east-1', logicalId: 'It', stack: 'a', asset: () => undefined,
    }) as { ref: string };
    return ref;
  }

  public act(action: string, parameters: JsonObject): void {
    const caller = { principal: 'operator', trusted: true, account: this.cloud.managementAccount, region: 'us-east-1' };
    this.organization.handle({ service: 'organizations', action, parameters, caller });
  }

  /** What IAM says: `allowed`, or why not. */
  public says(caller: Caller, permission: Permission): string {
    try {
      this.room.authorize(caller, permission);
      return 'allowed';
    } catch (error) {
      return (error as Error).message;
    }
  }
}

export const everything: JsonObject = { Effect: 'Allow', Action: '*', Resource: '*' };

/** A statement of a resource control policy. */
export function denyAll(Action: string | string[], Condition?: JsonObject): JsonObject {
  return { Effect: 'Deny', Principal: '*', Action, Resource: '*', ...(Condition && { Condition }) };
}
