import * as fc from 'fast-check';
import { JsonObject } from '../../../../src/lab/json';
import { ssm, SsmRoom } from '../../../../src/lab/services/ssm/ssm-room';
import { ACCOUNT, OPERATOR, OTHER_ACCOUNT, REGION, ROLE, TestCloud } from '../deployed';

const NEW = { Name: '/t/a', Type: 'String', Value: 'v' };

class AStore extends TestCloud {
  constructor() { super({}, ssm); }

  public async put(parameters: JsonObject): Promise<JsonObject> {
    // A second apart, for AWS takes three of them a second.
    await this.cloud.clock.run(this.cloud.clock.now() + 1000);
    return this.call('ssm', 'putParameter', parameters);
  }

  public async get(Name: string): Promise<JsonObject> {
    return (await this.call('ssm', 'getParameter', { Name })).Parameter as JsonObject;
  }
}

describe('a parameter is refused', () => {
  test.each([
    ['no type', { Type: undefined }, 'ValidationException'],
    ['an unknown type', { Type: 'Number' }, 'UnsupportedParameterType'],
    ['no value', { Value: undefined }, 'ValidationException'],
    ['an empty value', { Value: '' }, 'ValidationException'],
    ['4,097 bytes', { Value: 'x'.repeat(4097) }, 'ValidationException'],
    ['8,193 bytes', { Value: 'x'.repeat(8193), Tier: 'Advanced' }, 'ValidationException'],
    ['double brackets', { Value: '{{ssm:other}}' }, 'ValidationException'],
    ['a space in the name', { Name: '/t/a b' }, 'ValidationException'],
    ['a path that does not start with a slash', { Name: 't/a' }, 'ValidationException'],
    ['an empty level', { Name: '/t//a' }, 'ValidationException'],
    ['a name of AWS', { Name: '/aws/a' }, 'ValidationException'],
    ['16 levels', { Name: '/a'.repeat(16) }, 'HierarchyLevelLimitExceededException'],
    ['a value that does not fit its pattern', { AllowedPattern: '^\\d+$' }, 'ParameterPatternMismatchException'],
    ['an unknown tier', { Tier: 'Gold' }, 'ValidationException'],
    ['tags with an overwrite', { Tags: [{ Key: 'a', Value: 'b' }], Overwrite: true }, 'ValidationException'],
  ])('for %s', async (_, change, name) => {
    await expect(new AStore().put({ ...NEW, ...change })).rejects.toMatchObject({ name });
  });

  test('when there is one, unless it is to be overwritten', async () => {
    const store = new AStore();
    await store.put(NEW);
    await expect(store.put({ ...NEW, Value: 'w' })).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(await store.get('/t/a')).toMatchObject({ Value: 'v', Version: 1 });
  });

  test('when it would change its type or go back to the standard tier', async () => {
    const store = new AStore();
    await store.put({ ...NEW, Tier: 'Advanced' });
    await expect(store.put({ ...NEW, Overwrite: true, Type: 'StringList' })).rejects.toMatchObject({ name: 'HierarchyTypeMismatchException' });
    await expect(store.put({ ...NEW, Overwrite: true, Tier: 'Standard' })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('when the account has 10,000 of its tier', async () => {
    const store = new AStore();
    for (let at = 0; at < 10_000; at++) { store.deploy('AWS::SSM::Parameter', { Name: `/t/${at}`, Type: 'String', Value: 'v' }); }
    await expect(store.put(NEW)).rejects.toMatchObject({ name: 'ParameterLimitExceeded' });
    await expect(store.put({ ...NEW, Tier: 'Advanced' })).resolves.toBeDefined();
  });

  test('as not modelled when it is secret', async () => {
    await expect(new AStore().put({ ...NEW, Type: 'SecureString' })).rejects.toThrow('the lab does not model parameters of type SecureString');
  });

  test('in a template when it is secret, as CloudFormation does', () => {
    expect(() => new AStore().deploy('AWS::SSM::Parameter', { ...NEW, Type: 'SecureString' })).toThrow('not supported by CloudFormation');
  });
});

describe('a call is refused', () => {
  test.each([
    ['an unknown parameter', 'getParameter', { Name: '/t/a' }, 'ParameterNotFound'],
    ['an unknown parameter to delete', 'deleteParameter', { Name: '/t/a' }, 'ParameterNotFound'],
    ['no names', 'getParameters', { Names: [] }, 'ValidationException'],
    ['eleven names', 'getParameters', { Names: Array.from({ length: 11 }, (_, at) => `/t/${at}`) }, 'ValidationException'],
    ['a path without a slash', 'getParametersByPath', { Path: 't' }, 'ValidationException'],
    ['eleven results', 'getParametersByPath', { Path: '/t', MaxResults: 11 }, 'ValidationException'],
    ['a token that nobody gave', 'getParametersByPath', { Path: '/t', NextToken: 'x' }, 'InvalidNextToken'],
  ])('for %s', async (_, action, parameters, name) => {
    await expect(new AStore().call('ssm', action, parameters)).rejects.toMatchObject({ name });
  });

  test('for what the lab does not model', async () => {
    await expect(new AStore().call('ssm', 'getParameterHistory', { Name: '/t/a' })).rejects.toThrow('the lab does not model ssm:getParameterHistory');
    await expect(new AStore().call('ssm', 'getParameters', { Names: ['/t/a', '/t/a'] })).rejects.toThrow('does not model a name that is given twice');
    await expect(new AStore().call('ssm', 'getParameters', { Names: ['/t/a:label'] })).rejects.toThrow('does not model labels');
    await expect(new AStore().get('/t/a:label')).rejects.toThrow('does not model labels');
  });

  test('for the fourth parameter that is put within a second', async () => {
    const store = new AStore();
    const puts = Array.from({ length: 4 }, (_, at) => store.cloud.call(OPERATOR, 'ssm', 'putParameter', { ...NEW, Name: `/t/${at}` }));
    const settled = Promise.allSettled(puts);
    await store.cloud.clock.run();
    expect((await settled).filter(({ status }) => status === 'rejected')).toEqual([expect.objectContaining({ reason: expect.objectContaining({ name: 'ThrottlingException' }) as unknown })]);
  });
});

describe('IAM is asked', () => {
  test.each([
    ['getParameter', { Name: '/t/a' }, 'GetParameter', 'parameter/t/a'],
    ['getParameter', { Name: '/t/a:3' }, 'GetParameter', 'parameter/t/a'],
    ['getParameter', { Name: 'plain' }, 'GetParameter', 'parameter/plain'],
    ['putParameter', { Name: '/t/a' }, 'PutParameter', 'parameter/t/a'],
    ['deleteParameter', { Name: '/t/a' }, 'DeleteParameter', 'parameter/t/a'],
    ['getParametersByPath', { Path: '/t' }, 'GetParametersByPath', 'parameter/t'],
  ])('about %s of %j, with no slash doubled', async (action, parameters, name, resource) => {
    const store = new AStore();
    await store.call('ssm', action, parameters, ROLE).catch(() => undefined);
    expect(store.asked).toEqual([{ action: `ssm:${name}`, resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:${resource}`, principal: ROLE.principal }]);
  });
});

test('versions count on, and the last hundred can be had', async () => {
  const store = new AStore();
  for (let at = 1; at <= 102; at++) { expect(await store.put({ ...NEW, Overwrite: true, Value: `v${at}` })).toEqual({ Version: at, Tier: 'Standard' }); }
  expect(await store.get('/t/a')).toMatchObject({ Value: 'v102', Version: 102 });
  expect(await store.get('/t/a:3')).toMatchObject({ Value: 'v3', Version: 3, Selector: ':3' });
  await expect(store.get('/t/a:2')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
});

test('a parameter says all about itself, also by its ARN', async () => {
  const store = new AStore();
  await store.put(NEW);
  const ARN = `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/t/a`;
  const expected = { Name: '/t/a', Type: 'String', Value: 'v', Version: 1, ARN, DataType: 'text', LastModifiedDate: expect.stringMatching(/^2026-01-05T09:00:01/) as string };
  expect([await store.get('/t/a'), await store.get(ARN)]).toEqual([expected, expected]);
});

test('several at once come in the order of their names; those that are not there are told, and no error', async () => {
  const store = new AStore();
  for (const Name of ['/t/b', '/t/a']) { await store.put({ ...NEW, Name, Value: Name }); }
  const answer = await store.call('ssm', 'getParameters', { Names: ['/t/c', '/t/b', '/t/a:1', '/t/a:2', '/t/b:1'] });
  expect(answer).toEqual({
    Parameters: [
      expect.objectContaining({ Name: '/t/a', Selector: ':1', Value: '/t/a' }),
      expect.objectContaining({ Name: '/t/b', Value: '/t/b', Version: 1 }),
      expect.objectContaining({ Name: '/t/b', Selector: ':1' }),
    ],
    InvalidParameters: ['/t/c', '/t/a:2'],
  });
});

test('who asks for several has to be allowed each of them, be it there or not', async () => {
  const store = new AStore();
  await store.call('ssm', 'getParameters', { Names: ['/t/a', '/t/b'] }, ROLE);
  expect(store.asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual(['/t/a', '/t/b'].map(name =>
    `ssm:GetParameters arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name}`));
});

test('a name of one level is found by its ARN with a slash or without', async () => {
  const store = new AStore();
  for (const Name of ['/slash', 'plain']) { await store.put({ ...NEW, Name }); }
  const arn = (name: string) => `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/${name}`;
  expect([(await store.get(arn('slash'))).Name, (await store.get(arn('plain'))).Name]).toEqual(['/slash', 'plain']);
  await expect(store.get('slash')).rejects.toMatchObject({ name: 'ParameterNotFound' });
});

test('tiers: large values make a parameter advanced only when that may be chosen', async () => {
  const store = new AStore();
  const large = 'x'.repeat(4097);
  expect(await store.put({ ...NEW, Value: large, Tier: 'Intelligent-Tiering' })).toMatchObject({ Tier: 'Advanced' });
  expect(await store.put({ ...NEW, Value: large, Overwrite: true })).toMatchObject({ Tier: 'Advanced' });
  expect(await store.put({ ...NEW, Name: '/t/b', Tier: 'Intelligent-Tiering' })).toMatchObject({ Tier: 'Standard' });
});

test('a path has its own level, or all below it', async () => {
  const store = new AStore();
  for (const Name of ['/t/b', '/t/a', '/t/sub/c', '/tother', 't']) { await store.put({ ...NEW, Name }); }
  const names = async (parameters: JsonObject) => (((await store.call('ssm', 'getParametersByPath', parameters)).Parameters) as JsonObject[]).map(({ Name }) => Name);
  expect(await names({ Path: '/t' })).toEqual(['/t/a', '/t/b']);
  expect(await names({ Path: '/t/', Recursive: true })).toEqual(['/t/a', '/t/b', '/t/sub/c']);
  expect(await names({ Path: '/none' })).toEqual([]);
});

test('pages have up to ten parameters and none is lost between them', async () => {
  const store = new AStore();
  await fc.assert(fc.asyncProperty(fc.nat(25), fc.integer({ min: 1, max: 10 }), async (count, MaxResults) => {
    const path = `/p${store.cloud.clock.now()}`;
    for (let at = 0; at < count; at++) { store.deploy('AWS::SSM::Parameter', { Name: `${path}/${String(at).padStart(2, '0')}`, Type: 'String', Value: 'v' }); }
    const found: unknown[] = [];
    for (let token: unknown = undefined, first = true; first || token !== undefined; first = false) {
      const page = await store.call('ssm', 'getParametersByPath', { Path: path, MaxResults, ...(token !== undefined && { NextToken: token as string }) });
      found.push(...(page.Parameters as JsonObject[]).map(({ Name }) => Name));
      token = page.NextToken;
    }
    expect(found).toEqual(Array.from({ length: count }, (_, at) => `${path}/${String(at).padStart(2, '0')}`));
    await store.cloud.clock.run(store.cloud.clock.now() + 1000);
  }), { numRuns: 15 });
});

test('accounts and Regions have parameters of their own, deleted ones are gone', async () => {
  const store = new AStore();
  store.deploy('AWS::SSM::Parameter', NEW);
  store.deploy('AWS::SSM::Parameter', { ...NEW, Value: 'w' }, { account: OTHER_ACCOUNT });
  const room = store.cloud.room<SsmRoom>('ssm');
  await store.call('ssm', 'deleteParameter', { Name: '/t/a' });
  expect([room.value(ACCOUNT, REGION, '/t/a'), room.value(OTHER_ACCOUNT, REGION, '/t/a'), room.value(OTHER_ACCOUNT, 'eu-west-1', '/t/a')]).toEqual([undefined, 'w', undefined]);
});

test('a template names a parameter by its name', () => {
  expect(new AStore().deploy('AWS::SSM::Parameter', NEW)).toMatchObject({ ref: '/t/a', attributes: { Type: 'String', Value: 'v' } });
});
