import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SECURITY } from './good';
import {
  BaselineGuardrails, Guardrail, TenantAccountFactory, TenantBaseline, TenantConfigRecorder, TenantConfigRule,
  TenantConfigRules, TenantDirectory, TenantOrganization,
} from '../../../src';
import { Lab } from '../../../src/lab';
import { ConfigRoom } from '../../../src/lab/services/config/config-room';
import { MANAGEMENT, PLATFORM } from '../../good';

const HOME = 'us-east-1';
/** Labs of one seed have the same organization. */
const OWN = new Lab().organization.organizationId();

const BUCKET = `account-per-tenant-tenants-config-${SECURITY}`;

interface Setting {
  readonly regions: string[];
  /** Whose accounts may deliver to the bucket. By default the lab's organization. */
  readonly organizationId?: string;
  readonly delegated?: boolean;
  /** Whether the baseline has the recorder. By default it has. */
  readonly isRecorded?: boolean;
  /** The rules of the security account, `none` where it has nothing of AWS Config. By default the recommended ones. */
  readonly rules?: TenantConfigRule[] | 'none';
}

/** A platform under strict guardrails, whose tenants are recorded, and looked at from the security account. */
function synthesize(setting: Setting): string {
  const { regions, organizationId, delegated = true, isRecorded = true, rules } = setting;
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'recorded-')), analyticsReporting: false });
  const stack = (name: string, account: string, region = HOME) => new Stack(app, name, { env: { account, region } });
  const [land, platform] = [stack('Organization', MANAGEMENT), stack('Platform', PLATFORM)];
  const organization = new TenantOrganization(land, 'Land', { platformAccount: PLATFORM });
  if (delegated) { organization._delegateSecurity(SECURITY, regions); }
  new BaselineGuardrails(land, 'Guardrails', { organization, guardrails: Guardrail.strict(regions) });
  const baseline = new TenantBaseline(platform, 'Baseline', { organization, regions });
  if (isRecorded) { new TenantConfigRecorder(platform, 'Recorder', { baseline, securityAccount: SECURITY }); }
  new TenantAccountFactory(platform, 'Tenants', {
    organization, baseline, directory: new TenantDirectory(platform, 'Directory', { removalPolicy: RemovalPolicy.DESTROY }), emailTemplate: 'aws+{id}@example.com',
  });
  for (const region of regions) {
    const security = stack(`Security-${region}`, SECURITY, region);
    if (rules !== 'none') { new TenantConfigRules(security, 'Config', { organization, organizationId: organizationId ?? OWN, regions, rules }); }
    security.addStackDependency(land);
    platform.addStackDependency(security);
  }
  return app.synth().directory;
}

/** Deploys it on a fresh lab and asks for a tenant. */
async function enrolled(setting: Setting) {
  const lab = new Lab({ accountQuota: 10 });
  await lab.deploy(synthesize(setting));
  await lab.putEvents(lab.only('AWS::Events::EventBus'), [{
    Source: 'test', DetailType: 'TenantRequested', Detail: JSON.stringify({ tenantId: 'acme', displayName: 'Acme Inc.', stage: 'sandbox' }),
  }]);
  await lab.play();
  const account = lab.organization.accounts().find(({ joinedMethod }) => joinedMethod === 'CREATED')!.id;
  const [record] = lab.items(lab.only('AWS::DynamoDB::Table', 'Directory').ref).filter(({ pk, sk }) => JSON.stringify([pk, sk]).includes('"TENANT#acme"},{"S":"RECORD"'));
  return { lab, account, record: JSON.stringify(record), config: lab.cloud.room<ConfigRoom>('config') };
}

test('a new tenant is recorded, and looked at by every rule', async () => {
  const { lab, account, config, record } = await enrolled({ regions: [HOME] });
  expect(record).toContain('ready');
  expect(config.recorder(account, HOME)).toMatchObject({ frequency: 'DAILY', types: expect.arrayContaining(['AWS::EC2::Volume', 'AWS::IAM::User']) });
  expect(config.rulesIn(account, HOME)).toEqual(TenantConfigRule.recommended().map(({ identifier }) => identifier));
  expect(Object.keys(lab.buckets.objects(BUCKET))).toEqual([`AWSLogs/${account}/Config/ConfigWritabilityCheckFile`]);
  // Who has no recorder is looked at by no rule.
  for (const other of [MANAGEMENT, PLATFORM, SECURITY]) { expect(config.rulesIn(other, HOME)).toEqual([]); }
});

test('in each of its Regions; what is about IAM at home only', async () => {
  const { account, config } = await enrolled({ regions: [HOME, 'eu-west-1'] });
  expect(config.recorder(account, HOME)!.types).toContain('AWS::IAM::User');
  expect(config.recorder(account, 'eu-west-1')!.types).not.toContain('AWS::IAM::User');
  expect(config.rulesIn(account, HOME)).toContain('MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS');
  expect(config.rulesIn(account, 'eu-west-1')).toEqual(
    TenantConfigRule.recommended().map(({ identifier }) => identifier).filter(identifier => !identifier.startsWith('MFA_')));
});

test('with the id of another organization nothing can be delivered, and no tenant becomes ready', async () => {
  const { record, account, config } = await enrolled({ regions: [HOME], organizationId: 'o-somebodyelse' });
  expect(record).toMatch(/failed/);
  expect(record).toContain('Insufficient delivery policy to s3 bucket');
  expect(config.recorder(account, HOME)).toBeUndefined();
});

test('an account that nobody has made administrator cannot make rules for the organization', async () => {
  await expect(enrolled({ regions: [HOME], delegated: false }))
    .rejects.toThrow(/is neither the management account nor a delegated administrator for config/);
});

describe('where there are tenants already', () => {
  const before = () => enrolled({ regions: [HOME], isRecorded: false, rules: 'none' });

  test('rules that come before the recorder are refused', async () => {
    const { lab } = await before();
    await expect(lab.deploy(synthesize({ regions: [HOME], isRecorded: false }))).rejects.toThrow(/which has no recorder in us-east-1/);
  });

  test('the bucket comes first, then the recorder, then the rules', async () => {
    const { lab, account, config } = await before();
    await lab.deploy(synthesize({ regions: [HOME], isRecorded: false, rules: [] }));
    await lab.deploy(synthesize({ regions: [HOME], rules: [] }));
    await lab.play();
    expect(config.recorder(account, HOME)).toMatchObject({ frequency: 'DAILY' });
    expect(config.rulesIn(account, HOME)).toEqual([]);
    await lab.deploy(synthesize({ regions: [HOME] }));
    expect(config.rulesIn(account, HOME)).toHaveLength(TenantConfigRule.recommended().length);
  });
});
