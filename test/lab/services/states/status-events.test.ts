import { Fault } from '../../../../src/lab/faults';
import { JsonObject } from '../../../../src/lab/json';
import { eventBridge } from '../../../../src/lab/services/eventbridge/eventbridge-room';
import { sqs, SqsRoom } from '../../../../src/lab/services/sqs/sqs-room';
import { states } from '../../../../src/lab/services/states/states-room';
import { ACCOUNT, REGION, TestCloud } from '../deployed';

const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:enrolment`;

/** A sweeper's rule: whatever of one machine ended otherwise than well comes into a queue. */
class Swept {
  public readonly cloud: TestCloud;
  private readonly queue: string;

  constructor(more: { bus?: string; faults?: readonly Fault[] } = {}) {
    this.cloud = new TestCloud({ faults: more.faults }, states(), eventBridge, sqs);
    this.queue = String(this.cloud.deploy('AWS::SQS::Queue', { QueueName: 'swept' }).attributes!.Arn);
    this.cloud.deploy('AWS::SQS::QueuePolicy', {
      Queues: [`https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/swept`],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: this.queue }] },
    });
    if (more.bus) { this.cloud.deploy('AWS::Events::EventBus', { Name: more.bus }); }
    this.cloud.deploy('AWS::Events::Rule', {
      ...(more.bus && { EventBusName: more.bus }),
      EventPattern: {
        'source': ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        'detail': { stateMachineArn: [MACHINE], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      Targets: [{ Id: 'Queue', Arn: this.queue }],
    });
  }

  public machine(state: JsonObject, StateMachineName = 'enrolment', more: JsonObject = {}): string {
    return this.cloud.deploy('AWS::StepFunctions::StateMachine', {
      StateMachineName,
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/machine`,
      DefinitionString: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Only', States: { Only: state }, ...more }),
    }).ref;
  }

  public async start(StateMachineArn: string): Promise<string> {
    return String((await this.cloud.call('sfn', 'startExecution', { StateMachineArn, Name: 'acme', Input: '{"tenantId":"acme"}' })).ExecutionArn);
  }

  public events(): JsonObject[] {
    return this.cloud.cloud.room<SqsRoom>('sqs').messages(this.queue).map(({ body }) => JSON.parse(body) as JsonObject);
  }

  public statuses(): unknown[] {
    return this.events().map(({ detail }) => (detail as JsonObject).status);
  }
}

const FAILS = { Type: 'Fail', Error: 'E', Cause: 'why' };
const SLEEPS = { Type: 'Wait', Seconds: 100, End: true };

test('a rule on the default bus hears that an execution failed, with all that DescribeExecution would say', async () => {
  const swept = new Swept();
  const execution = await swept.start(swept.machine(FAILS));
  expect(swept.events()).toEqual([{
    'version': '0',
    'id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'source': 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    'account': ACCOUNT,
    'region': REGION,
    'time': expect.stringMatching(/^2026-01-05T09:00:0\dZ$/),
    'resources': [execution],
    'detail': expect.objectContaining({
      executionArn: execution,
      stateMachineArn: MACHINE,
      name: 'acme',
      status: 'FAILED',
      input: '{"tenantId":"acme"}',
      output: null,
      error: 'E',
      cause: 'why',
      redriveStatus: 'REDRIVABLE',
    }),
  }]);
});

test('and that it ran out of time, or was stopped', async () => {
  const late = new Swept();
  await late.start(late.machine(SLEEPS, 'enrolment', { TimeoutSeconds: 10 }));
  expect(late.statuses()).toEqual(['TIMED_OUT']);
  const stopped = new Swept();
  const arn = stopped.machine(SLEEPS);
  const { clock } = stopped.cloud.cloud;
  clock.at(clock.now() + 50_000, () => { void stopped.cloud.call('sfn', 'stopExecution', { ExecutionArn: `${arn.replace(':stateMachine:', ':execution:')}:acme` }); });
  await stopped.start(arn);
  expect(stopped.statuses()).toEqual(['ABORTED']);
});

test('and that it was killed by a planned crash', async () => {
  const swept = new Swept({ faults: [{ kind: 'crash', service: 'sqs', action: 'getQueueAttributes' }] });
  await swept.start(swept.machine({
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:sqs:getQueueAttributes',
    Arguments: { QueueUrl: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/swept` },
    End: true,
  }));
  expect(swept.statuses()).toEqual(['ABORTED']);
});

test('a redriven execution that fails again is told of again', async () => {
  const swept = new Swept();
  const ExecutionArn = await swept.start(swept.machine(FAILS));
  await swept.cloud.call('sfn', 'redriveExecution', { ExecutionArn });
  expect(swept.events().map(({ detail }) => (detail as JsonObject).redriveCount)).toEqual([0, 1]);
});

test('nothing is told of what runs well, of another machine, and on another bus', async () => {
  const swept = new Swept();
  await swept.start(swept.machine(SLEEPS));
  await swept.start(swept.machine(FAILS, 'other'));
  expect(swept.events()).toEqual([]);
  const elsewhere = new Swept({ bus: 'platform' });
  await elsewhere.start(elsewhere.machine(FAILS));
  expect(elsewhere.events()).toEqual([]);
});
