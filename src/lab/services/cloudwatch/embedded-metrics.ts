import { isObject, Json, JsonObject } from '../../json';

/** What a log event says of metrics, as PutMetricData would be told. */
export interface EmbeddedMetrics {
  readonly namespace: Json | undefined;
  readonly data: readonly JsonObject[];
}

/**
 * The metrics in an event of a log. An event that is no such document holds none, and neither does one that AWS could
 * not read: nobody is told so but by a metric of the logs themselves.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedIn(message: string): EmbeddedMetrics[] {
  if (!message.startsWith('{') || !message.includes('"_aws"')) { return []; }
  const root = parsed(message);
  const about = root && isObject(root._aws) ? root._aws : undefined;
  if (!root || !about || typeof about.Timestamp !== 'number' || !Array.isArray(about.CloudWatchMetrics)) { return []; }
  const timestamp = new Date(about.Timestamp).toISOString();
  return about.CloudWatchMetrics.filter(isObject).map(({ Namespace, Dimensions: dimensions, Metrics: metrics }) => {
    const sets = Array.isArray(dimensions) && dimensions.length > 0 ? dimensions : [[]];
    const found = Array.isArray(metrics) ? metrics.filter(isObject) : [];
    const data = found.flatMap(metric => sets.map(set => ({ ...datumIn(root, metric, set), Timestamp: timestamp })));
    return { namespace: Namespace, data };
  });
}

function datumIn(root: JsonObject, { Name: name, Unit, StorageResolution }: JsonObject, set: Json): JsonObject {
  const Dimensions = (Array.isArray(set) ? set : []).map(each => ({ Name: each, Value: root[String(each)] }));
  const value = root[String(name)];
  const given = Array.isArray(value) ? { Values: value } : { Value: value };
  return { MetricName: name, Unit, StorageResolution, Dimensions, ...given };
}

function parsed(message: string): JsonObject | undefined {
  try {
    const root = JSON.parse(message) as Json;
    return isObject(root) ? root : undefined;
  } catch {
    return undefined;
  }
}
