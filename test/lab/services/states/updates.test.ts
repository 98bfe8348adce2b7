import { JsonObject } from '../../../../src/lab/json';
import { states, StatesRoom } from '../../../../src/lab/services/states/states-room';
import { TestCloud } from '../deployed';

const TYPE = 'AWS::StepFunctions::StateMachine';
const properties = (Output: string, StateMachineName: string | undefined = 'machine'): JsonObject => ({
  StateMachineName,
  RoleArn: 'arn:aws:iam::111111111111:role/machine',
  DefinitionString: JSON.stringify({
    QueryLanguage: 'JSONata', StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 10, Output, End: true } },
  }),
});

function deployed() {
  const cloud = new TestCloud({}, states());
  return { cloud, room: cloud.cloud.room<StatesRoom>('sfn'), made: cloud.deploy(TYPE, properties('old')) };
}

test('a state machine under another name is another one, which the lab does not model', () => {
  const { cloud, made } = deployed();
  expect(() => cloud.update(made, properties('new', 'another'))).toThrow('the lab does not model updates of a state machine');
});

test('a state machine does not go while its executions run', async () => {
  const { cloud, room, made } = deployed();
  room.start(made.ref);
  expect(() => cloud.remove(made)).toThrow('whose executions run');
  await cloud.cloud.clock.run();
  cloud.remove(made);
  expect(() => room.start(made.ref)).toThrow('State Machine Does Not Exist');
  expect(cloud.deploy(TYPE, properties('again')).ref).toBe(made.ref);
});

test('executions go on with the document that they were started with; the next have the new one', async () => {
  const { cloud, room, made } = deployed();
  room.start(made.ref);
  cloud.update(made, properties('new'));
  room.start(made.ref);
  await cloud.cloud.clock.run();
  expect(room.executions().map(({ output }) => output)).toEqual(['"old"', '"new"']);
});
