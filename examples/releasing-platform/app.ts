// A platform in two accounts that holds its tenants and releases a service to them: what the demo plays.
import { App, Stack } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import {
  BaselineGuardrails, FleetStack, FleetStackSetPipeline, HealthGate, Ring, TenantAccountFactory, TenantBaseline,
  TenantOrganization, Wave,
} from 'cdk-account-per-tenant';

const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
const PLATFORM = { account: '222222222222', region: 'us-east-1' };

/** What each tenant gets. */
class Orders extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Table(this, 'Table', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
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

// Releases in three waves: `cdk deploy 'Platform/Fleet/**'` publishes a version, `fleet release orders` brings it out.
const failing = new Alarm(platform, 'OrdersFail', {
  metric: new Metric({ namespace: 'Orders', metricName: 'Errors', statistic: 'Sum' }), threshold: 5, evaluationPeriods: 1,
});
const fleet = new FleetStackSetPipeline(platform, 'Fleet', {
  organization,
  organizationId: 'o-exampleorgid',
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

app.synth();
