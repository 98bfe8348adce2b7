import { FLEET } from '../fleet/stories';
import { ForeignCloud, Known, THE_SECOND_SLOT } from '../known';
import { SECURED } from '../stories';
import { FAILURES, OBSERVED } from '../telemetry/stories';

export const KNOWN: readonly Known[] = [
  {
    name: 'the roles that AWS has in each account', story: /./, where: /^\.accounts\[\d+\]\.roles\[\]$/, says: /^\[null,"AWSServiceRoleFor(Support|TrustedAdvisor)"\]$/,
    lab: 'makes none but OrganizationAccountAccessRole', there: 'AWSServiceRoleForSupport and AWSServiceRoleForTrustedAdvisor are there from the beginning',
    aws: 'makes these service-linked roles with each account',
    source: 'AWS Support guide, Using service-linked roles for AWS Support; for AWS Trusted Advisor', wrong: 'the lab',
  },
  {
    name: 'why the baseline fails', story: /^a baseline that fails/, where: /[.:]cause(\.S)?$/, says: /role quota exceeded.*Account gate function returned FAILED/,
    lab: 'its stack fails for the reason that it is told', there: 'a gate of the account refuses it, since it cannot be told reasons',
    aws: 'any reason; the workflow passes on what it reads', source: 'CloudFormation API reference, StackInstance, StatusReason', wrong: 'nobody',
  },
  THE_SECOND_SLOT,
];

/** Types of resources of which fakecloud makes nothing. */
export const NOT_PROVEN: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudFormation::StackSet', 'made by what stands in front of fakecloud, over CreateStackSet'],
  ['Custom::CdkAccountPerTenantOrganization', 'its function is started, and its answer taken, by what stands in front of fakecloud'],
  ['AWS::EventSchemas::Registry', 'nothing depends on it at run time'],
  ['AWS::EventSchemas::Schema', 'nothing depends on it at run time'],
]);

/** What is deployed there and does not act. */
export const NEVER_ACTS: readonly string[] = [
  'permissions of any service but DynamoDB, IAM, KMS, Lambda, S3, Scheduler, SNS, SQS and STS: every call is allowed',
  'that Step Functions may take the role of the machine: the front takes it in its place',
  'events of Step Functions: the sweeper is not started by them',
  'throttling, quotas and places in flight of AWS: nothing is refused for its rate',
  'requests for quotas, alarms, retries and dead letters of functions',
  'managed execution, and how many accounts an operation does at once; TimeoutSeconds are not shortened with the waits',
];

const TWO_ACCOUNTS = 'what stands in front of fakecloud makes two accounts in one Region; this platform is in two Regions';

const NOT_TRIED = 'failures have only been tried on moto';

/** fakecloud, of which the program is given. */
export function fakecloud(binary: string): ForeignCloud {
  return {
    name: 'fakecloud',
    // Accounts take one or two seconds there, whatever a wait is said to last.
    program: { file: 'second/front/main.py', args: ['--fakecloud', binary, '--time-scale', '0.02'] },
    known: KNOWN, notProven: NOT_PROVEN, neverActs: NEVER_ACTS,
    beyond: new Map([
      ...[...SECURED, ...FLEET].map(({ name }) => [name, TWO_ACCOUNTS] as const),
      ...[OBSERVED, ...FAILURES].map(({ name }) => [name, NOT_TRIED] as const),
    ]),
  };
}
