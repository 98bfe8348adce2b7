import { AwsFailures } from '../../../src/cli/dlq/aws';
import { AwsCommand, AwsRefusal } from '../../../src/cli/fleet/aws-command';
import { centralParameterName, telemetryParameterName } from '../../../src/telemetry/contract';
import { answering } from '../command-line';

const CENTRAL = {
  'ssm get-parameter': { Parameter: { ARN: 'arn:aws-cn:ssm:cn-north-1:444444444444:parameter/x', Value: '{"table":"Failures1","bucket":"bodies1"}' } },
  'sts get-caller-identity': { Arn: 'arn:aws:sts::444444444444:assumed-role/Operator/jane' },
  'dynamodb query': { Items: [{ id: { S: 'a' }, state: { S: 'held' }, redrives: { N: '1' } }] },
};

const PLATFORM = {
  'ssm get-parameter': { Parameter: { ARN: 'arn:aws-cn:ssm:cn-north-1:222222222222:parameter/x', Value: '{"table":"Directory1"}' } },
  'dynamodb get-item': { Item: { tenantId: { S: 'acme' }, accountId: { S: '333333333333' } } },
};

const option = (args: readonly string[], name: string) => args.includes(`--${name}`) ? args[args.indexOf(`--${name}`) + 1] : undefined;
const none = new AwsRefusal('ParameterNotFound', 'no');

test('no central place: which account was looked at, where, and what may be wrong', async () => {
  const { aws } = answering({ ...CENTRAL, 'ssm get-parameter': none });
  await expect(AwsFailures.find({ platform: 'acme', region: 'us-east-1' }, aws)).rejects.toThrow(
    /^there is no central place for failures of a platform 'acme' in account 444444444444, us-east-1 \(no parameter \/cdk-account-per-tenant\/acme\/central-telemetry\)\.\n {2}Are these the credentials/);
});

test('no directory in this account: the profile to name, or the account id', async () => {
  const platform = answering({ 'ssm get-parameter': none, 'sts get-caller-identity': CENTRAL['sts get-caller-identity'] });
  const failures = await AwsFailures.find({ platform: 'tenants' }, answering(CENTRAL).aws, platform.aws);
  await expect(failures.accountOf('acme')).rejects.toThrow(
    /^whose account 'acme' is stands in the directory, which is not in account 444444444444 \(no parameter .*\/telemetry\): name the profile of the platform account with --platform-profile, or the tenant by its account id, 12 digits$/);
});

test('whom this account lets read failures and nothing else hears the same', async () => {
  let asked = 0;
  const aws: AwsCommand = args => {
    if (args[1] === 'get-parameter' && ++asked > 1) { return Promise.reject(new AwsRefusal('AccessDeniedException', 'not authorized')); }
    return answering(CENTRAL).aws(args);
  };
  const failures = await AwsFailures.find({ platform: 'tenants' }, aws);
  await expect(failures.accountOf('acme')).rejects.toThrow(/or the tenant by its account id, 12 digits$/);
  await expect((await AwsFailures.find({ platform: 'tenants' }, answering(CENTRAL).aws, aws)).accountOf('acme')).rejects.toThrow('not authorized');
});

test('of a body that is gone S3 says that it is forbidden, to who may not list the bucket', async () => {
  const refusing = (code: string) => answering({ ...CENTRAL, 's3 cp': new AwsRefusal(code, 'no') }).aws;
  const file = async (code: string) => (await AwsFailures.find({ platform: 'tenants' }, refusing(code))).file('333333333333/a.json');
  expect(await file('403')).toBeUndefined();
  expect(await file('404')).toBeUndefined();
  await expect(file('SlowDown')).rejects.toThrow('no');
});

test('the directory is asked with the credentials of the platform account', async () => {
  const [central, platform] = [answering(CENTRAL), answering(PLATFORM)];
  const failures = await AwsFailures.find({ platform: 'tenants' }, central.aws, platform.aws);
  expect(await failures.accountOf('acme')).toBe('333333333333');
  expect(central.asked.map(args => option(args, 'name'))).toEqual([centralParameterName('tenants')]);
  expect(option(platform.asked[0], 'name')).toBe(telemetryParameterName('tenants'));
  expect([option(platform.asked[1], 'table-name'), JSON.parse(option(platform.asked[1], 'key')!)]).toEqual(['Directory1', { pk: { S: 'TENANT#acme' }, sk: { S: 'RECORD' } }]);
});

test('workflows are started where the parameter is: same partition, Region and account', async () => {
  const { aws, asked } = answering({ ...CENTRAL, 'stepfunctions start-execution': { executionArn: 'run' } });
  const failures = await AwsFailures.find({ platform: 'tenants' }, aws);
  expect(await failures.start('the-machine', { accountId: '333333333333', ids: undefined })).toBe('run');
  expect(failures.region).toBe('cn-north-1');
  expect(option(asked[1], 'state-machine-arn')).toBe('arn:aws-cn:states:cn-north-1:444444444444:stateMachine:the-machine');
  expect(option(asked[1], 'input')).toBe('{"accountId":"333333333333"}');
});

describe('lists', () => {
  const query = async (ask: (failures: AwsFailures) => Promise<unknown>) => {
    const { aws, asked } = answering(CENTRAL);
    const found = await ask(await AwsFailures.find({ platform: 'tenants' }, aws));
    const args = asked[1];
    return { found, args, condition: option(args, 'key-condition-expression'), filter: option(args, 'filter-expression'), values: JSON.parse(option(args, 'expression-attribute-values')!) as object };
  };

  test('of an account: its partition, what is filtered by, and no bodies', async () => {
    const { found, args, ...asked } = await query(failures => failures.failuresOf('333333333333', { service: 'orders', since: '2026-03-01T00:00:00.000Z' }, 7));
    expect(asked).toEqual({
      condition: 'pk = :p AND begins_with(sk, :s)', filter: '#service = :service AND #at >= :since',
      values: { ':p': { S: 'ACCOUNT#333333333333' }, ':s': { S: 'FAILURE#' }, ':service': { S: 'orders' }, ':since': { S: '2026-03-01T00:00:00.000Z' } },
    });
    expect(found).toEqual({ failures: [{ id: 'a', state: 'held', redrives: 1 }], more: false });
    expect(option(args, 'max-items')).toBe('7');
    expect(option(args, 'projection-expression')).not.toContain('body');
    expect(option(args, 'index-name')).toBeUndefined();
  });

  test('of a state: the index, the last first, its time by the key', async () => {
    const { args, ...asked } = await query(failures => failures.failuresIn('parked', { since: '2026-03-01T00:00:00.000Z' }, 7));
    expect(asked).toMatchObject({
      condition: '#state = :state AND #at >= :since', filter: undefined, values: { ':state': { S: 'parked' }, ':since': { S: '2026-03-01T00:00:00.000Z' } },
    });
    expect(option(args, 'index-name')).toBe('by-state');
    expect(args).toContain('--no-scan-index-forward');
  });

  test.each(['failuresOf', 'failuresIn'] as const)('%s: every name that it gives DynamoDB is used, for others are refused', async ask => {
    const { args } = await query(failures => failures[ask]('held' as never, { service: 'orders', since: '2026' }, 7));
    const used = ['key-condition-expression', 'filter-expression', 'projection-expression'].map(name => option(args, name) ?? '').join(' ');
    const [names, values] = ['names', 'values'].map(name => Object.keys(JSON.parse(option(args, `expression-attribute-${name}`)!) as object));
    const inUse = (name: string) => new RegExp(`${name}\\b`).test(used);
    expect([...names, ...values].filter(name => !inUse(name))).toEqual([]);
    expect([...used.matchAll(/[#:]\w+/g)].map(([name]) => name).filter(name => ![...names, ...values].includes(name))).toEqual([]);
  });

  test('say that there are more when the command line says so', async () => {
    const { aws } = answering({ ...CENTRAL, 'dynamodb query': { Items: [], NextToken: 'more' } });
    expect(await (await AwsFailures.find({ platform: 'tenants' }, aws)).failuresIn('held', {}, 1)).toEqual({ failures: [], more: true });
  });
});

test('one failure: by its key; one that is not there is none', async () => {
  const { aws, asked } = answering({ ...CENTRAL, 'dynamodb get-item': '' });
  expect(await (await AwsFailures.find({ platform: 'tenants' }, aws)).failure('333333333333', 'a/b')).toBeUndefined();
  expect(JSON.parse(option(asked[1], 'key')!)).toEqual({ pk: { S: 'ACCOUNT#333333333333' }, sk: { S: 'FAILURE#a/b' } });
});
