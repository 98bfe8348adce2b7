// A platform with all that holds and watches tenant accounts, in two Regions: strict guardrails, tried on sandbox
// accounts for a day, and GuardDuty and AWS Config, administered from a security account.
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  BaselineGuardrails, Guardrail, TenantAccountFactory, TenantBaseline, TenantConfigRecorder, TenantConfigRules,
  TenantFindings, TenantFindingsForwarding, TenantOrganization,
} from 'cdk-account-per-tenant';

const MANAGEMENT = '111111111111';
const PLATFORM = '222222222222';
const SECURITY = '444444444444';
const REGIONS = ['us-east-1', 'eu-central-1']; // the first is the tenants' home

const app = new App();
const stack = (id: string, account: string, region = REGIONS[0]) => new Stack(app, id, { env: { account, region } });

// In the management account: what no tenant account may do, and who watches.
const land = stack('Organization', MANAGEMENT);
const organization = new TenantOrganization(land, 'Tenants', { platformAccount: PLATFORM });
new BaselineGuardrails(land, 'Guardrails', {
  organization,
  guardrails: [
    ...Guardrail.strict(REGIONS),
    Guardrail.threatDetection({ regions: REGIONS }),
    Guardrail.custom({
      name: 'no-email',
      stops: 'Nobody sends e-mail with SES.',
      statements: [new PolicyStatement({ effect: Effect.DENY, actions: ['ses:Send*'], resources: ['*'] })],
    }),
  ],
  breakGlassRoles: ['BreakGlass'],
  rollout: { soak: Duration.days(1) },
  securityAccount: SECURITY,
  securityRegions: REGIONS,
});

// In the platform account: the baseline with AWS Config's recorder, the factory, and whose each finding is.
const platform = stack('Platform', PLATFORM);
const baseline = new TenantBaseline(platform, 'Baseline', { organization, regions: REGIONS });
new TenantConfigRecorder(platform, 'Recorder', { baseline, securityAccount: SECURITY });
const factory = new TenantAccountFactory(platform, 'Tenants', {
  organization, baseline, emailTemplate: 'aws+{id}@example.com', features: ['analytics', 'sso'],
});
new TenantFindings(platform, 'Findings', { bus: factory.bus, directory: factory.directory, securityAccount: SECURITY });
platform.addStackDependency(land);

// In the security account, in each Region: rules for what no policy can prevent, and what GuardDuty finds.
for (const region of REGIONS) {
  const security = stack(`Security-${region}`, SECURITY, region);
  new TenantConfigRules(security, 'Rules', { organization, organizationId: 'o-exampleorgid', regions: REGIONS });
  new TenantFindingsForwarding(security, 'Findings', { platformAccount: PLATFORM });
  security.addStackDependency(land);
  platform.addStackDependency(security); // the recorder needs the bucket
}

app.synth();
