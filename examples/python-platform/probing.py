# The platform of examples/probing-platform, as a Python team writes it.
import jsii
from aws_cdk import App, Duration, Environment, Stack
from aws_cdk.aws_budgets import CfnBudget
from aws_cdk.aws_cloudwatch import Alarm, Metric
from aws_cdk.aws_dynamodb import Attribute, AttributeType, PointInTimeRecoverySpecification, Table
from aws_cdk.aws_iam import Effect, PolicyStatement, Role, ServicePrincipal
from aws_cdk.aws_lambda import Code, Function, Runtime
from cdk_account_per_tenant import (
    BaselineGuardrails, CentralTelemetry, FleetAlarmStatistic, FleetStack, FleetStackSetPipeline, Guardrail,
    GuardrailRollout, HealthGate, IdleCost, IReadinessProbe, LogPriority, ReadinessProbeConfig, Ring,
    TelemetryTierProps, TelemetryTiersProps, TelemetryWorkloadProps, TenantAccountFactory, TenantBaseline,
    TenantFailures, TenantLogGroup, TenantOrganization, TenantTelemetry, Wave,
)
from constructs import Construct

MANAGEMENT = Environment(account="111111111111", region="us-east-1")
PLATFORM = Environment(account="222222222222", region="us-east-1")


class AcmeBaseline(TenantBaseline):
    """Every tenant account gets a budget, once."""

    def __init__(self, scope: Construct, id: str, **props) -> None:
        super().__init__(scope, id, **props)
        budget = CfnBudget(
            self.stack, "Budget",
            budget=CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=CfnBudget.SpendProperty(amount=100, unit="USD"),
            ),
        )
        budget.cfn_options.condition = self.in_home_region


class AcmeFactory(TenantAccountFactory):
    """Acme promises its customers so many days, so the dashboard looks at days."""

    def metric_time_to_ready(self, *, statistic: str | None = None, **options) -> Metric:
        metric = super().metric_time_to_ready(statistic=statistic, **options)
        return metric.with_(period=Duration.days(1))


@jsii.implements(IReadinessProbe)
class ProductAnswers:
    """An account is ready when the product's own function says so."""

    def __init__(self, attempts: int) -> None:
        self.attempts = attempts

    def bind(self, scope: Construct) -> ReadinessProbeConfig:
        ask = Function.from_function_name(scope, "Ask", "product-answers")
        ask.metric_errors().create_alarm(scope, "CannotAsk", threshold=1, evaluation_periods=1)
        return ReadinessProbeConfig(
            function_arn=ask.function_arn, attempts=self.attempts, interval=Duration.minutes(1),
        )


class Orders(FleetStack):
    """Every tenant has a table of orders, tasks that read it and know whose orders they are, and a function that works."""

    def __init__(self, scope: Construct, id: str, **props) -> None:
        super().__init__(scope, id, **props)
        table = Table(
            self, "Table",
            partition_key=Attribute(name="id", type=AttributeType.STRING),
            point_in_time_recovery_specification=PointInTimeRecoverySpecification(point_in_time_recovery_enabled=True),
        )
        reader = Role(self, "Reader", assumed_by=ServicePrincipal("ecs-tasks.amazonaws.com"))
        table.grant_read_data(reader)
        self.facts.grant_read(reader)
        log = TenantLogGroup(self, "WorkerLog", priority=LogPriority.BULK)
        worker = Role(self, "WorkerRole", assumed_by=ServicePrincipal("lambda.amazonaws.com"))
        log.grant_write(worker)
        Function(
            self, "Worker",
            runtime=Runtime.NODEJS_24_X,
            handler="index.handler",
            code=Code.from_inline("exports.handler = async () => {};"),
            role=worker,
            log_group=log,
            on_failure=TenantFailures.of(self).bus,
        )


app = App()

land = Stack(app, "Organization", env=MANAGEMENT)
organization = TenantOrganization(land, "Tenants", platform_account=PLATFORM.account)
guardrails = BaselineGuardrails(
    land, "Guardrails",
    organization=organization,
    guardrails=[
        Guardrail.platform_roles(),
        Guardrail.baseline(),
        Guardrail.idle_cost(allow=[IdleCost.FARGATE]),
        Guardrail.custom(
            name="no-email",
            stops="Nobody sends e-mail with SES.",
            statements=[PolicyStatement(effect=Effect.DENY, actions=["ses:Send*"], resources=["*"])],
        ),
    ],
    rollout=GuardrailRollout(soak=Duration.days(1)),
)

platform = Stack(app, "Platform", env=PLATFORM)
baseline = AcmeBaseline(platform, "Baseline", organization=organization)
factory = AcmeFactory(
    platform, "Tenants",
    organization=organization,
    baseline=baseline,
    email_template="aws+{id}@example.com",
    features=["analytics", "sso"],
    readiness_probe=ProductAnswers(attempts=20),
)
factory.add_dashboard()
platform.add_stack_dependency(land)

central = CentralTelemetry(
    platform, "Central",
    organization_id="o-exampleorgid",
    platform_account=PLATFORM.account,
    tenants=500,
)
central.add_fleet_alarm(
    "Late",
    namespace="AWS/SQS", metric_name="ApproximateAgeOfOldestMessage", dimensions=["QueueName"],
    statistic=FleetAlarmStatistic.MAXIMUM, threshold=3600,
)
telemetry = TenantTelemetry(
    platform, "Telemetry",
    baseline=baseline,
    directory=factory.directory,
    bus=factory.bus,
    sinks=[central.sink],
    idle_after=Duration.days(14),
    tiers=TelemetryTiersProps(priority=TelemetryTierProps(trace_sampling=0.01)),
    workload=TelemetryWorkloadProps(tenants=500),
)

complaints = Alarm(
    platform, "Complaints",
    metric=Metric(namespace="Acme", metric_name="Complaints"), threshold=1, evaluation_periods=1,
)
fleet = FleetStackSetPipeline(
    platform, "Fleet",
    organization=organization,
    organization_id="o-exampleorgid",
    directory=factory.directory,
    bus=factory.bus,
    baseline=baseline,
    waves=[
        Wave.of(Ring.of("canary"), bake=Duration.hours(1), gates=[HealthGate.from_alarms(complaints)]),
        Wave.of(Ring.everyone()),
    ],
)
fleet.add_service(Orders(fleet.services, "Orders", description="What a tenant has sold"))

app.synth()
