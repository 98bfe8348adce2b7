import {
  CallAs, CloudFormationClient, DescribeStackInstanceCommand, paginateListStackInstances,
  paginateListStackSetOperationResults, StackInstanceFilter, StackInstanceNotFoundException,
} from '@aws-sdk/client-cloudformation';
import { Result } from './settle';
import { Instance } from './truth';
import { serviceStackSetName } from '../../contract';

/** The stack sets of a platform's services, as functions of releases read them. */
export class StackSets {
  /** Long lists take hundreds of calls, beside those of everybody else in the account. */
  private readonly client = new CloudFormationClient({ maxAttempts: 8 });

  constructor(private readonly platform: string, private readonly callAs: CallAs) {}

  public async *results(service: string, operation: string): AsyncGenerator<Result[]> {
    const asked = { ...this.of(service), OperationId: operation, MaxResults: 100 };
    for await (const { Summaries: page = [] } of paginateListStackSetOperationResults({ client: this.client }, asked)) {
      yield page.map(({ Account: account = '', Region: region = '', Status: status = '', StatusReason: reason }) =>
        ({ account, region, status, reason }));
    }
  }

  /** Accounts with an instance of this detailed status; with an operation, only those whose last one it was. */
  public async accounts(service: string, detailedStatus: string, operation?: string): Promise<Set<string>> {
    const Filters: StackInstanceFilter[] = [
      { Name: 'DETAILED_STATUS', Values: detailedStatus },
      ...operation === undefined ? [] : [{ Name: 'LAST_OPERATION_ID' as const, Values: operation }],
    ];
    const found = new Set<string>();
    const asked = { ...this.of(service), Filters, MaxResults: 100 };
    for await (const { Summaries: page = [] } of paginateListStackInstances({ client: this.client }, asked)) {
      for (const { Account: account } of page) { if (account !== undefined) { found.add(account); } }
    }
    return found;
  }

  /** All stack instances of a service; nothing while it has no stack set. */
  public async *instances(service: string): AsyncGenerator<Instance[]> {
    const asked = { ...this.of(service), MaxResults: 100 };
    for await (const { Summaries: page = [] } of paginateListStackInstances({ client: this.client }, asked)) {
      yield page.map(({ Account: account = '', Region: region = '', ...about }) => ({
        account,
        region,
        isCurrent: about.Status === 'CURRENT',
        status: about.StackInstanceStatus?.DetailedStatus ?? '',
        reason: about.StatusReason ?? '',
        operation: about.LastOperationId ?? '',
      }));
    }
  }

  /** The name of the stack in an account and Region. */
  public async stackIn(service: string, account: string, region: string): Promise<string | undefined> {
    const asked = { ...this.of(service), StackInstanceAccount: account, StackInstanceRegion: region };
    try {
      const { StackInstance: instance } = await this.client.send(new DescribeStackInstanceCommand(asked));
      // arn:PARTITION:cloudformation:REGION:ACCOUNT:stack/NAME/ID
      return instance?.StackId?.split('/')[1];
    } catch (error) {
      if (error instanceof StackInstanceNotFoundException) { return undefined; }
      throw error;
    }
  }

  private of(service: string) {
    return { StackSetName: serviceStackSetName(this.platform, service), CallAs: this.callAs };
  }
}
