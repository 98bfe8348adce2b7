import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { asEvent, rejectionAnswer, rejectionItem, throwUnlessTold } from './answers';
import { Reception, RequestEvent, takeIn } from './take-in';

export async function handler(event: RequestEvent): Promise<void> {
  await takeIn(event, reception());
}

function reception(): Reception {
  const { MACHINE_ARN, TABLE_NAME, BUS_NAME = '' } = process.env;
  return {
    start: async (name, input) => {
      try {
        await new SFNClient({}).send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name, input }));
      } catch (error) {
        // EventBridge delivers at least once; the first delivery has started it.
        if (!(error instanceof ExecutionAlreadyExists)) { throw error; }
      }
    },
    reject: async ({ id, time, ...said }) => {
      const rejection = { ...said, run: id, at: time, id: `${time}#${id}` };
      await new DynamoDBClient({}).send(new PutItemCommand({ TableName: TABLE_NAME, Item: rejectionItem(rejection) }));
      const answer = rejectionAnswer(rejection);
      throwUnlessTold(await new EventBridgeClient({}).send(new PutEventsCommand(asEvent(BUS_NAME, answer))), answer);
    },
  };
}
