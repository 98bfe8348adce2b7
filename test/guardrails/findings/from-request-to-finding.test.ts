import { App, Stack } from 'aws-cdk-lib';
import { FINDING, PLATFORM, SECURITY } from './a-platform';
import { TenantAccountFactory, TenantBaseline, TenantFindings, TenantFindingsForwarding, TenantOrganization } from '../../../src';
import { Entry, Json, Lab } from '../../../src/lab';

const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };

/** Everything as a user would write it. */
function synthesize(): string {
  const app = new App({ analyticsReporting: false });
  const land = new Stack(app, 'Organization', { env: MANAGEMENT });
  const organization = new TenantOrganization(land, 'Tenants', { platformAccount: PLATFORM.account });
  organization._delegateSecurity(SECURITY, ['us-east-1', 'eu-central-1']);

  const platform = new Stack(app, 'Platform', { env: PLATFORM });
  const baseline = new TenantBaseline(platform, 'Baseline', { organization });
  const { bus, directory } = new TenantAccountFactory(platform, 'Tenants', { organization, baseline, emailTemplate: 'aws+{id}@example.com' });
  new TenantFindings(platform, 'Findings', { bus, directory, securityAccount: SECURITY });
  platform.addStackDependency(land);

  const security = new Stack(app, 'Security', { env: { account: SECURITY, region: 'eu-central-1' } });
  new TenantFindingsForwarding(security, 'Findings', { platformAccount: PLATFORM.account });
  security.addStackDependency(platform);
  return app.synth().directory;
}

test('a tenant is asked for, and what GuardDuty finds in its account is told with its name and stage', async () => {
  const lab = new Lab({ accountQuota: 100 });
  await lab.deploy(synthesize());
  const entries: Entry[] = [];
  lab.cloud.journal.listen(entry => entries.push(entry));
  const details = (of: string) => entries.flatMap(entry => entry.type === 'event' && entry.detailType === of ? [entry.detail as Record<string, Json>] : []);

  await lab.putEvents(lab.only('AWS::Events::EventBus'), [{ Source: 'test', DetailType: 'TenantRequested', Detail: '{"tenantId":"acme","stage":"sandbox"}' }]);
  await lab.play();
  const [{ accountId }] = details('TenantReady');

  lab.events.publish(SECURITY, 'eu-central-1', { source: 'aws.guardduty', detailType: 'GuardDuty Finding', detail: { ...FINDING, accountId } });
  await lab.play();
  expect(details('TenantFinding')).toEqual([expect.objectContaining({ tenantId: 'acme', stage: 'sandbox', accountId, findingId: FINDING.id, notes: [] })]);
});
