import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  MetricStreamDestination, MetricStreamFormat, StreamedMetrics, TenantMetricStream, TenantMetricStreamProps,
  VendorEndpointOptions,
} from '../../../src';

const STREAM = 'AWS::CloudWatch::MetricStream';
const FIREHOSE = 'AWS::KinesisFirehose::DeliveryStream';
const FIREHOSE_ARN = 'arn:aws:firehose:us-east-1:444444444444:deliverystream/mine';

const observability = () => new Stack(new App(), 'Observability', { env: { account: '444444444444', region: 'us-east-1' } });

function stream(props: Partial<TenantMetricStreamProps> = {}, stack = observability()) {
  const made = new TenantMetricStream(stack, 'Metrics', {
    metrics: StreamedMetrics.of('AWS/Lambda'),
    destination: MetricStreamDestination.firehose(firehose.DeliveryStream.fromDeliveryStreamArn(stack, 'Mine', FIREHOSE_ARN)),
    activeTenants: 1200,
    ...props,
  });
  return { made, stack, template: () => Template.fromStack(stack) };
}

function vendor(options: Partial<VendorEndpointOptions> = {}, stack = observability()) {
  const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Key', 'arn:aws:secretsmanager:us-east-1:444444444444:secret:vendor-abcdef');
  return stream({ destination: MetricStreamDestination.vendor({ url: 'https://vendor.example/metrics', secret, ...options }) }, stack);
}

test.each<[string, Partial<TenantMetricStreamProps>, RegExp]>([
  ['a filter that lets nothing through', { metrics: StreamedMetrics.of() }, /'metrics' must name at least one namespace, such as StreamedMetrics.of\('AWS\/Lambda'\)/],
  ['beginnings of namespaces', { metrics: StreamedMetrics.of('AWS/*') }, /'metrics' must name namespaces in full, such as 'AWS\/Lambda', got 'AWS\/\*'/],
  ['more filters than AWS takes', { metrics: StreamedMetrics.of(...Array.from({ length: 1001 }, (_, at) => `N${at}`)) }, /'metrics' must name at most 1000 namespaces, got 1001; AWS takes no more filters/],
  ['no tenants', { activeTenants: 0 }, /'activeTenants' must be above 0, got 0/],
  ['no metrics', { metricsPerTenant: -1 }, /'metricsPerTenant' must be above 0, got -1/],
])('refuses %s', (_, props, words) => {
  expect(() => stream(props)).toThrow(words);
});

test('says everything that is wrong at once, and where', () => {
  expect(() => stream({ metrics: StreamedMetrics.of(), activeTenants: 0 })).toThrow(/^Observability\/Metrics:\n {2}- 'metrics' .*\n {2}- 'activeTenants'/);
});

test('refuses an endpoint that is not encrypted', () => {
  expect(() => vendor({ url: 'http://vendor.example' })).toThrow(/'destination.url' must be an address that begins with https:\/\/ and has at most 1000 characters, got 'http:\/\/vendor.example'/);
});

test('takes names and addresses that only CloudFormation knows, but not numbers of which there is no price', () => {
  const stack = observability();
  const later = (id: string) => new CfnParameter(stack, id).valueAsString;
  expect(() => vendor({ url: later('Url') }, stack)).not.toThrow();
  const other = observability();
  const activeTenants = new CfnParameter(other, 'Tenants', { type: 'Number' }).valueAsNumber;
  expect(() => stream({ activeTenants, metrics: StreamedMetrics.of(new CfnParameter(other, 'Namespace').valueAsString) }, other))
    .toThrow(/^Observability\/Metrics:\n {2}- 'activeTenants' must be known when the app is synthesized, for the price is printed then$/);
});

test('sends what is named of all accounts that are linked, and may do nothing else', () => {
  const template = stream({ metrics: StreamedMetrics.of('AWS/Lambda', 'Shop') }).template();
  template.hasResourceProperties(STREAM, {
    FirehoseArn: FIREHOSE_ARN,
    IncludeLinkedAccountsMetrics: true,
    IncludeFilters: [{ Namespace: 'AWS/Lambda' }, { Namespace: 'Shop' }],
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Action: ['firehose:PutRecord', 'firehose:PutRecordBatch'], Effect: 'Allow', Resource: FIREHOSE_ARN }] },
  });
});

test('everything is sent only by who says so, with a warning that has the price and how it comes about', () => {
  const { made, stack, template } = stream({ metrics: StreamedMetrics.everythingAtItsPrice(), activeTenants: 5000 });
  template().hasResourceProperties(STREAM, { IncludeFilters: Match.absent() });
  expect(made.monthlyCost).toBeCloseTo(328_500);
  Annotations.fromStack(stack).hasWarning('/Observability/Metrics', Match.stringLikeRegexp(
    'All metrics of all tenants are streamed, for up to 328,500 USD a month: 5000 tenants x 500 metrics x 43800 updates x 0.003 USD for 1,000 of them',
  ));
});

test('the price of what is named is told as well, without a warning', () => {
  const { stack, made } = stream();
  expect(made.monthlyCost).toBeCloseTo(7884);
  Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('The stream costs up to 7,884 USD a month: 1200 tenants x 50 metrics'));
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

test('TenantMetricStreamProps.metricsPerTenant default: 500 for everything, 50 for each namespace', () => {
  expect(stream({ metrics: StreamedMetrics.of('A', 'B') }).made.monthlyCost).toBeCloseTo(2 * 7884);
  expect(stream({ metricsPerTenant: 5 }).made.monthlyCost).toBeCloseTo(788.4);
});

test('TenantMetricStreamProps.format default: OpenTelemetry', () => {
  stream().template().hasResourceProperties(STREAM, { OutputFormat: 'opentelemetry1.0' });
  stream({ format: MetricStreamFormat.JSON }).template().hasResourceProperties(STREAM, { OutputFormat: 'json' });
});

test('a vendor gets metrics with its key, and nothing is lost that it does not take', () => {
  const template = vendor().template();
  template.hasResourceProperties(FIREHOSE, {
    HttpEndpointDestinationConfiguration: {
      EndpointConfiguration: { Url: 'https://vendor.example/metrics', AccessKey: Match.absent() },
      SecretsManagerConfiguration: { Enabled: true, SecretARN: 'arn:aws:secretsmanager:us-east-1:444444444444:secret:vendor-abcdef' },
      S3BackupMode: 'FailedDataOnly',
    },
  });
  template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
});

test('VendorEndpointOptions.failedDataBucket default: one of its own, for 14 days', () => {
  vendor().template().hasResourceProperties('AWS::S3::Bucket', { LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 14 })] } });
  const stack = observability();
  const template = vendor({ failedDataBucket: s3.Bucket.fromBucketName(stack, 'Other', 'lost-metrics') }, stack).template();
  template.resourceCountIs('AWS::S3::Bucket', 0);
  expect(JSON.stringify(template.findResources(FIREHOSE))).toMatch(/:s3:::lost-metrics/);
});
