import { App, Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { REGIONS, built, fleet, service } from './fleet';
import { FleetStack, FleetStackSetPipelineProps, Pace, Ring, TenantBaseline, TenantOrganization, Wave } from '../../../src';
import { ORGANIZATION, PLATFORM, platformStack, token } from '../../good';

type Props = Partial<FleetStackSetPipelineProps>;

const everyone = (options = {}) => [Wave.of(Ring.everyone(), options)];

test.each<[string, Props, RegExp]>([
  ['an organization that is none', { organizationId: 'exampleorg' }, /'organizationId' must be the id of an organization, such as 'o-abcde12345', got 'exampleorg'/],
  ['a Region that is misspelt', { regions: ['eu-cental-1'] }, /'regions' must hold names of Regions such as 'eu-central-1', got 'eu-cental-1'/],
  ['no Region', { regions: [] }, /'regions' must name 1 to 20 Regions, got 0/],
  ['a Region twice', { regions: ['us-east-1', 'us-east-1'] }, /'regions' must name each Region once, got us-east-1, us-east-1/],
  ['a Region of another partition', { regions: ['us-east-1', 'cn-north-1'] }, /'regions' must be in the partition of this stack, aws, got 'cn-north-1', which is in aws-cn/],
  ['a Region that new accounts do not have', { regions: ['us-east-1', 'il-central-1'] }, /'regions' has 'il-central-1', which AWS leaves disabled in every new account; enable it .* name it in 'optInRegions'/],
  ['an opt-in Region that is none', { regions: REGIONS, optInRegions: ['eu-central-1'] }, /'optInRegions' must be Regions that AWS leaves disabled in new accounts, got 'eu-central-1'/],
  ['an opt-in Region to which nothing goes', { regions: REGIONS, optInRegions: ['il-central-1'] }, /'optInRegions' must be among 'regions', us-east-1, eu-central-1, got 'il-central-1'/],
  ['options of a pipeline that there is not', { pipelineOptions: {} }, /'pipelineOptions' are for the pipeline that 'synth' makes; give it a 'synth'/],
  ['waves that leave tenants out', { waves: [Wave.of(Ring.percent(10))] }, /'waves' leaves tenants out/],
  ['a version that is proven by no wave', { provenAfter: 0 }, /'provenAfter' must be a whole number of waves from 1 to 3, got 0/],
  ['a version that is proven by a wave that there is not', { provenAfter: 2, waves: everyone() }, /'provenAfter' must be a whole number of waves from 1 to 1, got 2/],
])('refuses %s', (_what, props, words) => {
  expect(() => fleet(props)).toThrow(words);
});

test('refuses more Regions than StackSets takes at once', () => {
  expect(() => fleet({ regions: Array.from({ length: 21 }, () => 'us-east-1') })).toThrow(/'regions' must name 1 to 20 Regions, got 21/);
});

test('does not speak of proof where there are no waves', () => {
  expect(() => fleet({ waves: [] })).toThrow(/^Platform\/Fleet:\n {2}- 'waves' must have at least one wave; leave it out for Wave\.standard\(\)$/);
});

test('says all that is wrong at once, and where', () => {
  expect(() => fleet({ organizationId: 'x', regions: ['x'], waves: [], pipelineOptions: {} }))
    .toThrow(/^Platform\/Fleet:\n( {2}- .*\n){3,}.*$/);
});

test.each(['organization', 'organizationId', 'directory', 'bus', 'baseline'] as const)('says that %s is missing to those whose language does not', prop => {
  expect(() => fleet({ [prop]: undefined })).toThrow(new RegExp(`- '${prop}' is missing`));
});

test('takes what only CloudFormation knows, where that does not matter', () => {
  const stack = platformStack();
  expect(() => fleet({ organizationId: token(stack) }, stack).template()).not.toThrow();
});

test('refuses what only CloudFormation knows, where assets are published by it', () => {
  const stack = platformStack();
  expect(() => fleet({ regions: [token(stack)] }, stack)).toThrow(/'regions' must be known when the app is synthesized/);
  const other = platformStack();
  expect(() => fleet({ provenAfter: Token.asNumber(Fn.ref('Later')), optInRegions: [token(other)] }, other))
    .toThrow(/'optInRegions' must be known[^]*'provenAfter' must be known when the app is synthesized/);
});

test('refuses a stack whose account and Region nobody knows, and says how to tell', () => {
  expect(() => fleet({}, new Stack(new App(), 'Anywhere')))
    .toThrow(/the stack 'Anywhere' must have a known account and Region, .* give it an 'env', such as \{ account: '222222222222', region: 'us-east-1' \}/);
  expect(() => fleet({}, new Stack(new App(), 'Somewhere', { env: { region: 'us-east-1' } }))).toThrow(/must have a known account, /);
});

test('refuses the baseline of another platform', () => {
  const stack = platformStack();
  const organization = TenantOrganization.fromManagementAccount('111111111111', 'other');
  const baseline = new TenantBaseline(stack, 'Other', { organization });
  expect(() => fleet({ baseline }, stack)).toThrow(/'baseline' belongs to the platform 'other', and 'organization' to 'tenants'/);
});

test('refuses an organization whose account nobody knows', () => {
  const organization = new TenantOrganization(new Stack(new App(), 'Anywhere'), 'Land');
  expect(() => fleet({ organization, baseline: fleet().baseline })).toThrow(/'organization' must be in a stack with a known account/);
});

test('takes a Region that is disabled at first from somebody who says that it is enabled', () => {
  expect(() => fleet({ regions: ['us-east-1', 'il-central-1'], optInRegions: ['il-central-1'] }).template()).not.toThrow();
});

test('refuses two services of one name, and one that is added twice', () => {
  const { fleet: made } = fleet();
  const orders = service(made, 'Orders');
  made.addService(orders);
  expect(() => made.addService(service(made, 'Others', { serviceName: 'orders' }))).toThrow(/'Platform\/Fleet\/Services\/Others' is called 'orders' as another service is; give one of them another 'serviceName'/);
  expect(() => fleetWithTwice()).toThrow(/'Platform\/Fleet\/Services\/Orders' was added before; add each service once/);
});

function fleetWithTwice(): void {
  const { fleet: made } = fleet();
  const orders = service(made, 'Orders');
  made.addService(orders);
  made.addService(orders);
}

test('refuses a service that is not in its own stage', () => {
  const { fleet: made } = fleet();
  const { fleet: other } = fleet();
  expect(() => made.addService(service(other, 'Orders'))).toThrow(/must be in 'services' of this pipeline, Platform\/Fleet\/Services; make it there/);
  expect(() => made.addService(new FleetStack(new App(), 'Twin', { debugTwin: {} }))).toThrow(/'Twin' must be in 'services' of this pipeline/);
});

test('refuses to wait for a service of another pipeline', () => {
  const { fleet: made } = fleet();
  const { fleet: other } = fleet();
  const users = other.addService(service(other, 'Users'));
  expect(() => made.addService(service(made, 'Orders'), { dependsOn: [users] })).toThrow(/'dependsOn' has 'users' of another pipeline/);
});

test.each([
  ['no Region', { regions: [] }, /'regions' must name at least one Region; leave it out for all of the pipeline/],
  ['a misspelt Region', { regions: ['eu-cental-1'] }, /'regions' must hold names of Regions/],
  ['a Region twice', { regions: ['us-east-1', 'us-east-1'] }, /'regions' must name each Region once, got us-east-1, us-east-1/],
  ['a Region of no fleet', { regions: ['eu-west-1'] }, /'regions' must be among those of the pipeline, us-east-1, eu-central-1, got eu-west-1; add them to the pipeline's 'regions'/],
  ['a label with a line in it', { label: 'one\ntwo' }, /'label' must be 1 to 100 printable characters of ASCII .*, got 'one\ntwo'/],
  ['an empty label', { label: '' }, /'label' must be 1 to 100 printable characters/],
  ['a plan of its own that leaves tenants out', { waves: [Wave.of(Ring.of('canary'))] }, /'waves' leaves tenants out/],
])('refuses a service with %s', (_what, options, words) => {
  const { fleet: made } = fleet({ regions: REGIONS });
  expect(() => made.addService(service(made, 'Orders'), options)).toThrow(words);
});

test('refuses a service that is not where a wave of the pipeline goes', () => {
  const waves = [Wave.of(Ring.of('canary'), { regions: ['us-east-1'] }), ...everyone()];
  const { fleet: made } = fleet({ regions: REGIONS, waves });
  expect(() => made.addService(service(made, 'Orders'), { regions: ['eu-central-1'] }))
    .toThrow(/'regions' must have those of wave 'canary in us-east-1', us-east-1, got eu-central-1; give the service 'waves' of its own/);
});

test('refuses more accounts at once than AWS takes, counted over all services', () => {
  const { fleet: made } = fleet({ waves: everyone({ concurrency: Pace.accounts(6000) }) });
  made.addService(service(made, 'Users'));
  made.addService(service(made, 'Orders'), { waves: everyone({ concurrency: Pace.accounts(4000) }) });
  expect(() => made.addService(service(made, 'Carts'), { waves: everyone({ concurrency: Pace.accounts(1) }) }))
    .toThrow(/must be at most 10000 accounts over all services together, .*, got 10001 \(users 6000, orders 4000, carts 1\); use fewer for some of them$/m);
});

test('finds at synthesis what was made and never added', () => {
  const of = fleet();
  of.fleet.addService(service(of.fleet, 'Orders'));
  service(of.fleet, 'Users');
  new sqs.Queue(new Stack(of.fleet.services, 'Plain'), 'Queue');
  expect(() => of.assembly()).toThrow(/'Platform\/Fleet\/Services\/Users' was never added; name it with addService\(\)[^]*'Platform\/Fleet\/Services\/Plain' was never added/);
});

test('finds at synthesis that what is published is longer than a parameter', () => {
  const of = fleet();
  const waves = [...Array.from({ length: 9 }, (_, at) => Wave.of(Ring.tagged('x'.repeat(128), `${at}`.repeat(250)))), ...everyone()];
  of.fleet.addService(service(of.fleet, 'Orders'), { waves });
  expect(() => of.assembly()).toThrow(/what 'orders' publishes has \d+ bytes, and a parameter of Systems Manager takes 4096/);
});

test('refuses a fleet that carries nothing', () => {
  const { stack, template } = fleet();
  template();
  Annotations.fromStack(stack).hasError('/Platform/Fleet', Match.stringLikeRegexp("carries no service: make a FleetStack in 'services' and name it with addService(), or leave the pipeline out".replace(/[()]/g, '\\$&')));
});

test('takes one that carries something', () => {
  const { fleet: made, stack, template } = fleet();
  made.addService(service(made, 'Orders'));
  template();
  Annotations.fromStack(stack).hasNoWarning('/Platform/Fleet', Match.anyValue());
  Annotations.fromStack(stack).hasNoError('/Platform/Fleet', Match.anyValue());
});

test('warns where CodePipeline does not wait as long as a release takes', () => {
  const { fleet: made, stack, template } = built({ waves: [Wave.of(Ring.of('canary'), { bake: Duration.days(6) }), ...everyone({ bake: Duration.days(1) })] });
  made.addService(service(made, 'Orders'));
  template();
  Annotations.fromStack(stack).hasWarning('/Platform/Fleet', Match.stringLikeRegexp("waves of 'orders' bake for 7 days or more"));
});

test('refuses a pipeline that would have to deploy in another account', () => {
  const app = new App();
  const land = new Stack(app, 'Organization', { env: { account: '111111111111', region: 'us-east-1' } });
  const stack = new Stack(app, 'Platform', { env: { account: PLATFORM, region: 'us-east-1' } });
  stack.addStackDependency(land);
  expect(() => built({ organization: ORGANIZATION }, stack).assembly())
    .toThrow(/depends on 'Organization' in account 111111111111, where the pipeline may deploy nothing; take the dependency away/);
});

test('takes such a dependency where the pipeline leaves its own stack alone, or where there is none', () => {
  for (const make of [fleet, (_: object, stack: Stack) => built({ pipelineOptions: { selfMutation: false } }, stack)]) {
    const app = new App();
    const stack = new Stack(app, 'Platform', { env: { account: PLATFORM, region: 'us-east-1' } });
    stack.addStackDependency(new Stack(app, 'Organization', { env: { account: '111111111111', region: 'us-east-1' } }));
    expect(() => make({}, stack).assembly()).not.toThrow();
  }
});
