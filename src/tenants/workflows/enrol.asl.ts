import { create, creationLine } from './create.asl';
import { extras } from './extras.asl';
import { fail } from './fail.asl';
import { onboard } from './onboard.asl';
import { open } from './open.asl';
import { EnrolmentTies } from './ties';
import { bounded } from '../../private/asl';

/** A tenant asks, and an account is ready. The parts stand in the order in which they happen. */
export const enrol = (to: EnrolmentTies) => ({
  Comment: 'From the request for a tenant to its ready account',
  QueryLanguage: 'JSONata',
  TimeoutSeconds: to.timeoutSeconds,
  StartAt: 'Is it a request?',
  States: bounded({ ...open(to), ...create(to), ...onboard(to), ...extras(to), ...fail(to, creationLine(to)) }),
});

/** The calls that the document makes with its own role: API actions as IAM names them, by what they are made on. */
export const ENROL_CALLS = {
  directory: ['dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
  governor: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
  bus: ['events:PutEvents'],
  metrics: ['cloudwatch:PutMetricData'],
  stackSets: ['cloudformation:CreateStackInstances', 'cloudformation:DescribeStackInstance', 'cloudformation:DescribeStackSetOperation'],
  /** The same call is judged by whereto it goes and what it brings, too. */
  stackSetTargets: ['cloudformation:CreateStackInstances'],
  /** Asked by CloudFormation of a delegated administrator. */
  delegation: ['organizations:ListDelegatedAdministrators'],
  executions: ['states:DescribeExecution'],
  machine: ['states:SendTaskSuccess'],
  roles: ['sts:AssumeRole'],
  probe: ['lambda:InvokeFunction'],
} as const;

/** The calls that it makes with the role in the tenant's account. */
export const TENANT_CALLS = {
  facts: ['ssm:PutParameter'],
  quotas: [
    'servicequotas:RequestServiceQuotaIncrease', 'servicequotas:GetRequestedServiceQuotaChange', 'servicequotas:GetServiceQuota',
    'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota',
  ],
} as const;
