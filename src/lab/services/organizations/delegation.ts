import { constraint, invalidInput } from './errors';
import { Tree } from './tree';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';

/** The principal under which a member account administers stack sets. */
export const STACK_SETS_MEMBER = 'member.org.stacksets.cloudformation.amazonaws.com';

/** Which services may look into the organization, and which member accounts act for them. */
export class Delegation {
  private readonly services = new Map<string, number>();
  /** Service principal → account → since when. */
  private readonly administrators = new Map<string, Map<string, number>>();

  constructor(private readonly cloud: Cloud, private readonly tree: Tree) {}

  public enable(principal: string): void {
    this.throwIfStrange(principal);
    if (!this.services.has(principal)) { this.services.set(principal, this.cloud.clock.now()); }
  }

  public isEnabled(principal: string): boolean {
    return this.services.has(principal);
  }

  public enabled(): JsonObject[] {
    return [...this.services]
      .map(([ServicePrincipal, since]) => ({ ServicePrincipal, DateEnabled: new Date(since).toISOString() }));
  }

  public register(accountId: string, principal: string): void {
    this.throwIfStrange(principal);
    const account = this.tree.account(accountId);
    if (accountId === this.cloud.managementAccount) {
      throw constraint('CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR', 'the management account cannot be a delegated administrator');
    }
    if (account.state !== 'ACTIVE') {
      throw constraint('CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR', `account ${accountId} is ${account.state}`);
    }
    if (!this.isEnabled(principal)) {
      throw constraint('SERVICE_ACCESS_NOT_ENABLED', `the organization gives ${principal} no access yet`);
    }
    const registered = this.administrators.get(principal) ?? new Map<string, number>();
    if (registered.has(accountId)) {
      throw new AwsError('AccountAlreadyRegisteredException', `account ${accountId} is already a delegated administrator for ${principal}`);
    }
    if (principal === STACK_SETS_MEMBER && registered.size >= this.cloud.quotas.value('cloudformation.delegatedAdministrators')) {
      throw constraint('MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED', `${principal} has as many delegated administrators as it may have`);
    }
    this.administrators.set(principal, registered.set(accountId, this.cloud.clock.now()));
  }

  public deregister(accountId: string, principal: string): void {
    this.throwIfStrange(principal);
    this.tree.account(accountId);
    if (!this.administrators.get(principal)?.delete(accountId)) {
      throw new AwsError('AccountNotRegisteredException', `account ${accountId} is no delegated administrator for ${principal}`);
    }
  }

  /** Whether the account acts for this service, or, without one, for any. */
  public isAdministrator(account: string, principal?: string): boolean {
    return principal === undefined
      ? [...this.administrators.values()].some(registered => registered.has(account))
      : this.administrators.get(principal)?.has(account) ?? false;
  }

  /** Each account once, with the day on which it was first registered. */
  public list(principal?: string): JsonObject[] {
    const found = new Map<string, number>();
    for (const [service, registered] of this.administrators) {
      if (principal !== undefined && principal !== service) { continue; }
      for (const [account, since] of registered) { found.set(account, Math.min(since, found.get(account) ?? since)); }
    }
    return [...found].map(([id, since]) => {
      const { Paths, ...described } = this.tree.describe(this.tree.account(id));
      return { ...described, DelegationEnabledDate: new Date(since).toISOString() };
    });
  }

  /** AWS knows its principals by name; the lab knows only how they look. */
  private throwIfStrange(principal: string): void {
    if (!/^[\w.-]+\.amazonaws\.com$/.test(principal)) {
      throw invalidInput('UNRECOGNIZED_SERVICE_PRINCIPAL', `no service is known as '${principal}'`);
    }
  }
}
