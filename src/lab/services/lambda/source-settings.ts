import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';
import { Quotas } from '../../quotas';

/** What a template says of an event source mapping from a queue, with AWS's defaults. */
export interface SourceSettings {
  readonly queueArn: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** Whether the function says which messages of a batch failed. */
  readonly reportsFailures: boolean;
  /** How many batches it processes at once at most. */
  readonly concurrency: number;
}

const KNOWN: readonly string[] = [
  'EventSourceArn', 'FunctionName', 'BatchSize', 'MaximumBatchingWindowInSeconds', 'FunctionResponseTypes', 'ScalingConfig', 'Enabled', 'Tags',
];

export function settingsOf(properties: JsonObject, quotas: Quotas): SourceSettings {
  const unknown = Object.keys(properties).filter(name => !KNOWN.includes(name));
  if (unknown.length > 0) { throw new Error(`the lab does not model ${unknown.join(', ')} of an event source mapping`); }
  const queueArn = String(properties.EventSourceArn);
  if (queueArn.split(':')[2] !== 'sqs') { throw new Error(`the lab does not model event source mappings from ${queueArn}; it has those from SQS`); }
  const batchSize = within(properties.BatchSize ?? 10, 1, quotas.value('lambda.sqsBatchSize'), 'BatchSize');
  const windowSeconds = within(properties.MaximumBatchingWindowInSeconds ?? 0, 0, quotas.value('lambda.batchingWindowSeconds'), 'MaximumBatchingWindowInSeconds');
  if (batchSize > 10 && windowSeconds < 1) {
    throw invalid('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10');
  }
  const types = (properties.FunctionResponseTypes ?? []) as Json[];
  if (types.some(type => type !== 'ReportBatchItemFailures')) { throw invalid(`FunctionResponseTypes is ReportBatchItemFailures, got ${JSON.stringify(types)}`); }
  const most = isObject(properties.ScalingConfig) ? properties.ScalingConfig.MaximumConcurrency : undefined;
  return {
    queueArn,
    enabled: String(properties.Enabled ?? true) === 'true',
    batchSize,
    windowSeconds,
    reportsFailures: types.length > 0,
    concurrency: most === undefined ? quotas.value('lambda.sqsConcurrency') : within(most, 2, quotas.value('lambda.sqsMaximumConcurrency'), 'MaximumConcurrency'),
  };
}

function within(value: Json, low: number, high: number, name: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < low || number > high) { throw invalid(`${name} is a whole number from ${low} to ${high}, got ${JSON.stringify(value)}`); }
  return number;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
