import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { MetricStreamDestination } from './metric-stream-destination';
import { StreamedMetrics } from './streamed-metrics';
import { known, throwIfAny } from '../../private/complaints';
import { PRICES } from '../cost/bill-item';

/**
 * How metrics are written.
 */
export enum MetricStreamFormat {
  /** OpenTelemetry 1.0, as OTLP messages with their length before them. */
  OPENTELEMETRY = 'opentelemetry1.0',
  /** JSON, one metric a line. */
  JSON = 'json',
}

/**
 * What a `TenantMetricStream` can be told.
 */
export interface TenantMetricStreamProps {
  /**
   * Which metrics are sent.
   */
  readonly metrics: StreamedMetrics;

  /**
   * Where they go.
   */
  readonly destination: MetricStreamDestination;

  /**
   * How many tenants are active, for the price that is printed.
   */
  readonly activeTenants: number;

  /**
   * How many metrics of those that are sent an active tenant has, for the price that is printed.
   *
   * @default - 500 for everything; 50 for each namespace
   */
  readonly metricsPerTenant?: number;

  /**
   * How they are written.
   *
   * @default MetricStreamFormat.OPENTELEMETRY
   */
  readonly format?: MetricStreamFormat;
}

/** Each metric is updated each minute of a month while something happens. */
const UPDATES_A_MONTH = 43_800;
const USD_FOR_A_THOUSAND_UPDATES = PRICES.metricStreams.usd;
const MOST_FILTERS = 1000;

/**
 * Sends metrics of all tenants of a Region to a vendor or wherever you like, as they come in: one stream in the
 * observability account, over the links of `TenantTelemetry`. It sends what the links let through, so that tiers filter
 * as well: of dormant tenants there are only the metrics that wake them, and these rest while nothing happens.
 *
 * Deploy it in the observability account, once in each Region with a `TelemetrySink`. Each 1,000 updates of a metric
 * cost 0.003 USD: a metric that is there all month is 0.13 USD, for each tenant. The sum is printed when the app is
 * synthesized. To look at metrics, links suffice, which are free.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Metric-Streams.html
 */
export class TenantMetricStream extends Construct {
  /**
   * What it costs in a month, in USD, beside the destination.
   */
  public readonly monthlyCost: number;

  constructor(scope: Construct, id: string, props: TenantMetricStreamProps) {
    super(scope, id);
    throwIfAny(this, [...complaintsAbout(props), ...props.destination._complaints()]);
    const { metrics: { _namespaces: namespaces }, activeTenants, destination } = props;
    const metricsPerTenant = props.metricsPerTenant ?? (namespaces ? 50 * namespaces.length : 500);
    this.monthlyCost = activeTenants * metricsPerTenant * UPDATES_A_MONTH / 1000 * USD_FOR_A_THOUSAND_UPDATES;

    const firehoseArn = destination._bind(new Construct(this, 'Destination'));
    const role = new iam.Role(this, 'Role', {
      description: 'Hands metrics of tenants on',
      assumedBy: new iam.ServicePrincipal('streams.metrics.cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'], resources: [firehoseArn] }));
    const stream = new cloudwatch.CfnMetricStream(this, 'Stream', {
      firehoseArn,
      roleArn: role.roleArn,
      outputFormat: props.format ?? MetricStreamFormat.OPENTELEMETRY,
      includeLinkedAccountsMetrics: true,
      includeFilters: namespaces?.map(namespace => ({ namespace })),
    });
    stream.node.addDependency(role);
    this.tellPrice(namespaces !== undefined, activeTenants, metricsPerTenant);
  }

  private tellPrice(isFiltered: boolean, tenants: number, metrics: number): void {
    const usd = this.monthlyCost.toLocaleString('en-US', { maximumFractionDigits: 0 });
    const sum = `${usd} USD a month: ${tenants} tenants x ${metrics} metrics x ${UPDATES_A_MONTH} updates x ${USD_FOR_A_THOUSAND_UPDATES} USD for 1,000 of them`;
    if (isFiltered) {
      Annotations.of(this).addInfoV2('cdk-account-per-tenant:TenantMetricStream.price', `The stream costs up to ${sum}.`);
    } else {
      Annotations.of(this).addWarningV2('cdk-account-per-tenant:TenantMetricStream.unfiltered',
        `All metrics of all tenants are streamed, for up to ${sum}. StreamedMetrics.of('AWS/Lambda') sends what you name; to look at metrics, links suffice, which are free.`);
    }
  }
}

function complaintsAbout({ metrics, activeTenants, metricsPerTenant }: TenantMetricStreamProps): string[] {
  const { _namespaces: namespaces } = metrics;
  const complaints: string[] = [];
  if (namespaces?.length === 0) { complaints.push("'metrics' must name at least one namespace, such as StreamedMetrics.of('AWS/Lambda')"); }
  if (namespaces && namespaces.length > MOST_FILTERS) {
    complaints.push(`'metrics' must name at most ${MOST_FILTERS} namespaces, got ${namespaces.length}; AWS takes no more filters`);
  }
  for (const namespace of namespaces ?? []) {
    if (known(namespace) && !/^[^:*][^*]{0,254}$/.test(namespace)) {
      complaints.push(`'metrics' must name namespaces in full, such as 'AWS/Lambda', got '${namespace}'`);
    }
  }
  for (const [prop, value] of Object.entries({ activeTenants, metricsPerTenant })) {
    if (Token.isUnresolved(value)) {
      complaints.push(`'${prop}' must be known when the app is synthesized, for the price is printed then`);
    } else if (value !== undefined && !(value > 0)) { complaints.push(`'${prop}' must be above 0, got ${value}`); }
  }
  return complaints;
}
