import { CfnOutput, CfnResource, CustomResource, CustomResourceProvider, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { aCloud, aFolder, HOME, REGION, synthesized } from './an-app';
import { DeployedStack, deployAssembly, readAssembly } from '../../../src/lab/assembly/deploy';
import { deleteStack } from '../../../src/lab/assembly/stacks';
import { JsonObject } from '../../../src/lab/json';

const env = { account: HOME, region: REGION };

/** What of an event a test looks at. */
interface Seen {
  readonly RequestType: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: JsonObject;
  readonly OldResourceProperties?: JsonObject;
}

/** A function whose code is a file asset. */
function aFunction(scope: Construct, id: string, code: string, props: Partial<lambda.FunctionProps> = {}) {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset(aFolder({ 'index.js': code })), ...props,
  });
}

test('a folder without a manifest is no cloud assembly', async () => {
  await expect(deployAssembly(aCloud().cloud, aFolder({}))).rejects.toThrow('is no cloud assembly');
});

test('stacks are deployed after those that they depend on, also out of nested assemblies', () => {
  const directory = synthesized(app => {
    const last = new Stack(app, 'Last', { env });
    const first = new Stack(app, 'ZFirst', { env });
    last.addStackDependency(first);
    new CfnResource(last, 'A', { type: 'AWS::Nobody::Knows' });
    new CfnResource(first, 'A', { type: 'AWS::Nobody::Knows' });
    new CfnResource(new Stack(new Stage(app, 'Wave', { env: { account: '222222222222', region: 'eu-west-1' } }), 'Inner'), 'A', { type: 'AWS::Nobody::Knows' });
  });
  const stacks = readAssembly(aCloud().cloud, directory);

  expect(stacks.map(stack => stack.name).filter(name => !name.startsWith('Wave'))).toEqual(['ZFirst', 'Last']);
  expect(stacks).toContainEqual(expect.objectContaining({ name: 'Wave-Inner', account: '222222222222', region: 'eu-west-1' }));
});

test('a stack without an environment goes where it is told', async () => {
  const directory = synthesized(app => new CfnResource(new Stack(app, 'Anywhere'), 'A', { type: 'AWS::Nobody::Knows' }));
  const { cloud } = aCloud();
  const accounts: string[] = [];
  const [stack] = await deployAssembly(cloud, directory, { account: '333333333333', region: 'eu-north-1', onAccount: id => accounts.push(id) });

  expect([stack.account, stack.region, accounts]).toEqual(['333333333333', 'eu-north-1', ['333333333333']]);
});

test('what one stack exports the next can use, and a stack without resources is left out', async () => {
  const directory = synthesized(app => {
    const role = new iam.Role(new Stack(app, 'One', { env }), 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    new Stack(app, 'Empty', { env });
    const two = new Stack(app, 'Two', { env });
    new CfnResource(two, 'A', { type: 'AWS::Nobody::Knows' });
    new CfnOutput(two, 'Arn', { value: role.roleArn });
  });
  const { cloud } = aCloud();
  const [one, two] = await deployAssembly(cloud, directory);

  expect(two.outputs.Arn).toBe(Object.values(one.resources).find(resource => resource.type === 'AWS::IAM::Role')!.attributes.Arn);
});

test('a nested stack is deployed with its parameters, and its outputs come back', async () => {
  const directory = synthesized(app => {
    const stack = new Stack(app, 'Parent', { env });
    const outer = new iam.Role(stack, 'Outer', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const inner = new iam.Role(new NestedStack(stack, 'Child'), 'Inner', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), description: outer.roleArn,
    });
    new CfnOutput(stack, 'InnerArn', { value: inner.roleArn });
  });
  const { cloud, iam: room } = aCloud();
  const [stack] = await deployAssembly(cloud, directory);

  expect(room.hasRole(stack.outputs.InnerArn)).toBe(true);
  await deleteStack(cloud, stack);
  expect(room.hasRole(stack.outputs.InnerArn)).toBe(false);
});

test('a function of an assembly runs its own code', async () => {
  const directory = synthesized(app => aFunction(new Stack(app, 'App', { env }), 'Greeter', 'exports.handler = async event => `hello ${event.name}`;'));
  const { cloud, settle, operator } = aCloud();
  const [stack] = await deployAssembly(cloud, directory);
  const greeter = Object.values(stack.resources).find(resource => resource.type === 'AWS::Lambda::Function')!;

  const answer = await settle(cloud.call(operator, 'lambda', 'invoke', { FunctionName: greeter.ref, Payload: { name: 'lab' } }));
  expect(answer).toMatchObject({ StatusCode: 200, Payload: '"hello lab"' });
});

describe('custom resources', () => {
  /** An app with one custom resource by the CDK's own provider. Its handler prints each event that it gets. */
  const anApp = (code: string, properties: JsonObject, more?: (stack: Stack) => void) => synthesized(app => {
    const stack = new Stack(app, 'App', { env });
    const provider = CustomResourceProvider.getOrCreateProvider(stack, 'Custom::Thing', {
      codeDirectory: aFolder({ 'index.js': `exports.handler = async event => { console.log('got ' + JSON.stringify(event)); ${code} };` }),
      runtime: 'nodejs22.x' as never,
    });
    const thing = new CustomResource(stack, 'Thing', { serviceToken: provider.serviceToken, resourceType: 'Custom::Thing', properties });
    new CfnOutput(stack, 'Colour', { value: thing.getAttString('Colour') });
    new CfnOutput(stack, 'Id', { value: thing.ref });
    more?.(stack);
  });
  const good = 'return { PhysicalResourceId: event.ResourceProperties.Name, Data: { Colour: \'red\' } };';

  /** The events that the handler saw. */
  function events({ lambda: room }: ReturnType<typeof aCloud>, stack: DeployedStack): Seen[] {
    const arn = Object.values(stack.resources).find(resource => resource.type === 'AWS::Lambda::Function')!.attributes.Arn;
    return room.output(String(arn)).filter(line => line.startsWith('got ')).map(line => JSON.parse(line.slice(4)) as Seen);
  }

  test('that fail make the stack fail, with their reason', async () => {
    const { cloud, settle } = aCloud();
    await expect(settle(deployAssembly(cloud, anApp('throw new Error(\'no paint left\');', { Name: 'a' }))))
      .rejects.toThrow(/stack App \(111111111111\/us-east-1\) failed at Thing \(Custom::Thing\): .*no paint left/);
  });

  test('that never answer are given up after an hour', async () => {
    const { cloud, settle } = aCloud();
    const before = cloud.clock.now();
    await expect(settle(deployAssembly(cloud, anApp('await new Promise(() => undefined);', { Name: 'a' }))))
      .rejects.toThrow('CloudFormation did not receive a response from your Custom Resource');
    expect(cloud.clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
  });

  test('that answer too much fail', async () => {
    const { cloud, settle } = aCloud();
    const long = anApp('return { PhysicalResourceId: \'x\', Data: { Colour: \'x\'.repeat(4096) } };', {});
    await expect(settle(deployAssembly(cloud, long))).rejects.toThrow('Response object is too long');
  });

  test('that lack the attribute that is asked for fail', async () => {
    const { cloud, settle } = aCloud();
    await expect(settle(deployAssembly(cloud, anApp('return { PhysicalResourceId: \'x\' };', {}))))
      .rejects.toThrow('Vendor response doesn\'t contain Colour attribute in object Thing');
  });

  test('get the documented event, with all values as strings, and give their data to the stack', async () => {
    const world = aCloud();
    const [stack] = await world.settle(deployAssembly(world.cloud, anApp(good, { Name: 'door', Size: 3, On: true })));

    expect(stack.outputs).toEqual({ Colour: 'red', Id: 'door' });
    expect(events(world, stack)).toEqual([expect.objectContaining({
      RequestType: 'Create',
      StackId: stack.id,
      LogicalResourceId: 'Thing',
      ResourceType: 'Custom::Thing',
      RequestId: expect.any(String),
      ResourceProperties: expect.objectContaining({ Name: 'door', Size: '3', On: 'true' }),
    })]);
  });

  test('are updated when their properties change, and only then; what was replaced is deleted', async () => {
    const world = aCloud();
    const deploy = (properties: JsonObject) => world.settle(deployAssembly(world.cloud, anApp(good, properties)));
    await deploy({ Name: 'door', Size: 1 });
    await deploy({ Name: 'door', Size: 1 });
    await deploy({ Name: 'door', Size: 2 });
    const [stack] = await deploy({ Name: 'gate', Size: 2 });
    await world.settle(deleteStack(world.cloud, stack));

    const seen = events(world, stack)
      .map(({ RequestType, PhysicalResourceId, OldResourceProperties, ResourceProperties }) =>
        [RequestType, PhysicalResourceId, OldResourceProperties?.Size, ResourceProperties.Name]);
    expect(seen).toEqual([
      ['Create', undefined, undefined, 'door'],
      ['Update', 'door', '1', 'door'],
      ['Update', 'door', '2', 'gate'],
      ['Delete', 'door', undefined, 'door'],
      ['Delete', 'gate', undefined, 'gate'],
    ]);
  });

  test('are deleted again when the stack fails later', async () => {
    const world = aCloud();
    const directory = anApp(good, { Name: 'door' }, stack => {
      new CfnResource(stack, 'Broken', { type: 'AWS::IAM::Role', properties: { RoleName: 'not valid' } }).node.addDependency(stack.node.findChild('Thing'));
    });
    const types: unknown[] = [];
    world.cloud.journal.listen(entry => {
      if (entry.type === 'call' && entry.service === 'lambda') { types.push((JSON.parse(String(entry.parameters.Payload)) as { RequestType: string }).RequestType); }
    });
    await expect(world.settle(deployAssembly(world.cloud, directory))).rejects.toThrow('failed at Broken');
    expect(types).toEqual(['Create', 'Delete']);
  });

  test('by the provider framework, which calls the function of the user, work too', async () => {
    const directory = synthesized(app => {
      const stack = new Stack(app, 'App', { env });
      const onEventHandler = aFunction(stack, 'OnEvent', good.replace(/^/, 'exports.handler = async event => { ').concat(' };'));
      const { serviceToken } = new Provider(stack, 'Provider', { onEventHandler });
      new CfnOutput(stack, 'Colour', { value: new CustomResource(stack, 'Thing', { serviceToken, properties: { Name: 'door' } }).getAttString('Colour') });
    });
    const { cloud, settle } = aCloud();
    const [stack] = await settle(deployAssembly(cloud, directory));
    expect(stack.outputs.Colour).toBe('red');
  });
});
