import { Json, JsonObject, Lab } from '../../../src/lab';
import { enrol } from '../../../src/tenants/workflows/enrol.asl';

const document = enrol({
  partition: 'aws', platform: 'tenants', directoryTable: 'directory', governorTable: 'governor', busName: 'bus',
  accessRoleArn: 'arn:aws:iam::111111111111:role/access', landParameter: '/land', guardrailsParameter: '/guardrails',
  promotedParameter: '/guardrails/promoted', tenantRoleName: 'tenant', stackSetName: 'baseline',
  callAs: 'SELF', regions: ['us-east-1'], email: { before: 'aws+', after: '@example.com' }, features: [], timeoutSeconds: 3600,
});

/** Where a Choice of the document leads when the variables are these. */
async function leadsTo(choice: string, variables: Record<string, Json>): Promise<string> {
  const lab = new Lab();
  const state = (document.States as unknown as Record<string, JsonObject>)[choice];
  const ends = [...(state.Choices as JsonObject[]).map(rule => String(rule.Next)), String(state.Default)];
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Start',
    States: {
      Start: { Type: 'Pass', Assign: variables, Next: choice },
      [choice]: state,
      ...Object.fromEntries(ends.map(name => [name, { Type: 'Succeed', Output: name }])),
    },
  };
  const role = lab.iam.addRole('111111111111', {
    name: 'any', trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
  });
  const made = await lab.states.resources['AWS::StepFunctions::StateMachine']({
    type: 'AWS::StepFunctions::StateMachine', logicalId: 'Machine', stack: 'Stack', account: '111111111111', region: 'us-east-1', asset: () => undefined,
    properties: { DefinitionString: JSON.stringify(definition), RoleArn: role },
  });
  const { arn } = lab.states.start(made.ref);
  await lab.play();
  return JSON.parse(lab.states.execution(arn).output!) as string;
}

const request = { contacts: {}, quotas: [] };

test.each([
  ['SUCCEEDED', 0, 'Write the facts'],
  // Failures within a tolerance hide behind SUCCEEDED.
  ['SUCCEEDED', 1, 'Why did the baseline fail?'],
  ['FAILED', 1, 'Why did the baseline fail?'],
  ['STOPPED', 0, 'Why did the baseline fail?'],
  // It is looked at for a day; then it is too slow.
  ['RUNNING', 0, 'Why did the baseline fail?'],
])('an operation that is over or too slow, %s with %d failures, leads to: %s', async (state, failed, next) => {
  expect(await leadsTo('Is the baseline there?', { status: { state, failed }, request })).toBe(next);
});

test('who asked for quotas gets them after the baseline', async () => {
  const asked = { ...request, quotas: [{ serviceCode: 'lambda' }] };
  expect(await leadsTo('Is the baseline there?', { status: { state: 'SUCCEEDED', failed: 0 }, request: asked })).toBe('Name the contacts');
});

test.each([
  ['SUCCEEDED', 0, 'Note the service'],
  // Failures within a tolerance hide behind SUCCEEDED.
  ['SUCCEEDED', 1, 'Why did the service fail?'],
  ['STOPPED', 0, 'Why did the service fail?'],
])('the operation of a service, %s with %d failures, leads to: %s', async (state, failed, next) => {
  expect(await leadsTo('Is the service there?', { status: { state, failed } })).toBe(next);
});

test.each([
  ['is open', { open: true, release: '000002' }, 'Begin to install'],
  ['is still in its release', { open: false, release: '000002' }, 'Give the install up'],
  ['is closed although nobody releases it', { open: false, release: '' }, 'Give the install up'],
])('after hours of waiting, a service that %s leads on', async (_what, found, next) => {
  expect(await leadsTo('May it be brought now?', { found, service: { name: 'users' } })).toBe(next);
});
