import { CfnResource, Stack } from 'aws-cdk-lib';
import { synthesized } from './assembly/an-app';
import { Fault, JsonObject, Lab, LabOptions, Place } from '../../src/lab';

const HOME = { account: '111111111111', region: 'us-east-1' };

/** A lab with a machine that counts its way to a table that is not there, in a state inside of another. */
function aLab(options: LabOptions = {}): { lab: Lab; start: () => void } {
  const lab = new Lab(options);
  const put = {
    Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem', Arguments: { TableName: 'none', Item: {} }, End: true,
    Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
  };
  const role = lab.iam.addRole(HOME.account, {
    name: 'any', trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
    managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  });
  const definition = {
    QueryLanguage: 'JSONata', StartAt: 'Each', States: {
      Each: { Type: 'Map', Items: [1], ItemProcessor: { StartAt: 'Put', States: { Put: put } }, End: true },
    },
  };
  const made = lab.states.resources['AWS::StepFunctions::StateMachine']({
    type: 'AWS::StepFunctions::StateMachine', logicalId: 'Machine', stack: 'Stack', ...HOME, asset: () => undefined,
    properties: { Definition: definition, RoleArn: role } as JsonObject,
  }) as Pick<Place, 'ref'>;
  return { lab, start: () => { lab.states.start(made.ref); } };
}

const messageOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

test('an option that the lab does not have is refused, with those that it has', () => {
  expect(() => new Lab({ seeed: 1, quota: 5 } as LabOptions)).toThrow(/^the lab has no option seeed, quota; there are seed, startsAt, /);
});

test.each<[unknown, string]>([
  [null, 'the options of the lab must be an object, got null'],
  [{ accountQuota: 'ten' }, "accountQuota must be a whole number from 0 on, got 'ten'"],
  [{ seed: 'x' }, "seed must be a whole number, got 'x'"],
  [{ startsAt: '2026-01-05' }, "startsAt must be a valid Date, got '2026-01-05'"],
  [{ managementAccount: 111111111111 }, 'managementAccount must be a text of 12 digits, got 111111111111'],
  [{ faults: { kind: 'kill' } }, "faults must be an array of faults, or an object with next, tally and indexOf, got { kind: 'kill' }"],
  [{ keepTimelines: 'yes' }, "keepTimelines must be true or false, got 'yes'"],
  [{ organizations: { creatoin: {} } }, 'organizations.creatoin is unknown; there are creation, initialization, '],
  [{ organizations: { creation: { kind: 'fix' } } }, "organizations.creation.kind must be one of fixed, uniform, lognormal, got 'fix'"],
  [{ organizations: { creation: { kind: 'fixed' } } }, 'organizations.creation.seconds must be a number from 0 on, got undefined'],
  [{ organizations: { creation: { kind: 'fixed', seconds: NaN } } }, 'organizations.creation.seconds must be a number from 0 on, got NaN'],
  [{ organizations: { takenEmails: 'a@example.com' } }, "organizations.takenEmails must be an array, got 'a@example.com'"],
  [{ stackSets: { stackDuration: 60 } }, 'stackSets.stackDuration must be an object, got 60'],
  [{ serviceQuotas: { outcomes: [{ quota: 'L-1' }] } }, 'serviceQuotas.outcomes[0].status must be one of PENDING, '],
  [{ serviceQuotas: { newAccounts: { 'lambda/L-1': '10' } } }, "serviceQuotas.newAccounts['lambda/L-1'] must be a number from 0 on, got '10'"],
  [{ states: { keepHistory: 1 } }, 'states.keepHistory must be true or false, got 1'],
])('options with a slip of the pen are refused: %j', (options, complaint) => {
  expect(messageOf(() => new Lab(options as LabOptions)).startsWith(complaint)).toBe(true);
});

test('options that say everything are taken, as are those that are undefined', () => {
  const seconds = { kind: 'fixed', seconds: 0 } as const;
  expect(() => new Lab({
    seed: -1, startsAt: new Date(0), faults: [], managementAccount: '222222222222', accountQuota: 0, keepTimelines: undefined,
    organizations: { creation: seconds, closure: { kind: 'uniform', fromSeconds: 1, toSeconds: 2 }, trail: true, overQuota: 'ACCOUNT_LIMIT_EXCEEDED' },
    stackSets: { preparation: { kind: 'lognormal', medianSeconds: 1, p95Seconds: 2 }, templateAt: () => '' },
    serviceQuotas: { outcomes: [{ status: 'DENIED', after: seconds }], newAccounts: { 'lambda/L-B99A9384': 10 } },
  })).not.toThrow();
});

test('all complaints about options and faults come at once', () => {
  const faults = [{ kind: 'crash', service: 'dynamodb', action: 'PutItem' }, { kind: 'kill', times: 0 }];
  const message = messageOf(() => new Lab({ sed: 1, accountQuota: -1, faults, states: { lag: 1 } } as LabOptions));
  expect(message.split('\n').map(line => line.split(/[: ]/)[0]))
    .toEqual(['the', 'faults[1].times', 'accountQuota', 'states.lag', 'faults[0].action']);
});

test.each<[Fault, RegExp]>([
  [{ kind: 'crash', service: 'organizations', action: 'createAcount' }, /faults\[0\]\.action: the lab does not model organizations:createAcount; it has .*createAccount/],
  [{ kind: 'crash', service: 'dynamodb', action: 'PutItem' }, /faults\[0\]\.action: the lab does not model dynamodb:PutItem; it has .*putItem/],
  [{ kind: 'crash', service: 'ec2', action: 'runInstances' }, /faults\[0\]\.service: the lab does not model 'ec2'; it has /],
  [
    { kind: 'error', service: 'organizations', action: 'createAccount', error: 'NoSuchThing' },
    /faults\[0\]\.error: organizations:createAccount does not answer 'NoSuchThing'; by the names of its API model, it answers .*FinalizingOrganizationException.*; as every action, .*ThrottlingException/,
  ],
  [{ kind: 'error', service: 'dynamodb', action: 'putItem', error: 'DynamoDb.ThrottlingException' }, /does not answer 'DynamoDb\.ThrottlingException'/],
])('a fault that could never come is refused: %j', (fault, complaint) => {
  expect(() => new Lab({ faults: [fault] })).toThrow(complaint);
});

test('each service of the lab lists its actions, so that a fault in another is refused', () => {
  const silent = new Lab().cloud.allRooms().filter(({ answers }) => answers === undefined);
  expect(silent.map(({ service }) => service)).toEqual([]);
});

test('a fault in a state that no machine has is thrown when nothing moves any more, and not before', async () => {
  const { lab, start } = aLab({ faults: [{ kind: 'kill', inState: 'Putt' }] });
  start();
  await lab.play(lab.cloud.clock.now() + 3600_000);
  await expect(lab.play()).rejects.toThrow("faults[0].inState: no state machine of the lab has a state 'Putt', so the fault never came; there are Each, Put");
});

test('a lab without machines says nothing of states', async () => {
  await expect(new Lab({ faults: [{ kind: 'kill', inState: 'Put' }] }).play()).resolves.toBeUndefined();
});

const ON_PUT = { kind: 'error', service: 'dynamodb', action: 'putItem', error: 'InternalServerError' } as const;

test('faults that were never applied are told by name, and how often the others were', async () => {
  const { lab, start } = aLab({ faults: [{ ...ON_PUT, times: 2 }, { ...ON_PUT, name: 'of nobody', mentions: 'nobody' }] });
  start();
  await lab.play();
  expect(messageOf(() => lab.expectFaultsApplied()))
    .toBe('faults[1] (of nobody) was never applied\nfaults[0] (error InternalServerError of dynamodb:putItem) was applied 2 times');
});

test('nothing is said where each fault was applied, in states inside of others too', async () => {
  const { lab, start } = aLab({ faults: [{ ...ON_PUT, inState: 'Put', times: 99 }] });
  start();
  await lab.play();
  expect(() => lab.expectFaultsApplied()).not.toThrow();
});

test.each([undefined, '', 5])('deploy asks for a folder instead of %p', async (assembly) => {
  await expect(new Lab().deploy(assembly as string)).rejects.toThrow(/^deploy takes the folder of a cloud assembly, such as 'cdk\.out'/);
});

test('a stack that is deployed again is there once, as it is then', async () => {
  const version = (Value: string) => synthesized(app => new CfnResource(new Stack(app, 'Stack', { env: HOME }), 'P', {
    type: 'AWS::SSM::Parameter', properties: { Name: Value, Type: 'String', Value },
  }));
  const lab = new Lab();
  for (const value of ['one', 'two']) { await lab.deploy(version(value)); }
  expect(lab.all('AWS::SSM::Parameter').map(({ ref }) => ref)).toEqual(['two']);
});

describe('the only resource of a type', () => {
  const deployed = (...ids: string[]) => {
    const lab = new Lab();
    const resources = Object.fromEntries(ids.map(id => [id, { type: 'AWS::SQS::Queue', ref: id }]));
    lab.stacks.push({ ...HOME, name: 'Stack', resources } as unknown as Lab['stacks'][0]);
    return lab;
  };

  test.each<[string, string[], string, string, string]>([
    ['nothing is deployed', [], 'AWS::SNS::Topic', '', 'expected one AWS::SNS::Topic, found none; nothing is deployed'],
    ['none is of the type', ['A'], 'AWS::SNS::Topic', '', 'expected one AWS::SNS::Topic, found none; the stacks have AWS::SQS::Queue'],
    ['none has the word', ['A', 'B'], 'AWS::SQS::Queue', 'C', "expected one AWS::SQS::Queue with 'C' in its logical id, found none; of this type there are A, B"],
    ['several are', ['A', 'B'], 'AWS::SQS::Queue', '', 'expected one AWS::SQS::Queue, found 2: A, B'],
  ])('is told what is there where %s', (_, ids, type, word, message) => {
    expect(messageOf(() => deployed(...ids).only(type, word))).toBe(message);
  });
});

test('a call of a service without a room is told with the state that makes it', async () => {
  const call = new Lab().cloud.call({ principal: 'a role', ...HOME, execution: 'run 1', state: 'Send mail' }, 'sesv2', 'sendEmail', {});
  await expect(call).rejects.toThrow("the lab has no room for the service 'sesv2', which the state 'Send mail' of run 1 calls; it has iam, sts, ");
});
