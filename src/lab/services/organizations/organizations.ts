import { Actions, actionsOf } from './actions';
import { Closures } from './closures';
import { Creations } from './creations';
import { DeclaredResources } from './declared-resources';
import { Delegation } from './delegation';
import { accountNotFound } from './errors';
import { Lag } from './lag';
import { Account, AccountState, describeTags, NewAccount, Policy } from './model';
import { isAllowedFrom, permissionsOf } from './permissions';
import { Policies } from './policies';
import { PolicyTypes } from './policy-types';
import { ServiceEvents } from './service-events';
import { Tree } from './tree';
import { Writes } from './writes';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { draw, Duration } from '../../durations';
import { JsonObject } from '../../json';
import { Call, Permission, Room, RoomBuilder } from '../../room';
import { throwIfUnknown } from '../parameters';

export interface OrganizationsOptions {
  /**
   * How long an account creation is IN_PROGRESS.
   *
   * @default lognormal, half of them within 60 s, 19 of 20 within 180 s (an assumption: AWS documents no number)
   */
  readonly creation?: Duration;
  /**
   * For how long a new account is not usable yet, though its creation SUCCEEDED: the stacks of stack sets fail in it.
   * AWS says that this may be, and not for how long; people reported minutes.
   *
   * @default none
   */
  readonly initialization?: Duration;
  /**
   * How long an account is PENDING_CLOSURE.
   *
   * @default lognormal, half of them within 5 minutes, 19 of 20 within an hour (an assumption; AWS says minutes to
   * hours)
   */
  readonly closure?: Duration;
  /** E-mail addresses that belong to accounts somewhere else in AWS. */
  readonly takenEmails?: readonly string[];
  /** The id of the organization, for templates that name it. By default a made-up one. */
  readonly organizationId?: string;
  /** Whether a trail logs in the management account, so that EventBridge hears of finished creations. @default false */
  readonly trail?: boolean;
  /** For how long the organization is still being set up and refuses to create accounts. @default 0 */
  readonly finalizingSeconds?: number;
  /**
   * What a move is answered that was made before: the account is no longer where the caller thinks, and already where
   * it should go. AWS documents both errors and not which comes first, so a workflow should stand either.
   *
   * @default 'DuplicateAccountException'
   */
  readonly movedAlready?: 'DuplicateAccountException' | 'SourceParentNotFoundException';
  /**
   * How a request for one account too many is answered: refused at once, or accepted and then FAILED. AWS documents
   * both and not when which comes, so a workflow should stand either.
   *
   * @default 'ConstraintViolationException'
   */
  readonly overQuota?: 'ConstraintViolationException' | 'ACCOUNT_LIMIT_EXCEEDED';
  /**
   * For how long lists do not show what has changed: a request, an account, a move; nor DescribeCreateAccountStatus the
   * end of a creation. AWS says that every change takes time to become visible, and not how much.
   *
   * @default 0
   */
  readonly lagSeconds?: number;
  /**
   * For how long a write has the accounts and OUs that it changes to itself: another write to one of them is meanwhile
   * answered ConcurrentModificationException. AWS documents the error and no duration.
   *
   * @default 0
   */
  readonly writeSeconds?: number;
  /**
   * How long a type of policies is PENDING_ENABLE. AWS says that it is enabled in the background, and not how long that
   * takes.
   *
   * @default 5
   */
  readonly policyTypeSeconds?: number;
}

/** An account that is there from the start. */
export interface ExistingAccount {
  readonly id?: string;
  readonly name: string;
  readonly email: string;
  /** An OU, or the root. @default the root */
  readonly parent?: string;
  readonly state?: AccountState;
  /** How it came into the organization. @default 'CREATED' */
  readonly joinedMethod?: 'CREATED' | 'INVITED';
  readonly tags?: Readonly<Record<string, string>>;
}

/** AWS Organizations: one organization with all features, owned by the cloud's management account. */
export class Organizations implements Room {
  public readonly service = 'organizations';
  public readonly resources: NonNullable<Room['resources']>;
  public readonly updates: NonNullable<Room['updates']>;
  public readonly removals: NonNullable<Room['removals']>;
  public readonly policyTypes: PolicyTypes;
  private readonly tree: Tree;
  private readonly creations: Creations;
  private readonly delegation: Delegation;
  private readonly kept: Policies;
  private readonly actions: Actions;
  private readonly writes: Writes;
  private readonly initializedAt = new Map<string, number>();

  constructor(private readonly cloud: Cloud, options: OrganizationsOptions = {}) {
    const random = cloud.random.fork('organizations');
    const events = new ServiceEvents(cloud, options.trail ?? false);
    this.tree = new Tree(cloud, random.fork('names'), options);
    this.delegation = new Delegation(cloud, this.tree);
    this.policyTypes = new PolicyTypes(cloud, options.policyTypeSeconds ?? 5);
    this.kept = new Policies(cloud, this.tree, this.policyTypes, random.fork('policies'));
    const lag = new Lag(cloud, options.lagSeconds ?? 0);
    this.creations = new Creations(cloud, this.tree, random.fork('creations'), {
      lag,
      duration: options.creation ?? { kind: 'lognormal', medianSeconds: 60, p95Seconds: 180 },
      finalizedAt: cloud.clock.now() + (options.finalizingSeconds ?? 0) * 1000,
      overQuota: options.overQuota ?? 'ConstraintViolationException',
      finished: status => events.accountCreated(status),
    });
    this.writes = new Writes(cloud, options.writeSeconds ?? 0);
    const { initialization } = options;
    if (initialization) {
      const times = random.fork('initialization');
      this.onAccountCreated(({ id }) => this.initializedAt.set(id, cloud.clock.now() + draw(times, initialization)));
    }
    const closures = new Closures(cloud, this.tree, random.fork('closures'), {
      duration: options.closure ?? { kind: 'lognormal', medianSeconds: 300, p95Seconds: 3600 },
      isDelegated: account => this.delegation.isAdministrator(account),
      finished: account => events.accountClosed(account),
    });
    this.tree.addAccount({
      id: cloud.managementAccount, name: 'management', email: 'management@example.com', joinedMethod: 'INVITED',
    });
    this.actions = actionsOf({
      cloud,
      tree: this.tree,
      creations: this.creations,
      closures,
      delegation: this.delegation,
      policies: this.kept,
      policyTypes: this.policyTypes,
      lag,
      movedAlready: options.movedAlready ?? 'DuplicateAccountException',
    });
    const declared = new DeclaredResources(cloud, this.tree, this.kept, this.actions);
    this.resources = declared.resources;
    this.updates = declared.updates;
    this.removals = declared.removals;
  }

  public get answers(): string[] { return Object.keys(this.actions); }

  public permissions(call: Call): Permission[] {
    return permissionsOf(call, this.tree, this.kept);
  }

  public handle(call: Call): JsonObject {
    const action = this.actions[call.action];
    if (!action) { throw new Error(`the lab does not model organizations:${call.action}`); }
    throwIfUnknown(call);
    if (!isAllowedFrom(call.caller.account, call.action, this.cloud.managementAccount, this.tree, this.delegation)) {
      throw new AwsError('AccessDeniedException', `account ${call.caller.account} may not call ${call.action} of this organization`);
    }
    return this.writes.oneByOne(call, () => action(call.parameters));
  }

  // ---- for other rooms

  /** Calls back when an account has come to be, so that the room of IAM can put the role into it. */
  public onAccountCreated(listener: (account: NewAccount) => void): void {
    this.creations.onAccountCreated(listener);
  }

  public organizationId(): string {
    return this.tree.organizationId;
  }

  public rootId(): string {
    return this.tree.root.id;
  }

  public accounts(): readonly Readonly<Account>[] {
    return this.tree.allAccounts();
  }

  public account(id: string): Readonly<Account> | undefined {
    return this.tree.find(id);
  }

  /** The OU or root in which an account or OU lies. */
  public parentOf(id: string): string | undefined {
    return this.tree.find(id)?.parent ?? this.tree.unit(id)?.parent;
  }

  /** `o-…/r-…/ou-…/123456789012/`, as `aws:PrincipalOrgPaths` has it without the account. */
  public pathOf(accountId: string): string | undefined {
    const account = this.tree.find(accountId);
    return account && `${this.tree.unit(account.parent)!.path}${accountId}/`;
  }

  public hasUnit(id: string): boolean {
    return this.tree.unit(id) !== undefined;
  }

  /** The accounts in a root or OU and in all OUs below it. */
  public accountsUnder(unitId: string): string[] {
    return this.tree.accountsUnder(unitId);
  }

  public isInitialized(accountId: string): boolean {
    return (this.initializedAt.get(accountId) ?? 0) <= this.cloud.clock.now();
  }

  public isUnder(accountId: string, unitId: string): boolean {
    const account = this.tree.find(accountId);
    return account !== undefined && this.tree.isUnder(account, unitId);
  }

  /** The account as DescribeAccount shows it. */
  public describe(accountId: string): JsonObject | undefined {
    const account = this.tree.find(accountId);
    return account && { ...this.tree.describe(account), Tags: describeTags(account.tags) };
  }

  /** The policies of the organization's own, without those that AWS manages. */
  public policies(): readonly Readonly<Policy>[] {
    return this.kept.all().filter(({ awsManaged }) => !awsManaged);
  }

  /** Grows whenever a policy or an attachment changes. */
  public policyEdition(): number {
    return this.kept.edition;
  }

  /** By root, OU and account the policies of a type, where full access is not all there is. */
  public policiesBeyondFullAccess(type: string): ReadonlyMap<string, readonly Readonly<Policy>[]> {
    return this.kept.beyondFullAccess(type);
  }

  public isDelegatedAdministrator(account: string, principal?: string): boolean {
    return this.delegation.isAdministrator(account, principal);
  }

  public hasServiceAccess(principal: string): boolean {
    return this.delegation.isEnabled(principal);
  }

  public enableServiceAccess(principal: string): void {
    this.delegation.enable(principal);
  }

  public registerDelegatedAdministrator(account: string, principal: string): void {
    this.delegation.register(account, principal);
  }

  public rename(accountId: string, name: string): void {
    const account = this.tree.find(accountId);
    if (!account) { throw accountNotFound(accountId); }
    this.tree.change(account, { name });
  }

  // ---- what is there from the start

  public addAccount(existing: ExistingAccount): string {
    return this.tree.addAccount({ ...existing, tags: new Map(Object.entries(existing.tags ?? {})) }).id;
  }

  public addOrganizationalUnit(name: string, parent = this.tree.root.id): string {
    return this.tree.addUnit(name, parent).id;
  }

  public enablePolicyType(type: string): void {
    this.policyTypes.begin(type);
  }

  /** AWS restricts an account, or takes the restriction back. */
  public setState(accountId: string, state: AccountState): void {
    this.tree.change(this.tree.account(accountId), { state });
  }
}

/** The room of AWS Organizations. */
export function organizations(options?: OrganizationsOptions): RoomBuilder {
  return cloud => new Organizations(cloud, options);
}
