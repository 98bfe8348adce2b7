import * as managedByAws from './managed-policies.json';
import { parsePolicy, Statement } from './policy';
import { AttachedPolicy, concerning, Role, roleArn } from './role';
import { namedRoles } from './trust';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';

/** What a new role is made of. Documents are as in a template. */
export interface RoleOptions {
  readonly name: string;
  readonly path?: string;
  readonly trust: Json;
  /** Inline policies by name. */
  readonly policies?: Record<string, Json>;
  readonly managedPolicyArns?: readonly string[];
  readonly permissionsBoundary?: string;
  readonly tags?: ReadonlyMap<string, string>;
}

/** How many different policies of trust, and of sessions, are remembered by their text. */
const MOST_TRUSTS = 1000;
const MOST_SESSIONS = 1000;

const NONE: ReadonlyMap<string, string> = new Map();

/** All roles and managed policies of all accounts, and IAM's own rules about them. */
export class Roles {
  private readonly roles = new Map<string, Role>();
  /** By account, then by name in lower case: names are unique whatever their case. */
  private readonly accounts = new Map<string, Map<string, Role>>();
  private readonly managed = new Map<string, readonly Statement[]>();
  private readonly trusts = new Map<string, readonly Statement[]>();
  private readonly sessions = new Map<string, readonly Statement[]>();
  private readonly awsManaged = new Map<string, readonly Statement[]>();
  private readonly random: Random;

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('iam');
  }

  public all(): Iterable<Role> {
    return this.roles.values();
  }

  public find(arn: string): Role | undefined {
    return this.roles.get(arn);
  }

  /** The roles of one account. */
  public of(account: string): Iterable<Role> {
    return this.accounts.get(account)?.values() ?? [];
  }

  /** What the policy of a session says. A few are used again and again. */
  public sessionStatements(policy: string): readonly Statement[] {
    const known = this.sessions.get(policy) ?? parsePolicy(JSON.parse(policy) as Json);
    if (this.sessions.size >= MOST_SESSIONS) { this.sessions.clear(); }
    this.sessions.set(policy, known);
    return known;
  }

  public named(account: string, name: string): Role {
    const role = this.accounts.get(account)?.get(name.toLowerCase());
    if (!role) { throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`); }
    return role;
  }

  public add(account: string, options: RoleOptions): Role {
    const { name } = options;
    if (!/^[\w+=,.@-]+$/.test(name) || name.length > this.cloud.quotas.value('iam.roleNameCharacters')) {
      throw new AwsError('ValidationError', `The specified value for roleName is invalid: ${name}`);
    }
    const taken = this.accounts.get(account) ?? new Map<string, Role>();
    if (taken.has(name.toLowerCase())) { throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`); }
    if (taken.size >= this.cloud.quotas.value('iam.roles')) { throw exceeded('RolesPerAccount', this.cloud.quotas.value('iam.roles')); }
    const role: Role = {
      arn: roleArn(this.cloud.partition, account, options.path, name),
      name,
      account,
      id: `AROA${this.random.text(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
      trust: [],
      trustedIds: NONE,
      inline: new Map(),
      managed: new Set(),
      tags: options.tags ?? NONE,
    };
    this.setTrust(role, options.trust);
    for (const [policy, document] of Object.entries(options.policies ?? {})) { this.putPolicy(role, policy, document); }
    for (const arn of options.managedPolicyArns ?? []) { this.attach(role, arn); }
    if (options.permissionsBoundary !== undefined) { this.statementsOf(role.boundary = options.permissionsBoundary); }
    this.accounts.set(account, taken.set(name.toLowerCase(), role));
    this.roles.set(role.arn, role);
    return role;
  }

  public remove(role: Role): void {
    this.roles.delete(role.arn);
    this.accounts.get(role.account)?.delete(role.name.toLowerCase());
  }

  /** IAM refuses a trust policy that names a role which does not exist, and remembers the others by their ids. */
  public setTrust(role: Role, document: Json): void {
    this.hold(characters(document), 'iam.trustPolicyCharacters', 'ACLSizePerRole');
    const trust = this.trustPolicy(document);
    const ids = new Map<string, string>();
    for (const arn of namedRoles(trust)) {
      const trusted = arn === role.arn ? role : this.roles.get(arn);
      if (!trusted) { throw new AwsError('MalformedPolicyDocument', `Invalid principal in policy: "AWS":"${arn}"`); }
      ids.set(arn, trusted.id);
    }
    role.trust = trust;
    role.trustedIds = ids.size > 0 ? ids : NONE;
  }

  public putPolicy(role: Role, name: string, document: Json): void {
    const statements = parsePolicy(document);
    const size = characters(document);
    const others = [...role.inline].filter(([other]) => other !== name)
      .reduce((sum, [, policy]) => sum + policy.size, 0);
    this.hold(others + size, 'iam.rolePolicyCharacters', `Maximum policy size of ${this.cloud.quotas.value('iam.rolePolicyCharacters')} bytes exceeded for role ${role.name}`);
    role.inline.set(name, { statements, size });
    role.concerned = undefined;
  }

  public deletePolicy(role: Role, name: string): void {
    role.inline.delete(name);
    role.concerned = undefined;
  }

  public attach(role: Role, policyArn: string): void {
    this.statementsOf(policyArn);
    if (role.managed.size >= this.cloud.quotas.value('iam.managedPoliciesPerRole') && !role.managed.has(policyArn)) {
      throw exceeded('PoliciesPerRole', this.cloud.quotas.value('iam.managedPoliciesPerRole'));
    }
    role.managed.add(policyArn);
    role.concerned = undefined;
  }

  public detach(role: Role, policyArn: string): void {
    role.managed.delete(policyArn);
    role.concerned = undefined;
  }

  public setManaged(arn: string, document: Json): void {
    this.hold(characters(document), 'iam.managedPolicyCharacters', 'PolicySize');
    this.managed.set(arn, parsePolicy(document));
    for (const role of this.of(accountOf(arn))) { role.concerned = undefined; }
  }

  public hasManaged(arn: string): boolean {
    return this.managed.has(arn);
  }

  public removeManaged(arn: string): void {
    for (const role of this.of(accountOf(arn))) {
      if (role.managed.has(arn)) { throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.'); }
    }
    this.managed.delete(arn);
  }

  /** The role's own policies, cut to what concerns the action. */
  public concerning(role: Role, action: string): readonly AttachedPolicy[] {
    role.concerned ??= new Map();
    const known = role.concerned.get(action) ?? concerning(this.identityPolicies(role), action);
    role.concerned.set(action, known);
    return known;
  }

  public identityPolicies(role: Role): AttachedPolicy[] {
    return [
      ...[...role.inline].map(([name, { statements }]) => ({ name, statements })),
      ...[...role.managed].map(name => ({ name, statements: this.statementsOf(name) })),
    ];
  }

  /** The content of a managed policy. Of AWS's own only some are known. */
  public statementsOf(arn: string): readonly Statement[] | 'unknown' {
    const own = this.managed.get(arn);
    if (own) { return own; }
    const prefix = `arn:${this.cloud.partition}:iam::aws:policy/`;
    if (!arn.startsWith(prefix)) { throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`); }
    const known = this.awsManaged.get(arn);
    if (known) { return known; }
    const policies: Record<string, { document: JsonObject | null } | undefined> = managedByAws.policies;
    const document = policies[arn.slice(prefix.length)]?.document;
    if (!document) { return 'unknown'; }
    const statements = parsePolicy(document);
    this.awsManaged.set(arn, statements);
    return statements;
  }

  /** Thousands of accounts trust in the same words: these are read once. */
  private trustPolicy(document: Json): readonly Statement[] {
    const text = JSON.stringify(document);
    const known = this.trusts.get(text);
    if (known) { return known; }
    const trust = parsePolicy(document, 'trust');
    if (this.trusts.size < MOST_TRUSTS) { this.trusts.set(text, trust); }
    return trust;
  }

  private hold(size: number, quota: string, what: string): void {
    const most = this.cloud.quotas.value(quota);
    if (size > most) { throw what.includes(' ') ? new AwsError('LimitExceeded', what) : exceeded(what, most); }
  }
}

function accountOf(arn: string): string {
  return arn.split(':')[4];
}

/** White space does not count towards the size of a policy. */
function characters(document: Json): number {
  return JSON.stringify(document).replace(/\s/g, '').length;
}

function exceeded(what: string, most: number): AwsError {
  return new AwsError('LimitExceeded', `Cannot exceed quota for ${what}: ${most}`);
}
