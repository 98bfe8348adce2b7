import { aFunction, ARN, HOME, REGION, ROLE } from './a-function';
import { createStack } from '../../../../src/lab/assembly/stacks';
import { AwsError } from '../../../../src/lab/aws-error';
import { Cloud } from '../../../../src/lab/cloud';
import { lambda as aLambda, LambdaRoom } from '../../../../src/lab/services/lambda/lambda-room';
import { LogsRoom } from '../../../../src/lab/services/lambda/logs-room';
import { ServiceQuotas, serviceQuotas } from '../../../../src/lab/services/servicequotas/service-quotas';
import { aCloud } from '../../assembly/an-app';

describe('what Lambda refuses', () => {
  test.each<[string, object, string]>([
    ['a timeout beyond 15 minutes', { Timeout: 901 }, 'Timeout is 1 to 900 seconds, got 901'],
    ['more than 4 KB of environment', { Environment: { Variables: { X: 'x'.repeat(4097) } } }, 'exceeded the 4KB limit'],
    ['reserved concurrency that leaves others less than 100', { ReservedConcurrentExecutions: 901 }, 'below its minimum value of [100]'],
    ['a role that it cannot assume', { Role: `arn:aws:iam::${HOME}:role/nobody` }, 'The role defined for the function cannot be assumed by Lambda.'],
  ])('%s', async (_, properties, message) => {
    await expect(aFunction('', { properties: properties as never })).rejects.toThrow(message);
  });

  test('a function that does not exist', async () => {
    const { invoke } = await aFunction('');
    await expect(invoke({}, { FunctionName: 'other' })).rejects.toThrow(expect.objectContaining({ code: 'ResourceNotFoundException' }));
  });

  test('a function of another Region, in the words of the service', async () => {
    const { cloud, operator, settle } = await aFunction('');
    const call = cloud.call({ ...operator, region: 'eu-west-1' }, 'lambda', 'invoke', { FunctionName: ARN });
    await expect(settle(call)).rejects.toThrow(`Functions from '${REGION}' are not reachable in this region ('eu-west-1')`);
  });

  test('a payload that is no JSON', async () => {
    const { invoke } = await aFunction('');
    await expect(invoke('{')).rejects.toThrow(expect.objectContaining({ code: 'InvalidRequestContentException' }));
  });

  test.each([['RequestResponse', 6 * 1024 * 1024], ['Event', 1024 * 1024]])('a payload of %s beyond %d bytes', async (InvocationType, most) => {
    const { invoke } = await aFunction('return 1;');
    const payload = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));

    await expect(invoke(payload(most + 1), { InvocationType })).rejects.toThrow(expect.objectContaining({ code: 'RequestTooLargeException' }));
    await expect(invoke(payload(most), { InvocationType })).resolves.toBeDefined();
  });

  test('more executions at once than the account has', async () => {
    const { cloud, operator, settle } = await aFunction('await new Promise(done => setTimeout(done, 1000));');
    cloud.quotas.set('lambda.concurrentExecutions', 2);
    const calls = Array.from({ length: 3 }, () => cloud.call(operator, 'lambda', 'invoke', { FunctionName: 'worker' }));
    const outcomes = await settle(Promise.allSettled(calls));

    expect(outcomes.map(outcome => outcome.status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes.find(outcome => outcome.status === 'rejected')!.reason).toMatchObject({ code: 'TooManyRequestsException' });
  });

  test('more at once than the account was given, which reserving takes from', async () => {
    const fresh = async (properties: object) => {
      const cloud = new Cloud();
      cloud.add(serviceQuotas(), aLambda());
      cloud.room<ServiceQuotas>('servicequotas').set(HOME, REGION, 'lambda', 'L-B99A9384', 10);
      const request = { type: 'AWS::Lambda::Function', logicalId: 'F', stack: 'S', account: HOME, region: REGION, asset: () => undefined };
      await cloud.room('lambda').resources!['AWS::Lambda::Function']({ ...request, properties: { FunctionName: 'worker', Role: ROLE, ...properties } });
      cloud.room<LambdaRoom>('lambda').register(ARN, async (_, { sleep }) => sleep(1000));
      const caller = { principal: 'operator', trusted: true, account: HOME, region: REGION };
      const calls = Array.from({ length: 12 }, () => cloud.call(caller, 'lambda', 'invoke', { FunctionName: ARN }).then(() => 'done', (error: Error) => error.name));
      await cloud.clock.run();
      return Promise.all(calls);
    };
    expect((await fresh({})).sort()).toEqual(['TooManyRequestsException', 'TooManyRequestsException', ...Array.from({ length: 10 }, () => 'done')]);
    await expect(fresh({ ReservedConcurrentExecutions: 1 })).rejects.toThrow('below its minimum value of [100]');
  });

  test('a caller who may not', async () => {
    const { cloud, settle } = await aFunction('', { statements: [] });
    const call = cloud.call({ principal: ROLE, account: HOME, region: REGION }, 'lambda', 'invoke', { FunctionName: 'worker' });
    await expect(settle(call)).rejects.toThrow(`not authorized to perform: lambda:InvokeFunction on resource: ${ARN}`);
  });

  test('a caller of another account, unless the function itself allows it', async () => {
    const stranger = '222222222222';
    const attempt = async (resources: object) => {
      const { cloud, iam, settle } = await aFunction('return 1;', { resources: resources as never });
      const principal = iam.addRole(stranger, {
        name: 'caller',
        trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: stranger }, Action: 'sts:AssumeRole' }] },
        policies: { p: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ARN }] } },
      });
      return settle(cloud.call({ principal, account: stranger, region: REGION }, 'lambda', 'invoke', { FunctionName: ARN }));
    };
    await expect(attempt({})).rejects.toThrow('no resource-based policy allows');
    await expect(attempt({
      Allow: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: { Ref: 'Worker' }, Action: 'lambda:InvokeFunction', Principal: stranger } },
    })).resolves.toMatchObject({ StatusCode: 200 });
  });
});

describe('what the lab refuses', () => {
  test.each<[string, object, string]>([
    ['a runtime other than Node', { Runtime: 'python3.13' }, 'the lab does not model the runtime python3.13'],
    ['code that it has no files of', { Code: { S3Bucket: 'assets', S3Key: 'other.zip' } }, 'the lab has no file for the code'],
    ['a container image', { Code: { ImageUri: 'x' }, PackageType: 'Image', Runtime: 'nodejs22.x' }, 'the lab does not model functions in container images'],
  ])('%s: when it is invoked', async (_, properties, message) => {
    const { invoke } = await aFunction('', { properties: properties as never });
    await expect(invoke()).rejects.toThrow(message);
  });

  test('versions and aliases', async () => {
    const { invoke } = await aFunction('');
    await expect(invoke({}, { FunctionName: `${ARN}:live` })).rejects.toThrow('the lab does not model versions and aliases');
  });

  test('other actions of Lambda', async () => {
    const { cloud, operator, settle } = await aFunction('');
    await expect(settle(cloud.call(operator, 'lambda', 'listFunctions', {}))).rejects.toThrow('the lab does not model lambda:listFunctions');
  });
});

describe('errors of a function', () => {
  test.each<[string, string, object]>([
    ['thrown', 'throw new TypeError(\'no such tenant\');', { errorType: 'TypeError', errorMessage: 'no such tenant' }],
    ['with a name of their own', 'const e = new Error(\'wait\'); e.name = \'InProgress\'; throw e;', { errorType: 'InProgress', errorMessage: 'wait' }],
    ['thrown text', 'throw \'oops\';', { errorType: 'string', errorMessage: 'oops' }],
    ['of time', 'await new Promise(() => undefined);', { errorType: 'Sandbox.Timedout', errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 3.00 seconds$/) }],
    ['of size', 'return \'x\'.repeat(7e6);', { errorType: 'Function.ResponseSizeTooLarge' }],
  ])('%s come back as FunctionError', async (_, body, error) => {
    const { invoke } = await aFunction(body);
    const answer = await invoke();
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(String(answer.Payload))).toMatchObject(error);
  });

  test.each<[string, Record<string, string>, string]>([
    ['a handler that is not exported', { 'index.js': 'exports.other = 1;' }, 'Runtime.HandlerNotFound'],
    ['a module that is not there', { 'index.js': 'require(\'left-pad\');' }, 'Runtime.ImportModuleError'],
    ['a file that is not there', { 'other.js': '' }, 'Runtime.ImportModuleError'],
    ['code with a mistake', { 'index.js': 'exports.handler = (' }, 'Runtime.UserCodeSyntaxError'],
  ])('%s', async (_, files, errorType) => {
    const { invoke } = await aFunction('', { files });
    expect(JSON.parse(String((await invoke()).Payload))).toMatchObject({ errorType });
  });
});

test('a function starts without the memory of the invocation before', async () => {
  const files = { 'index.js': 'let count = 0; exports.handler = async () => { globalThis.seen = (globalThis.seen ?? 0) + 1; return [++count, globalThis.seen]; };' };
  const { result } = await aFunction('', { files });
  expect([await result(), await result()]).toEqual([[1, 1], [1, 1]]);
});

test('two runs of the same story are the same', async () => {
  const body = 'return [Date.now(), new Date().toISOString(), Math.random(), require(\'crypto\').randomUUID(), crypto.randomUUID(), context.awsRequestId];';
  const once = async () => (await aFunction(body)).result();
  expect(await once()).toEqual(await once());
});

test('a registered handler takes the place of the code', async () => {
  const { cloud, operator, settle, lambda } = aCloud();
  lambda.register(ARN, async (event, context) => { await context.sleep(500); return { event, at: context.now() - Date.parse('2026-01-05T09:00:00Z') }; });
  const answer = await settle(cloud.call(operator, 'lambda', 'invoke', { FunctionName: ARN, Payload: 'true' }));
  expect(JSON.parse(String(answer.Payload))).toEqual({ event: true, at: expect.any(Number) });
});

test('a registered handler times out, fails as it says, and cannot hide what the lab cannot do', async () => {
  const { cloud, operator, settle, lambda } = aCloud();
  const call = () => settle(cloud.call(operator, 'lambda', 'invoke', { FunctionName: ARN }));
  lambda.register(ARN, async (_, { sleep }) => sleep(60_000));
  expect(JSON.parse(String((await call()).Payload))).toMatchObject({ errorType: 'Sandbox.Timedout' });
  lambda.register(ARN, () => { throw new AwsError('Baseline.Broken', 'no'); });
  expect(JSON.parse(String((await call()).Payload))).toEqual({ errorType: 'Baseline.Broken', errorMessage: 'no' });
  lambda.register(ARN, async (_, context) => { await context.call('nowhere', 'do', {}).catch(() => undefined); });
  await expect(call()).rejects.toThrow('the lab has no room for the service \'nowhere\'');
});

describe('logs', () => {
  const basic = [{ Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }];
  const group = { Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/worker' } } };
  const written = (log: { service: string; action: string; error?: { name: string } }[]) => log
    .filter(({ service }) => service === 'cloudwatchlogs').map(({ action, error }) => error ? `${action}: ${error.name}` : action);

  test('that the role may not write are lost, and nobody is told', async () => {
    const { invoke, log } = await aFunction('return 1;', { statements: [] });
    expect(await invoke()).toMatchObject({ Payload: '1' });
    expect(written(log)).toEqual(['createLogStream: AccessDeniedException']);
  });

  test('are written by the role into one stream per environment', async () => {
    const { cloud, invoke, log } = await aFunction('console.log(\'hello %s\', \'you\');', { statements: basic, resources: group });
    await invoke();
    await invoke();

    expect(written(log)).toEqual(['createLogStream', 'putLogEvents', 'putLogEvents']);
    expect(log.find(entry => entry.action === 'putLogEvents')).toMatchObject({ role: ROLE });
    expect(cloud.room<LogsRoom>('cloudwatchlogs').events(HOME, REGION, '/aws/lambda/worker')).toBe(6);
  });

  test('make their log group, if the role may', async () => {
    const { invoke, log } = await aFunction('', { statements: basic });
    await invoke();
    expect(written(log)).toEqual(['createLogStream: ResourceNotFoundException', 'createLogGroup', 'createLogStream', 'putLogEvents']);
  });
});

test('a second function of the same name is refused', async () => {
  const { cloud } = await aFunction('');
  const template = { Resources: { F: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'worker', Role: ROLE, Code: { ZipFile: '' } } } } };
  await expect(createStack(cloud, { name: 'Other', account: HOME, region: REGION, template })).rejects.toThrow('Function already exist: worker');
});
