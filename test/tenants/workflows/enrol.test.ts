import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Machine, State, documentOf, exits, expressionsOf, statesOf } from './document';
import { compile } from './jsonata';
import { ReadinessProbe, TenantBaseline } from '../../../src';
import { ACCESS_CALLS } from '../../../src/organization/contract';
import { ENROL_CALLS, TENANT_CALLS } from '../../../src/tenants/workflows/enrol.asl';
import { ORGANIZATION, actionsOf, factory, platformStack, statements } from '../../good';

/** It comes without types. */
const validate = jest.requireActual<(document: object) => { errors: unknown[] }>('asl-validator');

/** The platform of one example: features, and nobody to ask. */
const plain = () => factory({ features: ['analytics', 'sso'] }).template();

/** The platform of the other: two Regions, and a function to ask. */
function probing(): Template {
  const stack = platformStack();
  const handler = lambda.Function.fromFunctionName(stack, 'Probe', 'probe');
  const baseline = new TenantBaseline(stack, 'Two', { organization: ORGANIZATION, regions: ['us-east-1', 'eu-west-1'] });
  return factory({ baseline, readinessProbe: ReadinessProbe.fromFunction(handler, { attempts: 3 }) }, stack).template();
}

const shapes: [string, () => Template][] = [['without a probe', plain], ['with a probe', probing]];

test.each(shapes)('the document %s is what the Amazon States Language allows', (_what, template) => {
  // The validator knows the partition aws alone, and writes into what it is given.
  expect(validate(structuredClone(documentOf(template()))).errors).toEqual([]);
});

test.each(shapes)('every expression of the document %s compiles', (_what, template) => {
  const expressions = expressionsOf(documentOf(template()));
  expect(expressions.length).toBeGreaterThan(100);
  for (const [path, expression] of expressions) {
    expect(() => {
      try { compile(expression); } catch (error) { throw new Error(`${path}: ${(error as Error).message} in ${expression}`); }
    }).not.toThrow();
  }
});

test('the document that notes guardrails is what the Amazon States Language allows, and its expressions compile', () => {
  const document = documentOf(plain(), 'Stamp');
  expect(validate(structuredClone(document)).errors).toEqual([]);
  expect(expressionsOf(document).length).toBeGreaterThan(10);
  for (const [, expression] of expressionsOf(document)) { expect(() => compile(expression)).not.toThrow(); }
  expect(lost(document)).toEqual({ missing: [], unreachable: [] });
});

function lost(machine: Machine): { missing: string[]; unreachable: string[] } {
  const reached = new Set<string>();
  const visit = (name: string) => {
    if (reached.has(name) || !(name in machine.States)) { return; }
    reached.add(name);
    exits(machine.States[name]).forEach(visit);
  };
  visit(machine.StartAt);
  const { States } = machine;
  const inside = Object.values(States).flatMap(state => state.ItemProcessor ? [lost(state.ItemProcessor)] : []);
  const missing = Object.values(States).flatMap(exits).filter(next => !(next in States));
  const unreachable = Object.keys(States).filter(name => !reached.has(name));
  return {
    missing: [...missing, ...inside.flatMap(each => each.missing)],
    unreachable: [...unreachable, ...inside.flatMap(each => each.unreachable)],
  };
}

test.each(shapes)('every state of the document %s exists that is gone to, and every one is reached', (_what, template) => {
  expect(lost(documentOf(template()))).toEqual({ missing: [], unreachable: [] });
});

test('every state name is used once, those within maps included', () => {
  const names = statesOf(documentOf(probing())).map(([name]) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test.each(shapes)('no task of the document %s fails unnoticed, but where the rejection itself cannot be kept', (_what, template) => {
  const document = documentOf(template());
  const maps = Object.values(document.States).flatMap(state => state.ItemProcessor ?? []);
  const inMaps = new Set(maps.flatMap(statesOf).map(([name]) => name));
  const unguarded = statesOf(document)
    .filter(([name, state]) => state.Type === 'Task' && !inMaps.has(name) && !state.Catch?.some(each => each.ErrorEquals.includes('States.ALL')))
    .map(([name]) => name);
  expect(unguarded.sort()).toEqual(['Keep the rejected request', 'Tell that it failed', 'Tell that it is ready', 'Tell that it is rejected']);
});

test('a task that waits for somebody has a bound, and so has the whole', () => {
  const document = documentOf(plain());
  expect(document.TimeoutSeconds).toBe(7 * 86400);
  for (const [, state] of statesOf(document).filter(([, each]) => each.Resource?.endsWith('.waitForTaskToken'))) {
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
  }
});

/** How IAM names the service of an SDK integration. */
const PREFIX: Record<string, string> = { sfn: 'states' };

/**
 * The actions that a task makes, as IAM names them, on a table if one is named. A transaction is as many actions as it
 * has items.
 */
function actionsOfTask({ Resource, Arguments }: State, table = /./): string[] {
  const [, integration] = Resource!.split(':states:::');
  const [service, action] = integration.replace(/^aws-sdk:/, '').replace(/\.waitForTaskToken$/, '').split(':');
  if (action === 'transactWriteItems') {
    return (Arguments as { TransactItems: object[] }).TransactItems.filter(item => table.test(JSON.stringify(item)))
      .map(item => `dynamodb:${Object.keys(item)[0]}Item`);
  }
  if (!table.test(JSON.stringify(Arguments))) { return []; }
  // AWS asks for it besides: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html, Tags.
  const besides = action === 'createAccount' && 'Tags' in (Arguments as object) ? ['organizations:TagResource'] : [];
  const name = service === 'lambda' ? 'InvokeFunction' : action[0].toUpperCase() + action.slice(1);
  return [`${PREFIX[service] ?? service}:${name}`, ...besides];
}

type Hands = 'own' | 'access' | 'tenant';

function handsOf({ Credentials }: State): Hands {
  if (!Credentials) { return 'own'; }
  return Credentials.RoleArn.includes('-access') ? 'access' : 'tenant';
}

function callsOf(machine: Machine, hands: Hands): Set<string> {
  const tasks = statesOf(machine).map(([, state]) => state).filter(state => state.Type === 'Task');
  return new Set([
    ...tasks.filter(state => handsOf(state) === hands).flatMap(state => actionsOfTask(state)),
    ...hands === 'own' && tasks.some(state => state.Credentials) ? ['sts:AssumeRole'] : [],
  ]);
}

/** What nobody reads in the document: CloudFormation asks it of a delegated administrator in the caller's name. */
const BEHIND_THE_SCENES = ENROL_CALLS.delegation;

const sorted = (calls: Iterable<string>) => [...new Set(calls)].sort();

test('the list of own calls is what the document calls, no more and no less', () => {
  expect(sorted(callsOf(documentOf(probing()), 'own')))
    .toEqual(sorted(Object.entries(ENROL_CALLS).filter(([on]) => on !== 'delegation').flatMap(([, calls]) => [...calls])));
});

test('own calls on tables are listed for the table on which they are made', () => {
  const onTable = (table: RegExp) => statesOf(documentOf(plain())).map(([, state]) => state)
    .filter(state => state.Resource?.includes(':dynamodb:')).flatMap(state => actionsOfTask(state, table));
  expect(sorted(onTable(/"TableName":"TenantsDirectory/))).toEqual(sorted(ENROL_CALLS.directory));
  expect(sorted(onTable(/"TableName":"TenantsGovernor/))).toEqual(sorted(ENROL_CALLS.governor));
});

test('the list of calls in the management account is what the document calls with that role, no more and no less', () => {
  expect(sorted(callsOf(documentOf(probing()), 'access'))).toEqual(sorted(Object.values(ACCESS_CALLS).flat()));
});

test('the list of calls in the tenant account is what the document calls with that role, no more and no less', () => {
  expect(sorted(callsOf(documentOf(probing()), 'tenant'))).toEqual(sorted(Object.values(TENANT_CALLS).flat()));
});

test('nothing is asked of a function that is not there', () => {
  expect(callsOf(documentOf(plain()), 'own')).not.toContain('lambda:InvokeFunction');
  expect(statements(plain()).flatMap(actionsOf)).not.toContain('lambda:InvokeFunction');
});

test('the role of the workflow may do exactly what the document calls', () => {
  const template = probing();
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy')).filter(each => /EnrolmentRole/.test(JSON.stringify(each.Properties.Roles)));
  const allowed = (policy.Properties.PolicyDocument.Statement as never[]).flatMap(actionsOf);
  expect(sorted(allowed)).toEqual(sorted([...callsOf(documentOf(template), 'own'), ...BEHIND_THE_SCENES]));
});

test('CreateAccount is never repeated blindly: it alone has no retry', () => {
  const blind = statesOf(documentOf(plain())).filter(([, state]) => state.Type === 'Task' && !('Retry' in state)).map(([name]) => name);
  expect(blind.filter(name => !name.startsWith('Wake it'))).toEqual(['Create account']);
});

test('CreateAccount is asked for after the request is on record and a slot is had, and from nowhere else', () => {
  const { States } = documentOf(plain());
  const leadsTo = (target: string) => Object.keys(States).filter(name => exits(States[name]).includes(target));
  expect(leadsTo('Create account')).toEqual(['Wait for the slot']);
  expect(leadsTo('Take a place').sort())
    .toEqual(['Join the line again', 'May it go on before it creates?', 'Open the record', 'Say that it still waits', 'Stand in line']);
});

test('the document is small enough for Step Functions, with room to grow', () => {
  // 1 MB: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  expect(Buffer.byteLength(JSON.stringify(documentOf(probing())))).toBeLessThan(200000);
});
