import { join } from 'path';
import {
  CloudFormationClient, DeleteStackInstancesCommand, DescribeStackSetOperationCommand, DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { paginateGetExecutionHistory, paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { patiently, until } from './patience';
import { ROOT, run } from '../../build-tools/processes';

const STACK = 'SmokeTest';

/** A tenant's record, its attributes as plain texts. */
export type TenantRecord = Readonly<Record<string, string>>;

interface Synthesis { readonly context: Readonly<Record<string, string>>; readonly assembly: string }

/** The platform as it is deployed, driven with the CDK's own command line. */
export class Platform {
  private outputs: Readonly<Record<string, string>> = {};

  constructor(
    private readonly region: string, private readonly context: Readonly<Record<string, string>>,
    private readonly folder: string, private readonly stop: AbortSignal,
  ) {}

  /** The same under the root, for the lab: its organization has no unit of that id. */
  public async forTheLab(): Promise<string> {
    const { unit, ...context } = this.context;
    const assembly = `${this.folder}/lab`;
    await this.cdk({ context, assembly }, 'synth', '--quiet');
    return assembly;
  }

  public async deploy(): Promise<void> {
    await this.cdk(this.own, 'deploy', '--require-approval', 'never', '--method', 'direct');
    const client = new CloudFormationClient({ region: this.region });
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: STACK }));
    const outputs = (Stacks![0].Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]);
    this.outputs = Object.fromEntries(outputs) as Record<string, string>;
  }

  public async destroy(): Promise<void> {
    await this.cdk(this.own, 'destroy', '--force');
  }

  public async ask(request: object): Promise<void> {
    await new EventBridgeClient({ region: this.region }).send(new PutEventsCommand({
      Entries: [{ EventBusName: this.outputs.BusName, Source: 'smoke', DetailType: 'TenantRequested', Detail: JSON.stringify(request) }],
    }));
  }

  /** The tenant's record, as soon as it is ready or failed. */
  public async outcome(tenantId: string, seconds: number, seen: (state: string) => void): Promise<TenantRecord> {
    const client = new DynamoDBClient({ region: this.region });
    let last = '';
    return until(this.stop, 'the tenant was ready or failed', seconds, async () => {
      const Key = { pk: { S: `TENANT#${tenantId}` }, sk: { S: 'RECORD' } };
      const read = new GetItemCommand({ TableName: this.outputs.TableName, Key, ConsistentRead: true });
      const { Item = {} } = await client.send(read);
      const record: TenantRecord = Object.fromEntries(Object.entries(Item)
        .map(([name, value]) => [name, String(Object.values(value)[0])]));
      if (record.state && record.state !== last) { seen(last = record.state); }
      return record.state === 'ready' || record.state === 'failed' ? record : undefined;
    });
  }

  /** The states that the one run went through, as its history tells. */
  public async path(): Promise<string[]> {
    const client = new SFNClient({ region: this.region });
    const runs: string[] = [];
    const machine = { stateMachineArn: this.outputs.MachineArn };
    for await (const { executions } of paginateListExecutions({ client }, machine)) {
      runs.push(...(executions ?? []).map(each => each.executionArn!));
    }
    if (runs.length !== 1) { throw new Error(`there should be one run of the enrolment, and there are ${runs.length}`); }
    const path: string[] = [];
    for await (const { events } of paginateGetExecutionHistory({ client }, { executionArn: runs[0] })) {
      path.push(...(events ?? []).flatMap(event => event.stateEnteredEventDetails?.name ?? []));
    }
    return path;
  }

  /** Takes the baseline out of the account: a stack set with instances cannot be deleted. */
  public async withdraw(account: string, unit: string): Promise<void> {
    const client = new CloudFormationClient({ region: this.region });
    const { StackSetName } = this.outputs;
    const { OperationId } = await patiently(() => client.send(new DeleteStackInstancesCommand({
      StackSetName, Regions: [this.region], RetainStacks: false,
      DeploymentTargets: { OrganizationalUnitIds: [unit], Accounts: [account], AccountFilterType: 'INTERSECTION' },
    })));
    await until(this.stop, 'the baseline was taken away', 900, async () => {
      const look = new DescribeStackSetOperationCommand({ StackSetName, OperationId });
      const { StackSetOperation } = await client.send(look);
      const { Status } = StackSetOperation!;
      if (Status === 'FAILED' || Status === 'STOPPED') { throw new Error(`taking the baseline away ended ${Status} (operation ${OperationId})`); }
      return Status === 'SUCCEEDED' ? Status : undefined;
    });
  }

  private get own(): Synthesis {
    return { context: this.context, assembly: `${this.folder}/aws` };
  }

  private async cdk({ context: values, assembly }: Synthesis, command: string, ...more: string[]): Promise<void> {
    this.stop.throwIfAborted();
    const app = `${process.execPath} --require tsx/cjs ${join(ROOT, 'judges/smoke/app.ts')}`;
    const context = Object.entries(values).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
    const args = [command, STACK, ...more, '--app', app, '--output', assembly, ...context, '--no-notices', '--ci'];
    await run(ROOT, join(ROOT, 'node_modules/.bin/cdk'), args, { ...process.env, AWS_REGION: this.region, CDK_VALIDATION: 'false' });
  }
}
