import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  AttributeValue, DeleteItemCommand, DynamoDBClient, GetItemCommand, QueryCommand, QueryCommandInput,
  TransactWriteItemsCommand, TransactionCanceledException, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand, ExecutionAlreadyExists, ExecutionDoesNotExist, InvalidToken, ListExecutionsCommand,
  SFNClient,
  SendTaskFailureCommand, StartExecutionCommand, StopExecutionCommand, TaskDoesNotExist, TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { givingUp } from './given-up';
import { Ended, Sweeper, Swept, World } from './sweep';
import { BY_STATE, CREATION_LINE, GOVERNOR, KEYS, LOOK_AGAIN, METRICS, NAMESPACE, SOURCE } from '../contract';

type Item = Record<string, AttributeValue>;

/** What EventBridge sends: a tick, or the end of a run. */
interface Occasion {
  readonly 'detail-type': string;
  readonly 'detail': { readonly executionArn?: string; readonly input?: string | null };
}

export async function handler(occasion: Occasion): Promise<void> {
  const sweeper = new Sweeper(world());
  const { executionArn: run, input } = occasion.detail;
  await report(run ? await sweeper.after({ run, input: input ?? undefined }) : await sweeper.sweep());
}

/** The line itself, those who have a place and are not yet off the line, and as many who may get one. */
const HEAD = 12;

function world(): World {
  const { MACHINE_ARN = '', DIRECTORY = '', GOVERNOR_TABLE = '', BUS_NAME } = process.env;
  const dynamodb = new DynamoDBClient({});
  const sfn = new SFNClient({});
  const query = async (input: QueryCommandInput, most = Infinity): Promise<Item[]> => {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await dynamodb.send(new QueryCommand({ ...input, ExclusiveStartKey }));
      items.push(...page.Items ?? []);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey && items.length < most);
    return items;
  };
  const runNamed = (name: string) => `${MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${name}`;
  const describe = async (executionArn: string) => {
    try {
      return await sfn.send(new DescribeExecutionCommand({ executionArn }));
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) { return undefined; }
      throw error;
    }
  };
  return {
    now: () => Date.now(),
    line: async part => {
      const items = await query({
        TableName: GOVERNOR_TABLE, ConsistentRead: true,
        KeyConditionExpression: 'api = :api', ExpressionAttributeValues: { ':api': { S: CREATION_LINE } },
        ...part && { Limit: HEAD },
      }, part && HEAD);
      return {
        holders: items.find(item => item.item.S === GOVERNOR.line)?.holders?.SS ?? [],
        waiting: items.filter(item => item.who?.S !== undefined)
          .map(({ who, item, taskToken, calledAt }) =>
            ({ who: who.S!, item: item.S!, token: taskToken?.S, calledAt: calledAt?.S })),
      };
    },
    record: async tenantId => {
      const Key = { [KEYS.partition]: { S: `${KEYS.tenant}${tenantId}` }, [KEYS.sort]: { S: KEYS.record } };
      const read = new GetItemCommand({ TableName: DIRECTORY, Key, ConsistentRead: true });
      const { Item: item } = await dynamodb.send(read);
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
    statusOf: async executionArn => {
      // Somebody has edited the record: this is no run of the workflow.
      if (!executionArn.startsWith(runNamed(''))) { return undefined; }
      return (await describe(executionArn))?.status;
    },
    ended: async since => {
      const found: Ended[] = [];
      for (const statusFilter of ['ABORTED', 'FAILED', 'TIMED_OUT'] as const) {
        const list = new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN, statusFilter, maxResults: 100 });
        for (const { executionArn = '', stopDate } of (await sfn.send(list)).executions ?? []) {
          if (!stopDate || stopDate.toISOString() < since) { continue; }
          const input = (await describe(executionArn))?.input;
          found.push({ run: executionArn, input });
        }
      }
      return found;
    },
    stop: async executionArn => {
      await sfn.send(new StopExecutionCommand({ executionArn, error: 'Sweeper', cause: 'It was called and did not come.' }));
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
    leaveLine: async item => {
      const Key = { api: { S: CREATION_LINE }, item: { S: item } };
      await dynamodb.send(new DeleteItemCommand({ TableName: GOVERNOR_TABLE, Key }));
    },
    lookAgain: async taskToken => {
      try {
        await sfn.send(new SendTaskFailureCommand({ taskToken, error: LOOK_AGAIN }));
        return true;
      } catch (error) {
        const gone = [TaskTimedOut, TaskDoesNotExist, InvalidToken].some(each => error instanceof each);
        if (!gone) { throw error; }
        return false;
      }
    },
  };
}

/** A metric costs 0.30 USD in each month in which it is put, so what did not happen is not told. */
async function report(swept: Swept): Promise<void> {
  const Dimensions = [{ Name: 'Platform', Value: process.env.PLATFORM }];
  const { pickedUp, givenUp, freed } = swept;
  const counts = { [METRICS.pickedUp]: pickedUp, [METRICS.givenUp]: givenUp, [METRICS.placesFreed]: freed };
  const MetricData = Object.entries(counts).filter(([, count]) => count > 0)
    .map(([MetricName, Value]) => ({ MetricName, Value, Unit: 'Count' as const, Dimensions }));
  if (MetricData.length > 0) {
    await new CloudWatchClient({}).send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }));
  }
}
