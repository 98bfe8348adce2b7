import { constraint, invalidInput } from './errors';
import { Policy } from './model';
import { Tree } from './tree';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';

/** Policies of these types come with one of AWS's own, attached to every root, OU and account, which takes a place. */
const WITH_FULL_ACCESS = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'];

type Wanted = Pick<Policy, 'name' | 'type' | 'content' | 'targets'>;

/** Policies of templates: measured, counted and kept. */
export class Policies {
  private readonly policies: Policy[] = [];

  constructor(private readonly cloud: Cloud, private readonly tree: Tree, private readonly random: Random) {}

  public all(): readonly Policy[] {
    return this.policies;
  }

  public add(properties: JsonObject): Policy {
    const wanted = this.checked(properties, this.policies);
    const id = `p-${this.random.text(10)}`;
    const policy: Policy = { ...wanted, id, arn: this.tree.arn('policy', `${wanted.type.toLowerCase()}/${id}`) };
    this.policies.push(policy);
    return policy;
  }

  public change(id: string, properties: JsonObject): void {
    const policy = this.policies.find(each => each.id === id)!;
    const wanted = this.checked(properties, this.policies.filter(each => each !== policy));
    if (wanted.type !== policy.type) { throw new Error('the lab does not model the replacement of a policy by one of another type'); }
    Object.assign(policy, wanted);
  }

  public remove(id: string): void {
    this.policies.splice(this.policies.findIndex(each => each.id === id), 1);
  }

  private checked(properties: JsonObject, others: readonly Policy[]): Wanted {
    const { Name: name, Type: type, Content: given, TargetIds: targets = [] } = properties;
    if (typeof name !== 'string' || typeof type !== 'string' || given === undefined || !Array.isArray(targets)) {
      throw invalidInput('INPUT_REQUIRED', 'a policy needs Name, Type and Content');
    }
    const content = written(given);
    const most = this.cloud.quotas.value(`organizations.policySize.${type}`);
    if (content.length > most) {
      throw constraint('POLICY_CONTENT_LIMIT_EXCEEDED', `a ${type} may have ${most} characters, this one has ${content.length}`);
    }
    const ofType = others.filter(policy => policy.type === type);
    if (ofType.some(policy => policy.name === name)) {
      throw new AwsError('DuplicatePolicyException', `a ${type} '${name}' is already there`);
    }
    targets.forEach(target => this.throwIfFull(type, String(target), ofType));
    return { name, type, content, targets: targets.map(String) };
  }

  private throwIfFull(type: string, target: string, others: readonly Policy[]): void {
    if (!this.tree.unit(target) && !this.tree.find(target)) {
      throw new AwsError('TargetNotFoundException', `no root, OU or account ${target} is in this organization`);
    }
    const all = this.cloud.quotas.value(`organizations.policiesAttached.${type}`);
    const places = all - (WITH_FULL_ACCESS.includes(type) ? 1 : 0);
    if (others.filter(policy => policy.targets.includes(target)).length >= places) {
      throw constraint('MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED', `${target} has as many policies of type ${type} as it may have`);
    }
  }
}

/** CloudFormation takes an object as JSON without spaces, and a string as it is: its spaces count. */
function written(content: Json): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError('MalformedPolicyDocumentException', 'the content of the policy is not JSON');
  }
  return text;
}
