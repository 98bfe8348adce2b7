# What could be lost between Python and the library: a readiness probe written in Python is asked and believed, and a
# complaint comes with its own words first.
import json

import jsii
from aws_cdk import App, Duration, Environment, Stack
from aws_cdk.assertions import Template
from aws_cdk.aws_lambda import Code, Function, Runtime
from cdk_account_per_tenant import (
    IReadinessProbe, ReadinessProbe, ReadinessProbeConfig, TenantAccountFactory, TenantBaseline, TenantOrganization,
)


def function(scope):
    return Function(
        scope, "Database", runtime=Runtime.PYTHON_3_13, handler="index.handler",
        code=Code.from_inline("def handler(event, context):\n    return {'ready': True}\n"),
    )


@jsii.implements(IReadinessProbe)
class Probe:
    """A probe with a function of its own, as a team writes one."""

    def __init__(self, attempts):
        self.attempts = attempts

    def bind(self, scope):
        return ReadinessProbeConfig(
            function_arn=function(scope).function_arn, attempts=self.attempts, interval=Duration.minutes(3),
        )


def platform():
    return Stack(App(), "Platform", env=Environment(account="222222222222", region="us-east-1"))


def enrolment(stack, **props):
    """The text of the workflow of a factory with these props."""
    organization = TenantOrganization.from_management_account("111111111111")
    TenantAccountFactory(stack, "Tenants", **{
        "organization": organization,
        "baseline": TenantBaseline(stack, "Baseline", organization=organization),
        "email_template": "aws+{id}@example.com",
        **props,
    })
    machines = Template.from_stack(stack).find_resources("AWS::StepFunctions::StateMachine")
    return " ".join(json.dumps(machine["Properties"]["DefinitionString"]) for machine in machines.values())


def complaint(**props):
    try:
        enrolment(platform(), **props)
    except Exception as error:
        return str(error)
    return "no complaint"


def check(what, holds, found):
    if not holds:
        raise SystemExit(f"{what}: no; found: {found}")
    print(f"ok {what}")


plain = enrolment(platform())
check("nobody is asked without a probe", "lambda:invoke" not in plain, plain)

probed = enrolment(platform(), readiness_probe=Probe(attempts=7))
check("a probe written in Python defines its function beside the factory", "TenantsProbeDatabase" in probed, probed)
check("its patience is believed", all(word in probed for word in ("$probes < 7 ", '\\"Seconds\\":180')), probed)

stack = platform()
ready_made = enrolment(stack, readiness_probe=ReadinessProbe.from_function(function(stack), attempts=4))
check("a ready-made probe goes through Python and back", "$probes < 4 " in ready_made, ready_made)

words = complaint(email_template="tenant@example.com", features=["a b"])
check("a complaint comes with its own words first", words.startswith("Platform/Tenants:\n  - 'emailTemplate' must contain '{id}' once"), words)
check("all complaints come at once", "\n  - 'features' must be names" in words, words)

words = complaint(readiness_probe=Probe(attempts=0))
check("what a probe written in Python says is judged", words.startswith("Platform/Tenants:\n  - 'readinessProbe.attempts' must be"), words)
