import { exceptFor, role } from './roles';
import { tenantPreviewRoleName } from '../../fleet/contract';
import { StatementRule } from '../guardrail-definition';

/**
 * Organization trails are not among it: AWS lets no member account change them, and trails of a tenant's own are his.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/guard-hooks.html
 */
export const BASELINE: StatementRule = {
  name: 'baseline',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'Nobody changes what the platform laid into the account: its stacks, the tenant\'s facts, recorder, detector, links, ways for failures, settings of the account. Nobody adds or configures types of CloudFormation, such as Hooks.',
  why: 'Without them nobody sees what happens in the account, and the platform takes it for another one than it is.',
  excepted: 'The roles that no rule may stop. Everybody may look.',
  controls: ['NIST-800-53-r5 AU-9', 'NIST-800-53-r5 CM-5', 'NIST-800-53-r5 SI-4'],
  statements: ({ name, exempt }) => [{
    Effect: 'Deny',
    // What reads, what puts failures there, and what lets them be heard once more.
    NotAction: [
      'cloudformation:Des*', 'cloudformation:Det*', 'cloudformation:Get*', 'cloudformation:List*',
      'events:Des*', 'events:List*', 'events:PutEvents', 'events:StartReplay',
      's3:Get*', 's3:List*', 's3:PutObject', 'ssm:Get*', 'ssm:List*', 'xray:List*',
    ],
    Resource: [
      `arn:*:cloudformation:*:*:stack/StackSet-cdk-account-per-tenant-${name}-*`,
      `arn:*:events:*:*:archive/apt-${name}-*`,
      `arn:*:events:*:*:event-bus/cdk-account-per-tenant-${name}-*`,
      `arn:*:events:*:*:rule/*apt-${name}-fail*`,
      `arn:*:s3:::cdk-apt-${name}-*`,
      'arn:*:ssm:*:*:parameter/cdk-account-per-tenant/*',
      'arn:*:xray:*:*:sampling-rule/cdk-account-per-tenant',
    ],
    // It asks what a release would change. What it may do otherwise is in its own policy, which nobody changes.
    Condition: exceptFor([...exempt, role(tenantPreviewRoleName(name))]),
  }, {
    Effect: 'Deny',
    // Wildcards stand where the action that reads is called otherwise, such as DescribeConfigurationRecorders.
    Action: [
      'access-analyzer:DeleteAnalyzer', 'access-analyzer:UpdateAnalyzer',
      // A Hook is asked at each stack of the account, those of StackSets included, and may fail them all.
      'cloudformation:ActivateType', 'cloudformation:RegisterType', 'cloudformation:SetType*',
      'config:*ConfigurationRecorder', 'config:*DeliveryChannel', 'config:*RetentionConfiguration', 'config:*ssociateResourceTypes',
      // To switch it on is to say how much of it: "block new sharing" undoes "block all sharing".
      'ec2:*ImageBlockPublicAccess', 'ec2:*SnapshotBlockPublicAccess',
      'ec2:DisableEbsEncryptionByDefault', 'ec2:ModifyInstanceMetadataDefaults',
      'guardduty:DeleteDetector', 'guardduty:DisassociateFrom*', 'guardduty:UpdateDetector',
      'logs:*AccountPolicy',
      // Who may make a link must be able to delete it, or his deployments do not roll back.
      'oam:CreateLink', 'oam:DeleteLink', 'oam:UpdateLink',
      's3:PutAccountPublicAccessBlock',
    ],
    Resource: ['*'],
    Condition: exceptFor(exempt),
  }],
};
