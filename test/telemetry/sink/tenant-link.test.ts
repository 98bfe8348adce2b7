import { App, Aws, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as oam from 'aws-cdk-lib/aws-oam';
import { link, sinkArn } from './good';
import { TelemetryResourceType, TelemetrySink } from '../../../src';
import { defineTenantLink } from '../../../src/telemetry/sink/tenant-link';

const { METRICS, LOGS, TRACES, INTERNET_MONITOR } = TelemetryResourceType;
const LINK = 'AWS::Oam::Link';
const MASKING = 'AWS::Logs::AccountPolicy';

/** What the template says of a tier, in a Region. */
const ofTier = (template: Template, tier: string) =>
  template.toJSON().Mappings.TelemetryTiers[tier] as Record<string, string>;
const inRow = (setting: string) => ({ 'Fn::FindInMap': ['TelemetryTiers', { Ref: 'TelemetryTier' }, setting] });
const others = (count: number) => (baseline: { stack: Stack }) => {
  for (let at = 0; at < count; at++) {
    new oam.CfnLink(baseline.stack, `Other${at}`, { sinkIdentifier: sinkArn('us-east-1'), resourceTypes: [METRICS] });
  }
};

test.each<[string, Parameters<typeof link>[0], RegExp]>([
  ['no sinks', { sinksIn: [] }, /'sinks' must hold one sink for each Region of 'baseline', got none; give it 'sink' of the CentralTelemetry/],
  ['a Region of the baseline without a sink', { regions: ['us-east-1', 'eu-west-1'], sinksIn: ['us-east-1'] }, /'sinks' must hold one sink for each Region of 'baseline', there is none in eu-west-1: links reach no other Region; make a TelemetrySink there/],
  ['a sink in another Region than its links', { sinksIn: ['us-east-1', 'ap-south-1'] }, /'sinks' must be in the Regions of 'baseline', us-east-1, got one in ap-south-1: a sink in another Region than its links gets none; leave it out, or put the baseline there/],
  ['two sinks in a Region', { sinksIn: ['us-east-1', 'us-east-1'] }, /'sinks' must hold one sink for each Region, got 2 in us-east-1; AWS takes one in an account and Region, and a tenant shows itself to one/],
  ['nothing to share', { resourceTypes: [] }, /'resourceTypes' must hold at least one type/],
  ['more than a sink allows', { resourceTypes: [METRICS, LOGS, TRACES], allowed: { resourceTypes: [METRICS] } }, /'resourceTypes' must be allowed by each sink; AWS::Logs::LogGroup, AWS::XRay::Trace is not by that in us-east-1, which allows AWS::CloudWatch::Metric; add it to the sink's 'resourceTypes', or leave it out here/],
  ['a sixth link', { before: others(5) }, /'baseline' has 5 links already, Other0, Other1, Other2, Other3, Other4, and AWS takes 5 in an account and Region; take one out/],
  ['too many beginnings of namespaces', { tiers: { full: { metricNamespaces: ['A*', 'B*', 'C*', 'D*', 'E*', 'F*', 'G*'] } } }, /'tiers.full.metricNamespaces' must come to at most 6 beginnings of names, got 7; a link takes no more/],
  ['too many log groups', { tiers: { priority: { logGroupPrefixes: ['/a', '/b', '/c', '/d', '/e', '/f', '/g'] } } }, /'tiers.priority.logGroupPrefixes' must come to at most 6 beginnings of names, got 7/],
  ['namespaces that fill more than a filter', { tiers: { dormant: { metricNamespaces: ['AWS/Lambda', ...Array.from({ length: 100 }, (_, at) => `Name/OfANamespace${at}`)] } } }, /'tiers.dormant.metricNamespaces' must come to a filter of at most 2000 characters, got \d+; use beginnings of names/],
])('refuses %s', (_, made, words) => {
  expect(() => link(made)).toThrow(words);
});

test('says everything that is wrong at once, and where', () => {
  expect(() => link({ sinksIn: ['eu-west-1'], resourceTypes: [], before: others(5) }))
    .toThrow(/^Platform\/Baseline\/Tenant:\n {2}- 'sinks' .* none in us-east-1.*\n {2}- 'sinks' .* one in eu-west-1.*\n {2}- 'resourceTypes' .*\n {2}- 'baseline' has 5/);
});

test('refuses a second one in the same baseline', () => {
  const { baseline, props } = link();
  expect(() => defineTenantLink(baseline, props)).toThrow(/'baseline' has a TenantTelemetry already; give its 'sinks' what this one's should have/);
});

test('takes as much as AWS takes: 5 links, 6 beginnings of names', () => {
  const six = ['A*', 'B*', 'C*', 'D*', 'E*', 'X'];
  expect(() => link({ before: others(4), tiers: { full: { metricNamespaces: [...six, 'Y'] } } }).tenant()).not.toThrow();
});

test('refuses Regions that nobody knows yet, where there are several', () => {
  const stack = new Stack(new App(), 'Anywhere');
  expect(() => link({ stack, regions: ['us-east-1', Aws.REGION], sinksIn: ['us-east-1'] }))
    .toThrow(/'sinks' and 'baseline' must be in Regions that are known when the app is synthesized, for one belongs to the other/);
});

test('takes one Region that nobody knows yet', () => {
  const stack = new Stack(new App(), 'Anywhere');
  const sink = new TelemetrySink(stack, 'Sink', { organizationId: 'o-abcde12345' });
  const made = link({ stack, regions: [Aws.REGION], sinks: [sink] });
  made.tenant().hasResourceProperties(LINK, { SinkIdentifier: { Ref: 'TelemetrySinks' } });
  expect(made.set().Parameters).toContainEqual({ ParameterKey: 'TelemetrySinks', ParameterValue: { 'Fn::GetAtt': [expect.stringMatching(/^Sink/), 'Arn'] } });
});

test('links each Region with the sink of that Region', () => {
  const made = link({ regions: ['us-east-1', 'eu-central-1'], sinksIn: ['eu-central-1', 'us-east-1'] });
  expect(made.set().Parameters).toContainEqual({ ParameterKey: 'TelemetrySinks', ParameterValue: `${sinkArn('eu-central-1', '0')},${sinkArn('us-east-1', '1')}` });
  expect(made.tenant().toJSON().Mappings.TelemetrySinkOfRegion).toEqual({ 'eu-central-1': { At: '0' }, 'us-east-1': { At: '1' } });
  made.tenant().hasResourceProperties(LINK, {
    SinkIdentifier: { 'Fn::Select': [{ 'Fn::FindInMap': ['TelemetrySinkOfRegion', { Ref: 'AWS::Region' }, 'At'] }, { 'Fn::Split': [',', { Ref: 'TelemetrySinks' }] }] },
  });
});

test('what is shown follows from one parameter, which can be overridden for an account', () => {
  const made = link();
  expect(made.set().Parameters).toContainEqual({ ParameterKey: 'TelemetryTier', ParameterValue: 'priority' });
  expect(made.tenant().toJSON().Parameters.TelemetryTier).toMatchObject({ Default: 'priority', AllowedValues: ['full', 'priority', 'dormant'] });
  made.tenant().hasResourceProperties(LINK, {
    LabelTemplate: '$AccountName',
    ResourceTypes: [METRICS, LOGS, TRACES],
    LinkConfiguration: { MetricConfiguration: { Filter: inRow('Metrics') }, LogGroupConfiguration: { Filter: inRow('LogGroups') } },
  });
  made.tenant().hasResourceProperties('AWS::SSM::Parameter', { Name: '/cdk-account-per-tenant/telemetry-tier', Value: { Ref: 'TelemetryTier' } });
  made.tenant().hasResourceProperties('AWS::XRay::SamplingRule', { SamplingRule: { FixedRate: inRow('Sampling'), ReservoirSize: 0, Priority: 9999 } });
});

test('a tier that shows everything has filters all the same: AWS changes a filter into another one, not into none', () => {
  expect(ofTier(link().tenant(), 'full')).toMatchObject({ Metrics: "Namespace != '-'", LogGroups: "LogGroupName != '-'", Sampling: '1' });
});

test('dormant tenants show what wakes them, no log groups, and record no traces', () => {
  expect(ofTier(link().tenant(), 'dormant')).toMatchObject({
    Metrics: "Namespace IN ('AWS/Lambda', 'AWS/Events')", LogGroups: "LogGroupName = '-'", Sampling: '0',
  });
});

test('names and beginnings of names are told apart', () => {
  const made = link({ tiers: { full: { metricNamespaces: ['AWS/Lambda', 'Acme/*', 'Other'], logGroupPrefixes: ['/tenant/priority/', '/aws/lambda/*'] } } });
  expect(ofTier(made.tenant(), 'full')).toMatchObject({
    Metrics: "Namespace IN ('AWS/Lambda', 'Other') OR Namespace LIKE 'Acme/%'",
    LogGroups: "LogGroupName LIKE '/tenant/priority/%' OR LogGroupName LIKE '/aws/lambda/%'",
  });
});

test('shares what all sinks allow when nobody says what', () => {
  link({ allowed: { resourceTypes: [METRICS, INTERNET_MONITOR] } }).tenant().hasResourceProperties(LINK, {
    ResourceTypes: [METRICS], LinkConfiguration: { LogGroupConfiguration: Match.absent() },
  });
});

test('masks secrets and personal data, in whatever partition', () => {
  const document = Object.values(link().tenant().findResources(MASKING))[0].Properties.PolicyDocument['Fn::Join'][1] as unknown[];
  const { Statement: [find, mask] } = JSON.parse(document.map(part => typeof part === 'string' ? part : 'aws-cn').join(''));
  expect(find.DataIdentifier).toEqual(mask.DataIdentifier);
  expect(find.DataIdentifier).toContain('arn:aws-cn:dataprotection::aws:data-identifier/AwsSecretKey');
  expect(mask.Operation).toEqual({ Deidentify: { MaskConfig: {} } });
});

test("masks what the user's own data look like", () => {
  const made = link({ dataIdentifiers: [new logs.CustomDataIdentifier('Badge', 'B-\\d{9}'), logs.DataIdentifier.EMAILADDRESS] });
  const document = JSON.stringify(Object.values(made.tenant().findResources(MASKING))[0].Properties.PolicyDocument);
  expect(document).toMatch(/CustomDataIdentifier.*Badge.*B-.*DataIdentifier.*Badge.*EmailAddress/);
  expect(document).not.toMatch(/AwsSecretKey/);
});

test('masks only in tiers that want it, and brings no policy that nobody wants', () => {
  const made = link({ tiers: { full: { dataProtection: false } } });
  made.tenant().hasResource(MASKING, { Condition: 'TelemetryIsMasked' });
  expect(made.tenant().toJSON().Conditions.TelemetryIsMasked).toEqual({ 'Fn::Equals': [inRow('Masking'), 'true'] });
  const none = { dataProtection: false };
  link({ tiers: { full: none, priority: none, dormant: none } }).tenant().resourceCountIs(MASKING, 0);
});
