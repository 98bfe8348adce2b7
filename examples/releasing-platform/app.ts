// A platform in two accounts that holds its tenants, releases a service to them and sees them in one place: what the
// demo plays.
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import {
  BaselineGuardrails, CentralTelemetry, FleetStack, FleetStackSetPipeline, HealthGate, LogPriority, Ring,
  TenantAccountFactory, TenantBaseline, TenantFailures, TenantLogGroup, TenantOrganization, TenantTelemetry, Wave,
} from 'cdk-account-per-tenant';

const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
const PLATFORM = { account: '222222222222', region: 'us-east-1' };
const ORGANIZATION = 'o-exampleorgid';

/** What each tenant gets. Orders that its worker cannot work on are on record in the platform account. */
class Orders extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Table(this, 'Table', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    new Function(this, 'Worker', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async ({ order }) => { if (!order) { throw new Error("an order without an id"); } };'),
      logGroup: new TenantLogGroup(this, 'WorkerLog', { priority: LogPriority.PRIORITY }),
      onFailure: TenantFailures.of(this).bus,
      retryAttempts: 1,
    });
  }
}

const app = new App();

const land = new Stack(app, 'Organization', { env: MANAGEMENT });
const organization = new TenantOrganization(land, 'Tenants', { platformAccount: PLATFORM.account });
new BaselineGuardrails(land, 'Guardrails', { organization });

const platform = new Stack(app, 'Platform', { env: PLATFORM });
const baseline = new TenantBaseline(platform, 'Baseline', { organization });
const factory = new TenantAccountFactory(platform, 'Tenants', {
  organization,
  baseline,
  emailTemplate: 'aws+{id}@example.com',
  features: ['analytics', 'sso'],
});
platform.addStackDependency(land);

// All tenants in one place, which may be an account of its own.
const central = new CentralTelemetry(platform, 'Central', { organizationId: ORGANIZATION, platformAccount: PLATFORM.account });
new TenantTelemetry(platform, 'Telemetry', { baseline, directory: factory.directory, bus: factory.bus, sinks: [central.sink] });

// Releases in three waves: `cdk deploy 'Platform/Fleet/**'` publishes a version, `fleet release orders` brings it out.
const failing = new Alarm(platform, 'OrdersFail', {
  metric: new Metric({ namespace: 'Orders', metricName: 'Errors', statistic: 'Sum' }), threshold: 5, evaluationPeriods: 1,
});
const fleet = new FleetStackSetPipeline(platform, 'Fleet', {
  organization,
  organizationId: ORGANIZATION,
  directory: factory.directory,
  bus: factory.bus,
  baseline,
  waves: [
    Wave.of(Ring.of('canary'), { gates: [HealthGate.fromAlarms(failing)] }),
    Wave.of(Ring.percent(10), { gates: [HealthGate.fromAlarms(failing)] }),
    Wave.of(Ring.everyone()),
  ],
});
fleet.addService(new Orders(fleet.services, 'Orders'));

// As aws-cdk-lib gives it to each function, spelled as cdk-nag does.
const LOGS_ONLY = 'AwsSolutions-IAM4[Policy:arn:<AWS:Partition>:iam:aws:policy/service-role/AWSLambdaBasicExecutionRole]';
Validations.of(fleet.services).acknowledge({ id: LOGS_ONLY, reason: 'The policy lets a function write its logs and nothing else.' });

app.synth();
