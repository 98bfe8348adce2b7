import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { EVENTS, KEYS, SOURCE } from '../contract';
import { Reception, RequestEvent, takeIn } from './take-in';

export async function handler(event: RequestEvent): Promise<void> {
  await takeIn(event, reception());
}

function reception(): Reception {
  const { MACHINE_ARN, TABLE_NAME, BUS_NAME } = process.env;
  return {
    start: async (name, input) => {
      try {
        await new SFNClient({}).send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name, input }));
      } catch (error) {
        // EventBridge delivers at least once; the first delivery has started it.
        if (!(error instanceof ExecutionAlreadyExists)) { throw error; }
      }
    },
    reject: async ({ id, time, tenantId, requestedBy, reasons, request }) => {
      await new DynamoDBClient({}).send(new PutItemCommand({
        TableName: TABLE_NAME,
        Item: {
          [KEYS.partition]: { S: `${KEYS.rejected}${tenantId}` },
          [KEYS.sort]: { S: `${KEYS.history}${time}#${id}` },
          state: { S: 'rejected' },
          changedAt: { S: time },
          tenantId: { S: tenantId },
          reason: { S: reasons.join('; ') },
          requestedBy: { S: requestedBy },
          request: { S: request },
          run: { S: id },
        },
      }));
      const answer = await new EventBridgeClient({}).send(new PutEventsCommand({
        Entries: [{
          EventBusName: BUS_NAME,
          Source: SOURCE,
          DetailType: EVENTS.rejected,
          Detail: JSON.stringify({ tenantId, reasons, requestedBy, run: id }),
        }],
      }));
      if (answer.FailedEntryCount) {
        throw new Error(`the rejection of ${tenantId} could not be told: ${answer.Entries?.[0]?.ErrorMessage}`);
      }
    },
  };
}
