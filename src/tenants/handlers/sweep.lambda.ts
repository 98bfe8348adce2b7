import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  AttributeValue, DynamoDBClient, GetItemCommand, QueryCommand, QueryCommandInput, TransactWriteItemsCommand,
  TransactionCanceledException, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand, ExecutionAlreadyExists, ExecutionDoesNotExist, InvalidToken, SFNClient,
  SendTaskFailureCommand, StartExecutionCommand, TaskDoesNotExist, TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { givingUp } from './given-up';
import { Sweeper, Swept, World } from './sweep';
import { BY_STATE, CREATION_LINE, GOVERNOR, KEYS, LOOK_AGAIN, METRICS, NAMESPACE, SOURCE } from '../contract';

type Item = Record<string, AttributeValue>;

/** What EventBridge sends: a tick, or the end of a run. */
interface Occasion {
  readonly 'detail-type': string;
  readonly 'detail': { readonly executionArn?: string; readonly status?: string; readonly input?: string | null };
}

export async function handler(occasion: Occasion): Promise<void> {
  const sweeper = new Sweeper(world());
  const { executionArn: run, status = '', input } = occasion.detail;
  await report(run ? await sweeper.after({ run, status, input: input ?? undefined }) : await sweeper.sweep());
}

function world(): World {
  const { MACHINE_ARN = '', DIRECTORY = '', GOVERNOR_TABLE = '', BUS_NAME } = process.env;
  const dynamodb = new DynamoDBClient({});
  const sfn = new SFNClient({});
  const query = async (input: QueryCommandInput): Promise<Item[]> => {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await dynamodb.send(new QueryCommand({ ...input, ExclusiveStartKey }));
      items.push(...page.Items ?? []);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  };
  const runNamed = (name: string) => `${MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${name}`;
  return {
    now: () => Date.now(),
    line: async () => {
      const items = await query({
        TableName: GOVERNOR_TABLE, ConsistentRead: true,
        KeyConditionExpression: 'api = :api', ExpressionAttributeValues: { ':api': { S: CREATION_LINE } },
      });
      return {
        holders: items.find(item => item.item.S === GOVERNOR.line)?.holders?.SS ?? [],
        waiting: items.filter(item => item.who?.S !== undefined)
          .map(item => ({ who: item.who.S!, token: item.taskToken?.S, calledAt: item.calledAt?.S })),
      };
    },
    record: async tenantId => {
      const Key = { [KEYS.partition]: { S: `${KEYS.tenant}${tenantId}` }, [KEYS.sort]: { S: KEYS.record } };
      const { Item: item } = await dynamodb.send(new GetItemCommand({ TableName: DIRECTORY, Key, ConsistentRead: true }));
      return item && {
        state: item.state?.S ?? '', changedAt: item.changedAt?.S ?? '', run: item.run?.S ?? '', request: item.request?.S ?? '{}',
        accountId: item.accountId?.S ?? '', queuedAt: item.queuedAt?.S ?? '',
      };
    },
    since: async (state, before) => (await query({
      TableName: DIRECTORY,
      IndexName: BY_STATE,
      KeyConditionExpression: '#state = :state AND changedAt < :before',
      FilterExpression: `begins_with(${KEYS.partition}, :tenant) AND ${KEYS.sort} = :record`,
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ':state': { S: state }, ':before': { S: before }, ':tenant': { S: KEYS.tenant }, ':record': { S: KEYS.record },
      },
    })).map(item => item[KEYS.partition].S!.slice(KEYS.tenant.length)),
    isRunning: async executionArn => {
      // Somebody has edited the record: this is no run of the workflow.
      if (!executionArn.startsWith(runNamed(''))) { return false; }
      try {
        const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        return status === 'RUNNING' || status === 'PENDING_REDRIVE';
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) { return false; }
        throw error;
      }
    },
    start: async (name, input) => {
      try {
        await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name, input }));
        return true;
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) { return false; }
        throw error;
      }
    },
    runNamed,
    giveBack: async tenantId => {
      await dynamodb.send(new UpdateItemCommand({
        TableName: GOVERNOR_TABLE,
        Key: { api: { S: CREATION_LINE }, item: { S: GOVERNOR.line } },
        UpdateExpression: 'ADD changes :one DELETE holders :them',
        ExpressionAttributeValues: { ':one': { N: '1' }, ':them': { SS: [tenantId] } },
      }));
    },
    giveUp: async (tenantId, record, input, failure) => {
      const tables = { directory: DIRECTORY, governor: GOVERNOR_TABLE, at: new Date().toISOString() };
      const { items, detail, detailType } = givingUp(tenantId, record, input, failure, tables);
      try {
        await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items }));
      } catch (error) {
        // Somebody has taken it up in the meantime.
        if (error instanceof TransactionCanceledException) { return; }
        throw error;
      }
      await new EventBridgeClient({}).send(new PutEventsCommand({
        Entries: [{ EventBusName: BUS_NAME, Source: SOURCE, DetailType: detailType, Detail: JSON.stringify(detail) }],
      }));
    },
    lookAgain: async taskToken => {
      try {
        await sfn.send(new SendTaskFailureCommand({ taskToken, error: LOOK_AGAIN }));
        return true;
      } catch (error) {
        const gone = error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
        if (!gone) { throw error; }
        return false;
      }
    },
  };
}

/** A metric costs 0.30 USD in each month in which it is put, so what did not happen is not told. */
async function report(swept: Swept): Promise<void> {
  const Dimensions = [{ Name: 'Platform', Value: process.env.PLATFORM }];
  const counts = { [METRICS.pickedUp]: swept.pickedUp, [METRICS.givenUp]: swept.givenUp, [METRICS.placesFreed]: swept.freed };
  const MetricData = Object.entries(counts).filter(([, count]) => count > 0)
    .map(([MetricName, Value]) => ({ MetricName, Value, Unit: 'Count' as const, Dimensions }));
  if (MetricData.length > 0) {
    await new CloudWatchClient({}).send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }));
  }
}
