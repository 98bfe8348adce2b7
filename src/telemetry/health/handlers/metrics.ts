import { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { Asked } from './look';

/** A time, and the length of its parts in seconds. */
interface Window {
  readonly from: Date;
  readonly to: Date;
  readonly period: number;
}

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

  /** Accounts in which a rule of this name could not reach its target for good in the last three hours. */
  public async failing(ruleName: string): Promise<string[]> {
    const accounts: string[] = [];
    let NextToken: string | undefined;
    do {
      // EventBridge sends this metric only where it is not zero, so that whoever has it has failed.
      const page = await this.cloudwatch.send(new ListMetricsCommand({
        Namespace: 'AWS/Events', MetricName: 'FailedInvocations', Dimensions: [{ Name: 'RuleName', Value: ruleName }],
        RecentlyActive: 'PT3H', IncludeLinkedAccounts: true, NextToken,
      }));
      accounts.push(...page.OwningAccounts ?? []);
      NextToken = page.NextToken;
    } while (NextToken);
    return accounts;
  }
}
