import { runSimulation } from '@cloud-copilot/iam-simulate';
import { callerOf, ORGANIZATION } from './caller';
import { ACCOUNT, Case } from '../../src/guardrails/case';

/** A policy as it is deployed. */
export interface Deployed {
  readonly name: string;
  readonly type: string;
  readonly content: string;
}

const FULL_ACCESS = { name: 'FullAWSAccess', policy: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } };

/** A policy of the resource that lets in everybody: people from outside, services, and who signs nothing. */
const OPEN = { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } };

/** Whether AWS would let it happen, for somebody whose own policies, or those of the resource, allow everything. */
export async function isAllowed(what: Case, policies: readonly Deployed[]): Promise<boolean> {
  const { does, given = {}, partition = 'aws' } = what;
  const { principal, hasIdentity, isOfTenant, context } = callerOf(what, partition);
  const to = what.to === undefined ? '*' : `arn:${partition}:${what.to}`;
  const of = (type: string) => policies.filter(policy => policy.type === type)
    .map(({ name, content }) => ({ name, policy: JSON.parse(content) as object }));
  const levels = ['r-root', 'ou-root-tenants'].map(orgIdentifier => ({ orgIdentifier, policies: [FULL_ACCESS] }));
  const result = await runSimulation({
    request: {
      principal,
      action: does,
      resource: { resource: to, accountId: ACCOUNT },
      contextVariables: { ...context, ...OF_REQUEST, ...given as Record<string, string | string[]> },
    },
    identityPolicies: hasIdentity ? [{ name: 'Everything', policy: FULL_ACCESS.policy }] : [],
    serviceControlPolicies: !isOfTenant ? [] : [
      ...levels,
      { orgIdentifier: 'ou-root-production', policies: [FULL_ACCESS, ...of('SERVICE_CONTROL_POLICY')] },
      { orgIdentifier: ACCOUNT, policies: [FULL_ACCESS] },
    ],
    // A key lets in nobody whom its own policy does not.
    ...(!isOfTenant || /^kms:/i.test(does)) && { resourcePolicy: OPEN },
    resourceControlPolicies: [{ orgIdentifier: 'ou-root-production', policies: of('RESOURCE_CONTROL_POLICY') }],
  }, {});
  if (result.resultType === 'error') { throw new Error(`${what.says} (${does} on ${to}): ${JSON.stringify(result.errors)}`); }
  return result.resultType === 'single' ? result.overallResult === 'Allowed' : result.results.every(each => each.analysis.result === 'Allowed');
}

/** What AWS says of each request by itself. */
const OF_REQUEST: Readonly<Record<string, string>> = {
  'aws:ResourceAccount': ACCOUNT,
  'aws:ResourceOrgID': ORGANIZATION,
  'aws:RequestedRegion': 'us-east-1',
  'aws:SecureTransport': 'true',
};
