import { effectivePolicy } from './effective-policies';
import { constraint, invalidInput } from './errors';
import { Account, Policy } from './model';
import { checkDocument } from './policy-documents';
import { PolicyTypes } from './policy-types';
import { Tree } from './tree';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Random } from '../../random';

/** What a new policy is made of. */
export interface NewPolicy {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly content: string;
  readonly tags?: ReadonlyMap<string, string>;
}

/**
 * Once their type is enabled, these are attached to every root, OU and account, new ones too, and take one of the
 * places there.
 */
const FULL_ACCESS: readonly Pick<Policy, 'id' | 'name' | 'type' | 'content'>[] = [
  {
    id: 'p-FullAWSAccess', name: 'FullAWSAccess', type: 'SERVICE_CONTROL_POLICY',
    content: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  },
  {
    id: 'p-RCPFullAWSAccess', name: 'RCPFullAWSAccess', type: 'RESOURCE_CONTROL_POLICY',
    content: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
  },
];

/** All policies of the organization, and what they are attached to. */
export class Policies {
  /** Grows whenever a policy or an attachment changes, so that others know when to forget what they made of them. */
  public edition = 0;
  private readonly policies = new Map<string, Policy>();
  /** Which attachment was made as which, by target and policy. */
  private readonly order = new Map<string, number>();

  constructor(
    private readonly cloud: Cloud, private readonly tree: Tree, private readonly types: PolicyTypes,
    private readonly random: Random,
  ) {
    for (const { id, type, ...rest } of FULL_ACCESS) {
      const arn = `arn:${cloud.partition}:organizations::aws:policy/${type.toLowerCase()}/${id}`;
      this.policies.set(id, {
        id, arn, type, ...rest, description: 'Allows access to every operation', awsManaged: true, targets: new Set(), tags: new Map(),
      });
    }
  }

  public all(): Policy[] {
    return [...this.policies.values()];
  }

  /** AWS's own are there once their type has been enabled. */
  public ofType(type: string): Policy[] {
    return this.all().filter(policy => policy.type === type && (!policy.awsManaged || this.types.isEnabled(type)));
  }

  public find(id: string): Policy {
    const policy = this.policies.get(id);
    if (!policy) { throw new AwsError('PolicyNotFoundException', `no policy ${id} is in this organization`); }
    return policy;
  }

  public create({ name, type, description, content, tags }: NewPolicy): Policy {
    this.check(type, name, content);
    const id = `p-${this.random.text(10)}`;
    const policy: Policy = {
      id,
      arn: this.tree.arn('policy', `${type.toLowerCase()}/${id}`),
      name, type, description, content,
      awsManaged: false,
      targets: new Set(),
      tags: new Map(tags),
    };
    this.policies.set(id, policy);
    this.edition++;
    return policy;
  }

  public update(policy: Policy, change: Partial<Pick<Policy, 'name' | 'description' | 'content'>>): void {
    throwIfImmutable(policy);
    this.check(policy.type, change.name ?? policy.name, change.content ?? policy.content, policy);
    Object.assign(policy, change);
    this.edition++;
  }

  /** Does all of the work on a policy or, when something is refused, nothing of it. */
  public wholly(policy: Policy, work: () => void): void {
    const { name, description, content, targets } = policy;
    const attachedTo = [...targets];
    try {
      work();
    } catch (error) {
      Object.assign(policy, { name, description, content });
      targets.clear();
      attachedTo.forEach(target => targets.add(target));
      this.edition++;
      throw error;
    }
  }

  public delete(policy: Policy): void {
    throwIfImmutable(policy);
    if (this.targetsOf(policy).length > 0) {
      throw new AwsError('PolicyInUseException', `policy ${policy.id} is attached to ${this.targetsOf(policy).join(', ')}`);
    }
    this.policies.delete(policy.id);
    this.edition++;
  }

  public attach(policy: Policy, target: string): void {
    const { type } = policy;
    this.throwIfStrange(target);
    this.types.throwUnlessEnabled(type);
    if (this.isAttached(policy, target)) {
      throw new AwsError('DuplicatePolicyAttachmentException', `policy ${policy.id} is already attached to ${target}`);
    }
    if (this.attached(type, target).length >= this.cloud.quotas.value(`organizations.policiesAttached.${type}`)) {
      throw constraint('MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED', `${target} has as many policies of type ${type} as it may have`);
    }
    this.set(policy, target, true);
  }

  /** RCPFullAWSAccess stays everywhere; that this is how AWS says so is unverified. */
  public detach(policy: Policy, target: string): void {
    this.throwIfStrange(target);
    if (!this.isAttached(policy, target)) {
      throw new AwsError('PolicyNotAttachedException', `policy ${policy.id} is not attached to ${target}`);
    }
    const stays = policy.awsManaged && policy.type === 'RESOURCE_CONTROL_POLICY';
    const isLast = policy.type === 'SERVICE_CONTROL_POLICY' && this.attached(policy.type, target).length === 1;
    if (stays || isLast) {
      throw constraint('MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED', `${target} must keep ${stays ? policy.name : `a policy of type ${policy.type}`}`);
    }
    this.set(policy, target, false);
  }

  public isAttached(policy: Policy, target: string): boolean {
    const isListed = policy.targets.has(target);
    return policy.awsManaged ? this.types.isEnabled(policy.type) && !isListed : isListed;
  }

  /** The policies of a type that are attached to a root, OU or account itself. */
  public attached(type: string, target: string): Policy[] {
    this.throwIfStrange(target);
    return this.ofType(type).filter(policy => this.isAttached(policy, target));
  }

  /** What the policies of a type come to in an account, if there are any. */
  public effective(type: string, account: Account): JsonObject | undefined {
    const units = this.tree.unit(account.parent)!.path.split('/').filter(id => this.tree.unit(id));
    const levels = [...units, account.id].map(target => this.attached(type, target)
      .sort((one, other) => this.order.get(`${target} ${one.id}`)! - this.order.get(`${target} ${other.id}`)!)
      .map(({ content }) => JSON.parse(content) as JsonObject));
    return levels.flat().length > 0 ? effectivePolicy(levels) : undefined;
  }

  /** Everything that a policy is attached to and that is still there. */
  public targetsOf(policy: Policy): string[] {
    const { awsManaged, targets } = policy;
    const everything = () => [...this.tree.allUnits(), ...this.tree.allAccounts()].map(({ id }) => id);
    const candidates = awsManaged ? everything() : [...targets];
    return candidates.filter(target => this.isThere(target) && this.isAttached(policy, target));
  }

  /** By root, OU and account the policies of a type, where full access is not all there is. */
  public beyondFullAccess(type: string): Map<string, Policy[]> {
    const targets = new Set(this.ofType(type).flatMap(policy => [...policy.targets]));
    const there = [...targets].filter(target => this.isThere(target));
    return new Map(there.map(target => [target, this.attached(type, target)]));
  }

  private set(policy: Policy, target: string, isAttached: boolean): void {
    policy.targets[isAttached === policy.awsManaged ? 'delete' : 'add'](target);
    this.edition++;
    this.order.set(`${target} ${policy.id}`, this.edition);
  }

  private check(type: string, name: string, content: string, itself?: Policy): void {
    const most = this.cloud.quotas.value(`organizations.policySize.${type}`);
    if (content.length > most) {
      throw constraint('POLICY_CONTENT_LIMIT_EXCEEDED', `a ${type} may have ${most} characters, this one has ${content.length}`);
    }
    checkDocument(type, content);
    if (this.all().some(policy => policy !== itself && policy.type === type && policy.name === name)) {
      throw new AwsError('DuplicatePolicyException', `a ${type} '${name}' is already there`);
    }
  }

  private isThere(target: string): boolean {
    return this.tree.unit(target) !== undefined || this.tree.find(target) !== undefined;
  }

  private throwIfStrange(target: string): void {
    if (!this.isThere(target)) {
      throw new AwsError('TargetNotFoundException', `no root, OU or account ${target} is in this organization`);
    }
  }
}

function throwIfImmutable({ id, awsManaged }: Policy): void {
  if (awsManaged) { throw invalidInput('IMMUTABLE_POLICY', `policy ${id} is managed by AWS`); }
}
