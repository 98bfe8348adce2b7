# What could be lost between Python and the library, and shows in no template.
import json

import jsii
from aws_cdk import App, Environment, Stack
from aws_cdk.assertions import Template
from aws_cdk.aws_lambda import Code, Function, Runtime
from aws_cdk.aws_sns import Topic
from cdk_account_per_tenant import (
    IReadinessProbe, ReadinessProbe, ReadinessProbeConfig, TenantAccountFactory, TenantBaseline, TenantOrganization,
)
from constructs import Construct


@jsii.implements(IReadinessProbe)
class Probe:
    def __init__(self, attempts: int) -> None:
        self.attempts = attempts

    def bind(self, scope: Construct) -> ReadinessProbeConfig:
        return ReadinessProbeConfig(function_arn="arn:ask", attempts=self.attempts)


@jsii.implements(IReadinessProbe)
class Broken:
    def bind(self, scope: Construct) -> ReadinessProbeConfig:
        raise ValueError("the product is closed on Sundays")


class Platform:
    def __init__(self) -> None:
        self.app = App()
        self.stack = Stack(self.app, "Platform", env=Environment(account="222222222222", region="us-east-1"))
        self.organization = TenantOrganization.from_management_account("111111111111")
        self.baseline = TenantBaseline(self.stack, "Baseline", organization=self.organization)

    def factory(self, **props) -> TenantAccountFactory:
        return TenantAccountFactory(self.stack, "Tenants", **{
            "organization": self.organization,
            "baseline": self.baseline,
            "email_template": "aws+{id}@example.com",
            **props,
        })

    def crowded(self) -> None:
        for number in range(400):
            Topic(self.baseline.stack, f"Topic{number}", display_name="x" * 100)
        self.app.synth()


def complaint(work) -> str:
    try:
        work()
    except Exception as error:
        return str(error)
    return "no complaint"


def check(what: str, holds: bool, found: str) -> None:
    if not holds:
        raise SystemExit(f"{what}: no; found: {found}")
    print(f"ok {what}")


words = complaint(lambda: Platform().factory(email_template="tenant@example.com", features=["a b"]))
check("a complaint comes with its own words first", words.startswith("Platform/Tenants:\n  - 'emailTemplate' must contain '{id}' once"), words)
check("all complaints come at once", "\n  - 'features' must be names" in words, words)

words = complaint(lambda: Platform().factory(readiness_probe=Probe(attempts=0)))
check("what a probe of Python says is judged", words.startswith("Platform/Tenants:\n  - 'readinessProbe.attempts' must be"), words)

words = complaint(lambda: Platform().factory(readiness_probe=Broken()))
check("what a probe of Python throws arrives", words.startswith("the product is closed on Sundays"), words)

# jsii puts the class of the error in front.
words = complaint(lambda: Platform().crowded())
check("an error at synth comes with its own words first", words.startswith("Error: Platform/Baseline/Tenant: the baseline's template has"), words)

platform = Platform()
handler = Function(
    platform.stack, "Ask", runtime=Runtime.PYTHON_3_13, handler="index.handler",
    code=Code.from_inline("def handler(event, context):\n    return {'ready': True}\n"),
)
platform.factory(readiness_probe=ReadinessProbe.from_function(handler, attempts=4))
machines = json.dumps(Template.from_stack(platform.stack).find_resources("AWS::StepFunctions::StateMachine"))
check("a ready-made probe goes through Python and back", "$probes < 4 " in machines, machines)
