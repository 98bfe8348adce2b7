# The platform of examples/probing-platform, as a Python team writes it.
import jsii
from aws_cdk import App, Duration, Environment, Stack
from aws_cdk.aws_budgets import CfnBudget
from aws_cdk.aws_cloudwatch import Metric
from aws_cdk.aws_iam import Effect, PolicyStatement
from aws_cdk.aws_lambda import Function
from cdk_account_per_tenant import (
    BaselineGuardrails, Guardrail, GuardrailRollout, IdleCost, IReadinessProbe, ReadinessProbeConfig, TenantAccountFactory,
    TenantBaseline, TenantOrganization,
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
factory = AcmeFactory(
    platform, "Tenants",
    organization=organization,
    baseline=AcmeBaseline(platform, "Baseline", organization=organization),
    email_template="aws+{id}@example.com",
    features=["analytics", "sso"],
    readiness_probe=ProductAnswers(attempts=20),
)
factory.add_dashboard()
platform.add_stack_dependency(land)

app.synth()
