import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { constraint, invalidInput } from './errors';
import { Policy } from './model';
import { Tree } from './tree';

/** Policies of these types come with one of AWS's own attached to every root, OU and account, which takes a place. */
const WITH_FULL_ACCESS = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'];

/** Policies of templates: measured, counted and kept. */
export class Policies {
  private readonly policies: Policy[] = [];

  constructor(private readonly cloud: Cloud, private readonly tree: Tree, private readonly random: Random) {}

  public all(): readonly Policy[] {
    return this.policies;
  }

  public add(properties: JsonObject): Policy {
    const { Name: name, Type: type, Content: content, TargetIds: targets = [] } = properties;
    if (typeof name !== 'string' || typeof type !== 'string' || content === undefined || !Array.isArray(targets)) {
      throw invalidInput('INPUT_REQUIRED', 'a policy needs Name, Type and Content');
    }
    const written = this.written(content);
    this.throwIfTooLong(type, written);
    this.throwIfDouble(type, name);
    targets.forEach(target => this.throwIfFull(type, String(target)));
    const id = `p-${this.random.text(10)}`;
    const policy = { id, name, type, content: written, targets: targets.map(String), arn: this.tree.arn('policy', `${type.toLowerCase()}/${id}`) };
    this.policies.push(policy);
    return policy;
  }

  /** CloudFormation takes an object as JSON without spaces, and a string as it is: its spaces count. */
  private written(content: Json): string {
    const written = typeof content === 'string' ? content : JSON.stringify(content);
    try {
      JSON.parse(written);
    } catch {
      throw new AwsError('MalformedPolicyDocumentException', 'the content of the policy is not JSON');
    }
    return written;
  }

  private throwIfTooLong(type: string, content: string): void {
    const most = this.cloud.quotas.value(`organizations.policySize.${type}`);
    if (content.length > most) {
      throw constraint('POLICY_CONTENT_LIMIT_EXCEEDED', `a ${type} may have ${most} characters, this one has ${content.length}`);
    }
  }

  private throwIfDouble(type: string, name: string): void {
    if (this.policies.some(policy => policy.type === type && policy.name === name)) {
      throw new AwsError('DuplicatePolicyException', `a ${type} '${name}' is already there`);
    }
  }

  private throwIfFull(type: string, target: string): void {
    if (!this.tree.unit(target) && !this.tree.find(target)) {
      throw new AwsError('TargetNotFoundException', `no root, OU or account ${target} is in this organization`);
    }
    const places = this.cloud.quotas.value(`organizations.policiesAttached.${type}`) - (WITH_FULL_ACCESS.includes(type) ? 1 : 0);
    const taken = this.policies.filter(policy => policy.type === type && policy.targets.includes(target)).length;
    if (taken >= places) {
      throw constraint('MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED', `${target} has as many policies of type ${type} as it may have`);
    }
  }
}
