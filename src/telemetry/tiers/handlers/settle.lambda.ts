import {
  CallAs, CloudFormationClient, paginateListStackInstances, paginateListStackSetOperationResults,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Settler } from './settle';
import { TierTable } from './tier-table';
import { NAMESPACE, SOURCE } from '../../../tenants/contract';
import { TELEMETRY_EVENTS, TELEMETRY_METRICS } from '../../contract';
import { SettleAnswer, SettleRequest, SortAnswer, SortRequest } from '../contract';

export async function handler(request: SettleRequest | SortRequest): Promise<SettleAnswer | SortAnswer> {
  const { DIRECTORY = '', BUS_NAME = '', STACK_SET = '', CALL_AS = 'SELF', REGIONS = '', PLATFORM = '' } = process.env;
  const table = new TierTable(DIRECTORY);
  // Long lists take hundreds of calls, beside those of everybody else in the account.
  const client = new CloudFormationClient({ maxAttempts: 8 });
  const stackSet = { StackSetName: STACK_SET, CallAs: CALL_AS as CallAs, MaxResults: 100 };
  const eventBridge = new EventBridgeClient({});
  const settler = new Settler({
    now: () => Date.now(),
    inOperation: operation => table.inOperation(operation),
    results: async function* (OperationId) {
      const asked = { ...stackSet, OperationId };
      for await (const { Summaries: page = [] } of paginateListStackSetOperationResults({ client }, asked)) {
        yield page.map(({ Account: account = '', Region: region = '', Status: status = '', StatusReason: reason }) =>
          ({ account, region, status, reason }));
      }
    },
    instances: async function* () {
      for await (const { Summaries: page = [] } of paginateListStackInstances({ client }, stackSet)) {
        yield page.map(({ Account: account = '', Region: region = '' }) => ({ account, region }));
      }
    },
    tell: async changes => {
      const { tierChanged: DetailType } = TELEMETRY_EVENTS;
      const Entries = changes.map(change =>
        ({ EventBusName: BUS_NAME, Source: SOURCE, DetailType, Detail: JSON.stringify(change) }));
      const { FailedEntryCount: failed = 0 } = await eventBridge.send(new PutEventsCommand({ Entries }));
      if (failed > 0) { throw new Error(`the bus did not take ${failed} of ${changes.length} events`); }
    },
    moved: (change, operation) => table.moved(change, operation),
    failed: (tenantId, operation, reason) => table.failed(tenantId, operation, reason),
    // A metric costs 0.30 USD in each month in which it is put, so what did not happen is not told.
    count: async Value => {
      if (Value === 0) { return; }
      const Dimensions = [{ Name: 'Platform', Value: PLATFORM }];
      const datum = { MetricName: TELEMETRY_METRICS.moved, Value, Unit: 'Count' as const, Dimensions };
      await new CloudWatchClient({}).send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData: [datum] }));
    },
  }, REGIONS.split(','));
  return 'sort' in request ? settler.sort(request) : settler.settle(request);
}
