import { AwsError } from '../../../../src/lab/aws-error';
import { CloudOptions } from '../../../../src/lab/cloud';
import { Entry } from '../../../../src/lab/journal';
import { JsonObject } from '../../../../src/lab/json';
import { Call, Caller, Room } from '../../../../src/lab/room';
import { EventBridgeRoom, eventBridge } from '../../../../src/lab/services/eventbridge/eventbridge-room';
import { SnsRoom, sns } from '../../../../src/lab/services/sns/sns-room';
import { SqsRoom, sqs } from '../../../../src/lab/services/sqs/sqs-room';
import { ACCOUNT, Place, REGION, ROLE, TestCloud } from '../deployed';

export const BUS = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/plane`;
export const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:F`;
export const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:M`;
export const TARGET_ROLE = `arn:aws:iam::${ACCOUNT}:role/Target`;

/** A bus called `plane`, queues and topics, and stand-ins for functions and machines that remember their calls. */
export class ABus extends TestCloud {
  public readonly calls: Call[] = [];
  public readonly journal: Entry[] = [];
  /** Answers that the stand-ins give first, one a call. */
  public readonly failures: string[] = [];

  constructor(options: CloudOptions = {}) {
    super(options, eventBridge, sqs, sns);
    this.cloud.add(() => this.standIn('lambda'), () => this.standIn('sfn'));
    this.cloud.journal.listen(entry => this.journal.push(entry));
    this.deploy('AWS::Events::EventBus', { Name: 'plane' });
  }

  public get events(): EventBridgeRoom { return this.cloud.room('eventbridge'); }

  public get sqs(): SqsRoom { return this.cloud.room('sqs'); }

  public get sns(): SnsRoom { return this.cloud.room('sns'); }

  /** A rule on the bus for all events of `tenants`, with these targets. */
  public rule(targets: JsonObject[], more: JsonObject = {}, place: Place = {}): string {
    const properties = { EventBusName: 'plane', Name: 'R', EventPattern: { source: ['tenants'] }, Targets: targets, ...more };
    const { attributes } = this.deploy('AWS::Events::Rule', properties, place);
    return String(attributes!.Arn);
  }

  /** A queue that takes what EventBridge sends, unless it is said otherwise. */
  public queue(name: string, open = true, place: Place = {}): string {
    const { ref, attributes } = this.deploy('AWS::SQS::Queue', { QueueName: name }, place);
    const Statement = [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: attributes!.Arn }];
    if (open) { this.deploy('AWS::SQS::QueuePolicy', { Queues: [ref], PolicyDocument: { Version: '2012-10-17', Statement } }, place); }
    return String(attributes!.Arn);
  }

  public async put(detail: JsonObject = { tenant: 'acme' }, more: JsonObject = {}, caller: Caller = ROLE): Promise<JsonObject> {
    const entry = { EventBusName: 'plane', Source: 'tenants', DetailType: 'TenantReady', Detail: JSON.stringify(detail), ...more };
    return this.call('eventbridge', 'putEvents', { Entries: [entry] }, caller);
  }

  private standIn(service: string): Room {
    return {
      service,
      permissions: ({ action }) => [{ action: `${service}:${action}`, resource: '*' }],
      handle: call => {
        this.calls.push(call);
        const failure = this.failures.shift();
        if (failure !== undefined) { throw new AwsError(failure, 'as the test wants it'); }
        return {};
      },
    };
  }
}
