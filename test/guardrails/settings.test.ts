import { everySetting, settingsIn, unnoticedSettings, wrongSettings } from '../../judges/guardrails/settings';
import { deployed } from '../../judges/guardrails/truth';
import {
  BaselineGuardrails, GuardDutyPlan, Guardrail, GuardrailPolicyType, TenantOrganization, VpcBlockPublicAccessMode,
} from '../../src';
import { SETTINGS_CASES } from '../../src/guardrails/catalogue/settings-cases';
import { Settings } from '../../src/guardrails/guardrail-definition';
import { Contradiction, united } from '../../src/guardrails/packer/settings';
import { managementStack } from '../good';

const GUIDE = 'https://docs.aws.amazon.com/organizations/latest/userguide';
const ON_OFF = ['enabled', 'disabled'];
const FEATURES = [
  'foundational', 's3_data_events', 'eks_audit_logs', 'ebs_malware_protection', 'rds_login_events', 'lambda_network_logs', 'ai_protection',
  'runtime_monitoring', 'runtime_monitoring.additional_configuration.eks_addon_management',
  'runtime_monitoring.additional_configuration.ec2_agent_management', 'runtime_monitoring.additional_configuration.ecs_fargate_agent_management',
];

interface Syntax { readonly page: string; readonly values: Readonly<Record<string, readonly string[] | RegExp>> }

/** What AWS documents of the settings that we use: setting → values. A star is a name that users choose. */
const SYNTAX: Readonly<Record<string, Syntax>> = {
  DECLARATIVE_POLICY_EC2: {
    page: `${GUIDE}/orgs_manage_policies_ec2_syntax.html`,
    values: {
      'ec2_attributes.instance_metadata_defaults.http_tokens': ['no_preference', 'required', 'optional'],
      'ec2_attributes.instance_metadata_defaults.http_tokens_enforced': ON_OFF,
      'ec2_attributes.instance_metadata_defaults.http_put_response_hop_limit': /^(-1|[1-9]|[1-5]\d|6[0-4])$/,
      'ec2_attributes.image_block_public_access.state': ['unblocked', 'block_new_sharing'],
      'ec2_attributes.snapshot_block_public_access.state': ['block_all_sharing', 'block_new_sharing', 'unblocked'],
      'ec2_attributes.serial_console_access.status': ON_OFF,
      'ec2_attributes.vpc_block_public_access.internet_gateway_block.mode': ['off', 'block_ingress', 'block_bidirectional'],
      'ec2_attributes.vpc_block_public_access.internet_gateway_block.exclusions_allowed': ON_OFF,
    },
  },
  S3_POLICY: { page: `${GUIDE}/orgs_manage_policies_s3_syntax.html`, values: { 's3_attributes.public_access_block_configuration': ['all', 'none'] } },
  AISERVICES_OPT_OUT_POLICY: {
    page: `${GUIDE}/orgs_manage_policies_ai-opt-out_syntax.html`, values: { 'services.default.opt_out_policy': ['optOut', 'optIn'] },
  },
  TAG_POLICY: {
    page: `${GUIDE}/orgs_manage_policies_example-tag-policies.html`,
    values: { 'tags.*.tag_key': /./, 'tags.*.tag_value': /./, 'tags.*.enforced_for': /^[a-z0-9-]+:(ALL_SUPPORTED|[\w-]+)$/ },
  },
  GUARDDUTY_POLICY: {
    page: `${GUIDE}/orgs_manage_policies_guardduty_syntax.html`,
    values: Object.fromEntries(FEATURES.map(feature => [`guardduty.enablement.*.${feature}.status`, ON_OFF])),
  },
};

/** Each setting of a policy, with its operators. */
function settingsOf(node: Settings, path = ''): [string, Settings][] {
  if (node['@@assign'] !== undefined) { return [[path, node]]; }
  return Object.entries(node).filter(([key]) => !key.startsWith('@@'))
    .flatMap(([key, inner]) => settingsOf(inner as Settings, path ? `${path}.${key}` : key));
}

const contentOf = (guardrail: Guardrail) => JSON.parse(settingsIn(deployed([guardrail]))[0].content) as Settings;
const fits = (known: string, setting: string) =>
  new RegExp(`^${known.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`).test(setting);
const documented = (type: string, setting: string) =>
  Object.entries(SYNTAX[type].values).find(([known]) => fits(known, setting))?.[1];

const everything = () => [
  ...everySetting(),
  Guardrail.vpcBlockPublicAccess({ mode: VpcBlockPublicAccessMode.BIDIRECTIONAL, allowExclusions: true }),
  Guardrail.tenantTags(), Guardrail.threatDetection(),
  Guardrail.threatDetection({ plans: Object.values(GuardDutyPlan) }),
];

describe.each(everything().map(guardrail => [guardrail.name, guardrail] as const))('%s', (_, guardrail) => {
  test('is made of settings and values that AWS documents, all of them locked', () => {
    const found = settingsOf(contentOf(guardrail));
    expect(found.length).toBeGreaterThan(0);
    for (const [setting, node] of found) {
      const values = documented(guardrail.policyType, setting) ?? [];
      const isKnown = (value: unknown) =>
        values instanceof RegExp ? values.test(String(value)) : values.includes(String(value));
      const where = [SYNTAX[guardrail.policyType].page, setting, node['@@assign']];
      expect([...where, [node['@@assign']].flat().every(isKnown)]).toEqual([...where, true]);
      expect([setting, node['@@operators_allowed_for_child_policies']]).toEqual([setting, ['@@none']]);
    }
  });
});

describe.each(Object.entries(SETTINGS_CASES))('%s', (name, cases) => {
  const policies = deployed([everySetting().find(each => each.name === name)!]);

  test('holds against what others set, and nothing else', () => { expect(wrongSettings(cases, policies)).toEqual([]); });

  test('keeps nobody from anything that would not be without it', () => {
    const without = cases.filter(({ is, sets }) => is === 'denied' && !JSON.stringify(sets).includes('@@remove'))
      .map(each => ({ ...each, is: 'allowed' as const }));
    expect(wrongSettings(without, [])).toEqual([]);
  });

  test('has at least three cases each way', () => {
    for (const is of ['denied', 'allowed']) { expect(cases.filter(each => each.is === is).length).toBeGreaterThanOrEqual(3); }
  });
});

test('each rule that is a setting states its cases', () => {
  expect(everySetting().map(({ name }) => name).sort()).toEqual(Object.keys(SETTINGS_CASES).sort());
});

test('whatever operator a policy lacked, a case would notice', () => {
  const mutated = everySetting().map(unnoticedSettings);
  expect(mutated.flatMap(({ unnoticed }) => unnoticed)).toEqual([]);
  expect(mutated.flatMap(({ tried }) => tried).length).toBeGreaterThan(50);
});

describe('settings of several rules', () => {
  const parcel = (name: string, settings: Settings) => ({ name, settings });

  test('are one policy of their type', () => {
    const rules = everySetting().filter(({ policyType }) => policyType === GuardrailPolicyType.DECLARATIVE_POLICY_EC2);
    expect(rules).toHaveLength(4);
    const [together, ...more] = settingsIn(deployed(rules));
    expect(more).toEqual([]);
    const apart = rules.flatMap(rule => settingsOf(contentOf(rule)));
    expect(settingsOf(JSON.parse(together.content) as Settings)).toEqual(apart);
  });

  test('that say the same twice say it once', () => {
    const [b, d] = [{ '@@assign': 'c' }, { '@@assign': 'e' }];
    expect(united([parcel('one', { a: { b } }), parcel('other', { a: { b, d } })])).toBe('{"a":{"b":{"@@assign":"c"},"d":{"@@assign":"e"}}}');
  });

  test.each<[string, Settings, Settings, string]>([
    ['another value', { a: { b: { '@@assign': 'c' } } }, { a: { b: { '@@assign': 'd' } } }, 'a.b'],
    ['another lock', { a: { '@@operators_allowed_for_child_policies': ['@@none'] } }, { a: { '@@operators_allowed_for_child_policies': ['@@all'] } }, 'a'],
    ['a value where the other has settings', { a: { b: { '@@assign': 'c' } } }, { a: { b: 'c' } }, 'a.b'],
  ])('that say %s contradict each other, and both are named', (_, one, other, where) => {
    const unite = () => united([parcel('bystander', { x: { '@@assign': 'y' } }), parcel('one', one), parcel('other', other)]);
    expect(unite).toThrow(Contradiction);
    expect(unite).toThrow(expect.objectContaining({ where, one: 'one', other: 'other' }));
  });
});

describe('the rule', () => {
  test('VpcBlockPublicAccessProps.mode default: nothing comes in', () => {
    expect(JSON.stringify(contentOf(Guardrail.vpcBlockPublicAccess()))).toContain('"mode":{"@@assign":"block_ingress"');
    expect(Guardrail.vpcBlockPublicAccess().stops).toBe('Nothing reaches a VPC from the internet.');
  });

  test('VpcBlockPublicAccessProps.allowExclusions default: no VPC is excepted', () => {
    expect(Guardrail.vpcBlockPublicAccess().excepted).toContain('no VPC can be excepted');
    const excluding = (allowExclusions?: boolean) =>
      JSON.stringify(contentOf(Guardrail.vpcBlockPublicAccess({ allowExclusions })));
    expect(excluding()).toContain('"exclusions_allowed":{"@@assign":"disabled"');
    expect(excluding(true)).toContain('"exclusions_allowed":{"@@assign":"enabled"');
  });

  test('TenantTagsProps.enforcedFor default: nothing is stopped, and the rule says so', () => {
    expect(JSON.stringify(contentOf(Guardrail.tenantTags()))).not.toContain('enforced_for');
    expect(Guardrail.tenantTags().stops).toMatch(/are reported\.$/);
  });

  test('ThreatDetectionProps.regions default: all there are and will be', () => {
    expect(Object.keys((contentOf(Guardrail.threatDetection()).guardduty as Settings).enablement)).toEqual(['default']);
  });

  test('ThreatDetectionProps.plans default: what costs more is off, so that no account switches it on', () => {
    const said = (plans?: GuardDutyPlan[]) => JSON.stringify(contentOf(Guardrail.threatDetection({ plans })));
    const [none, all] = [said(), said(Object.values(GuardDutyPlan))];
    expect(none).toContain('"foundational":{"status":{"@@assign":"enabled"');
    for (const plan of Object.values(GuardDutyPlan)) {
      expect(none).toContain(`"${plan}":{"status":{"@@assign":"disabled"`);
      expect(all).toContain(`"${plan}":{"status":{"@@assign":"enabled"`);
    }
  });

  test('is the same for the same choices in whatever order', () => {
    const plans = [GuardDutyPlan.S3_DATA_EVENTS, GuardDutyPlan.RDS_LOGIN_EVENTS];
    const regions = ['eu-west-1', 'eu-central-1', 'eu-west-1'];
    const one = Guardrail.threatDetection({ plans, regions });
    const other = Guardrail.threatDetection({ plans: [...plans].reverse(), regions: regions.slice(1) });
    expect(JSON.stringify(contentOf(one))).toBe(JSON.stringify(contentOf(other)));
    expect(one.stops).toBe(other.stops);
  });

  test.each<[string, () => Guardrail, RegExp]>([
    ['no mode', () => Guardrail.vpcBlockPublicAccess({ mode: 'off' as VpcBlockPublicAccessMode }), /'mode' has 'off', which is none of VpcBlockPublicAccessMode: block_ingress, /],
    ['no type', () => Guardrail.tenantTags({ enforcedFor: ['s3'] }), /'enforcedFor' must hold types of resources such as .*, got 's3'/],
    ['no types at all', () => Guardrail.tenantTags({ enforcedFor: [] }), /'enforcedFor' must hold at least one type/],
    ['no plan', () => Guardrail.threatDetection({ plans: ['S3' as GuardDutyPlan] }), /'plans' has 'S3', which is none of GuardDutyPlan: s3_data_events, /],
    ['no Region', () => Guardrail.threatDetection({ regions: ['eu-central-9'] }), /'regions' must hold names of Regions such as 'eu-central-1', got 'eu-central-9'/],
    ['no Regions at all', () => Guardrail.threatDetection({ regions: [] }), /'regions' must name at least one Region/],
    ['a Region that nobody knows yet', () => Guardrail.threatDetection({ regions: ['${Token[AWS.Region.1]}'] }), /'regions' must be known when the app is synthesized/],
  ])('refuses what is %s', (_, make, words) => { expect(make).toThrow(words); });

  test('of GuardDuty is refused where nobody administers it', () => {
    const stack = managementStack();
    const organization = new TenantOrganization(stack, 'Land');
    const guardrails = [...Guardrail.essential(), Guardrail.threatDetection()];
    expect(() => new BaselineGuardrails(stack, 'Guardrails', { organization, guardrails }))
      .toThrow("'guardrails' has 'threat-detection', which needs 'securityAccount'");
  });

  test('tells all that is wrong at once', () => {
    const make = () => Guardrail.threatDetection({ regions: ['moon-1'], plans: ['x' as GuardDutyPlan] });
    expect(make).toThrow(/got 'moon-1'/);
    expect(make).toThrow(/'plans' has 'x'/);
  });
});
