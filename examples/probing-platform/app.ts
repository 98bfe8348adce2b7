// A platform with what teams add to it: a budget in every account, a dashboard that thinks in days, their own word on
// when an account is ready, a rule of their own, tried on sandbox accounts for a day, a service for each tenant, and
// one place to look at all of them.
// docs/languages.md has it in Python, Java and Go.
import { App, Duration, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import {
  BaselineGuardrails, CentralTelemetry, FleetAlarmStatistic, FleetStack, FleetStackProps, FleetStackSetPipeline,
  Guardrail, HealthGate, IdleCost, IReadinessProbe, LogPriority, ReadinessProbeConfig, Ring, TenantAccountFactory,
  TenantBaseline, TenantBaselineProps, TenantFailures, TenantLogGroup, TenantOrganization, TenantTelemetry, Wave,
} from 'cdk-account-per-tenant';

const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
const PLATFORM = { account: '222222222222', region: 'us-east-1' };

/** Every tenant account gets a budget, once. */
class AcmeBaseline extends TenantBaseline {
  constructor(scope: Construct, id: string, props: TenantBaselineProps) {
    super(scope, id, props);
    const budget = new CfnBudget(this.stack, 'Budget', {
      budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: 100, unit: 'USD' } },
    });
    budget.cfnOptions.condition = this.inHomeRegion;
  }
}

/** Acme promises its customers so many days, so the dashboard looks at days. */
class AcmeFactory extends TenantAccountFactory {
  public metricTimeToReady(options?: MetricOptions): Metric {
    return super.metricTimeToReady(options).with({ period: Duration.days(1) });
  }
}

/** An account is ready when the product's own function says so. */
class ProductAnswers implements IReadinessProbe {
  constructor(private readonly attempts: number) {}

  public bind(scope: Construct): ReadinessProbeConfig {
    const ask = Function.fromFunctionName(scope, 'Ask', 'product-answers');
    ask.metricErrors().createAlarm(scope, 'CannotAsk', { threshold: 1, evaluationPeriods: 1 });
    return { functionArn: ask.functionArn, attempts: this.attempts, interval: Duration.minutes(1) };
  }
}

/** Every tenant has a table of orders, tasks that read it and know whose orders they are, and a function that works. */
class Orders extends FleetStack {
  constructor(scope: Construct, id: string, props?: FleetStackProps) {
    super(scope, id, props);
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    const reader = new Role(this, 'Reader', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    table.grantReadData(reader);
    this.facts.grantRead(reader);
    const log = new TenantLogGroup(this, 'WorkerLog', { priority: LogPriority.BULK });
    const worker = new Role(this, 'WorkerRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    log.grantWrite(worker);
    new Function(this, 'Worker', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {};'),
      role: worker,
      logGroup: log,
      onFailure: TenantFailures.of(this).bus,
    });
  }
}

const app = new App();

const land = new Stack(app, 'Organization', { env: MANAGEMENT });
const organization = new TenantOrganization(land, 'Tenants', { platformAccount: PLATFORM.account });
new BaselineGuardrails(land, 'Guardrails', {
  organization,
  guardrails: [
    Guardrail.platformRoles(),
    Guardrail.baseline(),
    Guardrail.idleCost({ allow: [IdleCost.FARGATE] }),
    Guardrail.custom({
      name: 'no-email',
      stops: 'Nobody sends e-mail with SES.',
      statements: [new PolicyStatement({ effect: Effect.DENY, actions: ['ses:Send*'], resources: ['*'] })],
    }),
  ],
  rollout: { soak: Duration.days(1) },
});

const platform = new Stack(app, 'Platform', { env: PLATFORM });
const baseline = new AcmeBaseline(platform, 'Baseline', { organization });
const factory = new AcmeFactory(platform, 'Tenants', {
  organization,
  baseline,
  emailTemplate: 'aws+{id}@example.com',
  features: ['analytics', 'sso'],
  readinessProbe: new ProductAnswers(20),
});
factory.addDashboard();
platform.addStackDependency(land);

const central = new CentralTelemetry(platform, 'Central', {
  organizationId: 'o-exampleorgid',
  platformAccount: PLATFORM.account,
  tenants: 500,
});
central.addFleetAlarm('Late', {
  namespace: 'AWS/SQS',
  metricName: 'ApproximateAgeOfOldestMessage',
  dimensions: ['QueueName'],
  statistic: FleetAlarmStatistic.MAXIMUM,
  threshold: 3600,
});
new TenantTelemetry(platform, 'Telemetry', {
  baseline,
  directory: factory.directory,
  bus: factory.bus,
  sinks: [central.sink],
  idleAfter: Duration.days(14),
  tiers: { priority: { traceSampling: 0.01 } },
  workload: { tenants: 500 },
});

const complaints = new Alarm(platform, 'Complaints', {
  metric: new Metric({ namespace: 'Acme', metricName: 'Complaints' }), threshold: 1, evaluationPeriods: 1,
});
const fleet = new FleetStackSetPipeline(platform, 'Fleet', {
  organization,
  organizationId: 'o-exampleorgid',
  directory: factory.directory,
  bus: factory.bus,
  baseline,
  waves: [
    Wave.of(Ring.of('canary'), { bake: Duration.hours(1), gates: [HealthGate.fromAlarms(complaints)] }),
    Wave.of(Ring.everyone()),
  ],
});
fleet.addService(new Orders(fleet.services, 'Orders', { description: 'What a tenant has sold' }));

app.synth();
