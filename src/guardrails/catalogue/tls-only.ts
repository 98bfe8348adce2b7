import { RESOURCES } from './resources';
import { StatementRule } from '../guardrail-definition';

/**
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
 */
export const TLS_ONLY: StatementRule = {
  name: 'tls-only',
  policyType: 'RESOURCE_CONTROL_POLICY',
  stops: 'Nobody reaches buckets, queues, tables, keys, secrets, logs or images without TLS.',
  why: 'Some of these services still answer plain HTTP, where everybody on the way reads along.',
  excepted: 'Nobody.',
  controls: ['CIS-AWS-3.0.0 2.1.1', 'NIST-800-53-r5 SC-8', 'NIST-800-53-r5 SC-8(1)'],
  statements: () => [{
    Effect: 'Deny', Principal: '*', Action: [...RESOURCES, 'sts:*'], Resource: ['*'],
    Condition: { Bool: { 'aws:SecureTransport': ['false'] } },
  }],
};
