import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Call, Permission, Room, RoomBuilder } from '../../room';
import { Organizations } from '../organizations/organizations';
import { throwIfUnknown } from '../parameters';

const PRINCIPAL = 'account.amazonaws.com';
const TYPES = ['BILLING', 'OPERATIONS', 'SECURITY'];

/** What the API model asks of each member of a contact. */
const CONTACT: Readonly<Record<string, { most: number; pattern: RegExp }>> = {
  Name: { most: 64, pattern: /./s },
  Title: { most: 50, pattern: /./s },
  EmailAddress: { most: 254, pattern: /^\s*[\w+=.#|!&-]+@[\w.-]+\.\w+\s*$/ },
  PhoneNumber: { most: 25, pattern: /^[\s0-9()+-]+$/ },
};

/** AWS Account Management: who is written to, and what an account is called. */
export class AccountManagement implements Room {
  public readonly service = 'account';
  private readonly contacts = new Map<string, JsonObject>();
  private readonly actions: Readonly<Record<string, (owner: string, parameters: JsonObject) => JsonObject>> = {
    putAlternateContact: (owner, parameters) => this.putContact(owner, parameters),
    getAlternateContact: (owner, parameters) => this.getContact(owner, parameters),
    putAccountName: (owner, parameters) => this.rename(owner, parameters),
  };

  constructor(private readonly cloud: Cloud) {}

  /**
   * After "Actions, resources, and condition keys for AWS Account Management" in the Service Authorization Reference:
   * an account of the organization goes by the management account's ARN, one's own by one's own. Renaming also asks
   * for an action of IAM; on which resource is unverified.
   */
  public get answers(): string[] { return Object.keys(this.actions); }

  public permissions(call: Call): Permission[] {
    const { action: name, parameters, caller } = call;
    const of = `arn:${this.cloud.partition}:account::`;
    const resource = parameters.AccountId === undefined ? `${of}${caller.account}:account`
      : `${of}${this.cloud.managementAccount}:account/${this.organization.organizationId()}/${String(parameters.AccountId)}`;
    const type = parameters.AlternateContactType;
    const context = typeof type === 'string' ? { 'account:AlternateContactTypes': [type] } : undefined;
    return [
      { action: `account:${name[0].toUpperCase()}${name.slice(1)}`, resource, ...(context && { context }) },
      ...(name === 'putAccountName' ? [{ action: 'iam:UpdateAccountName', resource: '*' }] : []),
    ];
  }

  public handle(call: Call): JsonObject {
    const action = this.actions[call.action];
    if (!action) { throw new Error(`the lab does not model account:${call.action}`); }
    throwIfUnknown(call);
    return action(this.accountOf(call), call.parameters);
  }

  private get organization(): Organizations {
    return this.cloud.room<Organizations>('organizations');
  }

  /** The account that is meant: the caller's own, or a member account for those who may act for the organization. */
  private accountOf({ parameters: { AccountId: wanted }, caller }: Call): string {
    if (wanted === undefined || wanted === null) { return caller.account; }
    if (typeof wanted !== 'string' || !/^\d{12}$/.test(wanted)) { throw invalid('AccountId must be 12 digits'); }
    const isManagement = caller.account === this.cloud.managementAccount;
    if (!isManagement && !this.organization.isDelegatedAdministrator(caller.account, PRINCIPAL)) {
      throw denied(`account ${caller.account} may not name other accounts`);
    }
    if (!this.organization.hasServiceAccess(PRINCIPAL)) {
      throw denied(`the organization gives ${PRINCIPAL} no access yet`);
    }
    // Documented as not possible; which error it gives is unverified.
    if (wanted === this.cloud.managementAccount) { throw invalid('the management account cannot be named by its AccountId'); }
    if (!this.organization.account(wanted)) { throw denied(`account ${wanted} is not in the organization`); }
    return wanted;
  }

  private putContact(owner: string, parameters: JsonObject): JsonObject {
    const type = typeOf(parameters);
    const contact: JsonObject = { AlternateContactType: type };
    for (const [name, { most, pattern }] of Object.entries(CONTACT)) {
      const value = parameters[name];
      if (typeof value !== 'string' || value.length > most || !pattern.test(value)) {
        throw invalid(`${name} must be ${most} characters at most and match ${pattern.source}`);
      }
      contact[name] = value;
    }
    this.contacts.set(`${owner}/${type}`, contact);
    return {};
  }

  private getContact(owner: string, parameters: JsonObject): JsonObject {
    const type = typeOf(parameters);
    const contact = this.contacts.get(`${owner}/${type}`);
    if (!contact) { throw new AwsError('ResourceNotFoundException', `account ${owner} has no contact for ${type}`); }
    return { AlternateContact: contact };
  }

  private rename(owner: string, { AccountName: name }: JsonObject): JsonObject {
    if (typeof name !== 'string' || name.length > 50 || !/^[ -;=?-~]+$/.test(name)) {
      throw invalid('AccountName must be 1 to 50 characters of printable ASCII without < and >');
    }
    this.organization.rename(owner, name);
    return {};
  }
}

function typeOf({ AlternateContactType: type }: JsonObject): string {
  if (typeof type !== 'string' || !TYPES.includes(type)) { throw invalid(`AlternateContactType must be one of ${TYPES.join(', ')}`); }
  return type;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

function denied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message);
}

/** The room of Account Management. It needs the room of Organizations to be there. */
export function account(): RoomBuilder {
  return cloud => new AccountManagement(cloud);
}
