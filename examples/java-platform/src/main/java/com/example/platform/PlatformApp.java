package com.example.platform;

import io.github.example.cdkaccountpertenant.BaselineGuardrails;
import io.github.example.cdkaccountpertenant.CentralTelemetry;
import io.github.example.cdkaccountpertenant.CustomGuardrailProps;
import io.github.example.cdkaccountpertenant.FleetAlarmProps;
import io.github.example.cdkaccountpertenant.FleetAlarmStatistic;
import io.github.example.cdkaccountpertenant.FleetStack;
import io.github.example.cdkaccountpertenant.FleetStackProps;
import io.github.example.cdkaccountpertenant.FleetStackSetPipeline;
import io.github.example.cdkaccountpertenant.Guardrail;
import io.github.example.cdkaccountpertenant.GuardrailRollout;
import io.github.example.cdkaccountpertenant.HealthGate;
import io.github.example.cdkaccountpertenant.IReadinessProbe;
import io.github.example.cdkaccountpertenant.IdleCost;
import io.github.example.cdkaccountpertenant.IdleCostProps;
import io.github.example.cdkaccountpertenant.LogPriority;
import io.github.example.cdkaccountpertenant.ReadinessProbeConfig;
import io.github.example.cdkaccountpertenant.Ring;
import io.github.example.cdkaccountpertenant.TelemetryTierProps;
import io.github.example.cdkaccountpertenant.TelemetryTiersProps;
import io.github.example.cdkaccountpertenant.TelemetryWorkloadProps;
import io.github.example.cdkaccountpertenant.TenantAccountFactory;
import io.github.example.cdkaccountpertenant.TenantAccountFactoryProps;
import io.github.example.cdkaccountpertenant.TenantBaseline;
import io.github.example.cdkaccountpertenant.TenantBaselineProps;
import io.github.example.cdkaccountpertenant.TenantFailures;
import io.github.example.cdkaccountpertenant.TenantLogGroup;
import io.github.example.cdkaccountpertenant.TenantOrganization;
import io.github.example.cdkaccountpertenant.TenantTelemetry;
import io.github.example.cdkaccountpertenant.Wave;
import io.github.example.cdkaccountpertenant.WaveOptions;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.budgets.CfnBudget;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.CreateAlarmOptions;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.lambda.Runtime;
import software.constructs.Construct;

/** The platform of examples/probing-platform, as a Java team writes it. */
public final class PlatformApp {
    private static final Environment MANAGEMENT = environment("111111111111");
    private static final Environment PLATFORM = environment("222222222222");

    public static void main(String[] args) {
        App app = new App();

        Stack land = new Stack(app, "Organization", StackProps.builder().env(MANAGEMENT).build());
        TenantOrganization organization = TenantOrganization.Builder.create(land, "Tenants")
            .platformAccount(PLATFORM.getAccount())
            .build();
        BaselineGuardrails.Builder.create(land, "Guardrails")
            .organization(organization)
            .guardrails(List.of(
                Guardrail.platformRoles(),
                Guardrail.baseline(),
                Guardrail.idleCost(IdleCostProps.builder().allow(List.of(IdleCost.FARGATE)).build()),
                Guardrail.custom(CustomGuardrailProps.builder()
                    .name("no-email")
                    .stops("Nobody sends e-mail with SES.")
                    .statements(List.of(PolicyStatement.Builder.create()
                        .effect(Effect.DENY)
                        .actions(List.of("ses:Send*"))
                        .resources(List.of("*"))
                        .build()))
                    .build())))
            .rollout(GuardrailRollout.builder().soak(Duration.days(1)).build())
            .build();

        Stack platform = new Stack(app, "Platform", StackProps.builder().env(PLATFORM).build());
        TenantBaseline baseline = new AcmeBaseline(platform, "Baseline", TenantBaselineProps.builder()
            .organization(organization)
            .build());
        TenantAccountFactory factory = new AcmeFactory(platform, "Tenants", TenantAccountFactoryProps.builder()
            .organization(organization)
            .baseline(baseline)
            .emailTemplate("aws+{id}@example.com")
            .features(List.of("analytics", "sso"))
            .readinessProbe(new ProductAnswers(20))
            .build());
        factory.addDashboard();
        platform.addStackDependency(land);

        CentralTelemetry central = CentralTelemetry.Builder.create(platform, "Central")
            .organizationId("o-exampleorgid")
            .platformAccount(PLATFORM.getAccount())
            .tenants(500)
            .build();
        central.addFleetAlarm("Late", FleetAlarmProps.builder()
            .namespace("AWS/SQS")
            .metricName("ApproximateAgeOfOldestMessage")
            .dimensions(List.of("QueueName"))
            .statistic(FleetAlarmStatistic.MAXIMUM)
            .threshold(3600)
            .build());
        TenantTelemetry.Builder.create(platform, "Telemetry")
            .baseline(baseline)
            .directory(factory.getDirectory())
            .bus(factory.getBus())
            .sinks(List.of(central.getSink()))
            .idleAfter(Duration.days(14))
            .tiers(TelemetryTiersProps.builder()
                .priority(TelemetryTierProps.builder().traceSampling(0.01).build())
                .build())
            .workload(TelemetryWorkloadProps.builder().tenants(500).build())
            .build();

        Alarm complaints = Alarm.Builder.create(platform, "Complaints")
            .metric(Metric.Builder.create().namespace("Acme").metricName("Complaints").build())
            .threshold(1)
            .evaluationPeriods(1)
            .build();
        FleetStackSetPipeline fleet = FleetStackSetPipeline.Builder.create(platform, "Fleet")
            .organization(organization)
            .organizationId("o-exampleorgid")
            .directory(factory.getDirectory())
            .bus(factory.getBus())
            .baseline(baseline)
            .waves(List.of(
                Wave.of(Ring.of("canary"), WaveOptions.builder()
                    .bake(Duration.hours(1))
                    .gates(List.of(HealthGate.fromAlarms(complaints)))
                    .build()),
                Wave.of(Ring.everyone())))
            .build();
        fleet.addService(new Orders(fleet.getServices(), "Orders", FleetStackProps.builder()
            .description("What a tenant has sold")
            .build()));

        app.synth();
    }

    /** Every tenant account gets a budget, once. */
    private static final class AcmeBaseline extends TenantBaseline {
        AcmeBaseline(Construct scope, String id, TenantBaselineProps props) {
            super(scope, id, props);
            CfnBudget budget = CfnBudget.Builder.create(getStack(), "Budget")
                .budget(CfnBudget.BudgetDataProperty.builder()
                    .budgetType("COST")
                    .timeUnit("MONTHLY")
                    .budgetLimit(CfnBudget.SpendProperty.builder().amount(100).unit("USD").build())
                    .build())
                .build();
            budget.getCfnOptions().setCondition(getInHomeRegion());
        }
    }

    /** Acme promises its customers so many days, so the dashboard looks at days. */
    private static final class AcmeFactory extends TenantAccountFactory {
        AcmeFactory(Construct scope, String id, TenantAccountFactoryProps props) {
            super(scope, id, props);
        }

        @Override
        public Metric metricTimeToReady(MetricOptions options) {
            return super.metricTimeToReady(options).with(MetricOptions.builder().period(Duration.days(1)).build());
        }
    }

    /** An account is ready when the product's own function says so. */
    private record ProductAnswers(int attempts) implements IReadinessProbe {
        @Override
        public ReadinessProbeConfig bind(Construct scope) {
            IFunction ask = Function.fromFunctionName(scope, "Ask", "product-answers");
            ask.metricErrors().createAlarm(scope, "CannotAsk", CreateAlarmOptions.builder()
                .threshold(1)
                .evaluationPeriods(1)
                .build());
            return ReadinessProbeConfig.builder()
                .functionArn(ask.getFunctionArn())
                .attempts(attempts)
                .interval(Duration.minutes(1))
                .build();
        }
    }

    /** Every tenant has a table of orders, tasks that read it and know whose orders they are, and a function that works. */
    private static final class Orders extends FleetStack {
        Orders(Construct scope, String id, FleetStackProps props) {
            super(scope, id, props);
            Table table = Table.Builder.create(this, "Table")
                .partitionKey(Attribute.builder().name("id").type(AttributeType.STRING).build())
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                    .pointInTimeRecoveryEnabled(true)
                    .build())
                .build();
            Role reader = Role.Builder.create(this, "Reader")
                .assumedBy(new ServicePrincipal("ecs-tasks.amazonaws.com"))
                .build();
            table.grantReadData(reader);
            getFacts().grantRead(reader);
            TenantLogGroup log = TenantLogGroup.Builder.create(this, "WorkerLog").priority(LogPriority.BULK).build();
            Role worker = Role.Builder.create(this, "WorkerRole")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();
            log.grantWrite(worker);
            Function.Builder.create(this, "Worker")
                .runtime(Runtime.NODEJS_24_X)
                .handler("index.handler")
                .code(Code.fromInline("exports.handler = async () => {};"))
                .role(worker)
                .logGroup(log)
                .onFailure(TenantFailures.of(this).getBus())
                .build();
        }
    }

    private static Environment environment(String account) {
        return Environment.builder().account(account).region("us-east-1").build();
    }

    private PlatformApp() {
    }
}
