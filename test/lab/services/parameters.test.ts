import { Lab } from '../../../src/lab';
import { JsonObject } from '../../../src/lab/json';

/** Rooms that look after their parameters in another way, each with tests of its own. */
const OTHERS = ['cloudwatchlogs', 'dynamodb', 'eventbridge', 's3', 'schemas', 'sfn', 'sts'];

const lab = new Lab();
const rooms = lab.cloud.allRooms().filter(({ service, answers }) => answers && !OTHERS.includes(service));
const caller = { ...lab.operator({ account: lab.cloud.managementAccount, region: 'us-east-1' }) };

async function complaint(service: string, action: string, parameters: JsonObject): Promise<string> {
  try {
    await lab.cloud.room(service).handle({ service, action, parameters, caller });
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
}

test.each(rooms.flatMap(({ service, answers = [] }) => answers.map(action => [service, action])))(
  '%s:%s refuses a parameter that nobody knows, and in a loud way', async (service, action) => {
    expect(await complaint(service, action, { Nonsense: 1 })).toBe(`the lab does not know the parameter Nonsense of ${service}:${action}`);
  });

test.each<[string, string, JsonObject, string]>([
  ['organizations', 'createAccount', { Email: 'a@example.com', AccountName: 'A', Rolename: 'r' }, 'Rolename'],
  ['organizations', 'createAccount', { email: 'a@example.com', AccountName: 'A' }, 'email'],
  ['cloudformation', 'createStackInstances', { DeploymentTargets: { AccountFilter: 'INTERSECTION' } }, 'DeploymentTargets.AccountFilter'],
  ['cloudformation', 'createStackInstances', { OperationPreferences: { MaxConcurrent: 5 } }, 'OperationPreferences.MaxConcurrent'],
  ['cloudformation', 'updateStackSet', { ExecutionRoleName: 'r' }, 'ExecutionRoleName'],
  ['lambda', 'invoke', { FunctionName: 'f', Qualifier: 'live' }, 'Qualifier'],
  ['ssm', 'putParameter', { Name: 'a', Value: 'b', Policies: '[]' }, 'Policies'],
])('%s:%s %j: what is misspelt, or not modelled, is not passed over', async (service, action, parameters, strange) => {
  expect(await complaint(service, action, parameters)).toBe(`the lab does not know the parameter ${strange} of ${service}:${action}`);
});

test('a parameter that an expression left out is no parameter', async () => {
  expect(await complaint('organizations', 'listAccounts', { Nonsense: undefined as never })).toBe('none');
});
