// A platform that sees all of its tenants in one place: what failed there, who is ill, who sleeps, and what that costs.
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import {
  CentralLogRetention, CentralTelemetry, FleetStack, FleetStackSetPipeline, LogPriority, MetricStreamDestination,
  StreamedMetrics, TelemetryReaders, TelemetrySink, TenantAccountFactory, TenantBaseline, TenantFailures,
  TenantLogCentralization, TenantLogGroup, TenantMetricStream, TenantOrganization, TenantTelemetry,
} from 'cdk-account-per-tenant';

const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
const PLATFORM = { account: '222222222222', region: 'us-east-1' };
const OBSERVABILITY = '444444444444';
const ORGANIZATION = 'o-exampleorgid';
const REGIONS = ['us-east-1', 'eu-central-1'];

/** What each tenant gets. What fails for good goes to the central place. */
class Orders extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Function(this, 'Worker', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async ({ order }) => { if (!order) { throw new Error("no order"); } };'),
      logGroup: new TenantLogGroup(this, 'WorkerLog', { priority: LogPriority.PRIORITY }),
      onFailure: TenantFailures.of(this).bus,
      retryAttempts: 1,
    });
  }
}

const app = new App();

// The observability account first: AWS chooses the ids of its sinks.
const observability = new Stack(app, 'Observability', { env: { account: OBSERVABILITY, region: REGIONS[0] } });
const central = new CentralTelemetry(observability, 'Telemetry', {
  organizationId: ORGANIZATION,
  platformAccount: PLATFORM.account,
  regions: REGIONS,
  tenants: 6000,
  alarmTopic: new Topic(observability, 'Alarms', { enforceSSL: true }),
});
// People read what one tenant logged and what failed there with one role, and everybody's with another, whose every
// use is on record.
const readers = new TelemetryReaders(observability, 'Readers', { bus: central.bus });
central.grants.readFailuresOfTenant(readers.tenantReader);
central.grants.readFailures(readers.fleetReader);
const observabilityInEurope = new Stack(app, 'ObservabilityInEurope', { env: { account: OBSERVABILITY, region: REGIONS[1] } });
new TelemetrySink(observabilityInEurope, 'Sink', { organizationId: ORGANIZATION });

const land = new Stack(app, 'Organization', { env: MANAGEMENT });
const organization = new TenantOrganization(land, 'Tenants', { platformAccount: PLATFORM.account });
// Who must keep logs apart from the tenants' accounts copies those that matter, and says for how long.
new TenantLogCentralization(land, 'Logs', {
  organizationalUnits: [organization.productionUnitId],
  tenants: 6000,
  regions: REGIONS,
  destinationAccount: OBSERVABILITY,
});
new CentralLogRetention(observability, 'LogRetention');

// Who has a vendor for metrics sends what these links let through, at a price that is printed.
new TenantMetricStream(observability, 'Metrics', {
  metrics: StreamedMetrics.of('AWS/Lambda'), activeTenants: 1200,
  destination: MetricStreamDestination.vendor({
    url: 'https://metrics.example.com/firehose',
    secret: Secret.fromSecretCompleteArn(observability, 'VendorKey', `arn:aws:secretsmanager:us-east-1:${OBSERVABILITY}:secret:vendor-key-AbCdEf`),
  }),
});

const platform = new Stack(app, 'Platform', { env: PLATFORM });
const baseline = new TenantBaseline(platform, 'Baseline', { organization, regions: REGIONS });
const { directory, bus } = new TenantAccountFactory(platform, 'Tenants', { organization, baseline, emailTemplate: 'aws+{id}@example.com' });
platform.addStackDependency(land);

// Then their ids are known: `aws oam list-sinks` tells them.
const sinks = REGIONS.map(region => TelemetrySink.fromSinkArn(
  platform, `Sink-${region}`, `arn:aws:oam:${region}:${OBSERVABILITY}:sink/11111111-2222-4333-8444-555555555555`));
new TenantTelemetry(platform, 'Telemetry', { baseline, directory, bus, sinks, workload: { tenants: 6000, activeShare: 0.2 } });

const fleet = new FleetStackSetPipeline(platform, 'Fleet', { organization, organizationId: ORGANIZATION, directory, bus, baseline, regions: REGIONS });
fleet.addService(new Orders(fleet.services, 'Orders'));

// As aws-cdk-lib gives it to each function, spelled as cdk-nag does.
const LOGS_ONLY = 'AwsSolutions-IAM4[Policy:arn:<AWS:Partition>:iam:aws:policy/service-role/AWSLambdaBasicExecutionRole]';
Validations.of(fleet.services).acknowledge({ id: LOGS_ONLY, reason: 'The policy lets a function write its logs and nothing else.' });

app.synth();
