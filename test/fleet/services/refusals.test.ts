import {
  Annotations, App, Aws, CfnElement, CfnMapping, CfnOutput, CfnParameter, CfnResource, CustomResource, Fn, Lazy,
  NestedStack, Stack,
} from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { QUIET, orders, published, stage } from './orders';
import { FleetStack } from '../../../src';
import { fn } from '../catalogue/code';

const queue = (stack: Stack, props?: sqs.QueueProps) => new sqs.Queue(stack, 'Queue', props);
const parameter = (stack: Stack, value: string) => new ssm.StringParameter(stack, 'Parameter', { stringValue: value });
const plain = (stack: Stack, type: string, properties: object = {}) => new CfnResource(stack, 'Thing', { type, properties: { ...properties } });

/** What renders a transform of its own, such as a template that is included. */
class Old extends CfnElement {
  public _toCloudFormation(): object { return { Transform: 'AWS::Serverless-2016-10-31' }; }
}

/** The lines of the error. */
function refusal(of: { synth: () => unknown }): string[] {
  try {
    of.synth();
  } catch (error) {
    const lines = (error as Error).message.split('\n');
    return lines.length > 1 ? lines.slice(1).map(line => line.replace('  - ', '')) : lines;
  }
  return [];
}

/** What is said of a service with this in it. */
function refused(fill: (stack: FleetStack) => void, props = {}): string[] {
  const services = stage();
  orders(fill, props, services);
  return refusal(services);
}

describe('refuses, with the path of the construct', () => {
  test.each<[string, (stack: FleetStack) => void, RegExp]>([
    ['a nested stack', stack => queue(new NestedStack(stack, 'Part')), /^Fleet\/Orders\/Part: is a nested stack, .*; define its resources in the FleetStack itself/],
    ['a nested stack written by hand', stack => plain(stack, 'AWS::CloudFormation::Stack', { TemplateURL: 'https://example.com' }),
      /^Fleet\/Orders\/Thing: is AWS::CloudFormation::Stack, a nested stack/],
    ['another stack in its tree', stack => queue(new Stack(stack, 'Other')), /^Fleet\/Orders\/Other: is a stack of its own/],
    ['a transform', stack => { stack.addTransform('AWS::Serverless-2016-10-31'); }, /^Fleet\/Orders: has the transform AWS::Serverless-2016-10-31, .*carry no transforms; /],
    ['a transform of an included template', stack => new Old(stack, 'Old'),
      /^Fleet\/Orders\/Old: has the transform "AWS::Serverless-2016-10-31"/],
    ['a macro', stack => parameter(stack, Fn.transform('Upper', { Text: 'a' }).toString()), /^Fleet\/Orders\/Parameter: calls a macro with Fn\.transform/],
    ['an included file', stack => plain(stack, 'AWS::SQS::Queue', { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://b/k' } } }),
      /^Fleet\/Orders\/Thing: calls a macro/],
    ['Fn.toJsonString', stack => parameter(stack, Fn.toJsonString(Fn.split(',', Aws.STACK_NAME))), /^Fleet\/Orders\/Parameter: uses Fn\.toJsonString, .*use the stack's own 'toJsonString'/],
    ['Fn.len', stack => parameter(stack, Fn.len(Fn.split(',', Aws.STACK_NAME)) as unknown as string), /^Fleet\/Orders\/Parameter: uses Fn\.len, .*AWS::LanguageExtensions/],
    ['Fn::ForEach', stack => plain(stack, 'AWS::SQS::Queue', { Tags: { 'Fn::ForEach::Tag': ['Each', ['a'], {}] } }), /^Fleet\/Orders\/Thing: uses Fn::ForEach/],
    ['a default of a mapping', stack => parameter(stack, new CfnMapping(stack, 'Map', { mapping: { a: { b: 'c' } } }).findInMap(Aws.REGION, 'b', 'd')),
      /^Fleet\/Orders\/Parameter: gives Fn\.findInMap a default/],
    ['an import', stack => parameter(stack, Fn.importValue('Elsewhere')), /^Fleet\/Orders\/Parameter: takes a value from another stack with Fn::ImportValue/],
    ['a parameter without a value', stack => new CfnParameter(stack, 'Size'), /^Fleet\/Orders\/Size: is a parameter without a default, .*'facts'/],
    ['a secret parameter without a value', stack => new CfnParameter(stack, 'Password', { noEcho: true }), /^Fleet\/Orders\/Password: is a parameter without a default/],
    ['a custom resource of another account', stack => new CustomResource(stack, 'Custom', { serviceToken: `arn:${Aws.PARTITION}:lambda:${Aws.REGION}:222222222222:function:x` }),
      /^Fleet\/Orders\/Custom: is a custom resource whose provider is in an account of its own, .*222222222222/],
    ['a custom resource of an export', stack => new CustomResource(stack, 'Custom', { serviceToken: Fn.importValue('Provider') }), /^Fleet\/Orders\/Custom: takes a value from another stack/],
    ['an organization', stack => plain(stack, 'AWS::Organizations::Account'), /^Fleet\/Orders\/Thing: is AWS::Organizations::Account, which only the management account has/],
    ['termination protection', stack => { stack.terminationProtection = true; }, /^Fleet\/Orders: asks for termination protection/],
    ['a bucket of a fixed name', stack => new s3.Bucket(stack, 'Bucket', { bucketName: 'orders' }), /^Fleet\/Orders\/Bucket: has the BucketName "orders", which one account of all of AWS can have/],
    ['a bucket that every Region would name the same', stack => new s3.Bucket(stack, 'Bucket', { bucketName: `orders-${Aws.ACCOUNT_ID}` }),
      /^Fleet\/Orders\/Bucket: .* once for all Regions, and the stack comes to 2; leave it out, or put Aws\.REGION into it/],
    ['a role of a fixed name in several Regions', stack => new iam.Role(stack, 'Role', { roleName: 'orders', assumedBy: new iam.AccountRootPrincipal() }),
      /^Fleet\/Orders\/Role: has the RoleName "orders", which is there once for all Regions/],
    ['a prefix of a sign-in page', stack => new cognito.UserPool(stack, 'Users').addDomain('Domain', { cognitoDomain: { domainPrefix: 'orders' } }),
      /^Fleet\/Orders\/Users\/Domain: has the Domain "orders"/],
    ['a domain in front of CloudFront', stack => new cloudfront.CfnDistribution(stack, 'Site', {
      distributionConfig: { enabled: true, aliases: ['example.com'], defaultCacheBehavior: { targetOriginId: 'a', viewerProtocolPolicy: 'https-only' } },
    }), /^Fleet\/Orders\/Site: has the DistributionConfig\.Aliases \["example\.com"\], .*send a domain there from outside/],
    ['reserved concurrency', stack => fn(stack, 'Api', { reservedConcurrentExecutions: 1 }),
      /^Fleet\/Orders\/Api: reserves 1 of Lambda's concurrent executions\. Of 10 in an account, 0 can be taken; .*'concurrentExecutions'/],
    ['provisioned concurrency', stack => fn(stack, 'Api').addAlias('live', { provisionedConcurrentExecutions: 2 }), /^Fleet\/Orders\/Api\/Aliaslive: provisions 2 of Lambda's/],
    ['more than 500 resources', stack => { for (let at = 0; at <= 500; at++) { new CfnResource(stack, `Topic${at}`, { type: 'AWS::SNS::Topic' }); } },
      /^Fleet\/Orders: has 501 resources, and CloudFormation takes 500; split it/],
    ['more than 200 parameters', stack => { for (let at = 0; at <= 200; at++) { new CfnParameter(stack, `P${at}`, { default: 'x' }); } }, /^Fleet\/Orders: has 201 parameters, and .* 200/],
    ['more than 200 outputs', stack => { for (let at = 0; at <= 200; at++) { new CfnOutput(stack, `O${at}`, { value: 'x' }); } }, /^Fleet\/Orders: has 201 outputs, and .* 200/],
    ['more than 200 mappings', stack => { for (let at = 0; at <= 200; at++) { new CfnMapping(stack, `M${at}`, { mapping: { a: { b: 'c' } } }); } },
      /^Fleet\/Orders: has 201 mappings, and .* 200/],
    ['more than 1 MB', stack => { for (let at = 0; at < 260; at++) { new CfnResource(stack, `P${at}`, { type: 'AWS::SSM::Parameter', properties: { Value: 'x'.repeat(4000) } }); } },
      /^Fleet\/Orders: has 10\d{5} bytes of template, and CloudFormation takes 1000000/],
  ])('%s', (_what, fill, words) => {
    expect(refused(fill)).toEqual([expect.stringMatching(words)]);
  });
});

test.each<[string, (stack: FleetStack) => void]>([
  ['a parameter with a default', stack => { new CfnParameter(stack, 'Size', { default: 3, type: 'Number' }); }],
  ['the newest image, as AWS names it in each Region', stack => { ec2.MachineImage.latestAmazonLinux2023().getImage(stack); }],
  ['an export, for nobody imports it', stack => { new CfnOutput(stack, 'Out', { value: 'x', exportName: 'Out' }); }],
  ['a mapping', stack => { parameter(stack, new CfnMapping(stack, 'Map', { mapping: { a: { b: 'c' } } }).findInMap('a', 'b')); }],
  ['a custom resource of its own', stack => { new CustomResource(stack, 'Custom', { serviceToken: fn(stack, 'Provider').functionArn }); }],
  ['a bucket named by account and Region', stack => { new s3.Bucket(stack, 'Bucket', { bucketName: `orders-${Aws.ACCOUNT_ID}-${Aws.REGION}` }); }],
  ['a bucket of which nobody knows the name', stack => { new s3.Bucket(stack, 'Bucket', { bucketName: Fn.select(0, Fn.split('/', Aws.STACK_ID)) }); }],
  ['a distribution without a domain', stack => { new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: new HttpOrigin('example.com') } }); }],
  ['a function that nobody may call just now', stack => { fn(stack, 'Api', { reservedConcurrentExecutions: 0 }); }],
  ['a reservation of which nobody knows the size', stack => {
    fn(stack, 'Api', { reservedConcurrentExecutions: new CfnParameter(stack, 'Size', { default: 3, type: 'Number' }).valueAsNumber });
  }],
  ['500 resources', stack => { for (let at = 0; at < 500; at++) { new CfnResource(stack, `Topic${at}`, { type: 'AWS::SNS::Topic' }); } }],
])('carries %s', (_what, fill) => {
  expect(refused(fill)).toEqual([]);
});

test('refuses a service with nothing in it, and its twin', () => {
  const services = stage();
  new CfnOutput(new FleetStack(services, 'Orders'), 'Out', { value: 'x' });
  expect(refusal(services)).toEqual(['Fleet/Orders: has no resources, and CloudFormation takes no such template; define one in it, or take the service away']);
  const app = new App(QUIET);
  new FleetStack(app, 'Twin', { debugTwin: {} });
  expect(() => app.synth()).toThrow(/Twin: has no resources/);
});

test('a fixed name is no harm in one Region, when it is one of the account', () => {
  const services = stage({ regions: ['us-east-1'] });
  orders(stack => { new iam.Role(stack, 'Role', { roleName: 'orders', assumedBy: new iam.AccountRootPrincipal() }); }, {}, services);
  expect(refusal(services)).toEqual([]);
});

test('a fixed name is no harm to a service that goes to one of the Regions', () => {
  const services = stage();
  const stack = orders(within => { new s3.Bucket(within, 'Bucket', { bucketName: `orders-${Aws.ACCOUNT_ID}` }); }, {}, services);
  stack._goesTo(['eu-central-1']);
  expect(refusal(services)).toEqual([]);
});

describe('concurrency', () => {
  test('FleetStackProps.concurrentExecutions default: 10, of which nothing can be reserved', () => {
    expect(refused(stack => { fn(stack, 'Api', { reservedConcurrentExecutions: 1 }); })).toEqual([expect.stringContaining('Of 10 in an account, 0 can be taken')]);
  });

  test('a raised quota can be taken but for 100, over all functions of the service', () => {
    const two = (stack: FleetStack) => { for (const each of ['A', 'B']) { fn(stack, each, { reservedConcurrentExecutions: 450 }); } };
    expect(refused(two, { concurrentExecutions: 1000 })).toEqual([]);
    expect(refused(two, { concurrentExecutions: 999 })).toEqual([
      expect.stringContaining('Fleet/Orders/A: reserves 450 of Lambda\'s concurrent executions, the service 900 in all. Of 999 in an account, 899 can be taken'),
      expect.stringContaining('Fleet/Orders/B: reserves 450'),
    ]);
  });

  test('a quota that nobody knows may be large enough', () => {
    const concurrentExecutions = Lazy.number({ produce: () => 1000 });
    expect(refused(stack => { fn(stack, 'Api', { reservedConcurrentExecutions: 5000 }); }, { concurrentExecutions })).toEqual([]);
  });

  test('what a function provisions comes out of its own reservation', () => {
    const api = (reserved: number, provisioned: number) => (stack: FleetStack) => {
      fn(stack, 'Api', { reservedConcurrentExecutions: reserved }).addAlias('live', { provisionedConcurrentExecutions: provisioned });
    };
    expect(refused(api(50, 50), { concurrentExecutions: 150 })).toEqual([]);
    expect(refused(api(50, 51), { concurrentExecutions: 150 })).toEqual([expect.stringContaining('provisions 51')]);
  });
});

describe('all at once', () => {
  test('says everything that is wrong, of all services, in one error', () => {
    const services = stage();
    orders(stack => { new CfnParameter(stack, 'Size'); fn(stack, 'Api', { reservedConcurrentExecutions: 5 }); }, {}, services);
    parameter(new FleetStack(services, 'Users'), Fn.importValue('Elsewhere'));
    expect(refusal(services)).toEqual([
      expect.stringMatching(/^Fleet\/Orders\/Size: /), expect.stringMatching(/^Fleet\/Orders\/Api: /), expect.stringMatching(/^Fleet\/Users\/Parameter: /),
    ]);
  });

  test('says so once for each, though the app is synthesized again', () => {
    const services = stage();
    orders(stack => { new CfnParameter(stack, 'Size'); }, {}, services);
    expect([refusal(services), refusal(services)]).toEqual([[expect.any(String)], [expect.any(String)]]);
  });
});

describe('what constructs have to say, which the command line tells of stacks that it deploys', () => {
  test('an error is refused', () => {
    expect(refused(stack => { Annotations.of(queue(stack)).addError('too blue'); })).toEqual(['Fleet/Orders/Queue: too blue']);
  });

  test('a warning is said by the stack that is deployed, once', () => {
    const services = stage();
    new Stack(services, 'Versions');
    orders(stack => { Annotations.of(queue(stack)).addWarningV2('Shade', 'rather blue'); }, {}, services);
    services.synth({ force: true });
    const [{ messages }] = services.synth({ force: true }).stacks;
    expect(messages.map(({ level, entry: { data } }) => [level, data])).toEqual([
      ['warning', expect.stringMatching(/^Fleet\/Orders\/Queue: rather blue/)],
    ]);
  });

  test('a warning is lost where nothing is deployed', () => {
    expect(refused(stack => { Annotations.of(queue(stack)).addWarningV2('Shade', 'rather blue'); })).toEqual([]);
  });
});

describe('references between stacks', () => {
  const app = () => {
    const root = new App(QUIET);
    const platform = new Stack(root, 'Platform', { env: { account: '222222222222', region: 'us-east-1' } });
    return { root, platform, services: stage({}, root) };
  };

  test('to a resource of the platform', () => {
    const { root, platform, services } = app();
    orders(stack => parameter(stack, queue(platform).queueName), {}, services);
    expect(refusal(root)).toEqual([expect.stringMatching(/^Fleet\/Orders\/Parameter: refers to Platform\/Queue in another stack, .*spell the name here/)]);
  });

  test('to a resource of another service', () => {
    const { root, services } = app();
    const users = new FleetStack(services, 'Users');
    orders(stack => parameter(stack, queue(users).queueName), {}, services);
    expect(refusal(root)).toEqual([expect.stringMatching(/^Fleet\/Orders\/Parameter: refers to Fleet\/Users\/Queue in another stack/)]);
  });

  test('to a resource of the own account, from a stack that is no service', () => {
    const { root, services } = app();
    const other = new Stack(services, 'Other', { env: { account: Aws.ACCOUNT_ID, region: Aws.REGION } });
    parameter(other, queue(orders(undefined, {}, services)).queueName);
    expect(refusal(root)).toEqual([expect.stringMatching(/^Fleet\/Other\/Parameter: refers to Fleet\/Orders\/Queue, which is in tenants' accounts/)]);
  });

  test('from the platform to a service, which the CDK refuses by itself', () => {
    const { root, platform, services } = app();
    parameter(platform, queue(orders(undefined, {}, services)).queueName);
    expect(() => root.synth()).toThrow(/Fleet\/Orders\/Queue/);
  });

  test('from the platform to a service by a name, which the CDK would take for one of the platform', () => {
    const { root, platform, services } = app();
    parameter(platform, queue(orders(undefined, {}, services), { queueName: 'work' }).queueArn);
    expect(() => root.synth()).toThrow(/Platform\/Parameter: refers to Fleet\/Orders\/Queue, which is in tenants' accounts and not in this one; /);
  });

  test('to a resource of the platform that has a name of its own are as good as its name', () => {
    const { root, platform, services } = app();
    const stack = orders(undefined, {}, services);
    parameter(stack, queue(platform, { queueName: 'work' }).queueArn);
    root.synth();
    published(stack).template.hasResourceProperties('AWS::SSM::Parameter', {
      Value: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sqs:us-east-1:222222222222:work']] },
    });
  });

  test('in an order that was asked for', () => {
    const { root, services } = app();
    const users = new FleetStack(services, 'Users');
    queue(users);
    orders(undefined, {}, services).addStackDependency(users);
    expect(refusal(root)).toEqual([expect.stringMatching(/^Fleet\/Orders: depends on Fleet\/Users, .*'dependsOn'/)]);
  });

  test('an ordinary error stays what it is', () => {
    const { root, services } = app();
    orders(stack => { stack.node.addValidation({ validate: () => ['too blue'] }); }, {}, services);
    expect(() => root.synth()).toThrow(/\[Fleet\/Orders\] too blue/);
  });
});

test('a look-up is refused by the CDK, for there is no account and Region to look in', () => {
  expect(() => orders(stack => { ec2.Vpc.fromLookup(stack, 'Network', { isDefault: true }); })).toThrow(/account\/region are not specified|unresolved tokens|must be concrete/);
});
