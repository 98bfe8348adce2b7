import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as oam from 'aws-cdk-lib/aws-oam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CentralPlace, OBSERVABILITY, PLATFORM_ACCOUNT, REGION, TABLE } from './a-central-place';
import { Lab, LabOptions } from '../../../src/lab';
import {
  CENTRAL_EVENTS, CENTRAL_KEYS, CellItem, censusRoleName, directoryRoleName, PlatformPlaces, telemetryParameterName,
  Tier, UnhealthyTenant,
} from '../../../src/telemetry/contract';
import { CENSUS_DIRECTORY_CALLS } from '../../../src/telemetry/health/census';
import { CensusTaken } from '../../../src/telemetry/health/handlers/census';
import { BY_STATE } from '../../../src/tenants/contract';
import { TenantDirectory } from '../../../src/tenants/tenant-directory';

export const START = '2026-11-21T12:00:00Z';
export const accountOf = (number: number) => String(333333300000 + number);
interface Figures { Invocations?: number; Errors?: number; Throttles?: number }
type Json = Parameters<Lab['putEvents']>[1][number];

/** A platform, an observability account and tenants who are linked to it, in the lab. */
export class Fleet {
  public static async of(
    tenants: number, { regions = [REGION], ...options }: Partial<LabOptions> & { regions?: string[] } = {},
  ): Promise<Fleet> {
    const fleet = new Fleet(new Lab({ startsAt: new Date(START), accountQuota: 20_000, ...options }), regions);
    await fleet.deploy(tenants);
    for (let number = 1; number <= tenants; number++) { await fleet.add(number); }
    return fleet;
  }

  /** Details of events that the census has sent. */
  public readonly told: Json[] = [];
  private readonly links = new Map<string, string>();
  private directory = '';

  private constructor(public readonly lab: Lab, private readonly regions: string[]) {
    lab.cloud.journal.listen(entry => {
      if (entry.type === 'event' && entry.detailType === CENTRAL_EVENTS.health) { this.told.push(entry.detail as Json); }
    });
  }

  /** A tenant that is ready, and linked in each Region. */
  public async add(number: number): Promise<void> {
    const accountId = this.lab.organization.addAccount({ id: accountOf(number), name: `t${number}`, email: `t${number}@example.com` });
    await this.put({
      pk: { S: `TENANT#t${number}` }, sk: { S: 'RECORD' }, state: { S: 'ready' }, changedAt: { S: START }, tenantId: { S: `t${number}` },
      accountId: { S: accountId }, stage: { S: 'production' }, ring: { S: number % 10 === 0 ? 'canary' : 'general' },
    });
    for (const region of this.regions) { await this.link(number, region); }
  }

  public async link(number: number, region = REGION, type = 'AWS::CloudWatch::Metric'): Promise<void> {
    const [{ Arn }] = (await this.call('oam', 'listSinks', {}, OBSERVABILITY, region)).Items as { Arn: string }[];
    const { Arn: link } = await this.call('oam', 'createLink', {
      SinkIdentifier: Arn, LabelTemplate: '$AccountName', ResourceTypes: [type],
    }, accountOf(number), region);
    this.links.set(`${number}/${region}`, String(link));
  }

  public async unlink(number: number, region = REGION): Promise<void> {
    await this.call('oam', 'deleteLink', { Identifier: this.links.get(`${number}/${region}`)! }, accountOf(number), region);
  }

  public async moved(number: number, applied: Tier): Promise<void> {
    await this.put({ pk: { S: 'TELEMETRY' }, sk: { S: `TENANT#t${number}` }, tenantId: { S: `t${number}` }, tier: { S: applied }, applied: { S: applied } });
  }

  public async put(item: Record<string, Json>): Promise<void> {
    await this.call('dynamodb', 'putItem', { TableName: this.directory, Item: item }, PLATFORM_ACCOUNT);
  }

  /** What a tenant's functions did a few minutes ago, all together and the one of that name. */
  public did(number: number, figures: Figures, functionName = 'orders_Worker', region = REGION): void {
    const of = { account: accountOf(number), region, namespace: 'AWS/Lambda', at: this.lab.cloud.clock.now() - 4 * 60_000 };
    for (const [metricName, value] of Object.entries({ Invocations: 0, Errors: 0, Throttles: 0, ...figures })) {
      const by: Record<string, string>[] = [{}, { FunctionName: functionName }, { FunctionName: functionName, Resource: `${functionName}:live` }];
      by.forEach(dimensions => this.lab.cloudWatch.observe({ ...of, metricName, value, dimensions }));
    }
  }

  /** Lets a quarter of an hour pass, in which `figures` came about, and asks for a census. */
  public async census(figures: Readonly<Record<number, Figures>> = {}): Promise<CensusTaken> {
    const { clock } = this.lab.cloud;
    await this.lab.play(Math.floor(clock.now() / 900_000) * 900_000 + 19 * 60_000);
    for (const [number, each] of Object.entries(figures)) { this.did(Number(number), each); }
    await this.lab.play(clock.now() + 4 * 60_000);
    return this.ask();
  }

  /** Asks for a census just now. */
  public async ask(): Promise<CensusTaken> {
    const { ref } = this.lab.only('AWS::Lambda::Function', 'Census');
    const answer = await this.call('lambda', 'invoke', { FunctionName: ref, Payload: '{}' });
    const payload = typeof answer.Payload === 'string' ? JSON.parse(answer.Payload) as CensusTaken : answer.Payload as unknown as CensusTaken;
    if (answer.FunctionError) { throw new Error(JSON.stringify(payload)); }
    return payload;
  }

  public cells(): CellItem[] {
    return this.lab.items(TABLE).filter(({ pk }) => (pk as Json).S === CENTRAL_KEYS.health)
      .map(item => Object.fromEntries(Object.entries(item as Record<string, { S?: string; N?: string }>)
        .map(([name, { S, N }]) => [name, S ?? Number(N)])) as unknown as CellItem);
  }

  public unhealthy(): UnhealthyTenant[] {
    return this.cells().flatMap(({ unhealthy }) => JSON.parse(unhealthy) as UnhealthyTenant[]);
  }

  public async call(
    service: string, action: string, parameters: Json, account = OBSERVABILITY, region = REGION,
  ): Promise<Json> {
    const calling = this.lab.cloud.call(this.lab.operator({ account, region }), service, action, parameters);
    let done = false;
    const settled = calling.finally(() => { done = true; });
    settled.catch(() => undefined);
    while (!done) { await this.lab.play(this.lab.cloud.clock.now() + 1000); }
    return settled;
  }

  private async deploy(tenants: number): Promise<void> {
    const app = new App({ analyticsReporting: false });
    const platform = new Stack(app, 'Platform', { env: { account: PLATFORM_ACCOUNT, region: REGION } });
    const { table } = new TenantDirectory(platform, 'Directory', { removalPolicy: RemovalPolicy.DESTROY });
    const places: PlatformPlaces = { table: table.tableName, tierOfNewTenants: 'priority', lookedAt: ['full', 'priority'] };
    const parameter = new ssm.StringParameter(platform, 'Places', { parameterName: telemetryParameterName('main'), stringValue: platform.toJsonString(places) });
    const role = new iam.Role(platform, 'DirectoryRole', {
      roleName: directoryRoleName('main'),
      assumedBy: new iam.AccountPrincipal(OBSERVABILITY).withConditions({
        ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OBSERVABILITY}:role/${censusRoleName('main')}` },
      }),
    });
    const allow = (actions: readonly string[], resource: string) =>
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource] }));
    allow(CENSUS_DIRECTORY_CALLS.table, table.tableArn);
    allow(CENSUS_DIRECTORY_CALLS.index, `${table.tableArn}/index/${BY_STATE}`);
    allow(['ssm:GetParameter'], parameter.parameterArn);
    new CentralPlace(app, { tenants, regions: this.regions });
    for (const region of this.regions) {
      new oam.CfnSink(new Stack(app, `Sink-${region}`, { env: { account: OBSERVABILITY, region } }), 'Sink', {
        name: 'tenants',
        policy: {
          Version: '2012-10-17',
          Statement: [{
            Effect: 'Allow', Principal: '*', Action: ['oam:CreateLink', 'oam:UpdateLink'], Resource: '*',
            Condition: { StringEquals: { 'aws:PrincipalOrgID': this.lab.organization.organizationId() } },
          }],
        },
      });
    }
    await this.lab.deploy(app.synth().directory);
    this.directory = this.lab.only('AWS::DynamoDB::Table', 'Directory').ref;
  }
}
