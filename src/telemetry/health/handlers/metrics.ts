import {
  CloudWatchClient, Dimension, GetMetricDataCommand, ListMetricsCommandInput as Metric, paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';
import { Asked, Window } from './look';

const FUNCTION = 'FunctionName';

interface Sent { readonly account: string; readonly dimensions: readonly Dimension[] }

/** Metrics of tenants in one Region, as this account is let see them. */
export class TenantMetrics {
  private readonly cloudwatch: CloudWatchClient;

  constructor(region: string) {
    this.cloudwatch = new CloudWatchClient({ region });
  }

  /** The sums of a time. What nobody did is zero; what could not be seen whole is undefined. */
  public async sums(asked: readonly Asked[], { from, to, period }: Window): Promise<(number | undefined)[]> {
    const MetricDataQueries = asked.map(({ accountId: AccountId, metricName: MetricName, functionName }, index) => ({
      Id: `q${index}`, AccountId,
      MetricStat: {
        Metric: { Namespace: 'AWS/Lambda', MetricName, ...functionName && { Dimensions: [{ Name: FUNCTION, Value: functionName }] } },
        Stat: 'Sum', Period: period,
      },
    }));
    const values = new Map<string, number>();
    const states = new Map<string, string>();
    let NextToken: string | undefined;
    do {
      const ask = new GetMetricDataCommand({ MetricDataQueries, StartTime: from, EndTime: to, NextToken });
      const page = await this.cloudwatch.send(ask);
      for (const { Id = '', StatusCode = '', Values = [] } of page.MetricDataResults ?? []) {
        values.set(Id, Values.reduce((sum, value) => sum + value, values.get(Id) ?? 0));
        states.set(Id, StatusCode);
      }
      NextToken = page.NextToken;
    } while (NextToken);
    return MetricDataQueries.map(({ Id }) => states.get(Id) === 'Complete' ? values.get(Id) : undefined);
  }

  /** Functions of an account that have sent a metric in the last three hours. */
  public async functions({ accountId: OwningAccount, metricName: MetricName }: Asked): Promise<string[]> {
    const found = await this.listed({ Namespace: 'AWS/Lambda', MetricName, Dimensions: [{ Name: FUNCTION }], OwningAccount });
    // By alias and version they are listed once more.
    return found.flatMap(({ dimensions: [only, ...others] }) => only.Value && others.length === 0 ? [only.Value] : []);
  }

  /**
   * Accounts in which a rule of this name could not reach its target for good in the last three hours. EventBridge
   * sends this metric only where it is not zero, so that whoever has it has failed.
   */
  public async failing(ruleName: string): Promise<string[]> {
    const Dimensions = [{ Name: 'RuleName', Value: ruleName }];
    return this.having({ Namespace: 'AWS/Events', MetricName: 'FailedInvocations', Dimensions });
  }

  /**
   * Accounts in which Lambda could not hand a failed invocation over to its destination in the last three hours. It
   * sends this metric only then.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
   */
  public async losing(): Promise<string[]> {
    return this.having({ Namespace: 'AWS/Lambda', MetricName: 'DestinationDeliveryFailures' });
  }

  /** Accounts that have sent a metric in the last three hours. */
  private async having(metric: Metric): Promise<string[]> {
    return (await this.listed(metric)).map(({ account }) => account);
  }

  /** What has been sent of a metric in the last three hours, and by whom. */
  private async listed(metric: Metric): Promise<Sent[]> {
    const found: Sent[] = [];
    const asked = { ...metric, RecentlyActive: 'PT3H' as const, IncludeLinkedAccounts: true };
    for await (const { Metrics = [], OwningAccounts = [] } of paginateListMetrics({ client: this.cloudwatch }, asked)) {
      OwningAccounts.forEach((account, index) => found.push({ account, dimensions: Metrics[index]?.Dimensions ?? [] }));
    }
    return found;
  }
}
