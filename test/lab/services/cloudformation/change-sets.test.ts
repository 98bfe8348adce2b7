import { refusal } from './stack-sets';
import { Json, JsonObject, Lab } from '../../../../src/lab';
import { stackRegistry } from '../../../../src/lab/assembly/stack-registry';
import { createStack, updateStack } from '../../../../src/lab/assembly/stacks';
import { StackRequest } from '../../../../src/lab/assembly/template';

const AT = { account: '333333333333', region: 'eu-west-1' };
const table = (more: JsonObject = {}, Properties: JsonObject = {}): JsonObject => ({
  Type: 'AWS::Nobody::Table', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', ...more, Properties: { Name: 'orders', ...Properties },
});
const queue = (Properties: JsonObject = {}): JsonObject => ({ Type: 'AWS::SQS::Queue', Properties });
const BEFORE = { Resources: { Queue: queue(), Table: table() } };

/** A lab with one stack in a tenant's account, and whoever looks at it. */
async function aStack(template: JsonObject = BEFORE, parameters: JsonObject = {}) {
  const lab = new Lab();
  lab.organization.addAccount({ id: AT.account, name: 'acme', email: 'acme@example.com' });
  const request: StackRequest = { ...AT, name: 'orders', template, parameters: parameters as Record<string, Json> };
  await createStack(lab.cloud, request);
  const call = (action: string, more: JsonObject = {}, caller = lab.operator(AT)) =>
    lab.cloud.call(caller, 'cloudformation', action, { StackName: 'orders', ...action.endsWith('ChangeSet') && { ChangeSetName: 'release' }, ...more });
  const play = async <T>(story: () => Promise<T>): Promise<T> => {
    const told = story();
    told.catch(() => undefined);
    await lab.play();
    return told;
  };
  const create = (template_: JsonObject, more: JsonObject = {}) => call('createChangeSet', { TemplateBody: JSON.stringify(template_), ...more });
  /** What a change set says once it is over. */
  const said = (after: JsonObject, more: JsonObject = {}) => play(async () => {
    await create(after, more);
    await lab.cloud.clock.sleep(20_000);
    return call('describeChangeSet');
  });
  return { lab, request, call, create, play, said };
}

/** The changes in short: what, which, whether it is replaced, and what becomes of it. */
async function changes(before: JsonObject, after: JsonObject, parameters: JsonObject = {}, more: JsonObject = {}) {
  const { said } = await aStack(before, parameters);
  const { Changes } = await said(after, more);
  return (Changes as { ResourceChange: JsonObject }[]).map(({ ResourceChange: change }) =>
    [change.Action, change.LogicalResourceId, change.Replacement, change.PolicyAction].filter(part => part !== undefined).join(' '));
}

describe('a change set is refused', () => {
  test.each<[string, JsonObject, string, string]>([
    ['for a stack that is not there', { StackName: 'others' }, 'ValidationError', 'Stack [others] does not exist'],
    ['under a name that begins with a digit', { ChangeSetName: '1st' }, 'ValidationError', 'ChangeSetName must'],
    ['without a template', { TemplateBody: undefined as unknown as string }, 'ValidationError', 'TemplateBody or TemplateURL'],
    ['with a parameter that nobody knows', { Parameters: [{ ParameterKey: 'A', ParameterValue: 'b' }] }, 'ValidationError', '[A] do not exist'],
    ['without consent', { TemplateBody: JSON.stringify({ Resources: { R: { Type: 'AWS::IAM::Role' } } }) }, 'InsufficientCapabilitiesException', 'CAPABILITY_IAM'],
  ])('%s', async (_, wrong, name, message) => {
    const { play, create } = await aStack();
    await expect(play(() => create(BEFORE, wrong))).rejects.toEqual(refusal(name, message));
  });

  test('for a stack that takes no update', async () => {
    const { lab, request, play, create } = await aStack();
    stackRegistry(lab.cloud).setStatus(request, 'UPDATE_ROLLBACK_FAILED');
    await expect(play(() => create(BEFORE))).rejects.toEqual(refusal('ValidationError', 'is in UPDATE_ROLLBACK_FAILED state and can not be updated'));
  });

  test('when there is one of the name, but for the same token', async () => {
    const { play, create } = await aStack();
    await play(async () => {
      const first = await create(BEFORE, { ClientToken: 'mine' });
      expect(await create(BEFORE, { ClientToken: 'mine' })).toEqual(first);
      await expect(create(BEFORE)).rejects.toEqual(refusal('AlreadyExistsException'));
    });
  });

  test('aloud, of a new stack: the lab does not model it', async () => {
    const { play, create } = await aStack();
    await expect(play(() => create(BEFORE, { ChangeSetType: 'CREATE' }))).rejects.toThrow('change sets of the type "CREATE"');
  });

  test('by a bucket that does not let the account in, and by its Region', async () => {
    const { lab, play, call } = await aStack();
    const make = lab.buckets.resources['AWS::S3::Bucket'];
    void make({ type: 'AWS::S3::Bucket', logicalId: 'B', stack: 's', account: '222222222222', region: 'eu-west-1', asset: () => undefined, properties: { BucketName: 'versions' } });
    lab.buckets.put('versions', 'v2', JSON.stringify(BEFORE));
    const role = { principal: 'arn:aws:iam::333333333333:role/preview', ...AT };
    lab.iam.addRole(AT.account, {
      name: 'preview', trust: { Version: '2012-10-17', Statement: [] }, managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    });
    const create = (region: string, caller = lab.operator(AT)) => call('createChangeSet', { TemplateURL: `https://versions.s3.${region}.amazonaws.com/v2` }, caller);
    await play(async () => {
      await expect(create('eu-west-1', role)).rejects.toEqual(refusal('ValidationError', 'is not authorized to perform: s3:GetObject'));
      await expect(create('us-east-1')).rejects.toEqual(refusal('ValidationError', 'specified endpoint'));
      await expect(create('eu-west-1')).resolves.toHaveProperty('Id');
    });
  });
});

test('a change set without changes fails in the words of CloudFormation, whatever else is said in the template', async () => {
  const { said } = await aStack();
  expect(await said({ ...BEFORE, Description: 'better described' })).toMatchObject({
    Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE', Changes: [],
    StatusReason: "The submitted information didn't contain changes. Submit different information to create a change set.",
  });
});

test('a change set comes after a while, is told by name or ARN, and can go once it is there', async () => {
  const { lab, create, call, play } = await aStack();
  await play(async () => {
    const { Id: id } = await create({ Resources: { Queue: queue({ DelaySeconds: 5 }), Table: table() } });
    expect(await call('describeChangeSet')).toMatchObject({ Status: 'CREATE_PENDING', ExecutionStatus: 'UNAVAILABLE', Changes: [] });
    await expect(call('deleteChangeSet')).rejects.toEqual(refusal('InvalidChangeSetStatusException'));
    await lab.cloud.clock.sleep(2000);
    expect(await call('describeChangeSet')).toMatchObject({ Status: 'CREATE_IN_PROGRESS' });
    await lab.cloud.clock.sleep(20_000);
    const told = await call('describeChangeSet', { ChangeSetName: id, StackName: undefined as unknown as string });
    expect(told).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', StackName: 'orders' });
    expect(told.Changes).toEqual([{
      Type: 'Resource',
      ResourceChange: {
        Action: 'Modify', LogicalResourceId: 'Queue', PhysicalResourceId: expect.stringContaining('orders-Queue'), ResourceType: 'AWS::SQS::Queue', Replacement: 'False', Scope: ['Properties'],
        Details: [{ Target: { Attribute: 'Properties', Name: 'DelaySeconds', RequiresRecreation: 'Never' }, Evaluation: 'Static', ChangeSource: 'DirectModification' }],
      },
    }]);
    await call('deleteChangeSet');
    await call('deleteChangeSet');
    await expect(call('describeChangeSet')).rejects.toEqual(refusal('ChangeSetNotFoundException'));
  });
});

test('a change set is out of date when the stack has been updated since', async () => {
  const { lab, request, create, call, play } = await aStack();
  await play(async () => {
    await create({ Resources: { Queue: queue({ DelaySeconds: 5 }) } });
    await lab.cloud.clock.sleep(20_000);
    await updateStack(lab.cloud, { ...request, template: { Resources: { Queue: queue({ DelaySeconds: 6 }) } } });
    expect(await call('describeChangeSet')).toMatchObject({ ExecutionStatus: 'OBSOLETE' });
  });
});

test('many changes come in pages', async () => {
  const { lab, create, call, play } = await aStack();
  lab.cloud.quotas.set('cloudformation.changesPageBytes', 400);
  await play(async () => {
    await create({ Resources: { ...BEFORE.Resources, ...Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`New${at}`, queue()])) } });
    await lab.cloud.clock.sleep(20_000);
    const names: unknown[] = [];
    let [token, pages]: [unknown, number] = [undefined, 0];
    do {
      const page: JsonObject = await call('describeChangeSet', token === undefined ? {} : { NextToken: String(token) });
      const found = page.Changes as { ResourceChange: JsonObject }[];
      names.push(...found.map(({ ResourceChange }) => ResourceChange.LogicalResourceId));
      token = page.NextToken;
      pages++;
    } while (token !== undefined);
    expect([names, pages > 2]).toEqual([Array.from({ length: 9 }, (_, at) => `New${at}`), true]);
    await expect(call('describeChangeSet', { NextToken: 'x' })).rejects.toEqual(refusal('ValidationError', 'NextToken'));
  });
});

describe('the changes of resources', () => {
  const only = (Resource: JsonObject, more: JsonObject = {}) => ({ Resources: { Resource }, ...more });
  const typed = (Type: string, Properties: JsonObject, more: JsonObject = {}) => only({ Type, Properties, ...more });

  const keyed = (AttributeName: string) => typed('AWS::DynamoDB::Table', {
    BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName, KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
  }, { UpdateReplacePolicy: 'Retain' });

  test.each<[string, JsonObject, JsonObject, string[]]>([
    ['one more and one less, which is retained by the template that the stack has', BEFORE, { Resources: { Queue: queue(), Newer: queue() } }, ['Add Newer', 'Remove Table Retain']],
    ['one less that is deleted', BEFORE, { Resources: { Table: table() } }, ['Remove Queue Delete']],
    ['a database that is gone, of which a snapshot is taken unless it is said otherwise', typed('AWS::RDS::DBInstance', {}), { Resources: { Q: queue() } }, ['Add Q', 'Remove Resource Snapshot']],
    ['a property that stays in place', only(queue()), only(queue({ DelaySeconds: 1 })), ['Modify Resource False']],
    ['a name, for which another one is made', only(queue({ QueueName: 'a' })), only(queue({ QueueName: 'b' })), ['Modify Resource True ReplaceAndDelete']],
    ['a key of a table, which may need another one', keyed('a'), keyed('b'), ['Modify Resource Conditional ReplaceAndRetain']],
    ['a type that the lab knows nothing of', { Resources: { Table: table() } }, { Resources: { Table: table({}, { Name: 'b' }) } }, ['Modify Table Conditional ReplaceAndRetain']],
    ['what is no property', only(queue()), only({ ...queue(), Metadata: { path: 'b' }, DeletionPolicy: 'Retain' }), ['Modify Resource False']],
    ['tags', only(queue()), only(queue({ Tags: [{ Key: 'a', Value: 'b' }] })), ['Modify Resource False']],
    ['another type under the same id', only(queue()), typed('AWS::SNS::Topic', {}), ['Modify Resource True ReplaceAndDelete']],
  ])('are %s', async (_, before, after, expected) => {
    expect(await changes(before, after)).toEqual(expected);
  });

  const referring = (QueueName: string, DelaySeconds: number) => ({
    Resources: {
      Queue: queue({ QueueName, DelaySeconds }),
      ByName: { Type: 'AWS::SSM::Parameter', Properties: { Name: { 'Fn::Select': [4, { 'Fn::Split': ['/', { Ref: 'Queue' }] }] }, Type: 'String', Value: 'v' } },
      ByArn: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'n', Type: 'String', Value: { 'Fn::Sub': '${Queue.Arn}' } } },
      Far: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'm', Type: 'String', Value: { Ref: 'ByName' } } },
      Other: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'o', Type: 'String', Value: 'v' } },
    },
  });

  test('reach what refers to a resource that is replaced, and what refers to that', async () => {
    expect(await changes(referring('a', 1), referring('b', 1)))
      .toEqual(['Modify ByArn False', 'Modify ByName Conditional ReplaceAndDelete', 'Modify Far False', 'Modify Queue True ReplaceAndDelete']);
  });

  test('reach only what asks for an attribute of a resource that stays', async () => {
    expect(await changes(referring('a', 1), referring('a', 2))).toEqual(['Modify ByArn False', 'Modify Queue False']);
  });

  test('come from the values of parameters too', async () => {
    const template = { Parameters: { Delay: { Type: 'Number', Default: 1 } }, Resources: { Queue: queue({ DelaySeconds: { Ref: 'Delay' } }), Other: queue() } };
    expect(await changes(template, template, {}, { Parameters: [{ ParameterKey: 'Delay', ParameterValue: '9' }] })).toEqual(['Modify Queue False']);
    expect(await changes(template, template, { Delay: '9' }, { Parameters: [{ ParameterKey: 'Delay', UsePreviousValue: true }] })).toEqual([]);
  });

  test('heed conditions', async () => {
    const template = (value: string) => ({ Conditions: { On: { 'Fn::Equals': [value, 'yes'] } }, Resources: { Queue: queue(), Maybe: { ...queue(), Condition: 'On' } } });
    expect(await changes(template('no'), template('yes'))).toEqual(['Add Maybe']);
    expect(await changes(template('yes'), template('no'))).toEqual(['Remove Maybe Delete']);
  });
});

describe('stacks in an account', () => {
  test('are described by name or id, and there are no others', async () => {
    const { call, play } = await aStack();
    await play(async () => {
      const { Stacks: [stack] } = await call('describeStacks') as { Stacks: JsonObject[] };
      expect(stack).toMatchObject({ StackName: 'orders', StackStatus: 'CREATE_COMPLETE', Parameters: [] });
      expect(await call('describeStacks', { StackName: stack.StackId })).toEqual({ Stacks: [stack] });
      await expect(call('describeStacks', { StackName: `${String(stack.StackId)}0` })).rejects.toEqual(refusal('ValidationError', 'does not exist'));
    });
  });

  test('cannot go on rolling back what is not rolled back', async () => {
    const { call, play } = await aStack();
    await expect(play(() => call('continueUpdateRollback'))).rejects.toEqual(refusal('ValidationError', 'can not continue rolling back'));
  });

  test('are judged by IAM by their ids, with the name of the change set and the template', async () => {
    const { lab, request } = await aStack();
    const asked = (action: string, parameters: JsonObject) =>
      lab.stackSets.permissions({ service: 'cloudformation', action, parameters, caller: { principal: 'r', ...AT } });
    const { id } = stackRegistry(lab.cloud).find(request).stack;
    const TemplateURL = 'https://versions.s3.eu-west-1.amazonaws.com/v2';
    expect(asked('createChangeSet', { StackName: 'orders', ChangeSetName: 'release', TemplateURL })).toEqual([
      { action: 'cloudformation:CreateChangeSet', resource: id, context: { 'cloudformation:ChangeSetName': 'release', 'cloudformation:TemplateUrl': TemplateURL } },
      { action: 's3:GetObject', resource: 'arn:aws:s3:::versions/v2' },
    ]);
    expect(asked('describeChangeSet', { StackName: 'none', ChangeSetName: 'release' })[0].resource).toBe('arn:aws:cloudformation:eu-west-1:333333333333:stack/none/*');
  });
});
