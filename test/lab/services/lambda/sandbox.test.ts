import { buildSync } from 'esbuild';
import { aFolder, aFunction, ARN, HOME, REGION, ROLE } from './a-function';
import { AwsError } from '../../../../src/lab/aws-error';
import { s3, S3Room } from '../../../../src/lab/services/s3/s3-room';
import { Recorder } from '../../assembly/an-app';

const TENANT_ROLE = 'arn:aws:iam::222222222222:role/tenant';

describe('time', () => {
  test('is virtual, however a function looks at it', async () => {
    const { result } = await aFunction(`
      const before = [Date.now(), +new Date(), new Date().getTime(), performance.now()];
      await new Promise(done => setTimeout(done, 1500));
      await require('timers/promises').setTimeout(500);
      await require('util').promisify(setTimeout)(100);
      return { same: new Set(before).size, passed: Date.now() - before[0], date: new Date() instanceof Date, parsed: new Date('2020-01-01').getFullYear(), left: context.getRemainingTimeInMillis() };`);
    expect(await result()).toEqual({ same: 1, passed: 2100, date: true, parsed: 2020, left: 900 });
  });

  test('that is up leaves no timers behind', async () => {
    const { cloud, invoke } = await aFunction('setInterval(() => undefined, 1000); setTimeout(() => undefined, 60_000); return 1;');
    const before = cloud.clock.now();
    await invoke();
    expect(cloud.clock.now() - before).toBeLessThan(1000);
  });

  test('that is up lets no call out any more', async () => {
    const queue = new Recorder('sqs');
    const { invoke } = await aFunction(`
      const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
      setTimeout(() => new SQSClient({}).send(new SendMessageCommand({})), 10);
      return 1;`, { rooms: [queue] });
    await invoke();
    expect(queue.calls).toEqual([]);
  });
});

test.each([
  ['a module that the lab does not have', 'require(\'fs\');', 'the lab does not model require(\'fs\')'],
  ['a package of the SDK that the lab does not have', 'require(\'@aws-sdk/lib-dynamodb\');', 'the lab does not model require(\'@aws-sdk/lib-dynamodb\')'],
  ['the network', 'await fetch(\'https://example.com/\');', 'the lab does not model GET https://example.com/'],
  ['the network, by Node\'s module', 'require(\'https\').get(\'https://example.com/x\'); await new Promise(() => undefined);', 'the lab does not model GET https://example.com/x'],
  ['a waiter of the SDK', 'await require(\'@aws-sdk/client-dynamodb\').waitUntilTableExists({}, {});', 'the lab does not model waitUntilTableExists'],
])('%s is an error of the lab, even if the code catches it', async (_, code, message) => {
  const { invoke } = await aFunction(`try { ${code} } catch { return 'caught'; }`);
  await expect(invoke()).rejects.toThrow(message);
});

test('code sees its environment, its files and Node\'s harmless modules', async () => {
  const { result } = await aFunction('', {
    properties: { Environment: { Variables: { TABLE: 'tenants' } } },
    files: {
      'index.js': 'const { name } = require(\'./lib/name\'); const data = require(\'./data.json\'); exports.handler = async () => ({ name, data, env: [process.env.TABLE, process.env.AWS_REGION, process.env.AWS_LAMBDA_FUNCTION_NAME], path: require(\'node:path\').join(\'a\', \'b\') });',
      'lib/name.js': 'exports.name = \'lib of \' + require(\'../data\').of;',
      'data.json': '{ "of": "data" }',
    },
  });
  expect(await result()).toEqual({ name: 'lib of data', data: { of: 'data' }, env: ['tenants', REGION, 'worker'], path: 'a/b' });
});

test('handlers with a callback answer by it', async () => {
  const { result } = await aFunction('', { files: { 'index.js': 'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, \'late\'), 10); };' } });
  expect(await result()).toBe('late');
});

describe('the SDK', () => {
  test('calls with the function\'s role, in the function\'s Region unless it is told another', async () => {
    const queue = new Recorder('sqs', () => ({ MessageId: 'm' }));
    const { result } = await aFunction(`
      const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
      const answer = await new SQSClient().send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'b', Extra: undefined, At: new Date(0) }));
      await new SQSClient({ region: 'eu-west-1' }).send(new SendMessageCommand({ QueueUrl: 'q' }));
      return answer;`, { rooms: [queue] });

    expect(await result()).toEqual({ MessageId: 'm' });
    expect(queue.calls[0]).toMatchObject({
      action: 'sendMessage',
      caller: { principal: ROLE, account: HOME, region: REGION },
      parameters: { QueueUrl: 'q', MessageBody: 'b', At: '1970-01-01T00:00:00.000Z' },
    });
    expect(queue.calls[1].caller.region).toBe('eu-west-1');
  });

  test('writes objects of S3 as texts and reads them as streams, in pages, and knows what is not there', async () => {
    const { cloud, result } = await aFunction(`
      const { S3Client, GetObjectCommand, HeadObjectCommand, NoSuchKey, NotFound, PutObjectCommand, paginateListObjectsV2, DeleteObjectsCommand } = require('@aws-sdk/client-s3');
      const client = new S3Client({}); const Bucket = 'box';
      const seen = [];
      for (const [command, error] of [[new GetObjectCommand({ Bucket, Key: 'a' }), NoSuchKey], [new HeadObjectCommand({ Bucket, Key: 'a' }), NotFound]]) {
        try { await client.send(command); } catch (e) { seen.push(e instanceof error, e.name); }
      }
      await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'text' }));
      await client.send(new PutObjectCommand({ Bucket, Key: 'b', Body: Buffer.from('bytes') }));
      const { Body, LastModified } = await client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
      seen.push(await Body.transformToString(), LastModified instanceof Date);
      seen.push((await (await client.send(new GetObjectCommand({ Bucket, Key: 'b' }))).Body.transformToByteArray()).length);
      for await (const page of paginateListObjectsV2({ client }, { Bucket, MaxKeys: 1 })) { seen.push(page.Contents.map(({ Key }) => Key).join()); }
      const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }] } }));
      return [...seen, Deleted.length];`, { properties: { Timeout: 60 } });
    cloud.add(s3);
    void cloud.room<S3Room>('s3').resources['AWS::S3::Bucket']({
      type: 'AWS::S3::Bucket', logicalId: 'B', stack: 's', account: HOME, region: REGION, asset: () => undefined, properties: { BucketName: 'box' },
    });
    expect(await result()).toEqual([true, 'NoSuchKey', true, 'NotFound', 'text', true, 5, 'a', 'b', 1]);
    expect(cloud.room<S3Room>('s3').objects('box')).toEqual({ b: 'bytes' });
  });

  test('sends S3 no bytes that a text could not hold', async () => {
    const { invoke } = await aFunction('const { S3 } = require(\'@aws-sdk/client-s3\'); await new S3({}).putObject({ Bucket: \'box\', Key: \'a\', Body: Buffer.from([255]) });');
    await expect(invoke()).rejects.toThrow('does not model binary values');
  });

  test('is denied what the role may not', async () => {
    const { result } = await aFunction(`
      const { SQS } = require('@aws-sdk/client-sqs');
      try { await new SQS({}).sendMessage({}); } catch (e) { return [e.name, e instanceof Error, e.message.split(' is not')[0]]; }`,
    { rooms: [new Recorder('sqs')], statements: [] });
    expect(await result()).toEqual(['AccessDeniedException', true, `User: ${ROLE}`]);
  });

  test('throws errors that instanceof knows by their class', async () => {
    const table = new Recorder('dynamodb', () => { throw new AwsError('ConditionalCheckFailedException', 'no', { Item: { id: { S: 'x' } } }); });
    const { result } = await aFunction(`
      const { DynamoDBClient, PutItemCommand, ConditionalCheckFailedException, ResourceNotFoundException } = require('@aws-sdk/client-dynamodb');
      try { await new DynamoDBClient({}).send(new PutItemCommand({ TableName: 't' })); } catch (e) {
        return [e instanceof ConditionalCheckFailedException, e instanceof ResourceNotFoundException, e.Item.id.S, e.$metadata.httpStatusCode, new ResourceNotFoundException({ message: 'm' }).name];
      }`, { rooms: [table] });
    expect(await result()).toEqual([true, false, 'x', 400, 'ResourceNotFoundException']);
  });

  test('tries throttled calls three times in all, unless told otherwise', async () => {
    const table = new Recorder('dynamodb', () => { throw new AwsError('ThrottlingException', 'slow down'); });
    const { result } = await aFunction(`
      const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
      try { await new DynamoDBClient(event).send(new GetItemCommand({})); } catch (e) { return e.name; }`,
    { rooms: [table], properties: { Timeout: 60 } });

    expect(await result()).toBe('ThrottlingException');
    expect(table.calls).toHaveLength(3);
    expect(await result({ maxAttempts: 1 })).toBe('ThrottlingException');
    expect(table.calls).toHaveLength(4);
  });

  test('gives dates as dates, reads pages, and knows enumerations', async () => {
    const organizations = new Recorder('organizations', ({ parameters }) => parameters.NextToken
      ? { Accounts: [{ Id: '2' }] } : { Accounts: [{ Id: '1', JoinedTimestamp: '2026-01-05T09:00:00.000Z' }], NextToken: 'more' });
    const { result } = await aFunction(`
      const { OrganizationsClient, paginateListAccounts, AccountState } = require('@aws-sdk/client-organizations');
      const found = [];
      for await (const page of paginateListAccounts({ client: new OrganizationsClient({}) }, {})) { found.push(...page.Accounts); }
      return [found.map(account => account.Id), found[0].JoinedTimestamp.getTime(), found[0].JoinedTimestamp instanceof Date, AccountState.ACTIVE];`,
    { rooms: [organizations] });
    expect(await result()).toEqual([['1', '2'], Date.parse('2026-01-05T09:00:00Z'), true, 'ACTIVE']);
  });

  test('spells Step Functions as its own API does, and the room as Step Functions does', async () => {
    const sfn = new Recorder('sfn', () => ({ ExecutionArn: 'e', StartDate: '2026-01-05T09:00:00.000Z' }));
    const { result } = await aFunction(`
      const { SFNClient, StartExecutionCommand } = require('@aws-sdk/client-sfn');
      const { executionArn, startDate } = await new SFNClient({}).send(new StartExecutionCommand({ stateMachineArn: 'm', input: '{"keep":1}' }));
      return [executionArn, startDate.getFullYear()];`, { rooms: [sfn] });
    expect(await result()).toEqual(['e', 2026]);
    expect(sfn.calls[0].parameters).toEqual({ StateMachineArn: 'm', Input: '{"keep":1}' });
  });

  test.each([
    ['AssumeRole', `
      const { STSClient, AssumeRoleCommand } = require('@aws-sdk/client-sts');
      const { Credentials: c } = await new STSClient({}).send(new AssumeRoleCommand({ RoleArn: event.role, RoleSessionName: 'me' }));
      const credentials = { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken };`],
    ['fromTemporaryCredentials', `
      const { fromTemporaryCredentials } = require('@aws-sdk/credential-providers');
      const credentials = fromTemporaryCredentials({ params: { RoleArn: event.role, RoleSessionName: 'me' } });`],
  ])('acts as another role with the credentials of %s', async (_, begin) => {
    const queue = new Recorder('sqs');
    const { iam, invoke } = await aFunction(`${begin}
      const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
      await new SQSClient({ credentials }).send(new SendMessageCommand({}));`, { rooms: [queue] });
    iam.addRole('222222222222', {
      name: 'tenant',
      trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'sts:AssumeRole' }] },
      policies: { p: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }] } },
    });
    expect(await invoke({ role: TENANT_ROLE })).not.toHaveProperty('FunctionError');
    expect(queue.calls.map(({ caller }) => [caller.principal, caller.account])).toEqual([[TENANT_ROLE, '222222222222']]);
  });

  test('lets a function invoke another and read its payload', async () => {
    const { result, lambda } = await aFunction(`
      const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
      const { Payload } = await new LambdaClient({}).send(new InvokeCommand({ FunctionName: 'other', Payload: Buffer.from(JSON.stringify({ n: 2 })) }));
      return JSON.parse(Payload.transformToString()).n + JSON.parse(new TextDecoder().decode(Payload)).n;`);
    lambda.register(ARN.replace('worker', 'other'), event => event);
    expect(await result()).toBe(4);
  });

  test('is found by what a bundler makes of every way to import it', async () => {
    const source = aFolder({
      'handler.ts': `
        import { SQSClient } from '@aws-sdk/client-sqs';
        import * as sqs from '@aws-sdk/client-sqs';
        export async function handler() { await new SQSClient({}).send(new sqs.SendMessageCommand({ QueueUrl: 'q' })); return 'sent'; }`,
    });
    const { outputFiles } = buildSync({
      entryPoints: [`${source}/handler.ts`], bundle: true, platform: 'node', target: 'node22', format: 'cjs', external: ['@aws-sdk/*'], write: false,
    });
    const { result } = await aFunction('', { files: { 'index.js': outputFiles[0].text }, rooms: [new Recorder('sqs')] });
    expect(await result()).toBe('sent');
  });
});

test('a planned crash ends the function as a killed process does', async () => {
  const { result } = await aFunction(`
    const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
    try { await new SQSClient({}).send(new SendMessageCommand({})); } catch { return 'caught'; }`,
  { rooms: [new Recorder('sqs')], faults: [{ kind: 'crash', service: 'sqs', action: 'sendMessage' }] });

  expect(await result()).toMatchObject({ errorType: 'Runtime.ExitError' });
});
