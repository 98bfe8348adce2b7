import { refusal, TEMPLATE, World } from './stack-sets';
import { JsonObject } from '../../../../src/lab/json';
import { s3, S3Room } from '../../../../src/lab/services/s3/s3-room';

const MEMBER = 'member.org.stacksets.cloudformation.amazonaws.com';

describe('a stack set is refused', () => {
  const properties: [string, JsonObject, string][] = [
    ['with a name that begins with a digit', { StackSetName: '1st' }, 'StackSetName must'],
    ['without a template', { TemplateBody: undefined }, 'TemplateBody or TemplateURL'],
    ['with two templates', { TemplateURL: 'https://s3.us-east-1.amazonaws.com/b/k' }, 'TemplateBody or TemplateURL'],
    ['with a template that is no JSON', { TemplateBody: '{' }, 'not well-formed'],
    ['with a template without resources', { TemplateBody: '{}' }, 'At least one Resources member'],
    ['with a template of more than 51,200 bytes inline', { TemplateBody: JSON.stringify({ ...JSON.parse(TEMPLATE), Description: 'x'.repeat(51200) }) }, '51200'],
    ['with a parameter that the template lacks', { Parameters: [{ ParameterKey: 'Nonsense', ParameterValue: '1' }] }, '[Nonsense] do not exist'],
    ['without a parameter that the template needs', { TemplateBody: JSON.stringify({ Parameters: { A: { Type: 'String' } }, Resources: {} }) }, '[A] must have values'],
  ];
  test.each(properties)('%s', async (_, wrong, message) => {
    await expect(new World().make(wrong)).rejects.toEqual(refusal('ValidationError', message));
  });

  const role = (Properties: JsonObject) => JSON.stringify({ Resources: { Role: { Type: 'AWS::IAM::Role', Properties } } });
  test.each([[{}, 'CAPABILITY_IAM'], [{ RoleName: 'mine' }, 'CAPABILITY_NAMED_IAM']])('with a role %j and no consent', async (role_, needed) => {
    await expect(new World().make({ TemplateBody: role(role_) })).rejects.toEqual(refusal('InsufficientCapabilitiesException', `[${needed}]`));
    await expect(new World().make({ TemplateBody: role(role_), Capabilities: ['CAPABILITY_NAMED_IAM'] })).resolves.toHaveProperty('ref');
  });

  test('under a name that is taken', async () => {
    const world = new World();
    await world.make();
    await expect(world.make()).rejects.toEqual(refusal('NameAlreadyExistsException'));
  });

  test('before organizations access is activated', async () => {
    const world = new World({ organizationsAccess: 'DISABLED' });
    await expect(world.make()).rejects.toEqual(refusal('ValidationError', 'organizations access'));
    await world.play(() => world.call('activateOrganizationsAccess'));
    await expect(world.make()).resolves.toHaveProperty('ref');
  });

  test.each<[string, JsonObject]>([
    ['automatic deployment', { AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: true } }],
    ['self-managed permissions', { PermissionModel: 'SELF_MANAGED' }],
    ['ExecutionRoleName', { ExecutionRoleName: 'r' }],
    ['YAML', { TemplateBody: 'Resources: {}' }],
  ])('aloud, for the lab does not model %s', async (message, wrong) => {
    await expect(new World().make(wrong)).rejects.toThrow(message);
  });
});

describe('a call is refused', () => {
  async function refused(action: string, parameters: JsonObject | ((world: World) => JsonObject), name: string, message = '') {
    const world = new World();
    await world.make();
    const given = typeof parameters === 'function' ? parameters(world) : parameters;
    await expect(world.play(() => world.call(action, given))).rejects.toEqual(refusal(name, message));
  }
  const targets = (more: JsonObject, units = (world: World) => [world.ou]) => (world: World) =>
    ({ Regions: ['us-east-1'], DeploymentTargets: { OrganizationalUnitIds: units(world), ...more } });

  test('about a stack set that is not there', () => refused('describeStackSet', { StackSetName: 'other' }, 'StackSetNotFoundException'));
  test('about a stack set by an id that is not its own', () => refused('describeStackSet', { StackSetName: 'baseline:1-2-3' }, 'StackSetNotFoundException'));
  test('about an operation that is not there', () => refused('describeStackSetOperation', { OperationId: 'x' }, 'OperationNotFoundException'));
  test('about an instance that is not there', () =>
    refused('describeStackInstance', { StackInstanceAccount: '999999999999', StackInstanceRegion: 'us-east-1' }, 'StackInstanceNotFoundException'));
  test('without OUs', () => refused('createStackInstances', targets({}, () => []), 'ValidationError', 'OrganizationalUnitIds is required'));
  test('with an OU that does not exist', () => refused('createStackInstances', targets({}, () => ['ou-aaaa-bbbbbbbb']), 'ValidationError', 'ou-aaaa-bbbbbbbb'));
  test('with 51 OUs', () => refused('createStackInstances', targets({}, world => Array.from({ length: 51 }, () => world.ou)), 'ValidationError', '50 OUs'));
  test('with accounts beside the targets', () => refused('createStackInstances', { Accounts: ['123456789012'], Regions: ['us-east-1'] }, 'ValidationError', 'self-managed'));
  test('with accounts and no filter', () => refused('createStackInstances', targets({ Accounts: ['123456789012'] }), 'ValidationError', 'AccountFilterType is required'));
  test('with UNION', () => refused('createStackInstances', targets({ Accounts: ['123456789012'], AccountFilterType: 'UNION' }), 'ValidationError', 'UNION'));
  test('with INTERSECTION and no accounts', () => refused('createStackInstances', targets({ AccountFilterType: 'INTERSECTION' }), 'ValidationError', 'needs Accounts'));
  test('with an account id that is a number', () =>
    refused('createStackInstances', targets({ Accounts: [123456789012], AccountFilterType: 'INTERSECTION' }), 'ValidationError', 'list of strings'));
  test('without Regions', () => refused('createStackInstances', world => ({ ...targets({})(world), Regions: [] }), 'ValidationError', 'at least one Region'));
  test('with a count and a percentage', () => refused('createStackInstances', world => ({
    ...targets({})(world), OperationPreferences: { MaxConcurrentCount: 1, MaxConcurrentPercentage: 10 },
  }), 'ValidationError', 'not both'));
  test('with a negative tolerance', () => refused('createStackInstances', world => ({
    ...targets({})(world), OperationPreferences: { FailureToleranceCount: -1 },
  }), 'ValidationError', 'FailureToleranceCount'));
  test('with an order of other Regions', () => refused('createStackInstances', world => ({
    ...targets({})(world), OperationPreferences: { RegionOrder: ['eu-west-1'] },
  }), 'ValidationError', 'RegionOrder'));
  test('with an override of no parameter', () => refused('createStackInstances', world => ({
    ...targets({})(world), ParameterOverrides: [{ ParameterKey: 'Nonsense', ParameterValue: '1' }],
  }), 'ValidationError', '[Nonsense]'));
  test('that deletes and does not say whether to retain', () => refused('deleteStackInstances', targets({}), 'ValidationError', 'RetainStacks'));

  test('with the id of an operation before', async () => {
    const world = new World();
    await world.make();
    await expect(world.play(async () => {
      await world.deploy([], { OperationId: 'once' });
      await world.deploy([], { OperationId: 'once' });
    })).rejects.toEqual(refusal('OperationIdAlreadyExistsException'));
  });

  test('from a member account, as itself and as a delegated administrator that it is not', async () => {
    const world = new World();
    await world.make();
    await world.play(async () => {
      await expect(world.call('describeStackSet', {}, world.tenants[0])).rejects.toEqual(refusal('ValidationError', 'management account'));
      await expect(world.call('describeStackSet', { CallAs: 'DELEGATED_ADMIN' }, world.tenants[0])).rejects.toEqual(refusal('ValidationError', 'not a delegated'));
      world.organization.registerDelegatedAdministrator(world.tenants[0], MEMBER);
      await expect(world.call('describeStackSet', { CallAs: 'DELEGATED_ADMIN' }, world.tenants[0])).resolves.toHaveProperty('StackSet');
      await expect(world.call('describeStackSet', {}, world.tenants[0])).rejects.toEqual(refusal('ValidationError'));
    });
  });

  test('in another Region than the stack set', async () => {
    const world = new World();
    await world.make();
    await expect(world.play(() => world.call('describeStackSet', {}, world.cloud.managementAccount, 'eu-west-1'))).rejects.toEqual(refusal('StackSetNotFoundException'));
  });

  test('aloud, for the lab does not model it', async () => {
    const world = new World();
    await world.make();
    await expect(world.play(() => world.call('detectStackSetDrift'))).rejects.toThrow('the lab does not model cloudformation:detectStackSetDrift');
    const targeted = { ...targets({ AccountsUrl: 's3://b/k', AccountFilterType: 'INTERSECTION' })(world) };
    await expect(world.play(() => world.call('createStackInstances', targeted))).rejects.toThrow('the lab does not model AccountsUrl');
  });

  test('aloud, to delete stacks when nobody told the lab how', async () => {
    const world = new World({ deleteStack: undefined });
    await world.make();
    await expect(world.play(() => world.call('deleteStackInstances', { ...targets({})(world), RetainStacks: false }))).rejects.toThrow('deleteStack');
  });
});

describe('the targets of a call are', () => {
  async function accounts(more: JsonObject, options: ConstructorParameters<typeof World>[0] = {}) {
    const world = new World({ tenants: 3, ...options });
    const nested = world.organization.addOrganizationalUnit('nested', world.ou);
    const deep = world.organization.addAccount({ name: 'deep', email: 'deep@example.com', parent: nested });
    const elsewhere = world.organization.addAccount({ name: 'else', email: 'else@example.com' });
    await world.make();
    const { cloud: { managementAccount: management }, tenants: [t0] } = world;
    const names: Record<string, string> = { deep, elsewhere, t0, management };
    const DeploymentTargets = {
      OrganizationalUnitIds: [more.root ? world.organization.rootId() : world.ou],
      ...(more.accounts !== undefined && { Accounts: (more.accounts as string[]).map(name => names[name]) }),
      ...(more.url !== undefined && { AccountsUrl: more.url }),
      ...(more.filter !== undefined && { AccountFilterType: more.filter }),
    };
    await world.play(() => world.call('createStackInstances', { DeploymentTargets, Regions: ['us-east-1'], OperationPreferences: { MaxConcurrentCount: 9, FailureToleranceCount: 9 } }));
    const shown = Object.fromEntries([...Object.entries(names), ...world.tenants.map((id, at) => [`t${at}`, id])].map(([name, id]) => [id, name]));
    return world.room.stackInstances('baseline').map(({ account }) => shown[account]).sort();
  }

  test('the accounts of an OU and of those below it', async () => expect(await accounts({})).toEqual(['deep', 't0', 't1', 't2']));
  test('never the management account, though it is in the root', async () => {
    expect(await accounts({ root: true })).toEqual(['deep', 'elsewhere', 't0', 't1', 't2']);
    expect(await accounts({ root: true, accounts: ['management', 't0'], filter: 'INTERSECTION' })).toEqual(['t0']);
  });
  test('those of a list that are in the OU', async () => expect(await accounts({ accounts: ['deep', 'elsewhere'], filter: 'INTERSECTION' })).toEqual(['deep']));
  test('those of the OU that are not in a list', async () => expect(await accounts({ accounts: ['deep', 't0'], filter: 'DIFFERENCE' })).toEqual(['t1', 't2']));
  test('those of the OU and of a list, in updates and deletions; without a filter this is meant', async () => {
    for (const AccountFilterType of ['UNION', undefined]) {
      const world = new World({ tenants: 2, deleteStack: async () => undefined });
      const elsewhere = world.organization.addAccount({ name: 'else', email: 'else@example.com' });
      await world.make();
      const at = (unit: string, more: JsonObject = {}) => ({ Regions: ['us-east-1'], DeploymentTargets: { OrganizationalUnitIds: [unit], ...more } });
      await world.play(async () => {
        await world.call('createStackInstances', at(world.organization.rootId()));
        await world.wait(400);
        expect(world.room.stackInstances('baseline')).toHaveLength(3);
        await world.call('deleteStackInstances', { ...at(world.ou, { Accounts: [elsewhere], ...(AccountFilterType && { AccountFilterType }) }), RetainStacks: true });
      });
      expect(world.room.stackInstances('baseline')).toEqual([]);
    }
  });
  test('all of the OU with NONE, which takes no list', async () => {
    expect(await accounts({ filter: 'NONE' })).toEqual(['deep', 't0', 't1', 't2']);
    await expect(accounts({ filter: 'NONE', accounts: ['t0'] })).rejects.toEqual(refusal('ValidationError', 'NONE takes no Accounts'));
  });
  test('those of a list in S3, and of none that is not there', async () => {
    const world = new World();
    world.cloud.add(s3);
    const room = world.cloud.room<S3Room>('s3');
    const place = { type: 'AWS::S3::Bucket', logicalId: 'B', stack: 'S', account: world.cloud.managementAccount, region: 'us-east-1', asset: () => undefined };
    await room.resources['AWS::S3::Bucket']({ ...place, properties: { BucketName: 'waves' } });
    room.put('waves', 'ring 1.txt', `${world.tenants[1]}\n${world.tenants[2]}`);
    await world.make();
    const create = (AccountsUrl: string) => world.play(() => world.call('createStackInstances', {
      Regions: ['us-east-1'], DeploymentTargets: { OrganizationalUnitIds: [world.ou], AccountsUrl, AccountFilterType: 'INTERSECTION' },
    }));
    await create('https://s3.us-east-1.amazonaws.com/waves/ring%201.txt');
    expect(world.room.stackInstances('baseline').map(({ account }) => account)).toEqual(world.tenants.slice(1));
    await expect(create('https://waves.s3.us-east-1.amazonaws.com/ring-2.txt')).rejects.toEqual(refusal('ValidationError', 'key does not exist'));
    await expect(create('waves/ring 1.txt')).rejects.toEqual(refusal('ValidationError', 'no URL'));
  });
  test('those of a list in a file', async () => {
    const url = 'https://s3.us-east-1.amazonaws.com/bucket/wave.csv';
    const read: string[] = [];
    const accountsAt = (at: string) => {
      read.push(at);
      return '123456789012,\n210987654321\n';
    };
    expect(await accounts({ url, filter: 'INTERSECTION' }, { accountsAt })).toEqual([]);
    expect(read).toEqual([url]);
  });
});

describe('IAM is asked', () => {
  const asked = (world: World, action: string, parameters: JsonObject) => world.room.permissions({
    service: 'cloudformation',
    action,
    parameters: { StackSetName: 'baseline', ...parameters },
    caller: { principal: 'role', account: world.cloud.managementAccount, region: 'eu-west-1' },
  });

  test('about the stack set only, by reads; one that is not there is asked about with any id', () => {
    const world = new World();
    expect(asked(world, 'describeStackSet', {})).toEqual([{
      action: 'cloudformation:DescribeStackSet',
      context: {},
      resource: `arn:${world.cloud.partition}:cloudformation:eu-west-1:${world.cloud.managementAccount}:stackset/baseline:*`,
    }]);
  });

  test('about the stack set, each target and each type, by writes, and about the delegation', async () => {
    const world = new World();
    const { ref } = await world.make();
    const permissions = world.room.permissions({
      service: 'cloudformation',
      action: 'createStackInstances',
      caller: { principal: 'role', account: world.tenants[0], region: 'us-east-1' },
      parameters: {
        StackSetName: 'baseline',
        CallAs: 'DELEGATED_ADMIN',
        Regions: ['eu-west-1'],
        DeploymentTargets: { OrganizationalUnitIds: [world.ou], Accounts: [world.tenants[1]] },
      },
    });
    const of = `arn:${world.cloud.partition}:cloudformation:us-east-1:${world.cloud.managementAccount}`;
    expect(permissions.map(({ resource }) => resource)).toEqual([
      `${of}:stackset/${ref}`, `${of}:stackset-target/${ref}/${world.ou}`, `${of}:stackset-target/${ref}/${world.tenants[1]}`,
      `arn:${world.cloud.partition}:cloudformation:us-east-1::type/resource/AWS-S3-Bucket`, '*',
    ]);
    expect(permissions[0].context).toEqual({ 'cloudformation:TargetRegion': ['eu-west-1'] });
    expect(permissions[4].action).toBe('organizations:ListDelegatedAdministrators');
  });

  test.each(['createStackInstances', 'updateStackInstances', 'deleteStackInstances', 'updateStackSet'])(
    'about targets by %s, and about the file in which they stand', async action => {
      const world = new World();
      await world.make();
      const AccountsUrl = 'https://s3.us-east-1.amazonaws.com/waves/ring.txt';
      const DeploymentTargets = { OrganizationalUnitIds: [world.ou], AccountsUrl };
      const resources = asked(world, action, { DeploymentTargets }).map(permission => permission.resource);
      expect(resources.some(resource => resource.endsWith(`/${world.ou}`))).toBe(true);
      expect(resources).toContain(`arn:${world.cloud.partition}:s3:::waves/ring.txt`);
    });

  test('about the role of the service, by the activation', () => {
    expect(asked(new World(), 'activateOrganizationsAccess', {}).map(({ action }) => action))
      .toEqual(['cloudformation:ActivateOrganizationsAccess', 'iam:CreateServiceLinkedRole', 'iam:GetRole']);
  });
});
