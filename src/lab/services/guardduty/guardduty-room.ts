import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Call, Permission, Room, RoomBuilder } from '../../room';
import { Organizations } from '../organizations/organizations';
import { throwIfUnknown } from '../parameters';

const PRINCIPAL = 'guardduty.amazonaws.com';

/**
 * What GuardDuty does in Organizations with the rights of whoever delegates it. On which resources is not documented.
 *
 * https://docs.aws.amazon.com/guardduty/latest/ug/organizations_permissions.html
 */
const IN_TURN = [
  'EnableAWSServiceAccess', 'RegisterDelegatedAdministrator', 'ListDelegatedAdministrators', 'ListAWSServiceAccessForOrganization',
  'DescribeOrganizationalUnit', 'DescribeAccount', 'DescribeOrganization', 'ListAccounts',
];

/** GuardDuty, as far as an organization says who administers it. What it finds, tests put on a bus. */
export class GuardDutyRoom implements Room {
  public readonly service = 'guardduty';
  private readonly actions: Readonly<Record<string, (call: Call) => JsonObject>> = {
    enableOrganizationAdminAccount: call => this.enable(call),
    listOrganizationAdminAccounts: call => this.list(call),
  };
  /** Region → account. */
  private readonly administrators = new Map<string, string>();

  constructor(private readonly cloud: Cloud) {}

  public get answers(): string[] { return Object.keys(this.actions); }

  public permissions({ action: name }: Call): Permission[] {
    const asked: Permission[] = [{ action: `guardduty:${name[0].toUpperCase()}${name.slice(1)}`, resource: '*' }];
    if (name !== 'enableOrganizationAdminAccount') { return asked; }
    const context = { 'organizations:ServicePrincipal': PRINCIPAL };
    return [...asked, ...IN_TURN.map(each => ({ action: `organizations:${each}`, resource: '*', context }))];
  }

  public handle(call: Call): JsonObject {
    const action = this.actions[call.action];
    if (!action) { throw new Error(`the lab does not model guardduty:${call.action}`); }
    throwIfUnknown(call);
    if (call.caller.account !== this.cloud.managementAccount) {
      throw bad('The request failed because you do not have required AWS Organization master permission.');
    }
    return action(call);
  }

  /** There is one administrator in a Region, and it is the same in all. */
  private enable({ parameters: { AdminAccountId: wanted }, caller: { region } }: Call): JsonObject {
    const organization = this.cloud.room<Organizations>('organizations');
    if (typeof wanted !== 'string' || organization.account(wanted)?.state !== 'ACTIVE') {
      throw bad('The request is rejected because an invalid or out-of-range value is specified as an input parameter.');
    }
    if (wanted === this.cloud.managementAccount) {
      throw new Error('the lab does not model the management account as administrator of GuardDuty');
    }
    if (this.administrators.get(region) === wanted) {
      throw bad('The request failed because the account is already enabled as the GuardDuty delegated administrator for the organization.');
    }
    const other = [...this.administrators].find(([, account]) => account !== wanted);
    if (other) { throw bad(`The request failed because account ${other[1]} is the GuardDuty delegated administrator in ${other[0]}.`); }
    organization.enableServiceAccess(PRINCIPAL);
    if (!organization.isDelegatedAdministrator(wanted, PRINCIPAL)) {
      organization.registerDelegatedAdministrator(wanted, PRINCIPAL);
    }
    this.administrators.set(region, wanted);
    return {};
  }

  private list({ caller: { region } }: Call): JsonObject {
    const account = this.administrators.get(region);
    return { AdminAccounts: account === undefined ? [] : [{ AdminAccountId: account, AdminStatus: 'ENABLED' }] };
  }
}

function bad(message: string): AwsError {
  return new AwsError('BadRequestException', message, { Type: 'InvalidInputException' });
}

/** The room of GuardDuty. It needs the room of Organizations to be there. */
export const guardDuty: RoomBuilder = cloud => new GuardDutyRoom(cloud);
