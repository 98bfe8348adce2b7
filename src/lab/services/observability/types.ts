import { PlainType } from './plain';
import { isObject, Json, JsonObject } from '../../json';

const HTTP_METHODS_AND_ALL = /^(\*|[A-Z]{1,10})$/;
const FIREHOSE = /^arn:[\w-]+:firehose:[\w-]+:\d{12}:deliverystream\/[\w.-]{1,64}$/;
const ROLE = /^arn:[\w-]+:iam::\d{12}:role\/.+$/;
const FORMATS: readonly Json[] = ['json', 'opentelemetry0.7', 'opentelemetry1.0'];

const lacking = (properties: JsonObject, ...names: string[]): string | undefined => {
  const missing = names.filter(name => properties[name] === undefined);
  return missing.length > 0 ? `${missing.join(', ')} must be given.` : undefined;
};

/** What a mapping gives is always a text. */
const isWithin = (value: Json | undefined, least: number, most: number): boolean => {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && number >= least && number <= most;
};

/** https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html */
export const SAMPLING_RULE: PlainType = {
  nameOf: ({ SamplingRule: rule }) => isObject(rule) ? rule.RuleName : undefined,
  arnOf: name => ({ service: 'xray', resource: `sampling-rule/${name}` }),
  ref: 'arn',
  attributes: RuleARN => ({ RuleARN }),
  most: 'xray.samplingRules',
  error: 'RuleLimitExceededException',
  complaint: ({ properties: { SamplingRule: rule } }) => {
    if (!isObject(rule)) { return 'SamplingRule must be given.'; }
    const { RuleName: name, Priority: priority, FixedRate: rate, ReservoirSize: reservoir } = rule;
    if (typeof name !== 'string' || name === '' || name.length > 32) { return 'RuleName must have 1 to 32 characters.'; }
    if (!isWithin(priority, 1, 9999) || !Number.isInteger(Number(priority))) { return `Priority must be a whole number from 1 to 9999, got ${JSON.stringify(priority)}.`; }
    if (!isWithin(rate, 0, 1)) { return `FixedRate must be from 0 to 1, got ${JSON.stringify(rate)}.`; }
    if (!isWithin(reservoir, 0, Infinity) || !Number.isInteger(Number(reservoir))) { return `ReservoirSize must be a whole number of at least 0, got ${JSON.stringify(reservoir)}.`; }
    if (!HTTP_METHODS_AND_ALL.test(String(rule.HTTPMethod))) { return 'HTTPMethod must be a method or *.'; }
    return lacking(rule, 'Host', 'ResourceARN', 'ServiceName', 'ServiceType', 'URLPath')
      ?? (Number(rule.Version) === 1 ? undefined : 'Version must be 1.');
  },
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricStream.html */
export const metricStream = (mostFilters: () => number): PlainType => ({
  nameOf: ({ Name }) => Name,
  arnOf: name => ({ service: 'cloudwatch', resource: `metric-stream/${name}` }),
  ref: 'name',
  attributes: Arn => ({ Arn }),
  complaint: ({ properties, region }) => {
    const { FirehoseArn: firehose, RoleArn: role, OutputFormat: format = null } = properties;
    const { IncludeFilters, ExcludeFilters } = properties;
    if (!FIREHOSE.test(String(firehose))) { return `FirehoseArn must be the ARN of a delivery stream, got ${JSON.stringify(firehose)}.`; }
    if (String(firehose).split(':')[3] !== region) { return `FirehoseArn must be in ${region}, got ${String(firehose)}.`; }
    if (!ROLE.test(String(role))) { return `RoleArn must be the ARN of a role, got ${JSON.stringify(role)}.`; }
    if (!FORMATS.includes(format)) { return `OutputFormat must be one of ${FORMATS.join(', ')}, got ${JSON.stringify(format)}.`; }
    if (IncludeFilters !== undefined && ExcludeFilters !== undefined) { return 'IncludeFilters and ExcludeFilters exclude each other.'; }
    const filters = IncludeFilters ?? ExcludeFilters ?? [];
    const most = mostFilters();
    if (!Array.isArray(filters) || filters.length > most) { return `There may be ${most} filters at most.`; }
    return filters.every(filter => isObject(filter) && typeof filter.Namespace === 'string') ? undefined : 'Each filter needs a Namespace.';
  },
});

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html */
export const DELIVERY_STREAM: PlainType = {
  nameOf: ({ DeliveryStreamName }) => DeliveryStreamName,
  arnOf: name => ({ service: 'firehose', resource: `deliverystream/${name}` }),
  ref: 'name',
  attributes: Arn => ({ Arn }),
  fixed: ['DeliveryStreamType', 'KinesisStreamSourceConfiguration', 'MSKSourceConfiguration'],
  complaint: ({ properties }) => {
    const { DeliveryStreamName: name, DeliveryStreamType: type = 'DirectPut' } = properties;
    if (name !== undefined && !/^[\w.-]{1,64}$/.test(String(name))) { return `${JSON.stringify(name)} cannot name a delivery stream.`; }
    if (!['DirectPut', 'KinesisStreamAsSource', 'MSKAsSource', 'DatabaseAsSource'].includes(String(type))) { return `DeliveryStreamType ${JSON.stringify(type)} is unknown.`; }
    const destinations = Object.keys(properties)
      .filter(each => each.endsWith('DestinationConfiguration') && properties[each] !== undefined);
    return destinations.length === 1 ? undefined : `There must be one destination, got ${destinations.join(', ') || 'none'}.`;
  },
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html */
export const accountPolicy = (
  others: (account: string, region: string, name: unknown) => readonly JsonObject[], mostPerType: () => number,
): PlainType => ({
  nameOf: ({ PolicyName, PolicyType }) => `${String(PolicyType)}|${String(PolicyName)}`,
  arnOf: name => ({ service: 'logs', resource: `account-policy:${name}` }),
  ref: 'name',
  attributes: (_, AccountId) => ({ AccountId }),
  fixed: ['PolicyName', 'PolicyType'],
  complaint: ({ properties, account, region }) => {
    const { PolicyName: name, PolicyType: type, PolicyDocument: text, Scope: scope = 'ALL' } = properties;
    const missing = lacking(properties, 'PolicyName', 'PolicyType', 'PolicyDocument');
    if (missing !== undefined) { return missing; }
    if (type !== 'DATA_PROTECTION_POLICY' && type !== 'SUBSCRIPTION_FILTER_POLICY') { throw new Error(`the lab does not model account policies of the type ${JSON.stringify(type)}`); }
    if (scope !== 'ALL') { return `Scope can only be ALL, got ${JSON.stringify(scope)}.`; }
    const there = others(account, region, name).filter(other => other.PolicyType === type).length;
    if (there >= mostPerType()) { return `Account ${account} already has a policy of the type ${type} in ${region}.`; }
    const document = objectIn(text);
    if (!document) { return 'PolicyDocument must be a JSON object as a text.'; }
    if (type === 'SUBSCRIPTION_FILTER_POLICY') { return lacking(document, 'DestinationArn', 'FilterPattern'); }
    return protectionComplaint(document);
  },
});

/** One block that finds sensitive data and one that masks the same. */
function protectionComplaint({ Statement: blocks }: JsonObject): string | undefined {
  const [audit, mask, ...more] = Array.isArray(blocks) ? blocks.filter(isObject) : [];
  const does = (block: JsonObject | undefined, operation: string) =>
    block !== undefined && isObject(block.Operation) && isObject(block.Operation[operation]);
  if (!does(audit, 'Audit') || !does(mask, 'Deidentify') || more.length > 0) { return 'A data protection policy has a block with Audit, and then one with Deidentify.'; }
  if (!Array.isArray(audit.DataIdentifier) || audit.DataIdentifier.length === 0) { return 'DataIdentifier must have at least one entry.'; }
  const same = JSON.stringify(audit.DataIdentifier) === JSON.stringify(mask.DataIdentifier);
  return same ? undefined : 'Both blocks of a data protection policy have the same DataIdentifier.';
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html */
export const logsResourcePolicy = (mostCharacters: () => number): PlainType => ({
  nameOf: ({ PolicyName }) => PolicyName,
  arnOf: name => ({ service: 'logs', resource: `resource-policy:${name}` }),
  ref: 'name',
  attributes: () => ({}),
  most: 'cloudwatchlogs.resourcePolicies',
  complaint: ({ properties: { PolicyName: name, PolicyDocument: text } }) => {
    if (typeof name !== 'string' || name === '') { return 'PolicyName must be given.'; }
    const document = objectIn(text);
    if (!document) { return 'PolicyDocument must be a JSON object as a text.'; }
    if (String(text).length > mostCharacters()) { return `PolicyDocument must have ${mostCharacters()} characters at most.`; }
    const statements = [document.Statement ?? []].flat().filter(isObject);
    return statements.length > 0 && statements.every(({ Principal }) => Principal !== undefined) ? undefined : 'Each statement of PolicyDocument needs a Principal.';
  },
});

/** https://docs.aws.amazon.com/cloudwatch/latest/observabilityadmin/API_CentralizationRule.html */
export const centralizationRule = (mayMake: (account: string) => boolean): PlainType => ({
  nameOf: ({ RuleName }) => RuleName,
  arnOf: name => ({ service: 'observabilityadmin', resource: `organization-centralization-rule/${name}` }),
  ref: 'arn',
  attributes: RuleArn => ({ RuleArn }),
  most: 'observabilityadmin.centralizationRules',
  error: 'ServiceQuotaExceededException',
  complaint: ({ properties: { RuleName: name, Rule: rule }, account }) => {
    if (!mayMake(account)) { return `Account ${account} is neither the management account nor a delegated administrator of observabilityadmin.amazonaws.com.`; }
    if (!/^[0-9A-Za-z-]{1,100}$/.test(String(name))) { return `RuleName must have letters, digits and hyphens, 100 at most, got ${JSON.stringify(name)}.`; }
    if (!isObject(rule) || !isObject(rule.Source) || !isObject(rule.Destination)) { return 'Rule must have a Source and a Destination.'; }
    const { Source: source, Destination: destination } = rule;
    if (!Array.isArray(source.Regions) || source.Regions.length === 0) { return 'Source must name at least one Region.'; }
    const logs = source.SourceLogsConfiguration;
    const strange = isObject(logs) ? lacking(logs, 'EncryptedLogGroupStrategy', 'LogGroupSelectionCriteria') : undefined;
    return strange ?? lacking(destination, 'Region');
  },
});

export function objectIn(text: Json | undefined): JsonObject | undefined {
  try {
    const parsed = JSON.parse(String(text)) as Json;
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
