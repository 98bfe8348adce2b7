import type { Actions, Parts } from './actions';
import { constraint } from './errors';
import * as inputs from './inputs';
import { describePolicy, Policy } from './model';
import { paged } from './paged';
import { effectivePolicyType, policyType } from './policy-types';
import { AwsError } from '../../aws-error';
import { JsonObject } from '../../json';

const POLICY = /^p-[0-9a-zA-Z_]{8,128}$/;
const TARGET = /^(?:r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/;
const ROOT = /^r-[0-9a-z]{4,32}$/;
const ACCOUNT = /^\d{12}$/;

/**
 * Services that need access to the organization before their type of policies is enabled, as far as AWS names them. EC2
 * needs it as well, for its report, and AWS enables the type before.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_guardduty_getting_started.html
 */
const NEEDS_ACCESS: Readonly<Record<string, string | undefined>> = {
  GUARDDUTY_POLICY: 'guardduty.amazonaws.com', SECURITYHUB_POLICY: 'securityhub.amazonaws.com',
};

/** The API's actions on policies. */
export function policyActionsOf({ cloud, tree, policies, policyTypes, delegation }: Parts): Actions {
  const policyIn = (parameters: JsonObject) => policies.find(inputs.matching(parameters, 'PolicyId', POLICY));
  const targetIn = (parameters: JsonObject) => inputs.matching(parameters, 'TargetId', TARGET);
  const full = (policy: Policy) => ({ Policy: { PolicySummary: describePolicy(policy), Content: policy.content } });
  return {
    enablePolicyType: parameters => {
      const type = policyType(parameters.PolicyType);
      const root = inputs.matching(parameters, 'RootId', ROOT);
      if (root !== tree.root.id) { throw new AwsError('RootNotFoundException', `no root ${root} is in this organization`); }
      const service = NEEDS_ACCESS[type];
      if (service !== undefined && !delegation.isEnabled(service)) {
        throw constraint('SERVICE_ACCESS_NOT_ENABLED', `the organization gives ${service} no access yet`);
      }
      policyTypes.enable(type);
      return { Root: describeRoot({ tree, policyTypes }) };
    },
    createPolicy: parameters => full(policies.create({
      type: policyType(parameters.Type),
      name: inputs.text(parameters, 'Name', 1, 128),
      description: inputs.text(parameters, 'Description', 0, 512),
      content: inputs.text(parameters, 'Content', 1, Infinity),
      tags: inputs.tags(parameters.Tags, cloud.quotas.value('organizations.tagsPerResource')),
    })),
    updatePolicy: parameters => {
      const policy = policyIn(parameters);
      policies.update(policy, {
        ...(parameters.Name !== undefined && { name: inputs.text(parameters, 'Name', 1, 128) }),
        ...(parameters.Description !== undefined && { description: inputs.text(parameters, 'Description', 0, 512) }),
        ...(parameters.Content !== undefined && { content: inputs.text(parameters, 'Content', 1, Infinity) }),
      });
      return full(policy);
    },
    deletePolicy: parameters => {
      policies.delete(policyIn(parameters));
      return {};
    },
    describePolicy: parameters => full(policyIn(parameters)),
    describeEffectivePolicy: parameters => {
      const type = effectivePolicyType(parameters.PolicyType);
      const id = inputs.matching(parameters, 'TargetId', ACCOUNT);
      const account = tree.find(id);
      if (!account) { throw new AwsError('TargetNotFoundException', `no account ${id} is in this organization`); }
      const content = policies.effective(type, account);
      // What AWS answers where the type is enabled and nothing of it attached, it says of members only.
      if (content === undefined) { throw new AwsError('EffectivePolicyNotFoundException', `account ${id} has no effective ${type}`); }
      // When it last changed is left out: AWS does not say whether a move of the account counts.
      return { EffectivePolicy: { PolicyContent: JSON.stringify(content), PolicyType: type, TargetId: id } };
    },
    attachPolicy: parameters => {
      policies.attach(policyIn(parameters), targetIn(parameters));
      return {};
    },
    detachPolicy: parameters => {
      policies.detach(policyIn(parameters), targetIn(parameters));
      return {};
    },
    listPolicies: parameters => paged('Policies', policies.ofType(policyType(parameters.Filter)).map(describePolicy), parameters),
    listPoliciesForTarget: parameters =>
      paged('Policies', policies.attached(policyType(parameters.Filter), targetIn(parameters)).map(describePolicy), parameters),
    listTargetsForPolicy: parameters =>
      paged('Targets', policies.targetsOf(policyIn(parameters)).map(id => describeTarget(tree, id)), parameters),
  };
}

/** The root as ListRoots shows it. */
export function describeRoot({ tree, policyTypes }: Pick<Parts, 'tree' | 'policyTypes'>): JsonObject {
  return { Id: tree.root.id, Arn: tree.root.arn, Name: tree.root.name, PolicyTypes: policyTypes.describe() };
}

function describeTarget(tree: Parts['tree'], id: string): JsonObject {
  const unit = tree.unit(id);
  const { arn, name } = unit ?? tree.account(id);
  return { TargetId: id, Arn: arn, Name: name, Type: !unit ? 'ACCOUNT' : unit.parent === undefined ? 'ROOT' : 'ORGANIZATIONAL_UNIT' };
}
