import { refusal, TEMPLATE, World } from './stack-sets';
import { JsonObject } from '../../../../src/lab/json';
import { s3, S3Room } from '../../../../src/lab/services/s3/s3-room';

const MEMBER = 'member.org.stacksets.cloudformation.amazonaws.com';
const GOOD = {
  StackSetName: 'orders', PermissionModel: 'SERVICE_MANAGED', AutoDeployment: { Enabled: false }, ManagedExecution: { Active: true }, TemplateBody: TEMPLATE,
};

describe('createStackSet is refused', () => {
  test.each<[string, JsonObject, string, string]>([
    ['under a name that begins with a digit', { StackSetName: '1st' }, 'ValidationError', 'StackSetName must'],
    ['without a template', { TemplateBody: undefined }, 'ValidationError', 'TemplateBody or TemplateURL'],
    ['with a template at a URL where there is none', { TemplateBody: undefined, TemplateURL: 'https://versions.s3.us-east-1.amazonaws.com/none' }, 'ValidationError', 'does not exist'],
    ['with a template in another Region than the URL says', { TemplateBody: undefined, TemplateURL: 'https://versions.s3.eu-west-1.amazonaws.com/v1' }, 'ValidationError', 'specified endpoint'],
    ['with a token of strange characters', { ClientRequestToken: 'a b' }, 'ValidationError', 'ClientRequestToken'],
    ['without consent to roles', { TemplateBody: JSON.stringify({ Resources: { R: { Type: 'AWS::IAM::Role' } } }) }, 'InsufficientCapabilitiesException', 'CAPABILITY_IAM'],
  ])('%s', async (_, wrong, name, message) => {
    const world = withBucket();
    await expect(world.play(() => world.call('createStackSet', { ...GOOD, ...wrong }))).rejects.toEqual(refusal(name, message));
  });

  test('under a name that is taken, with another token or none', async () => {
    const world = new World();
    await world.play(async () => {
      await world.call('createStackSet', { ...GOOD, ClientRequestToken: 'first' });
      await expect(world.call('createStackSet', { ...GOOD, ClientRequestToken: 'second' })).rejects.toEqual(refusal('NameAlreadyExistsException'));
      await expect(world.call('createStackSet', GOOD)).rejects.toEqual(refusal('NameAlreadyExistsException'));
    });
  });

  test('with the same token, when the stack set has been changed since', async () => {
    const world = new World();
    await world.play(async () => {
      const asked = { ...GOOD, ClientRequestToken: 'first' };
      await world.call('createStackSet', asked);
      await world.call('updateStackSet', { StackSetName: 'orders', TemplateBody: TEMPLATE.replace('Bucket"', 'Newer"') });
      await expect(world.call('createStackSet', asked)).rejects.toEqual(refusal('CreatedButModifiedException'));
    });
  });

  test('when there are as many as there may be', async () => {
    const world = new World();
    world.cloud.quotas.set('cloudformation.stackSets', 1);
    await world.play(async () => {
      await world.call('createStackSet', GOOD);
      await expect(world.call('createStackSet', { ...GOOD, StackSetName: 'users' })).rejects.toEqual(refusal('LimitExceededException'));
    });
  });

  test('from a member account, unless it is a delegated administrator and says so', async () => {
    const world = new World();
    const [tenant] = world.tenants;
    await world.play(async () => {
      await expect(world.call('createStackSet', GOOD, tenant)).rejects.toEqual(refusal('ValidationError', 'management account'));
      await expect(world.call('createStackSet', { ...GOOD, CallAs: 'DELEGATED_ADMIN' }, tenant)).rejects.toEqual(refusal('ValidationError', 'not a delegated'));
      world.organization.registerDelegatedAdministrator(tenant, MEMBER);
      await expect(world.call('createStackSet', { ...GOOD, CallAs: 'DELEGATED_ADMIN' }, tenant)).resolves.toHaveProperty('StackSetId');
    });
  });

  test('aloud, for the lab does not model automatic deployment', async () => {
    const world = new World();
    await expect(world.play(() => world.call('createStackSet', { ...GOOD, AutoDeployment: { Enabled: true } }))).rejects.toThrow('automatic deployment');
  });
});

test('createStackSet takes a template out of S3, and the same token makes one stack set', async () => {
  const world = withBucket();
  await world.play(async () => {
    const asked = { ...GOOD, TemplateBody: undefined, TemplateURL: 'https://versions.s3.us-east-1.amazonaws.com/v1', ClientRequestToken: 'once' };
    const first = await world.call('createStackSet', asked);
    expect(await world.call('createStackSet', asked)).toEqual(first);
    const { StackSet } = await world.call('describeStackSet', { StackSetName: 'orders' });
    const { StackSetId } = first;
    expect(StackSet).toMatchObject({ StackSetId, TemplateBody: TEMPLATE, ManagedExecution: { Active: true } });
    await world.deploy(undefined, { StackSetName: 'orders' });
  });
  expect(world.stacks).toHaveLength(3);
});

describe('deleteStackSet', () => {
  test('is refused while there are instances, or operations', async () => {
    const world = new World({ tenants: 1 });
    await world.play(async () => {
      await world.call('createStackSet', GOOD);
      const about = { StackSetName: 'orders' };
      await world.deploy(undefined, about);
      await expect(world.call('deleteStackSet', about)).rejects.toEqual(refusal('OperationInProgressException'));
      await world.wait(200);
      await expect(world.call('deleteStackSet', about)).rejects.toEqual(refusal('StackSetNotEmptyException'));
    });
  });

  test('leaves the name and the token free, and twice is once', async () => {
    const world = new World();
    await world.play(async () => {
      const asked = { ...GOOD, ClientRequestToken: 'once' };
      const first = await world.call('createStackSet', asked);
      await world.call('deleteStackSet', { StackSetName: 'orders' });
      await world.call('deleteStackSet', { StackSetName: 'orders' });
      await expect(world.call('describeStackSet', { StackSetName: 'orders' })).rejects.toEqual(refusal('StackSetNotFoundException'));
      expect(await world.call('createStackSet', asked)).not.toEqual(first);
    });
  });
});

test('IAM is asked for a stack set that is not there by no name, for the template in S3 too, and for the deletion by the very id', async () => {
  const world = new World();
  await world.make();
  const caller = { principal: 'r', account: '222222222222', region: 'us-east-1' };
  const asked = (action: string, parameters: JsonObject) => world.room.permissions({ service: 'cloudformation', action, parameters, caller });
  const TemplateURL = 'https://versions.s3.us-east-1.amazonaws.com/v1';
  expect(asked('createStackSet', { ...GOOD, TemplateBody: undefined, TemplateURL, CallAs: 'DELEGATED_ADMIN' })).toEqual([
    { action: 'cloudformation:CreateStackSet', resource: '*', context: { 'cloudformation:TemplateUrl': TemplateURL } },
    { action: 's3:GetObject', resource: 'arn:aws:s3:::versions/v1' },
    { action: 'organizations:ListDelegatedAdministrators', resource: '*' },
  ]);
  expect(asked('deleteStackSet', { StackSetName: 'baseline' }))
    .toEqual([{ action: 'cloudformation:DeleteStackSet', resource: expect.stringMatching(/^arn:aws:cloudformation:us-east-1:111111111111:stackset\/baseline:.{36}$/), context: {} }]);
});

test('a delegated administrator may ask for the root, which targets are intersected with', async () => {
  const world = new World();
  const [tenant] = world.tenants;
  const listRoots = () => world.cloud.call({ principal: 'operator', trusted: true, account: tenant, region: 'us-east-1' }, 'organizations', 'listRoots', {});
  await world.play(async () => {
    await expect(listRoots()).rejects.toHaveProperty('name', 'AccessDeniedException');
    world.organization.registerDelegatedAdministrator(tenant, MEMBER);
    await expect(listRoots()).resolves.toMatchObject({ Roots: [{ Id: world.organization.rootId() }] });
  });
});

function withBucket(): World {
  const world = new World();
  world.cloud.add(s3);
  const room = world.cloud.room<S3Room>('s3');
  void room.resources['AWS::S3::Bucket']({
    type: 'AWS::S3::Bucket', logicalId: 'Versions', stack: 's', account: world.cloud.managementAccount, region: 'us-east-1', asset: () => undefined, properties: { BucketName: 'versions' },
  });
  room.put('versions', 'v1', TEMPLATE);
  return world;
}
