import { refusal, World } from './organization';
import { Json, JsonObject } from '../../../../src/lab/json';
import { effectivePolicy } from '../../../../src/lab/services/organizations/effective-policies';

// The examples of AWS, by their letters: https://docs.aws.amazon.com/organizations/latest/userguide/inheritance-examples.html
// Where its example 4 shows the tag key 'project' as the result, policy E says 'Project', and so does this.

const ALLOWED = '@@operators_allowed_for_child_policies';
const NONE = { [ALLOWED]: ['@@none'] };
const assign = (value: Json) => ({ '@@assign': value });
const append = (...values: string[]) => ({ '@@append': values });
const remove = (...values: string[]) => ({ '@@remove': values });
const costs = (settings: JsonObject): JsonObject => ({ tags: { costcenter: settings } });
const project = (settings: JsonObject): JsonObject => ({ tags: { project: settings } });

const A = costs({ tag_key: assign('CostCenter'), tag_value: assign(['Development', 'Support']) });
const TYPES = ['redshift:*', 'dynamodb:table'];
const C = costs({ tag_key: assign('CostCenter'), tag_value: append('Marketing'), enforced_for: append(...TYPES) });

describe("AWS's own examples", () => {
  test('1: a policy further down overwrites', () => {
    const B = costs({ tag_key: assign('CostCenter'), tag_value: assign(['Sandbox']), enforced_for: assign(TYPES) });
    expect(effectivePolicy([[A], [B]])).toEqual(costs({ tag_key: 'CostCenter', tag_value: ['Sandbox'], enforced_for: TYPES }));
  });

  test('2: it appends', () => {
    expect(effectivePolicy([[A], [C]])).toEqual(costs({ tag_key: 'CostCenter', tag_value: ['Development', 'Support', 'Marketing'], enforced_for: TYPES }));
  });

  test('3: it removes, and a list without anything in it is gone', () => {
    const D = costs({ tag_key: assign('CostCenter'), tag_value: remove('Development', 'Marketing'), enforced_for: remove(...TYPES) });
    expect(effectivePolicy([[A], [C], [D]])).toEqual(costs({ tag_key: 'CostCenter', tag_value: ['Support'] }));
  });

  test('4: it does what it may, and nothing comes of the rest', () => {
    const E = project({ tag_key: { ...NONE, ...assign('Project') }, tag_value: { [ALLOWED]: ['@@append'], ...assign(['Maintenance', 'Escalations']) } });
    const F = project({ tag_key: assign('PROJECT'), tag_value: append('Escalations - research') });
    expect(effectivePolicy([[E], [F]])).toEqual(project({ tag_key: 'Project', tag_value: ['Maintenance', 'Escalations', 'Escalations - research'] }));
  });

  test('5: of two policies that say what may be done, both have to let it', () => {
    const G = project({ tag_value: { [ALLOWED]: ['@@append'], ...assign(['Maintenance']) } });
    const H = project({ tag_value: { [ALLOWED]: ['@@append', '@@remove'] } });
    expect(effectivePolicy([[G, H], [project({ tag_value: append('More') })]])).toEqual(project({ tag_value: ['Maintenance', 'More'] }));
    expect(effectivePolicy([[G, H], [project({ tag_value: remove('Maintenance') })]])).toEqual(project({ tag_value: ['Maintenance'] }));
  });

  test('6: of two policies on the same level, the one that was attached first holds', () => {
    const J = project({ tag_key: assign('PROJECT'), tag_value: append('Maintenance') });
    const K = project({ tag_key: assign('project') });
    expect(effectivePolicy([[J, K]])).toEqual(project({ tag_key: 'PROJECT', tag_value: ['Maintenance'] }));
    expect(effectivePolicy([[K, J]])).toEqual(project({ tag_key: 'project', tag_value: ['Maintenance'] }));
  });

  test('of AI services: each lock stands for its own level', () => {
    const services = (settings: JsonObject) => ({ services: settings });
    const out = { ...NONE, opt_out_policy: { ...NONE, ...assign('optOut') } };
    const [lex, others] = [{ opt_out_policy: assign('optIn') }, { opt_out_policy: 'optOut' }];
    expect(effectivePolicy([[services({ default: out })], [services({ lex, default: lex })]]))
      .toEqual(services({ default: others, lex: { opt_out_policy: 'optIn' } }));
    expect(effectivePolicy([[services({ ...NONE, default: out })], [services({ lex, default: lex })]]))
      .toEqual(services({ default: others }));
    expect(effectivePolicy([[services({ ...NONE, default: { opt_out_policy: assign('optOut') } })], [services({ default: lex })]]))
      .toEqual(services({ default: { opt_out_policy: 'optIn' } }));
  });
});

test('a policy further down cannot take a lock away', () => {
  const keys = [{ ...NONE, ...assign('a') }, { [ALLOWED]: ['@@all'] }, assign('b')];
  expect(effectivePolicy(keys.map(tag_key => [project({ tag_key })]))).toEqual(project({ tag_key: 'a' }));
});

test('a list that is assigned nothing says that nothing is allowed, and stays', () => {
  expect(effectivePolicy([[project({ tag_value: assign([]) })]])).toEqual(project({ tag_value: [] }));
});

test('what AWS does not say is not made up', () => {
  expect(() => effectivePolicy([[project({ tag_value: assign(['a']) }), project({ tag_value: append('b') })]]))
    .toThrow('the lab does not model @@assign and @@append on the same level, of tags.project.tag_value');
});

describe('DescribeEffectivePolicy', () => {
  const TAGS = 'TAG_POLICY';

  function setUp() {
    const world = new World();
    world.organization.enablePolicyType(TAGS);
    const unit = world.organization.addOrganizationalUnit('tenants');
    const account = world.organization.addAccount({ name: 'a', email: 'a@example.com', parent: unit });
    const act = (action: string, parameters: JsonObject, from = world.cloud.managementAccount): JsonObject => {
      const caller = { principal: 'operator', trusted: true, account: from, region: 'us-east-1' };
      return world.organization.handle({ service: 'organizations', action, parameters, caller });
    };
    const create = (Name: string, tag_key: string) => {
      const { Policy } = act('createPolicy', { Type: TAGS, Name, Description: '', Content: JSON.stringify(project({ tag_key: assign(tag_key) })) });
      return String(((Policy as JsonObject).PolicySummary as JsonObject).Id);
    };
    const attach = (PolicyId: string, TargetId: string) => act('attachPolicy', { PolicyId, TargetId });
    const effective = (TargetId = account, PolicyType = TAGS) => act('describeEffectivePolicy', { PolicyType, TargetId }).EffectivePolicy as JsonObject;
    const key = () => JSON.parse(String(effective().PolicyContent)) as JsonObject;
    return { world, unit, account, act, create, attach, effective, key };
  }

  test('of an account of which there is none says so', () => {
    expect(() => setUp().effective()).toThrow(refusal('EffectivePolicyNotFoundException'));
  });

  test.each([
    ['an account that does not exist', ['999999999999'], refusal('TargetNotFoundException')],
    ['what is no account', ['r-abcd'], refusal('InvalidInputException', 'INVALID_PATTERN')],
    ['a type without any', ['333333333333', 'SERVICE_CONTROL_POLICY'], refusal('InvalidInputException', 'INVALID_ENUM_POLICY_TYPE')],
  ])('of %s is refused', (_, asked, error) => {
    expect(() => setUp().effective(...asked)).toThrow(error);
  });

  test('by a member is not modelled', () => {
    const { act, account } = setUp();
    expect(() => act('describeEffectivePolicy', { PolicyType: TAGS }, account)).toThrow('the lab does not model that members ask');
  });

  test('needs a permission for the account and the type', () => {
    const { world, account } = setUp();
    const caller = { principal: 'role', account: world.cloud.managementAccount, region: 'us-east-1' };
    const [{ action, resource, context }] = world.organization.permissions({
      service: 'organizations', action: 'describeEffectivePolicy', parameters: { PolicyType: TAGS, TargetId: account }, caller,
    });
    expect([action, resource.split('/')[2], context]).toEqual(['organizations:DescribeEffectivePolicy', account, { 'organizations:PolicyType': TAGS }]);
  });

  test('shows what is attached to the account and above it', () => {
    const { unit, account, create, attach, effective } = setUp();
    attach(create('unit', 'Unit'), unit);
    expect(effective()).toEqual({ PolicyContent: '{"tags":{"project":{"tag_key":"Unit"}}}', PolicyType: TAGS, TargetId: account });
    attach(create('account', 'Account'), account);
    expect(effective()).toMatchObject({ PolicyContent: '{"tags":{"project":{"tag_key":"Account"}}}' });
  });

  test('goes by the order in which policies were attached, not made', () => {
    const { act, unit, create, attach, key } = setUp();
    const [first, second] = [create('first', 'First'), create('second', 'Second')];
    attach(second, unit);
    attach(first, unit);
    expect(key()).toEqual(project({ tag_key: 'Second' }));
    act('detachPolicy', { PolicyId: second, TargetId: unit });
    attach(second, unit);
    expect(key()).toEqual(project({ tag_key: 'First' }));
  });
});
