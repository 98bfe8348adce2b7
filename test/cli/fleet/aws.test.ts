import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsFleet } from '../../../src/cli/fleet/aws';
import { awsCommand, AwsRefusal } from '../../../src/cli/fleet/aws-command';
import { Fleet } from '../../../src/cli/fleet/fleet';
import { fleetParameterName } from '../../../src/fleet/contract';
import { answering } from '../command-line';

const folder = mkdtempSync(join(tmpdir(), 'aws-'));

/** A program that stands for AWS's command line: it says what it was called with, or refuses. */
function program(name: string, code: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/usr/bin/env node\n${code}`);
  chmodSync(file, 0o755);
  return file;
}

describe('the command line of AWS', () => {
  test('that is not there: where to get it', async () => {
    await expect(awsCommand({}, join(folder, 'none'))([])).rejects.toThrow(/^there is no '.*none' on the path\. .*https:\/\/docs\.aws\.amazon\.com\/cli\//);
  });

  test.each<[string, string, string, RegExp]>([
    ['no credentials', 'Unable to locate credentials. You can configure credentials by running "aws configure".', 'Unknown', /aws sso login/],
    ['credentials that are over', 'An error occurred (ExpiredTokenException) when calling the GetParameter operation: The security token included in the request is expired', 'ExpiredTokenException', /aws sso login/],
    ['a sign-in that is over', 'Error when retrieving token from sso: Token has expired and refresh failed', 'Unknown', /aws sso login/],
    ['no Region', 'You must specify a region. You can also configure your region by running "aws configure".', 'Unknown', /--region/],
    ['an unknown profile', 'The config profile (acme) could not be found', 'Unknown', /list-profiles/],
    ['somebody who may not', 'An error occurred (AccessDeniedException) when calling the GetParameter operation: User: x is not authorized', 'AccessDeniedException', /'grants' of the FleetStackSetPipeline/],
    ['no network', 'Could not connect to the endpoint URL: "https://ssm.mars-1.amazonaws.com/"', 'Unknown', /is the Region right/],
    ['a word of its own', 'An error occurred (ValidationException) when calling the Query operation: no', 'ValidationException', /: no$/],
  ])('%s: its own words, and what helps', async (_, words, code, helps) => {
    const refuses = program('refuses', `console.error(${JSON.stringify(`\n${words}\n`)}); process.exitCode = 254;`);
    const error = await awsCommand({}, refuses)(['ssm', 'get-parameter', '--name', 'x']).catch((refusal: unknown) => refusal as AwsRefusal);
    expect(error).toBeInstanceOf(AwsRefusal);
    expect((error as AwsRefusal).message).toContain(`aws ssm get-parameter: ${words}`);
    expect((error as AwsRefusal).message).toMatch(helps);
    expect((error as AwsRefusal).code).toBe(code);
  });

  test('gets the profile and the Region that the user names, and no pager that would wait', async () => {
    const tells = program('tells', 'console.log(JSON.stringify([process.argv.slice(2), process.env.AWS_PAGER]));');
    expect(JSON.parse(await awsCommand({ profile: 'platform', region: 'eu-central-1' }, tells)(['sts', 'get-caller-identity'])))
      .toEqual([['sts', 'get-caller-identity', '--output', 'json', '--profile', 'platform', '--region', 'eu-central-1'], '']);
    expect(JSON.parse(await awsCommand({}, tells)(['x']))).toEqual([['x', '--output', 'json'], '']);
  });

  test('is told the Region of AWS_REGION, which its version 1 does not read, where nothing else says one', async () => {
    const tells = program('region', 'console.log(process.argv.slice(2).join(" "));');
    const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...rest } = process.env;
    const said = async (region: string | undefined, own: Record<string, string>) => (await awsCommand({ region }, tells, { ...rest, ...own })(['x'])).trim();
    expect(await said(undefined, { AWS_REGION: 'eu-central-1' })).toBe('x --output json --region eu-central-1');
    expect(await said('us-east-1', { AWS_REGION: 'eu-central-1' })).toBe('x --output json --region us-east-1');
    expect(await said(undefined, { AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-west-1' })).toBe('x --output json');
    expect(await said(undefined, { AWS_REGION: '' })).toBe('x --output json');
  });

  test('may say more than a pipe holds at once', async () => {
    const long = program('long', 'process.stdout.write("x".repeat(5_000_000));');
    expect((await awsCommand({}, long)([])).length).toBe(5_000_000);
  });
});

const PLACES = {
  'ssm get-parameter': { Parameter: { ARN: 'arn:aws-cn:ssm:cn-north-1:222222222222:parameter/x', Value: '{"table":"Directory1","bucket":"releases1"}' } },
  'sts get-caller-identity': { Arn: 'arn:aws:sts::222222222222:assumed-role/Operator/jane' },
};

const option = (args: readonly string[], name: string) => args[args.indexOf(`--${name}`) + 1];

test('an unknown platform: which account was looked at, where, and what may be wrong', async () => {
  const { aws } = answering({ ...PLACES, 'ssm get-parameter': new AwsRefusal('ParameterNotFound', 'no') });
  await expect(AwsFleet.find({ platform: 'acme', region: 'us-east-1' }, aws)).rejects.toThrow(
    /^there is no fleet of a platform 'acme' in account 222222222222, us-east-1 \(no parameter \/cdk-account-per-tenant\/acme\/fleet\)\.\n {2}Are these the credentials/);
});

test('who may not read the parameter is told so, and not that there is no platform', async () => {
  const { aws } = answering({ ...PLACES, 'ssm get-parameter': new AwsRefusal('AccessDeniedException', 'you may not') });
  await expect(AwsFleet.find({ platform: 'acme' }, aws)).rejects.toThrow(/^you may not$/);
});

test('workflows are started where the parameter is: same partition, Region and account', async () => {
  const { aws, asked } = answering({ ...PLACES, 'stepfunctions start-execution': { executionArn: 'run' } });
  const fleet = await AwsFleet.find({ platform: 'tenants' }, aws);
  expect(await fleet.start('the-machine', { service: 'orders', version: undefined })).toBe('run');
  expect(option(asked[0], 'name')).toBe(fleetParameterName('tenants'));
  expect(option(asked[1], 'state-machine-arn')).toBe('arn:aws-cn:states:cn-north-1:222222222222:stateMachine:the-machine');
  expect(option(asked[1], 'input')).toBe('{"service":"orders"}');
});

test('items of every type are read as plain values', async () => {
  const { aws, asked } = answering({
    ...PLACES,
    'dynamodb query': {
      Items: [{
        pk: { S: 'FLEET' }, service: { S: 'orders' }, order: { N: '3' }, open: { BOOL: false }, regions: { L: [{ S: 'us-east-1' }] },
        good: { M: { version: { S: 'a' } } }, installing: { SS: ['acme'] }, running: { NULL: true },
      }],
    },
  });
  const [service] = await new Fleet(await AwsFleet.find({ platform: 'tenants' }, aws)).services();
  expect(service).toMatchObject({ service: 'orders', order: 3, open: false, regions: ['us-east-1'], good: { version: 'a' }, installing: new Set(['acme']), running: undefined });
  expect(option(asked[1], 'table-name')).toBe('Directory1');
  expect(JSON.parse(option(asked[1], 'expression-attribute-values'))).toEqual({ ':p': { S: 'FLEET' }, ':s': { S: 'SERVICE#' } });
});

test('an item that is not there, of which the command line prints nothing, is none', async () => {
  const { aws } = answering({ ...PLACES, 'dynamodb get-item': '' });
  expect(await (await AwsFleet.find({ platform: 'tenants' }, aws)).item('a', 'b')).toBeUndefined();
});

test('a file that is not there is none; one that may not be read is an error', async () => {
  const find = (error: Error) => AwsFleet.find({ platform: 'tenants' }, answering({ ...PLACES, 's3 cp': error }).aws);
  expect(await (await find(new AwsRefusal('404', 'x'))).file('orders/000001/preview.json')).toBeUndefined();
  await expect((await find(new AwsRefusal('403', 'Forbidden'))).file('a')).rejects.toThrow('Forbidden');
  const { aws, asked } = answering({ ...PLACES, 's3 cp': '{"accounts":[]}' });
  expect(await new Fleet(await AwsFleet.find({ platform: 'tenants' }, aws)).preview('orders', '000001')).toEqual({ accounts: [] });
  expect(asked[1]).toEqual(['s3', 'cp', 's3://releases1/orders/000001/preview.json', '-']);
});
