import { Aws, Lazy, Stack, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, IConstruct } from 'constructs';
import { GuardrailRollout } from './guardrail-rollout';
import { PROMOTION_CALLS, promote } from './promote.asl';
import { guardrailsParameterName, promotedParameterName, promotionMachineName } from '../../organization/contract';
import { IManagedTenantOrganization } from '../../organization/i-managed-tenant-organization';
import { acknowledge, wildcard } from '../../private/acknowledge';

/** What is promoted, and how. */
export interface PromotionProps {
  readonly organization: IManagedTenantOrganization;
  readonly rollout: GuardrailRollout;
  readonly digest: string;
  /** The parameter that says which guardrails are the newest. */
  readonly held: IConstruct;
  readonly pairs: readonly { readonly trial: organizations.CfnPolicy; readonly rest: organizations.CfnPolicy }[];
}

/** The workflow that brings what was tried to all other units, with its role. */
export class Promotion extends Construct {
  public readonly machine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: PromotionProps) {
    super(scope, id);
    const { organization: { platformName }, rollout: { soak, alarms = [] }, pairs } = props;
    const document = promote({
      partition: Aws.PARTITION,
      policies: pairs.map(({ trial, rest }) => ({ trial: trial.ref, rest: rest.ref })),
      soakSeconds: Tokenization.stringifyNumber(soak.toSeconds()),
      alarms: alarms.map(({ alarmName }) => alarmName),
      guardrailsParameter: guardrailsParameterName(platformName),
      promotedParameter: promotedParameterName(platformName),
    });
    this.machine = new sfn.StateMachine(this, 'Machine', {
      // Named, so that the function of the custom resource can be told of it without a circle of references.
      stateMachineName: promotionMachineName(platformName),
      definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(document)),
      role: this.defineRole(props),
    });
    acknowledge(this.machine, {
      'AwsSolutions-SF1': 'A Standard workflow keeps the history of each run for 90 days, and CloudTrail that of each policy.',
      'AwsSolutions-SF2': 'The waits of a rollout are in its history; a trace shows nothing more.',
    });
    this.startWhenWritten(props);
  }

  /**
   * CloudFormation writes a policy's content whenever it changes anything of it, tags included. What it held is gone.
   *
   * @see https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-organizations
   */
  private startWhenWritten({ organization, digest, held, pairs }: PromotionProps): void {
    const written = pairs.map(({ rest }) => ({
      policy: rest.ref, targets: rest.targetIds, tags: Lazy.any({ produce: () => rest.tags.renderTags() ?? [] }),
    }));
    const input = Stack.of(this).toJsonString({ digest, written });
    organization._startOnChange(promotionMachineName(organization.platformName), input)
      .node.addDependency(this.machine, held);
  }

  private defineRole({ organization: { platformName }, rollout, pairs }: PromotionProps): iam.Role {
    const role = new iam.Role(this, 'Role', {
      description: 'Promotes guardrails that were tried',
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    const allow = (actions: readonly string[], resources: string[]) =>
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources }));
    const parameter = (name: string) => Stack.of(this).formatArn({ service: 'ssm', resource: `parameter${name}` });
    allow(PROMOTION_CALLS.tried, pairs.map(({ trial }) => trial.attrArn));
    allow(PROMOTION_CALLS.rest, pairs.map(({ rest }) => rest.attrArn));
    allow(PROMOTION_CALLS.guardrails, [parameter(guardrailsParameterName(platformName))]);
    allow(PROMOTION_CALLS.promoted, [parameter(promotedParameterName(platformName))]);
    if (rollout.alarms && rollout.alarms.length > 0) {
      allow(PROMOTION_CALLS.alarms, ['*']);
      acknowledge(role, { [wildcard('*')]: 'DescribeAlarms shows composite alarms only to those who may call it for all.' });
    }
    return role;
  }
}
