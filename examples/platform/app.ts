// A platform in two accounts: the organization's management account, and one in which the platform works.
import { App, Stack } from 'aws-cdk-lib';
import { BaselineGuardrails, TenantAccountFactory, TenantBaseline, TenantOrganization } from 'cdk-account-per-tenant';

const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
const PLATFORM = { account: '222222222222', region: 'us-east-1' };

const app = new App();

const land = new Stack(app, 'Organization', { env: MANAGEMENT });
const organization = new TenantOrganization(land, 'Tenants', { platformAccount: PLATFORM.account });
new BaselineGuardrails(land, 'Guardrails', { organization });

const platform = new Stack(app, 'Platform', { env: PLATFORM });
const baseline = new TenantBaseline(platform, 'Baseline', { organization });
new TenantAccountFactory(platform, 'Tenants', {
  organization,
  baseline,
  emailTemplate: 'aws+{id}@example.com',
  features: ['analytics', 'sso'],
});
platform.addStackDependency(land);

app.synth();
