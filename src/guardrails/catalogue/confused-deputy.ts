import { OUR_ORGANIZATION, RESOURCES } from './resources';
import { StatementRule } from '../guardrail-definition';

/**
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const CONFUSED_DEPUTY: StatementRule = {
  name: 'confused-deputy',
  policyType: 'RESOURCE_CONTROL_POLICY',
  stops: 'No AWS service touches resources of an account for somebody outside of the organization.',
  why: 'A policy that trusts a service trusts it for everybody who uses it: a stranger\'s trail could write into our bucket.',
  excepted: 'Services that do not say for which account they act; AWS says it wherever the service can be misled.',
  controls: ['NIST-800-53-r5 AC-3', 'NIST-800-53-r5 AC-4'],
  statements: () => [{
    Effect: 'Deny', Principal: '*', Action: [...RESOURCES, 'sts:*'], Resource: ['*'],
    Condition: {
      Bool: { 'aws:PrincipalIsAWSService': ['true'] },
      // An account of no organization has no aws:SourceOrgID, but always an id of its own.
      Null: { 'aws:SourceAccount': ['false'] },
      StringNotEqualsIfExists: { 'aws:SourceOrgID': [OUR_ORGANIZATION] },
    },
  }],
};
