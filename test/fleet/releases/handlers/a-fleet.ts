import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { everyone, hours, NOW, plan, range, release, RELEASE, SERVICE } from './release-world';
import { assetBucketName, FLEET_KEYS, serviceStackSetName, WaveSpec } from '../../../../src/fleet/contract';
import { PlanFunction } from '../../../../src/fleet/releases/handlers/plan-function';
import { PreviewFunction } from '../../../../src/fleet/releases/handlers/preview-function';
import { ReconcileFunction } from '../../../../src/fleet/releases/handlers/reconcile-function';
import { SettleFunction } from '../../../../src/fleet/releases/handlers/settle-function';
import { Lab, LabOptions } from '../../../../src/lab';
import { TenantDirectory } from '../../../../src/tenants/tenant-directory';

const PLATFORM = 'main';
const MANAGEMENT = '111111111111';
const REGION = 'us-east-1';
const PREVIEW_ROLE = 'preview-here';
const BUCKET = 'releases';
type Json = Parameters<Lab['putEvents']>[1][number];

/** A template of the service, as JSON; a queue's name makes another one. */
export const template = (queue: string) =>
  JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: queue } } } });
export const urlOf = (version: string) => `https://${BUCKET}.s3.${REGION}.amazonaws.com/${SERVICE}/${version}.json`;

export const accountOf = (number: number) => String(300000000000 + number);

/** A platform in the lab with the functions of releases, a stack set of one service, and tenants that are ready. */
export class Fleet {
  public static async of(
    tenants: number, waves: WaveSpec[] = [everyone], options: Partial<LabOptions> = {},
  ): Promise<Fleet> {
    const fleet = new Fleet(new Lab({ startsAt: new Date(NOW), accountQuota: 10_000, ...options }));
    await fleet.deploy();
    await fleet.fill(tenants, waves);
    return fleet;
  }

  private constructor(public readonly lab: Lab) {}

  /** Asks one of the functions, and lets time pass until it has answered. */
  public async ask<T>(name: string, request: object): Promise<T> {
    const { ref } = this.lab.only('AWS::Lambda::Function', name);
    const answer = await this.call('lambda', 'invoke', { FunctionName: ref, Payload: JSON.stringify({ service: SERVICE, release: RELEASE, ...request }) });
    const payload = typeof answer.Payload === 'string' ? JSON.parse(answer.Payload) as T : answer.Payload as T;
    if (answer.FunctionError) { throw new Error(JSON.stringify(payload)); }
    return payload;
  }

  public async call(service: string, action: string, parameters: Json): Promise<Json> {
    const operator = this.lab.operator({ account: MANAGEMENT, region: REGION });
    const calling = this.lab.cloud.call(operator, service, action, parameters);
    let done = false;
    const settled = calling.finally(() => { done = true; });
    settled.catch(() => undefined);
    while (!done) { await this.lab.play(this.lab.cloud.clock.now() + 1000); }
    return settled;
  }

  /** What the directory says of a tenant and the service. */
  public item(tenantId: string): Record<string, { S?: string; N?: string }> {
    return this.lab.items(this.table).find(item =>
      (item.pk as Json).S === `${FLEET_KEYS.service}${SERVICE}` && (item.sk as Json).S === `${FLEET_KEYS.tenant}${tenantId}`) as ReturnType<Fleet['item']>;
  }

  public get table(): string {
    return this.lab.only('AWS::DynamoDB::Table').ref;
  }

  /** The record of the release. */
  public releaseItem(): Record<string, Json> {
    return this.lab.items(this.table).find(item => (item.sk as Json).S === `${FLEET_KEYS.release}${RELEASE}`) as Record<string, Json>;
  }

  public async put(item: Record<string, Json>): Promise<void> {
    await this.call('dynamodb', 'putItem', { TableName: this.table, Item: item });
  }

  /** What a file of the bucket of releases says. */
  public file(name: string): string | undefined {
    return this.lab.buckets.objects(BUCKET)[`${SERVICE}/${RELEASE}/${name}`];
  }

  /** An operation of the stack set, until it is over. */
  public async operate(action: 'createStackInstances' | 'updateStackSet' | 'deleteStackInstances', parameters: Json): Promise<void> {
    await this.call('cloudformation', action, { StackSetName: serviceStackSetName(PLATFORM, SERVICE), ...parameters });
    await this.lab.play();
  }

  private async deploy(): Promise<void> {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Platform', { env: { account: MANAGEMENT, region: REGION } });
    const { table } = new TenantDirectory(stack, 'Directory', { removalPolicy: RemovalPolicy.DESTROY });
    const bucket = new s3.Bucket(stack, 'Bucket', { bucketName: BUCKET });
    bucket.grantRead(new iam.AnyPrincipal());
    const assets = new s3.Bucket(stack, 'Assets', { bucketName: assetBucketName(PLATFORM, MANAGEMENT, REGION) });
    const machine = new sfn.StateMachine(stack, 'Machine', {
      definitionBody: sfn.DefinitionBody.fromString('{"StartAt":"Do nothing","States":{"Do nothing":{"Type":"Pass","End":true}}}'),
    });
    const environment = {
      DIRECTORY: table.tableName, BUCKET: bucket.bucketName, PLATFORM, CALL_AS: 'SELF', PREVIEW_ROLE, MACHINE: machine.stateMachineArn,
    };
    const options = { environment, timeout: Duration.minutes(15), memorySize: 512 };
    for (const each of [
      new PlanFunction(stack, 'Plan', options), new SettleFunction(stack, 'Settle', options),
      new PreviewFunction(stack, 'Preview', options), new ReconcileFunction(stack, 'Reconcile', options),
    ] as lambda.Function[]) {
      machine.grantStartExecution(each);
      machine.grantExecution(each, 'states:DescribeExecution');
      table.grantReadWriteData(each);
      bucket.grantReadWrite(each);
      assets.grantReadWrite(each);
      each.addToRolePolicy(new iam.PolicyStatement({
        actions: ['cloudformation:ListStackSetOperationResults', 'cloudformation:ListStackInstances', 'cloudformation:DescribeStackInstance', 'sts:AssumeRole', 'ssm:GetParameter'],
        resources: ['*'],
      }));
    }
    await this.lab.deploy(app.synth().directory);
  }

  private async fill(tenants: number, waves: WaveSpec[]): Promise<void> {
    const { organization, buckets } = this.lab;
    await this.call('cloudformation', 'activateOrganizationsAccess', {});
    for (const number of range(tenants)) {
      const accountId = organization.addAccount({ id: accountOf(number), name: `t${number}`, email: `t${number}@example.com` });
      await this.put({
        pk: { S: `TENANT#t${number}` }, sk: { S: 'RECORD' }, state: { S: 'ready' }, changedAt: { S: hours(-99) }, tenantId: { S: `t${number}` },
        accountId: { S: accountId }, stage: { S: 'production' }, ring: { S: number === 1 ? 'canary' : '' }, tags: { S: '{}' },
      });
      this.lab.iam.addRole(accountId, {
        name: PREVIEW_ROLE,
        trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${MANAGEMENT}:root` }, Action: 'sts:AssumeRole' }] },
        managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      });
    }
    for (const version of ['old', 'new']) { buckets.put(BUCKET, `${SERVICE}/${version}.json`, template(`${version}-queue`)); }
    await this.put(dynamo(release(waves, { template: urlOf('new'), plan: JSON.stringify({ ...plan(...waves), regions: [REGION] }) })));
    await this.call('cloudformation', 'createStackSet', {
      StackSetName: serviceStackSetName(PLATFORM, SERVICE), TemplateURL: urlOf('old'), PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: false }, ManagedExecution: { Active: true },
    });
  }
}

function dynamo(record: ReturnType<typeof release>): Record<string, Json> {
  const texts = Object.entries(record).filter(([, value]) => typeof value === 'string').map(([name, value]) => [name, { S: value as string }]);
  return { ...Object.fromEntries(texts), pk: { S: `${FLEET_KEYS.service}${SERVICE}` }, sk: { S: `${FLEET_KEYS.release}${RELEASE}` } };
}
