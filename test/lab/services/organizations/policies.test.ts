import * as fc from 'fast-check';
import { refusal, World } from './organization';
import { JsonObject } from '../../../../src/lab/json';

const [SCP, RCP, TAGS] = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY', 'TAG_POLICY'];
const DENY = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
const CONTENT: Readonly<Record<string, string>> = {
  [SCP]: document(DENY), [RCP]: document({ ...DENY, Principal: '*' }), [TAGS]: '{"tags":{}}', AISERVICES_OPT_OUT_POLICY: '{"services":{}}',
};

function document(...Statement: JsonObject[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** An organization in which these types are enabled, and a way to call it that does not wait for throttles. */
function setUp(...types: string[]) {
  const world = new World();
  types.forEach(type => world.organization.enablePolicyType(type));
  const root = world.organization.rootId();
  const act = (action: string, parameters: JsonObject = {}): JsonObject => world.organization.handle({
    service: 'organizations', action, parameters,
    caller: { principal: 'operator', trusted: true, account: world.cloud.managementAccount, region: 'us-east-1' },
  });
  const create = (Type = SCP, Name = `policy ${world.organization.policies().length}`, more: JsonObject = {}): string =>
    String((act('createPolicy', { Type, Name, Description: '', Content: CONTENT[Type], ...more }) as { Policy: { PolicySummary: { Id: string } } }).Policy.PolicySummary.Id);
  const names = (TargetId: string, Filter = SCP) =>
    (act('listPoliciesForTarget', { TargetId, Filter }).Policies as JsonObject[]).map(({ Name }) => Name);
  return { world, root, unit: world.organization.addOrganizationalUnit('tenants'), act, create, names };
}

describe('a type of policies', () => {
  test('that nobody enabled is not among those of the root, and its policies can be made, not attached', () => {
    const { act, create, root } = setUp();
    expect(act('listRoots').Roots).toEqual([expect.objectContaining({ Id: root, PolicyTypes: [] })]);
    const PolicyId = create();
    expect(() => act('attachPolicy', { PolicyId, TargetId: root })).toThrow(refusal('PolicyTypeNotEnabledException'));
    expect(act('listPoliciesForTarget', { TargetId: root, Filter: SCP })).toEqual({ Policies: [] });
  });

  test('is pending for a while, in which nothing can be attached and nobody may ask again', async () => {
    const { world, act, create, root } = setUp();
    const PolicyId = create();
    const enable = { RootId: root, PolicyType: SCP };
    const types = () => (act('listRoots').Roots as JsonObject[])[0].PolicyTypes;
    expect(act('enablePolicyType', enable).Root).toMatchObject({ Id: root, PolicyTypes: [{ Type: SCP, Status: 'PENDING_ENABLE' }] });
    expect(types()).toEqual([{ Type: SCP, Status: 'PENDING_ENABLE' }]);
    expect(() => act('enablePolicyType', enable)).toThrow(refusal('PolicyChangesInProgressException'));
    expect(() => act('attachPolicy', { PolicyId, TargetId: root })).toThrow(refusal('PolicyTypeNotEnabledException'));
    await world.play(() => world.wait(5));
    expect(types()).toEqual([{ Type: SCP, Status: 'ENABLED' }]);
    expect(() => act('enablePolicyType', enable)).toThrow(refusal('PolicyTypeAlreadyEnabledException'));
    expect(act('attachPolicy', { PolicyId, TargetId: root })).toEqual({});
  });

  test.each([
    ['a type that does not exist', { PolicyType: 'NONSENSE' }, refusal('InvalidInputException', 'INVALID_ENUM_POLICY_TYPE')],
    ['no type', { PolicyType: undefined }, refusal('InvalidInputException', 'INPUT_REQUIRED')],
    ['another root', { RootId: 'r-zzzz' }, refusal('RootNotFoundException')],
    ['what is no root', { RootId: '111111111111' }, refusal('InvalidInputException', 'INVALID_PATTERN')],
  ])('is not enabled for %s', (_, parameters, error) => {
    const { act, root } = setUp();
    expect(() => act('enablePolicyType', { RootId: root, PolicyType: SCP, ...parameters })).toThrow(error);
  });

  test.each(['securityhub', 'guardduty'])('of a service that has no access to the organization is not enabled: %s', service => {
    const { act, root } = setUp();
    const enable = () => act('enablePolicyType', { RootId: root, PolicyType: `${service.toUpperCase()}_POLICY` });
    expect(enable).toThrow(refusal('ConstraintViolationException', 'SERVICE_ACCESS_NOT_ENABLED'));
    act('enableAWSServiceAccess', { ServicePrincipal: `${service}.amazonaws.com` });
    expect(enable).not.toThrow();
  });

  test('cannot be disabled in the lab, which says so', () => {
    const { act, root } = setUp(SCP);
    expect(() => act('disablePolicyType', { RootId: root, PolicyType: SCP })).toThrow('the lab does not model organizations:disablePolicyType');
  });
});

describe('the document of a policy is refused', () => {
  const scp = (statement: JsonObject) => [SCP, document(statement)];
  const rcp = (statement: JsonObject) => [RCP, document(statement)];
  const malformed = refusal('MalformedPolicyDocumentException');
  test.each([
    ['no JSON', [TAGS, '{'], malformed],
    ['no object', [TAGS, '[]'], malformed],
    ['an empty object', [SCP, '{}'], malformed],
    ['another version', [SCP, '{"Version":"2008-10-17","Statement":[]}'], malformed],
    ['no statement', [SCP, document()], malformed],
    ['no Resource', scp({ Effect: 'Deny', Action: 's3:*' }), malformed],
    ['no Action', scp({ Effect: 'Deny', Resource: '*' }), malformed],
    ['an action without its service', scp({ ...DENY, Action: ['s3:*', 'PutObject'] }), malformed],
    ['an incomplete ARN', scp({ ...DENY, Resource: ['*', 'arn:aws:s3'] }), malformed],
    ['a resource control policy with an incomplete ARN', rcp({ ...DENY, Principal: '*', Resource: 'arn:aws:s3:*' }), malformed],
    ['a service control policy with a Principal', scp({ ...DENY, Principal: '*' }), malformed],
    ['a service control policy with another Effect', scp({ ...DENY, Effect: 'Forbid' }), malformed],
    ['a resource control policy without a Principal', rcp(DENY), malformed],
    ['a resource control policy for one Principal', rcp({ ...DENY, Principal: { AWS: '222222222222' } }), malformed],
    ['a resource control policy that allows', rcp({ ...DENY, Effect: 'Allow', Principal: '*' }), malformed],
    ['a resource control policy for all actions', rcp({ ...DENY, Action: '*', Principal: '*' }), malformed],
    ['a resource control policy with NotAction', rcp({ Effect: 'Deny', NotAction: 's3:*', Resource: '*', Principal: '*' }), malformed],
    ['settings of another type', ['S3_POLICY', '{"ec2_attributes":{}}'], malformed],
    ['settings of two types', [TAGS, '{"tags":{},"services":{}}'], malformed],
    ['a setting without an operator', [TAGS, '{"tags":{"project":{"tag_key":"Project"}}}'], malformed],
    ['a setting with an operator that does not exist', [TAGS, '{"tags":{"project":{"tag_key":{"@@set":"Project"}}}}'], malformed],
    ['a setting with two values', [TAGS, '{"tags":{"project":{"tag_value":{"@@assign":["a"],"@@append":["b"]}}}}'], malformed],
    ['a value that holds settings', [TAGS, '{"tags":{"project":{"@@assign":"a","tag_key":{"@@assign":"b"}}}}'], malformed],
    ['a lock of operators that do not exist', [TAGS, '{"tags":{"@@operators_allowed_for_child_policies":["none"]}}'], malformed],
    ['an opt-out that is appended', ['AISERVICES_OPT_OUT_POLICY', '{"services":{"default":{"opt_out_policy":{"@@append":["optOut"]}}}}'], malformed],
    ['a plan of GuardDuty without what it stands on', ['GUARDDUTY_POLICY', '{"guardduty":{"enablement":{"default":{"s3_data_events":{"status":{"@@assign":"enabled"}}}}}}'], malformed],
    ['GuardDuty nowhere', ['GUARDDUTY_POLICY', '{"guardduty":{"enablement":{}}}'], malformed],
    ['nothing', [SCP, ''], refusal('InvalidInputException', 'MIN_LENGTH_EXCEEDED')],
  ])('when it is %s', (_, [Type, Content], error) => {
    const { act } = setUp();
    expect(() => act('createPolicy', { Type, Name: 'p', Description: '', Content })).toThrow(error);
  });

  test.each([[SCP, 10240], [RCP, 5120], ['AISERVICES_OPT_OUT_POLICY', 2500]])('of a %s beyond %d characters, spaces included', (Type, most) => {
    const { act } = setUp();
    const content = CONTENT[Type];
    const Content = content.padEnd(most);
    const policy = { Type, Description: '' };
    expect(() => act('createPolicy', { ...policy, Name: 'not', Content: `${Content} ` }))
      .toThrow(refusal('ConstraintViolationException', 'POLICY_CONTENT_LIMIT_EXCEEDED'));
    expect(() => act('createPolicy', { ...policy, Name: 'fits', Content })).not.toThrow();
  });

  test('when it changes, and the policy stays what it was', () => {
    const { world, act, create } = setUp();
    const PolicyId = create(SCP, 'one');
    create(SCP, 'other');
    expect(() => act('updatePolicy', { PolicyId, Content: '{}' })).toThrow(malformed);
    expect(() => act('updatePolicy', { PolicyId, Name: 'other' })).toThrow(refusal('DuplicatePolicyException'));
    expect(world.organization.policies()[0]).toMatchObject({ name: 'one', content: CONTENT[SCP] });
  });
});

describe('a policy', () => {
  test('has a name of its own among those of its type', () => {
    const { create } = setUp();
    create(SCP, 'p');
    expect(() => create(SCP, 'p')).toThrow(refusal('DuplicatePolicyException'));
    expect(() => create(RCP, 'p')).not.toThrow();
  });

  test('needs a description, though it may be empty', () => {
    const { create } = setUp();
    expect(() => create(SCP, 'p', { Description: undefined })).toThrow(refusal('InvalidInputException', 'INPUT_REQUIRED'));
  });

  test.each(['describePolicy', 'deletePolicy', 'updatePolicy', 'listTargetsForPolicy', 'attachPolicy', 'detachPolicy'])('that does not exist: %s', action => {
    const { act, root } = setUp(SCP);
    expect(() => act(action, { PolicyId: 'p-0123456789', ...(/tach/.test(action) && { TargetId: root }) })).toThrow(refusal('PolicyNotFoundException'));
  });

  test('shows what was said of it, and its new content', () => {
    const { world, act, create } = setUp();
    const PolicyId = create(SCP, 'p', { Description: 'why' });
    const arn = `arn:${world.cloud.partition}:organizations::${world.cloud.managementAccount}:policy/${world.organization.organizationId()}/service_control_policy/${PolicyId}`;
    const summary = { Id: PolicyId, Arn: arn, Name: 'p', Description: 'why', Type: SCP, AwsManaged: false };
    expect(act('describePolicy', { PolicyId })).toEqual({ Policy: { PolicySummary: summary, Content: CONTENT[SCP] } });
    const Content = document({ ...DENY, Action: 'sqs:*' });
    expect(act('updatePolicy', { PolicyId, Content })).toEqual({ Policy: { PolicySummary: summary, Content } });
  });

  test('of AWS cannot be changed or deleted, and is listed once its type is enabled', () => {
    const { act } = setUp(SCP);
    for (const action of ['updatePolicy', 'deletePolicy']) {
      expect(() => act(action, { PolicyId: 'p-FullAWSAccess' })).toThrow(refusal('InvalidInputException', 'IMMUTABLE_POLICY'));
    }
    const managed = (Filter: string) => (act('listPolicies', { Filter }).Policies as JsonObject[]).map(({ Id, AwsManaged }) => [Id, AwsManaged]);
    expect(managed(SCP)).toEqual([['p-FullAWSAccess', true]]);
    expect(managed(RCP)).toEqual([]);
  });

  test('bears tags', () => {
    const { act, create } = setUp();
    const ResourceId = create(SCP, 'p', { Tags: [{ Key: 'a', Value: '1' }] });
    act('tagResource', { ResourceId, Tags: [{ Key: 'b', Value: '2' }] });
    act('untagResource', { ResourceId, TagKeys: ['a'] });
    expect(act('listTagsForResource', { ResourceId })).toEqual({ Tags: [{ Key: 'b', Value: '2' }] });
  });
});

describe('an attachment', () => {
  test('is for what is there, once, and a policy that is attached is not deleted', () => {
    const { act, create, unit } = setUp(SCP);
    const PolicyId = create();
    expect(() => act('attachPolicy', { PolicyId, TargetId: '999999999999' })).toThrow(refusal('TargetNotFoundException'));
    expect(() => act('detachPolicy', { PolicyId, TargetId: unit })).toThrow(refusal('PolicyNotAttachedException'));
    act('attachPolicy', { PolicyId, TargetId: unit });
    expect(() => act('attachPolicy', { PolicyId, TargetId: unit })).toThrow(refusal('DuplicatePolicyAttachmentException'));
    expect(() => act('deletePolicy', { PolicyId })).toThrow(refusal('PolicyInUseException'));
    act('detachPolicy', { PolicyId, TargetId: unit });
    expect(act('deletePolicy', { PolicyId })).toEqual({});
  });

  test.each([[SCP, 9], [RCP, 4], [TAGS, 10], ['AISERVICES_OPT_OUT_POLICY', 5]])('of a %s has %d places', (type, places) => {
    const { act, create, unit } = setUp(type);
    const attach = (at: number) => act('attachPolicy', { PolicyId: create(type, `p${at}`, { Content: CONTENT[type] }), TargetId: unit });
    for (let at = 0; at < places; at++) { attach(at); }
    expect(() => attach(places)).toThrow(refusal('ConstraintViolationException', 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED'));
  });

  test('of FullAWSAccess may go when another takes its place, and there is always one', () => {
    const { act, create, names, unit } = setUp(SCP);
    const full = { PolicyId: 'p-FullAWSAccess', TargetId: unit };
    const last = refusal('ConstraintViolationException', 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED');
    expect(() => act('detachPolicy', full)).toThrow(last);
    const other = { PolicyId: create(SCP, 'other'), TargetId: unit };
    act('attachPolicy', other);
    act('detachPolicy', full);
    expect(names(unit)).toEqual(['other']);
    expect(() => act('detachPolicy', other)).toThrow(last);
    expect(() => act('detachPolicy', full)).toThrow(refusal('PolicyNotAttachedException'));
    act('attachPolicy', full);
    act('detachPolicy', other);
    expect(names(unit)).toEqual(['FullAWSAccess']);
  });

  test('of RCPFullAWSAccess stays', () => {
    const { act, create, unit } = setUp(RCP);
    act('attachPolicy', { PolicyId: create(RCP), TargetId: unit });
    expect(() => act('detachPolicy', { PolicyId: 'p-RCPFullAWSAccess', TargetId: unit }))
      .toThrow(refusal('ConstraintViolationException', 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED'));
  });

  test('of FullAWSAccess is had by everybody, whoever comes later too', () => {
    const { world, act, root, unit } = setUp(SCP);
    const account = world.organization.addAccount({ name: 'a', email: 'a@example.com', parent: unit });
    const targets = (act('listTargetsForPolicy', { PolicyId: 'p-FullAWSAccess' }).Targets as JsonObject[]).map(({ TargetId, Type }) => [TargetId, Type]);
    expect(targets).toEqual([
      [root, 'ROOT'], [unit, 'ORGANIZATIONAL_UNIT'], [world.cloud.managementAccount, 'ACCOUNT'], [account, 'ACCOUNT'],
    ]);
  });

  test('ends with the OU that had it', () => {
    const { act, create, unit } = setUp(SCP);
    const PolicyId = create();
    act('attachPolicy', { PolicyId, TargetId: unit });
    act('deleteOrganizationalUnit', { OrganizationalUnitId: unit });
    expect(act('listTargetsForPolicy', { PolicyId })).toEqual({ Targets: [] });
    expect(act('deletePolicy', { PolicyId })).toEqual({});
  });

  test('lists hold together, whatever was attached and detached', () => {
    const step = fc.record({ policy: fc.nat(3), target: fc.nat(2), attach: fc.boolean() });
    const steps = fc.array(step, { maxLength: 30 });
    fc.assert(fc.property(steps, played => {
      const { world, act, create, root, unit } = setUp(SCP);
      const targets = [root, unit, world.cloud.managementAccount];
      const policies = ['p-FullAWSAccess', create(), create(), create()];
      for (const { policy, target, attach } of played) {
        try { act(attach ? 'attachPolicy' : 'detachPolicy', { PolicyId: policies[policy], TargetId: targets[target] }); } catch { /* refused */ }
      }
      for (const TargetId of targets) {
        const here = (act('listPoliciesForTarget', { TargetId, Filter: SCP }).Policies as JsonObject[]).map(({ Id }) => Id);
        expect(here.length).toBeGreaterThan(0);
        for (const PolicyId of policies) {
          const there = (act('listTargetsForPolicy', { PolicyId }).Targets as JsonObject[]).map(each => each.TargetId);
          expect(there.includes(TargetId)).toBe(here.includes(PolicyId));
        }
      }
    }), { numRuns: 100 });
  });
});

describe('IAM is asked', () => {
  const asked = (action: string, parameters: (id: string, unit: string) => JsonObject, more: JsonObject = {}) => {
    const { world, create, unit } = setUp(SCP);
    const id = create(SCP, 'p', more);
    const parts = world.organization.permissions({
      service: 'organizations', action, parameters: parameters(id, unit), caller: { principal: 'role', account: world.cloud.managementAccount, region: 'us-east-1' },
    });
    return parts.map(({ action: name, resource, context }) => [name, resource.split(':')[5].split('/')[0], context]);
  };

  test('about the policy and its target, with the type of the policy and its tags', () => {
    const Tags = [{ Key: 'owner', Value: 'platform' }];
    expect(asked('attachPolicy', (PolicyId, TargetId) => ({ PolicyId, TargetId }), { Tags })).toEqual([
      ['organizations:AttachPolicy', 'policy', { 'organizations:PolicyType': SCP, 'aws:ResourceTag/owner': 'platform' }],
      ['organizations:AttachPolicy', 'ou', { 'organizations:PolicyType': SCP }],
    ]);
  });

  test('about tags that a new policy brings', () => {
    const Tags = [{ Key: 'owner', Value: 'platform' }];
    const all = { 'organizations:PolicyType': TAGS, 'aws:TagKeys': ['owner'], 'aws:RequestTag/owner': 'platform' };
    const parts = setUp().world.organization.permissions({
      service: 'organizations', action: 'createPolicy', parameters: { Type: TAGS, Tags }, caller: { principal: 'role', account: '111111111111', region: 'us-east-1' },
    });
    expect(parts.map(({ action, context }) => [action, context])).toEqual([['organizations:CreatePolicy', all], ['organizations:TagResource', all]]);
  });
});

test('only the management account writes', () => {
  const { world } = setUp(SCP);
  const account = world.organization.addAccount({ name: 'a', email: 'a@example.com' });
  const call = { service: 'organizations', action: 'createPolicy', parameters: {}, caller: { principal: 'role', account, region: 'us-east-1' } };
  expect(() => world.organization.handle(call)).toThrow(refusal('AccessDeniedException'));
});
