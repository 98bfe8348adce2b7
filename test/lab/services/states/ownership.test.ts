import { AwsError } from '../../../../src/lab/aws-error';
import { Room } from '../../../../src/lab/room';
import { iam, IamRoom } from '../../../../src/lab/services/iam/iam-room';
import { Lab, one } from '../../asl/lab';

const sleep = one({ Type: 'Wait', Seconds: 0 });
const PRINCIPAL = 'arn:aws:iam::333333333333:role/stranger';

/** What a role of some account and Region is answered that IAM would let call. */
async function refusal(
  lab: Lab, place: { account: string; region: string }, action: string, parameters: Record<string, string>,
) {
  const answer = lab.cloud.call({ principal: PRINCIPAL, ...place }, 'sfn', action, parameters)
    .then(() => 'no error', (error: AwsError) => error.code);
  await lab.cloud.clock.run();
  return answer;
}

const HERE = { account: '222222222222', region: 'eu-west-1' };

describe('a machine and its executions are out of reach', () => {
  test.each([
    ['of another account, whatever its own policies allow', { ...HERE, account: '333333333333' }, 'AccessDeniedException'],
    ['of another Region', { ...HERE, region: 'us-east-1' }, 'InvalidArn'],
    ['of nobody at home', HERE, 'no error'],
  ])('%s', async (_, place, expected) => {
    const lab = new Lab();
    const StateMachineArn = lab.machine(sleep);
    const ExecutionArn = lab.room.start(StateMachineArn).arn;
    expect(await refusal(lab, place, 'startExecution', { StateMachineArn })).toBe(expected);
    for (const action of ['describeExecution', 'stopExecution']) { expect(await refusal(lab, place, action, { ExecutionArn })).toBe(expected); }
  });

  test('by a token that came into another account', async () => {
    const lab = new Lab();
    const TaskToken = Buffer.from(JSON.stringify([lab.room.start(lab.machine(sleep)).arn, 1])).toString('base64');
    expect(await refusal(lab, { ...HERE, account: '333333333333' }, 'sendTaskHeartbeat', { TaskToken })).toBe('InvalidToken');
    expect(await refusal(lab, HERE, 'sendTaskHeartbeat', { TaskToken })).toBe('TaskTimedOut');
  });
});

test.each([[[], false], [['lambda.amazonaws.com'], false], [['states.amazonaws.com'], true], [['states.eu-west-1.amazonaws.com'], true]])(
  'a machine whose role trusts %j is made: %s', (trusted, made) => {
    const lab = new Lab();
    lab.cloud.add(() => ({
      service: 'iam', permissions: () => [], handle: () => ({}), trustsService: (_: string, service: string) => (trusted as string[]).includes(service),
    }) as Room);
    if (made) { lab.machine(sleep); return; }
    expect(() => lab.machine(sleep)).toThrow('Neither the global service principal states.amazonaws.com, nor the regional one');
  });

test.each([[{ 'aws:SourceAccount': '222222222222' }, true], [{ 'aws:SourceAccount': '333333333333' }, false]])(
  'a role that trusts Step Functions only with %j lets the machine be made: %s', (StringEquals, made) => {
    const lab = new Lab();
    lab.cloud.add(iam());
    const Principal = { Service: 'states.amazonaws.com' };
    lab.cloud.room<IamRoom>('iam').addRole('222222222222', {
      name: 'machine', trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition: { StringEquals } }] },
    });
    if (made) { lab.machine(sleep); return; }
    expect(() => lab.machine(sleep)).toThrow('Neither the global service principal');
  });
