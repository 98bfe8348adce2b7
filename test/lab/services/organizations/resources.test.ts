import { again, make, refusal, World } from './organization';
import { JsonObject } from '../../../../src/lab/json';
import { Room } from '../../../../src/lab/room';

describe('a resource of a template is refused', () => {
  test('outside of the management account', () => {
    const world = new World();
    expect(() => make(world, 'AWS::Organizations::OrganizationalUnit', { Name: 'a', ParentId: world.organization.rootId() }, '222222222222'))
      .toThrow(refusal('AccessDeniedException'));
  });
});

test('an OU of a template refers by its id, and an organization by what there is', () => {
  const world = new World();
  const { ref, attributes } = make(world, 'AWS::Organizations::Organization', {});
  expect(ref).toBe(world.organization.organizationId());
  const unit = make(world, 'AWS::Organizations::OrganizationalUnit', { Name: 'tenants', ParentId: attributes!.RootId });
  expect(unit.ref).toMatch(/^ou-[0-9a-z]{4}-[0-9a-z]{8}$/);
  expect(unit.attributes!.Arn).toBe(`arn:${world.cloud.partition}:organizations::${world.cloud.managementAccount}:ou/${ref}/${unit.ref}`);
});

describe('IAM is asked', () => {
  const asked = (world: World, action: string, parameters: JsonObject) => world.organization.permissions({
    service: 'organizations', action, parameters, caller: { principal: 'role', account: world.cloud.managementAccount, region: 'us-east-1' },
  });

  test('about creating and, when there are tags, about tagging', () => {
    const world = new World();
    expect(asked(world, 'createAccount', {}).map(({ action, resource }) => [action, resource])).toEqual([['organizations:CreateAccount', '*']]);
    const [create, tag] = asked(world, 'createAccount', { Tags: [{ Key: 'tenant', Value: 'acme' }] });
    expect(create.context).toEqual({ 'aws:TagKeys': ['tenant'], 'aws:RequestTag/tenant': 'acme' });
    expect(tag).toMatchObject({ action: 'organizations:TagResource', resource: expect.stringMatching(/:account\/o-\w+\/\*$/) });
  });

  test('about the account and both parents of a move', () => {
    const world = new World();
    const unit = world.organization.addOrganizationalUnit('tenants');
    const account = world.organization.addAccount({ name: 'a', email: 'a@example.com', tags: { tier: 'free' } });
    const permissions = asked(world, 'moveAccount', { AccountId: account, SourceParentId: world.organization.rootId(), DestinationParentId: unit });
    expect(permissions.map(({ resource }) => resource.split(':')[5].split('/')[0])).toEqual(['account', 'root', 'ou']);
    expect(permissions[0].context).toEqual({ 'aws:ResourceTag/tier': 'free' });
  });
});

describe('the event of a finished creation', () => {
  async function published(trail: boolean) {
    const events: [string, string, JsonObject][] = [];
    const world = new World({ trail });
    world.cloud.add(() => ({
      service: 'eventbridge',
      permissions: () => [],
      handle: () => ({}),
      publish: (account: string, region: string, event: JsonObject) => { events.push([account, region, event]); },
    }) as Room);
    const id = await world.play(() => world.request('acme@example.com'));
    return { events, id, world };
  }

  test('is not sent without a trail', async () => {
    expect((await published(false)).events).toEqual([]);
  });

  test('goes to the management account in us-east-1, and hides the name', async () => {
    const { events: [[account, region, event]], id, world } = await published(true);
    expect([account, region]).toEqual([world.cloud.managementAccount, 'us-east-1']);
    expect(event).toMatchObject({
      source: 'aws.organizations',
      detailType: 'AWS Service Event via CloudTrail',
      detail: { eventName: 'CreateAccountResult', serviceEventDetails: { createAccountStatus: { id, state: 'SUCCEEDED', accountName: '****' } } },
    });
    expect(JSON.stringify(event)).not.toContain('acme');
  });
});

describe('a resource of a template that is deployed again', () => {
  test('renames an OU, but not to a name that is taken', () => {
    const world = new World();
    const ParentId = world.organization.rootId();
    world.organization.addOrganizationalUnit('taken');
    const { update, current } = again(world, 'AWS::Organizations::OrganizationalUnit', { ParentId, Name: 'a' }, { ParentId, Name: 'b' });
    expect(update()).toEqual(current);
    const other = again(world, 'AWS::Organizations::OrganizationalUnit', { ParentId, Name: 'a' }, { ParentId, Name: 'taken' });
    expect(other.update).toThrow(refusal('DuplicateOrganizationalUnitException'));
  });

  test('removes an OU only when nobody is in it', () => {
    const world = new World();
    const properties = { ParentId: world.organization.rootId(), Name: 'a' };
    const { remove, current } = again(world, 'AWS::Organizations::OrganizationalUnit', properties, properties);
    const nested = world.organization.addOrganizationalUnit('nested', current.ref);
    expect(remove).toThrow(refusal('OrganizationalUnitNotEmptyException'));
    expect(world.organization.hasUnit(nested)).toBe(true);
    const empty = again(world, 'AWS::Organizations::OrganizationalUnit', { ...properties, Name: 'b' }, properties);
    void empty.remove();
    expect(world.organization.hasUnit(empty.current.ref)).toBe(false);
  });
});
