import { OrganizationPolicies } from './organization-policies';
import { Ask, Statement, texts } from './policy';
import { requestContext } from './request-context';
import { AttachedPolicy, Barrier, concerning, count, firmer, judge, Role, wordsFor } from './role';
import { RoleOptions, Roles } from './roles';
import { serviceLinkedRole, taken } from './service-linked-role';
import { trusts, trustsService } from './trust';
import { Grant, granted, grants, StatementEntries, unused, used } from './usage';
import { generatedName } from '../../assembly/generated-name';
import { AwsError } from '../../aws-error';
import { Cloud, Authorizer } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, Caller, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';

/** IAM: the roles and managed policies of all accounts. It judges every call of a caller that is not trusted. */
export class IamRoom implements Room, Authorizer {
  public readonly service = 'iam';
  public readonly answers: readonly string[] = [];
  private readonly roles: Roles;
  private readonly organizationPolicies: OrganizationPolicies;
  private readonly random: Random;

  public readonly resources: Room['resources'] = {
    'AWS::IAM::Role': request => this.created(this.roles.add(request.account, {
      name: (request.properties.RoleName as string | undefined) ?? this.name(request),
      path: request.properties.Path as string | undefined,
      trust: request.properties.AssumeRolePolicyDocument ?? null,
      policies: inlinePolicies(request.properties),
      managedPolicyArns: texts(request.properties.ManagedPolicyArns),
      permissionsBoundary: request.properties.PermissionsBoundary as string | undefined,
      tags: tagsIn(request.properties),
    })),
    'AWS::IAM::ServiceLinkedRole': request => {
      const options = serviceLinkedRole(request);
      if ([...this.roles.of(request.account)].some(({ name }) => name === options.name)) { throw taken(options); }
      const { name } = this.roles.add(request.account, options);
      return { ref: name, attributes: { RoleName: name } };
    },
    'AWS::IAM::Policy': request => {
      for (const role of this.holders(request)) {
        this.roles.putPolicy(role, policyName(request), request.properties.PolicyDocument ?? null);
      }
      return { ref: this.name(request), attributes: { Id: request.logicalId } };
    },
    'AWS::IAM::RolePolicy': request => {
      const { RoleName, PolicyDocument } = request.properties;
      const role = this.roles.named(request.account, String(RoleName));
      this.roles.putPolicy(role, policyName(request), PolicyDocument ?? null);
      return { ref: `${policyName(request)}|${role.name}` };
    },
    'AWS::IAM::ManagedPolicy': request => {
      const { ManagedPolicyName, Path, PolicyDocument } = request.properties;
      const arn = `arn:${this.cloud.partition}:iam::${request.account}:policy${Path ?? '/'}${ManagedPolicyName ?? this.name(request)}`;
      if (this.roles.hasManaged(arn)) { throw new AwsError('EntityAlreadyExists', `A policy called ${ManagedPolicyName} already exists. Duplicate names are not allowed.`); }
      this.roles.setManaged(arn, PolicyDocument ?? null);
      for (const role of this.holders(request)) { this.roles.attach(role, arn); }
      return { ref: arn, attributes: { PolicyArn: arn, DefaultVersionId: 'v1', IsAttachable: true } };
    },
  };

  public readonly updates: Room['updates'] = {
    'AWS::IAM::Role': (request, current, previous) => {
      const role = this.roles.find(String(current.attributes!.Arn))!;
      const { RoleName, AssumeRolePolicyDocument, ManagedPolicyArns, PermissionsBoundary } = request.properties;
      if (RoleName !== previous.RoleName) { throw new Error('the lab does not model the replacement of AWS::IAM::Role'); }
      this.roles.setTrust(role, AssumeRolePolicyDocument ?? null);
      role.boundary = PermissionsBoundary as string | undefined;
      role.tags = tagsIn(request.properties);
      for (const name of Object.keys(inlinePolicies(previous))) { this.roles.deletePolicy(role, name); }
      for (const [name, document] of Object.entries(inlinePolicies(request.properties))) {
        this.roles.putPolicy(role, name, document);
      }
      for (const arn of texts(previous.ManagedPolicyArns)) { this.roles.detach(role, arn); }
      for (const arn of texts(ManagedPolicyArns)) { this.roles.attach(role, arn); }
      return current;
    },
    'AWS::IAM::Policy': (request, current, previous) => {
      const before = { ...request, properties: previous };
      for (const role of this.holders(before)) { this.roles.deletePolicy(role, policyName(before)); }
      for (const role of this.holders(request)) {
        this.roles.putPolicy(role, policyName(request), request.properties.PolicyDocument ?? null);
      }
      return current;
    },
    'AWS::IAM::ManagedPolicy': (request, current) => {
      this.roles.setManaged(current.ref, request.properties.PolicyDocument ?? null);
      for (const role of this.holders(request)) { this.roles.attach(role, current.ref); }
      return current;
    },
  };

  public readonly removals: Room['removals'] = {
    'AWS::IAM::ServiceLinkedRole': ({ account }, { ref }) => this.roles.remove(this.roles.named(account, ref)),
    'AWS::IAM::Role': (_, current) => this.roles.remove(this.roles.find(String(current.attributes!.Arn))!),
    'AWS::IAM::Policy': request => {
      for (const role of this.holders(request)) { this.roles.deletePolicy(role, policyName(request)); }
    },
    'AWS::IAM::RolePolicy': request => {
      const role = this.roles.named(request.account, String(request.properties.RoleName));
      this.roles.deletePolicy(role, policyName(request));
    },
    'AWS::IAM::ManagedPolicy': (request, current) => {
      for (const role of this.holders(request)) { this.roles.detach(role, current.ref); }
      this.roles.removeManaged(current.ref);
    },
  };

  constructor(private readonly cloud: Cloud) {
    this.roles = new Roles(cloud);
    this.organizationPolicies = new OrganizationPolicies(cloud);
    this.random = cloud.random.fork('iam names');
  }

  public permissions({ action }: Call): Permission[] {
    return [{ action: `iam:${action[0].toUpperCase()}${action.slice(1)}`, resource: '*' }];
  }

  public handle({ action }: Call): JsonObject {
    throw new Error(`the lab does not model iam:${action}; roles come from templates or from IamRoom.addRole`);
  }

  public authorize(caller: Caller, permission: Permission): void {
    if (caller.trusted) { return; }
    const role = this.roles.find(caller.principal);
    const verdict = role ? this.verdict(role, caller, permission) : NOBODY;
    if ('refusal' in verdict) { throw refused(verdict, caller, permission); }
    count(role!, verdict.by, this.ask(caller, permission, role));
  }

  /**
   * Organization policies alone: for those whom a trust policy or the policy of a resource lets in without a word of
   * their own policies.
   */
  public throwIfBarred(caller: Caller, permission: Permission): void {
    const ask = this.ask(caller, permission, this.roles.find(caller.principal));
    const barrier = this.organizationPolicies.barrier(caller, permission, ask);
    if (barrier) { throw refused(barrier, caller, permission); }
  }

  /** Whether the call would be let in. Counts as no use. */
  public allows(caller: Caller, permission: Permission): boolean {
    const role = this.roles.find(caller.principal);
    return caller.trusted === true || (role !== undefined && !('refusal' in this.verdict(role, caller, permission)));
  }

  /** A role that no template brings, such as the one that Organizations puts into new accounts. Returns its ARN. */
  public addRole(account: string, options: RoleOptions): string {
    return this.roles.add(account, options).arn;
  }

  public hasRole(arn: string): boolean {
    return this.roles.find(arn) !== undefined;
  }

  /** What the trust policy of a role says to a caller. */
  public trust(
    roleArn: string, caller: Caller, action: string, context: Record<string, string | string[]>,
  ): ReturnType<typeof trusts> {
    const role = this.roles.find(roleArn);
    if (!role) { return 'none'; }
    const visitor = { arn: caller.principal, account: caller.account, id: this.roles.find(caller.principal)?.id };
    const ask = this.ask(caller, { action, resource: roleArn, context }, this.roles.find(caller.principal));
    return trusts(role, visitor, action, ask.context);
  }

  /**
   * Whether an AWS service such as `lambda.amazonaws.com` may assume the role, for the sake of a resource
   * (`aws:SourceArn` and `aws:SourceAccount` in the trust policy), if one is given.
   */
  public trustsService(roleArn: string, service: string, sourceArn?: string): boolean {
    const role = this.roles.find(roleArn);
    if (!role) { return false; }
    const permission = { action: 'sts:AssumeRole', resource: roleArn };
    const caller: Caller = { principal: service, account: sourceArn?.split(':')[4] ?? '', region: '', sourceArn };
    const ask = this.ask(caller, permission);
    return trustsService(role, service, ask.context) && !this.organizationPolicies.barrier(caller, permission, ask);
  }

  /** Of each role's Allow statements the entries that some call has needed. */
  public used(): StatementEntries[] {
    return this.collect(used);
  }

  /** Of each role's Allow statements all entries. */
  public granted(): StatementEntries[] {
    return this.collect(granted);
  }

  /** The entries that no call has needed. Empty when what was called is exactly what is allowed. */
  public unused(): StatementEntries[] {
    return this.collect(unused);
  }

  /** By which entries calls were let in, and how many. */
  public grants(): Grant[] {
    return this.collect(grants);
  }

  /** Each layer has to allow the call. Of those that do not, one that denies it counts first. */
  private verdict(role: Role, caller: Caller, permission: Permission): { by: Statement } | Barrier {
    const ask = this.ask(caller, permission, role);
    let barrier = this.organizationPolicies.barrier(caller, permission, ask);
    const own = judge(this.roles.concerning(role, permission.action), ask);
    if (own.kind !== 'allowed') { barrier = firmer(barrier, { refusal: own, by: 'identity-based policy' }); }
    const limits: [AttachedPolicy, Barrier['by']][] = [];
    if (role.boundary !== undefined) {
      limits.push([{ name: role.boundary, statements: this.roles.statementsOf(role.boundary) }, 'permissions boundary']);
    }
    const { policy } = caller.session ?? {};
    if (policy !== undefined) { limits.push([{ name: 'session', statements: this.roles.sessionStatements(policy) }, 'session policy']); }
    for (const [limit, by] of limits) {
      const said = judge(concerning([limit], permission.action), ask);
      if (said.kind !== 'allowed') { barrier = firmer(barrier, { refusal: said, by }); }
    }
    return barrier ?? own as { by: Statement };
  }

  private ask(caller: Caller, permission: Permission, role?: Role): Ask {
    const { action, resource } = permission;
    const { tags } = caller.session ?? {};
    // A tag of the session takes the place of the role's own of the same name.
    const all = tags && role ? new Map([...role.tags, ...tags]) : tags ?? role?.tags;
    return { action, resource, context: requestContext(this.cloud, caller, permission, all) };
  }

  private created(role: Role): CreatedResource {
    return { ref: role.name, attributes: { Arn: role.arn, RoleId: role.id } };
  }

  private holders({ properties, account }: ResourceRequest): Role[] {
    for (const kind of ['Users', 'Groups']) {
      if (texts(properties[kind]).length > 0) { throw new Error(`the lab does not model ${kind} of IAM policies`); }
    }
    return texts(properties.Roles).map(name => this.roles.named(account, name));
  }

  private name(request: ResourceRequest): string {
    return generatedName(request.stack, request.logicalId, this.random);
  }

  private collect<T>(from: (role: Role, policies: AttachedPolicy[]) => T[]): T[] {
    return [...this.roles.all()].flatMap(role => from(role, this.roles.identityPolicies(role)));
  }
}

const NOBODY: Barrier = { refusal: { kind: 'unmentioned' }, by: 'identity-based policy' };

function refused(barrier: Barrier, { principal }: Caller, { action, resource }: Permission): Error {
  if (barrier.refusal.kind === 'unknown') {
    return new Error(`the lab does not know the content of ${barrier.refusal.policy}, on which ${action} on ${resource} by ${principal} depends`);
  }
  return new AwsError(action.startsWith('sts:') ? 'AccessDenied' : 'AccessDeniedException',
    `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ${wordsFor(barrier, action)}`);
}

function tagsIn({ Tags }: JsonObject): Map<string, string> {
  return new Map(((Tags ?? []) as JsonObject[]).map(({ Key, Value }) => [String(Key), String(Value)]));
}

function policyName({ properties, logicalId }: ResourceRequest): string {
  return (properties.PolicyName as string | undefined) ?? logicalId;
}

function inlinePolicies({ Policies }: JsonObject): Record<string, Json> {
  const policies = (Policies ?? []) as JsonObject[];
  return Object.fromEntries(policies.map(policy => [String(policy.PolicyName), policy.PolicyDocument ?? null]));
}

/** Adds IAM to a cloud. */
export function iam(): RoomBuilder {
  return cloud => new IamRoom(cloud);
}
