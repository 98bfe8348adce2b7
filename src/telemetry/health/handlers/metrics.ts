import {
  CloudWatchClient, GetMetricDataCommand, ListMetricsCommand, ListMetricsCommandInput, ListMetricsCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import { Asked, Window } from './look';

/** Metrics of tenants in one Region, as this account is let see them. */
export class TenantMetrics {
  private readonly cloudwatch: CloudWatchClient;

  constructor(region: string) {
    this.cloudwatch = new CloudWatchClient({ region });
  }

  /** The sums of a time. What nobody did is zero; what could not be seen whole is undefined. */
  public async sums(asked: readonly Asked[], { from, to, period }: Window): Promise<(number | undefined)[]> {
    const MetricDataQueries = asked.map(({ accountId: AccountId, metricName: MetricName }, index) => ({
      Id: `q${index}`, AccountId,
      MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName }, Stat: 'Sum', Period: period },
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
  private async having(metric: ListMetricsCommandInput): Promise<string[]> {
    const accounts: string[] = [];
    let NextToken: string | undefined;
    do {
      const ask = new ListMetricsCommand({ ...metric, RecentlyActive: 'PT3H', IncludeLinkedAccounts: true, NextToken });
      const page: ListMetricsCommandOutput = await this.cloudwatch.send(ask);
      accounts.push(...page.OwningAccounts ?? []);
      NextToken = page.NextToken;
    } while (NextToken);
    return accounts;
  }
}
