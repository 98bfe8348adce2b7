import { createHash } from 'crypto';
import { App, Aspects, Aws, CfnParameter, CfnResource, Environment, Lazy, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3assets from 'aws-cdk-lib/aws-s3-assets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import fc from 'fast-check';
import { PLACE, QUIET, orders, published, stage } from './orders';
import { FleetStack, FleetStackProps } from '../../../src';
import { FleetServices } from '../../../src/fleet/services/fleet-services';
import { token } from '../../good';
import { file, fn } from '../catalogue/code';

const queue = (stack: Stack, props?: sqs.QueueProps) => new sqs.Queue(stack, 'Queue', props);
const platformStack = () => new Stack(new App(QUIET), 'Platform');

describe('refuses', () => {
  test.each<[string, FleetStackProps, RegExp]>([
    ['a name in capitals', { serviceName: 'Orders' }, /'serviceName' must be 2 to 40 lower-case letters, .* got 'Orders'; give one such as 'orders'/],
    ['a name of one letter', { serviceName: 'o' }, /'serviceName' must be .* got 'o'/],
    ['a name that is too long', { serviceName: 'o'.repeat(41) }, /'serviceName' must be .* got 'o{41}'/],
    ['a path for a logical id', { mayReplace: ['Orders/Table'] }, /'mayReplace' must hold logical ids .* got 'Orders\/Table'/],
    ['an account that runs nothing at once', { concurrentExecutions: 0 }, /'concurrentExecutions' must be a whole number of at least 1, got 0/],
    ['half an execution', { concurrentExecutions: 1.5 }, /'concurrentExecutions' must be .* got 1\.5/],
    ['a twin within the fleet', { debugTwin: {} }, /'debugTwin' must be left out within the 'services' of a fleet/],
  ])('%s', (_what, props, words) => {
    expect(() => orders(undefined, props)).toThrow(words);
  });

  test('an id that is no name of a service', () => {
    expect(() => new FleetStack(stage(), '4th')).toThrow(/Fleet\/4th:\n {2}- 'serviceName' must be .* got '4th', from the id '4th'/);
  });

  test('a name that nobody knows yet, for it stands in names of files', () => {
    expect(() => orders(undefined, { serviceName: token(platformStack()) })).toThrow(/'serviceName' must be known when the app is synthesized/);
  });

  test.each<[string, Environment, RegExp]>([
    ['a short account', { account: '3333' }, /'debugTwin\.account' must be an account id of 12 digits, got '3333'/],
    ['a city', { region: 'Frankfurt' }, /'debugTwin\.region' must hold names of Regions .* got 'Frankfurt'/],
    ['an account that nobody knows', { account: Aws.ACCOUNT_ID }, /'debugTwin' must be known when the app is synthesized/],
  ])('a twin in %s', (_what, debugTwin, words) => {
    expect(() => new FleetStack(new App(), 'Twin', { debugTwin })).toThrow(words);
  });

  test.each<[string, () => App | Stage | Stack]>([
    ['an app', () => new App()],
    ['a stack', () => platformStack()],
    ['a stage of its own', () => new Stage(new App(), 'Beta')],
    ['a stage within the services', () => new Stage(stage(), 'Beta')],
  ])('a service in %s, where nothing brings it to tenants', (_where, scope) => {
    expect(() => new FleetStack(scope(), 'Orders')).toThrow(/must be in the 'services' of a FleetStackSetPipeline, .*'debugTwin'/);
  });

  test('everything at once', () => {
    expect(() => new FleetStack(new App(), 'Orders', { serviceName: 'X', mayReplace: ['-'], concurrentExecutions: -1 }))
      .toThrow(/Orders:\n {2}- a FleetStack must be.*\n {2}- 'serviceName'.*\n {2}- 'mayReplace'.*\n {2}- 'concurrentExecutions'/);
  });
});

test('takes what CloudFormation fills in for neither right nor wrong', () => {
  const value = token(platformStack());
  const concurrentExecutions = Lazy.number({ produce: () => 0 });
  expect(() => orders(undefined, { mayReplace: [value], concurrentExecutions, description: value })).not.toThrow();
});

test.each([
  ['Orders', 'orders'], ['OrderHistory', 'order-history'], ['APIGateway', 'api-gateway'], ['OrdersV2', 'orders-v2'], ['my-orders', 'my-orders'],
])('FleetStackProps.serviceName default: the id, %s as %s', (id, name) => {
  expect(new FleetStack(stage(), id).serviceName).toBe(name);
});

test('FleetStackProps.description default: none', () => {
  expect(published(orders()).template.toJSON().Description).toBeUndefined();
  expect(published(orders(undefined, { description: 'Orders' })).template.toJSON().Description).toBe('Orders');
});

test('FleetStackProps.mayReplace default: none', () => {
  expect(orders()._published().mayReplace).toEqual([]);
  expect(orders(undefined, { mayReplace: ['Table'] })._published().mayReplace).toEqual(['Table']);
});

describe('what is published', () => {
  test('the template once, in the home Region, by its hash', () => {
    const stack = orders(queue);
    const { text, manifest } = published(stack);
    const version = createHash('sha256').update(text).digest('hex').slice(0, 16);
    expect(stack._published()).toEqual({
      version,
      templateUrl: `https://cdk-apt-tenants-222222222222-us-east-1.s3.us-east-1.amazonaws.com/orders/${version}.json`,
      manifestId: `${stack.artifactId}.assets`,
      serviceName: 'orders',
      mayReplace: [],
    });
    expect(Object.values(manifest.files).flatMap(({ destinations }) => Object.values(destinations))).toEqual([{
      bucketName: 'cdk-apt-tenants-222222222222-us-east-1',
      objectKey: `orders/${version}.json`,
      region: 'us-east-1',
      assumeRoleArn: 'arn:${AWS::Partition}:iam::222222222222:role/cdk-account-per-tenant-tenants-publishing',
    }]);
  });

  test('as few bytes as it can be', () => {
    const { text } = published(orders(queue));
    expect(text).toBe(JSON.stringify(JSON.parse(text)));
  });

  test('no stack, so that nothing deploys it by itself', () => {
    const { assembly } = published(orders(queue));
    expect(assembly.stacks).toEqual([]);
  });

  test('under an address of its partition', () => {
    const at = (home: string) => orders(undefined, {}, stage({ home, regions: [home] }))._published().templateUrl;
    expect(at('cn-north-1')).toMatch(/\.s3\.cn-north-1\.amazonaws\.com\.cn\/orders\//);
    expect(at('us-gov-west-1')).toMatch(/\.s3\.us-gov-west-1\.amazonaws\.com\/orders\//);
  });

  test('files in each Region of the fleet, named after their content', () => {
    const { template, manifest } = published(orders(stack => { fn(stack, 'Api'); }));
    const code = Object.values(manifest.files).find(({ source }) => source.path?.includes('asset.'))!;
    const [hash] = Object.entries(manifest.files).find(([, each]) => each === code)!;
    expect(Object.values(code.destinations)).toEqual(PLACE.regions.map(region => ({
      bucketName: `cdk-apt-tenants-222222222222-${region}`, objectKey: `${hash}.zip`, region,
      assumeRoleArn: 'arn:${AWS::Partition}:iam::222222222222:role/cdk-account-per-tenant-tenants-publishing',
    })));
    template.hasResourceProperties('AWS::Lambda::Function', {
      Code: { S3Bucket: { 'Fn::Sub': 'cdk-apt-tenants-222222222222-${AWS::Region}' }, S3Key: `${hash}.zip` },
    });
  });

  test('a file that is no folder keeps its ending, and its address is right in each Region and partition', () => {
    const { text, manifest } = published(orders(stack => {
      const asset = new s3assets.Asset(stack, 'Schema', { path: file('orders.graphql') });
      new CfnResource(stack, 'Thing', { type: 'AWS::SSM::Parameter', properties: { Value: `${asset.httpUrl} ${asset.s3ObjectUrl}` } });
    }));
    const destinations = Object.values(manifest.files).flatMap(each => Object.values(each.destinations));
    expect(destinations.filter(({ objectKey }) => objectKey?.endsWith('.graphql'))).toHaveLength(2);
    expect(text).toContain('https://s3.${AWS::Region}.${AWS::URLSuffix}/cdk-apt-tenants-222222222222-${AWS::Region}/');
    expect(text).toContain('s3://cdk-apt-tenants-222222222222-${AWS::Region}/');
  });

  test('what the platform is and whoever asks: a template names no other account and no Region', () => {
    const { text } = published(orders(stack => { fn(stack, 'Api'); }));
    expect(text.match(/\b\d{12}\b/g)).toEqual(['222222222222']);
    expect(text).not.toMatch(/us-east-1|eu-central-1/);
  });

  test('what aspects and tags made of it', () => {
    const services = stage();
    const stack = orders(queue, {}, services);
    const before = stack._published().version;
    Tags.of(services).add('team', 'shop');
    Aspects.of(services).add({ visit: node => { if (node instanceof sqs.CfnQueue) { node.delaySeconds = 7; } } });
    published(stack).template.hasResourceProperties('AWS::SQS::Queue', { DelaySeconds: 7, Tags: [{ Key: 'team', Value: 'shop' }] });
    expect(stack._published().version).not.toBe(before);
  });

  test('is known to other stacks of the stage before it is written, whatever comes first', () => {
    const services = stage();
    const says = (id: string, produce: () => string) =>
      new CfnResource(new Stack(services, id), 'P', { type: 'T::T::T', properties: { Version: Lazy.string({ produce }) } });
    says('Before', () => stack._published().version);
    const stack = orders(queue, {}, services);
    says('Zafter', () => stack._published().version);
    const { assembly } = published(stack);
    const said = assembly.stacks.map(({ template }) => template.Resources.P.Properties);
    expect(said).toEqual([{ Version: stack._published().version }, { Version: stack._published().version }]);
  });

  test('the same version for the same content, another for another', () => {
    const version = (delaySeconds: number) =>
      orders(stack => { new sqs.CfnQueue(stack, 'Queue', { delaySeconds }); })._published().version;
    const told = (one: number, other: number) => (version(one) === version(other)) === (one === other);
    fc.assert(fc.property(fc.nat(9), fc.nat(9), told), { numRuns: 20 });
  });
});

describe('is built while the app is synthesized', () => {
  /** Whether files are, when this is chosen on the command line. */
  const built = (...chosen: string[]) => {
    const services = stage({}, new App({ ...QUIET, context: { 'aws:cdk:bundling-stacks': chosen } }));
    new Stack(services, 'Versions');
    return orders(undefined, {}, services).bundlingRequired;
  };

  test.each([['everything', '**'], ['the fleet', 'Fleet/**'], ['the service', 'Fleet/Orders'], ['that which says that there is a new version', 'Fleet/Versions']])(
    'when the command line has chosen %s', (_what, chosen) => {
      expect(built(chosen)).toBe(true);
    },
  );

  test('but not for something else, nor for a list', () => {
    expect(built('Platform')).toBe(false);
    expect(built()).toBe(false);
  });
});

describe('a debug twin', () => {
  const fill = (stack: FleetStack) => { queue(stack); stack.facts.grantRead(fn(stack, 'Api')); };
  const twin = (debugTwin: Environment, app = new App(QUIET)) => {
    const stack = new FleetStack(app, 'Twin', { debugTwin, serviceName: 'orders' });
    fill(stack);
    return stack;
  };

  test('FleetStackProps.debugTwin default: none, a service of the fleet', () => {
    expect(FleetServices.around(orders())).toBeInstanceOf(FleetServices);
  });

  test('is a stack that the command line deploys to the account and Region that were asked for', () => {
    const app = new App(QUIET);
    twin({ account: '333333333333', region: 'eu-central-1' }, app);
    expect(app.synth().getStackByName('Twin').environment).toEqual({ account: '333333333333', region: 'eu-central-1', name: 'aws://333333333333/eu-central-1' });
  });

  test('goes where the credentials say when nobody says anything', () => {
    const app = new App(QUIET);
    twin({}, app);
    expect(app.synth().getStackByName('Twin').environment.name).toBe('aws://unknown-account/unknown-region');
  });

  test('has the resources that tenants get, of no account and Region', () => {
    const resources = (of: Template) => JSON.stringify(of.toJSON().Resources).replace(/\{"Fn::Sub":"[^"]*-\$\{AWS::Region\}"\}/g, 'BUCKET');
    const inFleet = published(orders(fill, {}, stage({ home: 'us-east-1', regions: ['us-east-1'] }))).template;
    expect(resources(Template.fromStack(twin({ account: '333333333333', region: 'us-east-1' })))).toBe(resources(inFleet));
  });

  test('puts its files into the bootstrap bucket', () => {
    Template.fromStack(twin({})).hasResourceProperties('AWS::Lambda::Function', {
      Code: { S3Bucket: { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' } },
    });
  });

  test('is refused what the fleet would be refused', () => {
    const stack = twin({});
    new CfnParameter(stack, 'Size');
    expect(() => Template.fromStack(stack)).toThrow(/\[Twin\] Twin\/Size: is a parameter without a default/);
  });

  test('is not published', () => {
    expect(() => twin({})._published()).toThrow(/Twin: a debug twin is not published; give 'addService' a FleetStack of the fleet's 'services'/);
  });
});
