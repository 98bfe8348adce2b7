import { again, make, refusal, World } from './organization';
import { JsonObject } from '../../../../src/lab/json';

const TYPE = 'AWS::Organizations::Policy';
const SCP = 'SERVICE_CONTROL_POLICY';

function denying(Action: string): JsonObject {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action, Resource: '*' }] };
}

const POLICY = { Name: 'p', Type: SCP, Content: denying('s3:*') };

function setUp(types = [SCP]) {
  const world = new World();
  types.forEach(type => world.organization.enablePolicyType(type));
  const units = ['one', 'two'].map(name => world.organization.addOrganizationalUnit(name));
  return { world, units };
}

function kept(world: World) {
  return world.organization.policies().map(({ id, name, description, content, targets, tags }) => (
    { id, name, description, content, targets: [...targets], tags: [...tags] }));
}

describe('a policy of a template is refused', () => {
  test('outside of the management account', () => {
    const { world } = setUp();
    expect(() => make(world, TYPE, POLICY, '222222222222')).toThrow(refusal('AccessDeniedException'));
  });

  test('with an object of one character too many, counted without spaces; in a string they count', () => {
    const { world } = setUp();
    const most = 10240 - JSON.stringify(denying('s3:')).length;
    make(world, TYPE, { ...POLICY, Name: 'fits', Content: denying(`s3:${'x'.repeat(most)}`) });
    for (const Content of [denying(`s3:${'x'.repeat(most + 1)}`), JSON.stringify(denying('s3:*')).padEnd(10241)]) {
      expect(() => make(world, TYPE, { ...POLICY, Content })).toThrow(refusal('ConstraintViolationException', 'POLICY_CONTENT_LIMIT_EXCEEDED'));
    }
  });

  test('with a type that does not exist', () => {
    expect(() => make(setUp().world, TYPE, { ...POLICY, Type: 'NONSENSE' })).toThrow(refusal('InvalidInputException', 'INVALID_ENUM_POLICY_TYPE'));
  });

  test('when its type is not enabled and it is for somebody; then nothing of it stays', () => {
    const { world, units } = setUp([]);
    expect(() => make(world, TYPE, { ...POLICY, TargetIds: units })).toThrow(refusal('PolicyTypeNotEnabledException'));
    expect(world.organization.policies()).toEqual([]);
  });

  test('when one of its targets is full; then nothing of it stays', () => {
    const { world, units: [free, full] } = setUp();
    for (let at = 0; at < 9; at++) { make(world, TYPE, { ...POLICY, Name: `p${at}`, TargetIds: [full] }); }
    expect(() => make(world, TYPE, { ...POLICY, TargetIds: [free, full] }))
      .toThrow(refusal('ConstraintViolationException', 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED'));
    expect(world.organization.policies()).toHaveLength(9);
  });
});

test('a policy of a template refers by its id, and says what it is', () => {
  const { world } = setUp();
  const { ref, attributes } = make(world, TYPE, POLICY);
  expect(ref).toMatch(/^p-[0-9a-z]{10}$/);
  expect(attributes).toEqual({ Id: ref, Arn: world.organization.policies()[0].arn, AwsManaged: false });
});

describe('a policy of a template that is deployed again', () => {
  test('takes new content, name, description, targets and tags', () => {
    const { world, units: [one, two] } = setUp();
    const after = { ...POLICY, Name: 'q', Description: 'why', Content: denying('sqs:*'), TargetIds: [two], Tags: [{ Key: 'b', Value: '2' }] };
    const { update, current } = again(world, TYPE, { ...POLICY, TargetIds: [one], Tags: [{ Key: 'a', Value: '1' }] }, after);
    expect(update()).toEqual(current);
    expect(kept(world)).toEqual([{
      id: current.ref, name: 'q', description: 'why', content: JSON.stringify(denying('sqs:*')), targets: [two], tags: [['b', '2']],
    }]);
  });

  test('takes all of it or nothing', () => {
    const { world, units: [one] } = setUp();
    const { update } = again(world, TYPE, { ...POLICY, TargetIds: [one] }, { ...POLICY, Content: denying('sqs:*'), TargetIds: ['999999999999'] });
    expect(update).toThrow(refusal('TargetNotFoundException'));
    expect(kept(world)).toMatchObject([{ content: JSON.stringify(POLICY.Content), targets: [one] }]);
  });

  test('stands that somebody else has attached or detached it meanwhile', () => {
    const { world, units: [one, two] } = setUp();
    const { update, current } = again(world, TYPE, { ...POLICY, TargetIds: [one] }, { ...POLICY, TargetIds: [two] });
    const caller = { principal: 'operator', trusted: true, account: world.cloud.managementAccount, region: 'us-east-1' };
    const act = (action: string, TargetId: string) =>
      world.organization.handle({ service: 'organizations', action, parameters: { PolicyId: current.ref, TargetId }, caller });
    act('detachPolicy', one);
    act('attachPolicy', two);
    expect(update()).toEqual(current);
    expect(kept(world)).toMatchObject([{ targets: [two] }]);
  });

  test('is not made into one of another type', () => {
    const { update } = again(setUp().world, TYPE, POLICY, { ...POLICY, Type: 'TAG_POLICY' });
    expect(update).toThrow('the lab does not model the replacement of a policy by one of another type');
  });

  test('goes, wherever it is attached', () => {
    const { world, units } = setUp();
    const { remove } = again(world, TYPE, { ...POLICY, TargetIds: units }, POLICY);
    void remove();
    expect(world.organization.policies()).toEqual([]);
  });
});
