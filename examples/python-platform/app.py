# The platform of examples/platform, as a Python team writes it.
from aws_cdk import App, Environment, Stack
from cdk_account_per_tenant import BaselineGuardrails, TenantAccountFactory, TenantBaseline, TenantOrganization

app = App()

land = Stack(app, "Organization", env=Environment(account="111111111111", region="us-east-1"))
organization = TenantOrganization(land, "Tenants", platform_account="222222222222")
guardrails = BaselineGuardrails(land, "Guardrails", organization=organization)

platform = Stack(app, "Platform", env=Environment(account="222222222222", region="us-east-1"))
baseline = TenantBaseline(platform, "Baseline", organization=organization)
factory = TenantAccountFactory(
    platform, "Tenants",
    organization=organization,
    baseline=baseline,
    email_template="aws+{id}@example.com",
    features=["analytics", "sso"],
)
platform.add_stack_dependency(land)

app.synth()
