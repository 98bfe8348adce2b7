import { back } from './back.asl';
import { begin } from './begin.asl';
import { finish } from './finish.asl';
import { operation } from './operation.asl';
import { plan } from './plan.asl';
import { take } from './take.asl';
import { waves } from './wave.asl';
import { bounded } from '../../../private/asl';
import { ReleaseTies } from '../ties';

/**
 * From a version of a service to the same version in every tenant account, or back to the one before. What matters is
 * on record before it happens, so that any run can go on where another one ended.
 */
export const release = (to: ReleaseTies) => ({
  Comment: 'Brings a version of a service to the tenants in waves, or all of them back',
  QueryLanguage: 'JSONata',
  StartAt: 'Is it a request?',
  States: bounded({
    ...begin(to), ...take(to), ...plan(to), ...waves(to), ...operation(to), ...back(to), ...finish(to),
  }),
});

/** The calls that the document makes with its own role: actions as IAM names them, by what they are made on. */
export const RELEASE_CALLS = {
  directory: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  services: ['ssm:GetParameter'],
  stackSets: [
    'cloudformation:CreateStackInstances', 'cloudformation:DeleteStackInstances', 'cloudformation:DescribeStackSet',
    'cloudformation:DescribeStackSetOperation', 'cloudformation:ListStackInstances', 'cloudformation:StopStackSetOperation', 'cloudformation:UpdateStackSet',
  ],
  newStackSets: ['cloudformation:CreateStackSet'],
  templates: ['s3:GetObject'],
  lists: ['s3:GetObject'],
  functions: ['lambda:InvokeFunction'],
  organization: ['organizations:ListRoots', 'organizations:ListDelegatedAdministrators'],
  alarms: ['cloudwatch:DescribeAlarms'],
  metrics: ['cloudwatch:PutMetricData'],
  bus: ['events:PutEvents'],
  runs: ['states:DescribeExecution'],
  machine: ['states:StartExecution'],
  tokens: ['states:SendTaskSuccess'],
} as const;
