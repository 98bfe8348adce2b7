import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  AttributeValue, ConditionalCheckFailedException, DeleteItemCommand, DynamoDBClient, GetItemCommand, QueryCommand,
  QueryCommandInput, TransactWriteItemsCommand, TransactionCanceledException, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand, ExecutionAlreadyExists, ExecutionDoesNotExist, ExecutionListItem, ExecutionStatus,
  InvalidToken, ListExecutionsCommand, SFNClient, SendTaskFailureCommand, StartExecutionCommand, StopExecutionCommand,
  TaskDoesNotExist, TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { Answer, asEvent, failureAnswer, rejectionKey, throwUnlessTold } from './answers';
import { givenUpAfter, givingUp, nameKept } from './given-up';
import { Ended, RecordSeen, Sweeper, Swept, World } from './sweep';
import { BY_STATE, CREATION_LINE, GOVERNOR, KEYS, LOOK_AGAIN, METRICS, NAMESPACE, STATES } from '../contract';

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

/** The line itself, those who have a place and are not yet off the line, and as many who may get one. */
const HEAD = 12;

/**
 * Step Functions lists the runs that began last first, whenever they ended. Three hundred of each status cover what
 * ended since the last looks as long as fewer than that have begun since and ended so. Who began earlier is on record
 * by now and is found there; only an answer that it did not come to give is not.
 */
const MOST_LISTED = 300;

/** What the record has as text. */
const TEXTS = [
  'state', 'changedAt', 'run', 'request', 'accountId', 'queuedAt', 'stage', 'requestedBy', 'error', 'cause', 'notes', 'toldBy',
] as const;

function world(): World {
  const { MACHINE_ARN = '', DIRECTORY = '', GOVERNOR_TABLE = '', BUS_NAME = '' } = process.env;
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
  const listed = async (statusFilter: ExecutionStatus): Promise<ExecutionListItem[]> => {
    const runs: ExecutionListItem[] = [];
    let nextToken: string | undefined;
    do {
      const asked = { stateMachineArn: MACHINE_ARN, statusFilter, maxResults: 100, nextToken };
      const page = await sfn.send(new ListExecutionsCommand(asked));
      runs.push(...page.executions ?? []);
      nextToken = page.nextToken;
    } while (nextToken && runs.length < MOST_LISTED);
    return runs;
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
  const recordKey = (tenantId: string) =>
    ({ [KEYS.partition]: { S: `${KEYS.tenant}${tenantId}` }, [KEYS.sort]: { S: KEYS.record } });
  const tell = async (answer: Answer) => {
    throwUnlessTold(await new EventBridgeClient({}).send(new PutEventsCommand(asEvent(BUS_NAME, answer))), answer);
  };
  return {
    now: () => Date.now(),
    line: async () => {
      const items = await query({
        TableName: GOVERNOR_TABLE, ConsistentRead: true, Limit: HEAD,
        KeyConditionExpression: 'api = :api', ExpressionAttributeValues: { ':api': { S: CREATION_LINE } },
      }, HEAD);
      return {
        holders: items.find(item => item.item.S === GOVERNOR.line)?.holders?.SS ?? [],
        waiting: items.filter(item => item.who?.S !== undefined)
          .map(({ who, item, taskToken, calledAt }) =>
            ({ who: who.S!, item: item.S!, token: taskToken?.S, calledAt: calledAt?.S })),
      };
    },
    // Thousands may stand there, each with a token of up to 2 KB.
    inLine: async () => (await query({
      TableName: GOVERNOR_TABLE, ConsistentRead: true, ProjectionExpression: 'who',
      KeyConditionExpression: 'api = :api AND begins_with(#item, :waiting)', ExpressionAttributeNames: { '#item': 'item' },
      ExpressionAttributeValues: { ':api': { S: CREATION_LINE }, ':waiting': { S: GOVERNOR.waiting } },
    })).flatMap(({ who }) => who?.S ?? []),
    record: async tenantId => {
      const read = new GetItemCommand({ TableName: DIRECTORY, Key: recordKey(tenantId), ConsistentRead: true });
      const { Item: item } = await dynamodb.send(read);
      if (!item) { return undefined; }
      const texts = Object.fromEntries(TEXTS.map(name => [name, item[name]?.S ?? ''])) as Record<keyof RecordSeen, string>;
      return { ...texts, request: texts.request || '{}' };
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
    errorOf: async run => (await describe(run))?.error,
    ended: async since => {
      const found: Ended[] = [];
      for (const status of ['ABORTED', 'FAILED', 'TIMED_OUT'] as const) {
        for (const { executionArn: run = '', stopDate } of await listed(status)) {
          if (!stopDate || stopDate.toISOString() < since) { continue; }
          const { input, error } = await describe(run) ?? {};
          found.push({ run, status, input, error });
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
    tellFailure: async (tenantId, record) => {
      await tell(failureAnswer(tenantId, record));
      try {
        await dynamodb.send(new UpdateItemCommand({
          TableName: DIRECTORY,
          Key: recordKey(tenantId),
          UpdateExpression: 'SET toldBy = :run',
          ConditionExpression: '#state = :failed AND #run = :run',
          ExpressionAttributeNames: { '#state': 'state', '#run': 'run' },
          ExpressionAttributeValues: { ':failed': { S: STATES.failed }, ':run': { S: record.run } },
        }));
      } catch (error) {
        // Whoever was told has asked again already.
        if (!(error instanceof ConditionalCheckFailedException)) { throw error; }
      }
    },
    wasGivenUp: async (tenantId, run) => {
      const Key = rejectionKey(nameKept(tenantId), givenUpAfter(run));
      const { Item } = await dynamodb.send(new GetItemCommand({ TableName: DIRECTORY, Key, ConsistentRead: true }));
      return Item !== undefined;
    },
    giveUp: async (tenantId, record, input, failure) => {
      const tables = { directory: DIRECTORY, governor: GOVERNOR_TABLE, at: new Date().toISOString() };
      const { items, answer } = givingUp(tenantId, record, input, failure, tables);
      // What fails in between is found again by the next look: told twice at worst, and never not at all.
      await tell(answer);
      try {
        await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items }));
        return true;
      } catch (error) {
        // Somebody has taken it up in the meantime, or another look was faster.
        if (error instanceof TransactionCanceledException) { return false; }
        throw error;
      }
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
