import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Code, Function, IDestination, Runtime } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { centralParameterName, directoryRoleName, recordRoleName, telemetryParameterName } from '../../../src/telemetry/contract';
import { CentralFailures } from '../../../src/telemetry/failures/central-failures';
import { defineFailurePath } from '../../../src/telemetry/failures/failure-path';
import { TenantFailures } from '../../../src/telemetry/failures/tenant-failures';
import { IFleetStack, TenantBaseline, TenantDirectory, TenantOrganization } from 'cdk-account-per-tenant';

export const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
export const PLATFORM = { account: '222222222222', region: 'us-east-1' };
export const OBSERVABILITY = { account: '444444444444', region: 'us-east-1' };
export const ORGANIZATION_ID = 'o-exampleorgid';
export const NAME = 'tenants';
export const FUNCTION = 'orders_Work';
export const QUICK_FUNCTION = 'orders_QuickWork';
export const BIG_FUNCTION = 'orders_BigWork';
export const MACHINE = 'orders_Ship';

/**
 * The central place, a platform with a directory, and what each tenant account gets: the path, and work that fails; and
 * what a test adds.
 */
export function synthesize(
  add: (baseline: TenantBaseline, directory: TenantDirectory) => void = () => undefined,
): string {
  const outdir = mkdtempSync(join(tmpdir(), 'failures-'));
  const app = new App({ outdir, analyticsReporting: false });
  const land = new Stack(app, 'Organization', { env: MANAGEMENT });
  const organization = new TenantOrganization(land, 'Land', { platformAccount: PLATFORM.account });
  const platform = new Stack(app, 'Platform', { env: PLATFORM });
  platform.addStackDependency(land);
  const directory = defineDirectory(platform);
  const baseline = new TenantBaseline(platform, 'Baseline', { organization, regions: ['us-east-1', 'eu-central-1'] });
  const { account: observabilityAccount, region: homeRegion } = OBSERVABILITY;
  defineFailurePath(baseline, { platformName: NAME, observabilityAccount, homeRegion });
  defineWork(baseline.stack);
  add(baseline, directory);
  const observability = new Stack(app, 'Observability', { env: OBSERVABILITY });
  observability.addStackDependency(platform);
  const { table, bucket } = new CentralFailures(observability, 'Failures', {
    platformName: NAME, platformAccount: PLATFORM.account, organizationId: ORGANIZATION_ID,
  });
  new StringParameter(observability, 'Places', {
    parameterName: centralParameterName(NAME),
    stringValue: observability.toJsonString({ table: table.tableName, bucket: bucket.bucketName }),
  });
  app.synth();
  return outdir;
}

/** What TenantTelemetry makes of it: a role for the central place, and where the table is. */
function defineDirectory(stack: Stack): TenantDirectory {
  const directory = new TenantDirectory(stack, 'Directory');
  const { table } = directory;
  const role = new Role(stack, 'DirectoryRole', {
    roleName: directoryRoleName(NAME),
    // As any principal of that account whose name it is.
    assumedBy: new ArnPrincipal(`arn:aws:iam::${OBSERVABILITY.account}:root`).withConditions({
      ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OBSERVABILITY.account}:role/${recordRoleName(NAME)}` },
    }),
  });
  table.grant(role, 'dynamodb:GetItem');
  new StringParameter(stack, 'Places', {
    parameterName: telemetryParameterName(NAME), stringValue: stack.toJsonString({ table: table.tableName }),
  }).grantRead(role);
  return directory;
}

/** As a service would have it. */
function defineWork(stack: Stack): void {
  const service = { node: stack.node, serviceName: 'orders', platformName: NAME } as IFleetStack;
  const failures = TenantFailures.of(service);
  const work = (id: string, functionName: string, onFailure: IDestination, retryAttempts = 2) =>
    new Function(stack, id, {
      functionName, runtime: Runtime.NODEJS_20_X, handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => undefined;'),
      onFailure, retryAttempts, maxEventAge: Duration.hours(6),
    });
  work('Work', FUNCTION, failures.bus);
  work('QuickWork', QUICK_FUNCTION, failures.bus, 0);
  work('BigWork', BIG_FUNCTION, failures.bucket);
  new StateMachine(stack, 'Ship', {
    stateMachineName: MACHINE,
    definitionBody: DefinitionBody.fromString(JSON.stringify({
      QueryLanguage: 'JSONata', StartAt: 'Ship', States: { Ship: { Type: 'Fail', Error: 'NoShip', Cause: 'it is foggy' } },
    })),
  });
}
