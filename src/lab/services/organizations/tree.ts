import { accountNotFound, constraint } from './errors';
import { Account, AccountState, describeAccount, Unit } from './model';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Random } from '../../random';

const DAY = 24 * 60 * 60 * 1000;
const DIGITS = '0123456789';

/** What is decided from outside. */
export interface TreeOptions {
  readonly takenEmails?: readonly string[];
  readonly organizationId?: string;
}

/** The root, its OUs and the accounts in them. */
export class Tree {
  public readonly organizationId: string;
  public readonly root: Unit;
  private readonly units = new Map<string, Unit>();
  private readonly accounts = new Map<string, Account>();
  /** Every address that ever belonged to an account, in lower case. Closed accounts keep theirs for good. */
  private readonly addresses = new Set<string>();
  /** Accounts whose closure is through, oldest first; they leave the organization when their time is over. */
  private readonly closed: Account[] = [];

  constructor(private readonly cloud: Cloud, private readonly random: Random, options: TreeOptions) {
    const { takenEmails = [], organizationId } = options;
    const madeUp = `o-${random.text(10)}`;
    this.organizationId = organizationId ?? madeUp;
    this.root = this.plant(`r-${random.text(4)}`, 'Root');
    takenEmails.forEach(address => this.addresses.add(address.toLowerCase()));
  }

  public arn(kind: 'account' | 'ou' | 'root' | 'policy', rest: string): string {
    return `arn:${this.cloud.partition}:organizations::${this.cloud.managementAccount}:${kind}/${this.organizationId}/${rest}`;
  }

  public organizationArn(): string {
    return `arn:${this.cloud.partition}:organizations::${this.cloud.managementAccount}:organization/${this.organizationId}`;
  }

  // ---- OUs

  public unit(id: string): Unit | undefined {
    return this.units.get(id);
  }

  /** The root and all OUs. */
  public allUnits(): Unit[] {
    return [...this.units.values()];
  }

  public addUnit(name: string, parentId: string): Unit {
    const parent = this.units.get(parentId);
    if (!parent) { throw new AwsError('ParentNotFoundException', `no root or OU ${parentId} is in this organization`); }
    this.throwIfTaken(name, parent);
    if (parent.depth >= this.cloud.quotas.value('organizations.depthOfOrganizationalUnits')) {
      throw constraint('OU_DEPTH_LIMIT_EXCEEDED', 'OUs are nested too deep');
    }
    // The root is among the units and does not count.
    if (this.units.size - 1 >= this.cloud.quotas.value('organizations.organizationalUnits')) {
      throw constraint('OU_NUMBER_LIMIT_EXCEEDED', 'the organization has too many OUs');
    }
    return this.plant(`ou-${this.root.id.slice(2)}-${this.random.text(8)}`, name, parent);
  }

  public renameUnit(unit: Unit, name: string): void {
    if (unit.name === name) { return; }
    this.throwIfTaken(name, this.units.get(unit.parent!)!);
    unit.name = name;
  }

  public removeUnit(unit: Unit): void {
    if (unit.units.length > 0 || this.accountsUnder(unit.id).length > 0) {
      throw new AwsError('OrganizationalUnitNotEmptyException', `OU ${unit.id} is not empty`);
    }
    this.units.delete(unit.id);
    const { units } = this.units.get(unit.parent!)!;
    units.splice(units.indexOf(unit.id), 1);
  }

  private throwIfTaken(name: string, parent: Unit): void {
    if (parent.units.some(id => this.units.get(id)!.name === name)) {
      throw new AwsError('DuplicateOrganizationalUnitException', `an OU '${name}' is already under ${parent.id}`);
    }
  }

  private plant(id: string, name: string, parent?: Unit): Unit {
    const unit: Unit = {
      id,
      name,
      arn: this.arn(parent ? 'ou' : 'root', id),
      parent: parent?.id,
      depth: parent ? parent.depth + 1 : 0,
      path: `${parent?.path ?? `${this.organizationId}/`}${id}/`,
      tags: new Map(),
      units: [],
      accounts: new Set(),
    };
    this.units.set(id, unit);
    parent?.units.push(id);
    return unit;
  }

  // ---- accounts

  public find(id: string): Account | undefined {
    this.letGo();
    return this.accounts.get(id);
  }

  public account(id: string): Account {
    const account = this.find(id);
    if (!account) { throw accountNotFound(id); }
    return account;
  }

  public allAccounts(): Account[] {
    this.letGo();
    return [...this.accounts.values()];
  }

  /** How many accounts there are. Closed ones count until they leave. */
  public size(): number {
    this.letGo();
    return this.accounts.size;
  }

  public isTaken(email: string): boolean {
    return this.addresses.has(email.toLowerCase());
  }

  public addAccount(of: {
    id?: string;
    name: string;
    email: string;
    parent?: string;
    joinedMethod?: 'CREATED' | 'INVITED';
    state?: AccountState;
    tags?: ReadonlyMap<string, string>;
  }): Account {
    const id = of.id ?? this.unusedAccountId();
    if (this.accounts.has(id)) { throw new Error(`account ${id} is already in the organization`); }
    if (this.isTaken(of.email)) { throw new Error(`the address ${of.email} already belongs to an account`); }
    const parent = this.units.get(of.parent ?? this.root.id);
    if (!parent) { throw new Error(`no root or OU ${of.parent} is in the organization`); }
    const account: Account = {
      id,
      arn: this.arn('account', id),
      email: of.email,
      name: of.name,
      joinedMethod: of.joinedMethod ?? 'CREATED',
      joinedAt: this.cloud.clock.now(),
      state: of.state ?? 'ACTIVE',
      parent: parent.id,
      tags: new Map(of.tags),
    };
    this.accounts.set(id, account);
    this.addresses.add(of.email.toLowerCase());
    parent.accounts.add(id);
    if (account.state === 'CLOSED') { this.closeNow(account); }
    this.report(account);
    return account;
  }

  public move(account: Account, to: Unit): void {
    this.units.get(account.parent)!.accounts.delete(account.id);
    to.accounts.add(account.id);
    account.parent = to.id;
    this.report(account);
  }

  public change(account: Account, change: { state?: AccountState; name?: string }): void {
    Object.assign(account, change);
    if (change.state === 'CLOSED') { this.closeNow(account); }
    this.report(account);
  }

  /** The accounts of a root or OU and of all OUs below it. */
  public accountsUnder(unitId: string): string[] {
    this.letGo();
    const unit = this.units.get(unitId);
    return unit ? [...unit.accounts, ...unit.units.flatMap(below => this.accountsUnder(below))] : [];
  }

  /** Whether an account lies in this root or OU, or below it. */
  public isUnder(account: Account, unitId: string): boolean {
    return this.units.get(account.parent)!.path.split('/').includes(unitId);
  }

  public describe(account: Account): JsonObject {
    return describeAccount(account, this.units.get(account.parent)!.path);
  }

  private report(account: Account): void {
    this.cloud.journal.write({
      type: 'account', at: this.cloud.timestamp(), account: { ...this.describe(account), ParentId: account.parent },
    });
  }

  private closeNow(account: Account): void {
    account.closedAt = this.cloud.clock.now();
    this.closed.push(account);
  }

  /**
   * Lets accounts go whose time after the closure is over. Done when somebody looks, so that the clock has no alarms
   * months ahead.
   */
  private letGo(): void {
    if (this.closed.length === 0) { return; }
    const term = this.cloud.quotas.value('organizations.daysUntilClosedAccountLeaves') * DAY;
    while (this.closed.length > 0 && this.cloud.clock.now() - this.closed[0].closedAt! >= term) {
      const account = this.closed.shift()!;
      this.units.get(account.parent)!.accounts.delete(account.id);
      this.accounts.delete(account.id);
    }
  }

  /** Twelve digits; some begin with 0, as real ones do. */
  private unusedAccountId(): string {
    for (;;) {
      const id = this.random.text(12, DIGITS);
      if (!this.accounts.has(id)) { return id; }
    }
  }
}
