import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge, wildcard, wildcardIn } from '../../private/acknowledge';
import { TAGGED, TENANT_TAG } from '../contract';
import { CENTRAL_LOG_PREFIX } from '../log-groups/log-names';

const READ_LOGS = [
  'logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:GetLogGroupFields', 'logs:GetLogRecord', 'logs:StartQuery',
];

/** IAM knows no resources for these: who has the id of a query has its answer. */
const OF_QUERIES = ['logs:GetQueryResults', 'logs:StopQuery'];

/** Nothing of all this can be bound to a tenant: IAM knows no resources of metrics, traces and lists. */
const ACROSS = [
  'cloudwatch:DescribeAlarms', 'cloudwatch:GetDashboard', 'cloudwatch:GetMetricData', 'cloudwatch:GetMetricStatistics',
  'cloudwatch:ListDashboards', 'cloudwatch:ListMetrics', 'logs:DescribeLogGroups', 'logs:DescribeQueries',
  'oam:ListAttachedLinks', 'oam:ListSinks',
  'xray:BatchGetTraces', 'xray:GetServiceGraph', 'xray:GetTraceGraph', 'xray:GetTraceSummaries',
];

const WHO_SAYS_SO = { Null: { 'sts:SourceIdentity': 'false' } };

/**
 * Reads the logs of one tenant, whom the session names and cannot change.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function defineTenantReader(scope: Construct, roleName: string, accounts: readonly string[]): iam.Role {
  const { account } = Stack.of(scope);
  const role = new iam.Role(scope, 'TenantReader', {
    roleName,
    description: 'Reads logs of the tenant account that the session tag TenantAccount names',
    // IAM takes no * in values of tags, so that twelve characters are no pattern that fits others.
    assumedBy: trusted(accounts, {
      'Null': { 'sts:SourceIdentity': 'false', [`aws:RequestTag/${TENANT_TAG}`]: 'false' },
      'StringLike': { [`aws:RequestTag/${TENANT_TAG}`]: '?'.repeat(12) },
      'ForAllValues:StringEquals': { 'aws:TagKeys': [TENANT_TAG] },
    }),
  });
  letThrough(role, accounts, ['sts:SetSourceIdentity', 'sts:TagSession']);
  const groups = (of: string, names: string) => `arn:${Aws.PARTITION}:logs:*:${of}:log-group:${names}`;
  const copies = [`${TAGGED}:*`, `${TAGGED}/*`].map(each => groups(account, `${CENTRAL_LOG_PREFIX}${each}`));
  role.addToPolicy(new iam.PolicyStatement({ actions: READ_LOGS, resources: copies }));
  const anywhere = groups('*', '*');
  role.addToPolicy(new iam.PolicyStatement({
    actions: READ_LOGS,
    resources: [anywhere],
    // IAM takes no variables in the account of an ARN. In this account there are copies of everybody's.
    conditions: {
      StringEquals: { 'aws:ResourceAccount': TAGGED }, StringNotEquals: { 'aws:ResourceAccount': account },
    },
  }));
  role.addToPolicy(new iam.PolicyStatement({ actions: OF_QUERIES, resources: ['*'] }));
  acknowledge(role, {
    ...Object.fromEntries([...copies, anywhere].map(each =>
      [wildcardIn(scope, each), 'Logs of the tenant whom the session names.'])),
    [wildcard('*')]: 'Answers of queries are known by ids that only who asked has.',
  });
  return role;
}

/** Reads everything of all tenants. Each time that somebody becomes it is on record. */
export function defineFleetReader(scope: Construct, roleName: string, accounts: readonly string[]): iam.Role {
  const role = new iam.Role(scope, 'FleetReader', {
    roleName,
    description: 'Reads metrics, logs and traces of all tenants; each use is on record',
    // STS is asked in one Region, so that one rule sees each use.
    assumedBy: trusted(accounts, { ...WHO_SAYS_SO, StringEquals: { 'aws:RequestedRegion': Stack.of(scope).region } }),
  });
  letThrough(role, accounts, ['sts:SetSourceIdentity']);
  role.addToPolicy(new iam.PolicyStatement({ actions: [...ACROSS, ...READ_LOGS, ...OF_QUERIES], resources: ['*'] }));
  acknowledge(role, { [wildcard('*')]: 'It is there to read across tenants, and to be seen doing so.' });
  return role;
}

function trusted(accounts: readonly string[], conditions: iam.Conditions): iam.IPrincipal {
  const principals = accounts.map(account => new iam.AccountPrincipal(account));
  return new iam.CompositePrincipal(...principals).withConditions(conditions);
}

/** They come with the call that assumes the role, and give nobody anything who may not. */
function letThrough(role: iam.Role, accounts: readonly string[], actions: string[]): void {
  role.assumeRolePolicy?.addStatements(new iam.PolicyStatement({
    actions, principals: accounts.map(account => new iam.AccountPrincipal(account)),
  }));
}
