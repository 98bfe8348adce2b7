import { createHash } from 'node:crypto';
import { textAt } from './raw-json';
import { serviceIn } from '../../../fleet/contract';
import {
  EXECUTION_FAILURE, FAILURE_KINDS, FailureKind, LAMBDA_FAILURE, OBJECT_FAILURE, tenantFailuresBucketName,
} from '../../contract';

/** An event as EventBridge wraps it. Of what it says, only what stands outside of `detail` is EventBridge's word. */
export interface BusEvent {
  readonly 'id': string;
  readonly 'account': string;
  readonly 'region': string;
  readonly 'time': string;
  readonly 'source': string;
  readonly 'detail-type': string;
  readonly 'resources'?: readonly string[];
  readonly 'detail': Fields;
  /** The detail as it is written. */
  readonly 'text': string;
}

/** What an event says has failed. */
export interface Failure {
  readonly id: string;
  readonly kind: FailureKind;
  readonly at: string;
  readonly service: string;
  readonly what?: string;
  readonly requestId?: string;
  readonly traceId: string;
  readonly reason: string;
  readonly body?: string;
  /** The object in the tenant's own bucket that holds the body. */
  readonly object?: { readonly bucket: string; readonly key: string; readonly bytes: number };
  /** It says that it is of another account than the one that sent it. */
  readonly forged: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const LONGEST_REASON = 1000;

/** The event that a message of the queue holds; undefined when it is none. */
export function eventIn(message: string): BusEvent | undefined {
  const event = parsed(message);
  const texts = ['id', 'region', 'time', 'source', 'detail-type'].every(name => typeof event[name] === 'string');
  const isEvent = texts && /^\d{12}$/.test(String(event.account)) && isFields(event.detail);
  return isEvent ? { ...event, text: textAt(message, 'detail') } as unknown as BusEvent : undefined;
}

/** What has failed. Whatever is not as AWS says it is `custom`: kept, and never given back. */
export function failureOf(event: BusEvent, platform: string): Failure {
  switch (`${event.source} ${event['detail-type']}`) {
    case `${LAMBDA_FAILURE.source} ${LAMBDA_FAILURE.detailType}`: return invocation(event) ?? custom(event);
    case `${EXECUTION_FAILURE.source} ${EXECUTION_FAILURE.detailType}`: return execution(event) ?? custom(event);
    case `${OBJECT_FAILURE.source} ${OBJECT_FAILURE.detailType}`: return object(event, platform) ?? custom(event);
    default: return custom(event);
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function invocation(event: BusEvent): Failure | undefined {
  const { requestContext, responsePayload, timestamp } = event.detail;
  const { requestId, functionArn, condition } = fields(requestContext);
  const what = functionIn(functionArn);
  const body = textAt(event.text, 'requestPayload');
  if (!what || !isRequestId(requestId) || body === undefined) { return undefined; }
  return {
    id: requestId, kind: FAILURE_KINDS.invocation,
    at: isTime(timestamp) ? new Date(timestamp).toISOString() : timeOf(event),
    service: serviceOf(what.split(':')[6]), what, requestId, traceId: traceIn(body) ?? requestId,
    reason: reasonOf(responsePayload) ?? shortened(`${String(condition)}, and nothing was answered`),
    body, forged: accountOf(what) !== event.account,
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
function execution(event: BusEvent): Failure | undefined {
  const { executionArn, status, input, error, cause, stopDate } = event.detail;
  // arn:PARTITION:states:REGION:ACCOUNT:execution:MACHINE:NAME
  if (typeof executionArn !== 'string' || !/^arn:[\w-]+:states:[\w-]+:\d{12}:execution:[^:]{1,80}:[^:]{1,80}$/.test(executionArn)) { return undefined; }
  const [machine, name] = executionArn.split(':').slice(6);
  const body = typeof input === 'string' ? input : undefined;
  const said = [error, cause].filter(each => typeof each === 'string' && each !== '').join(': ');
  return {
    // It keeps its name when it is redriven.
    id: idOf(`${executionArn.split(':')[3]}:${machine}:${name}`), kind: FAILURE_KINDS.execution,
    at: typeof stopDate === 'number' ? new Date(stopDate).toISOString() : timeOf(event),
    service: serviceOf(machine), what: executionArn, traceId: traceIn(body) ?? name,
    reason: shortened(said || String(status)), body, forged: accountOf(executionArn) !== event.account,
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function object(event: BusEvent, platform: string): Failure | undefined {
  const { bucket, object: { key, size } = {} } = event.detail as { bucket?: Fields; object?: Fields };
  // aws/lambda/async/FUNCTION/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-UUID
  const [, name] = /^aws\/lambda\/async\/([\w-]{1,64})\/\d{4}\/\d\d\/\d\d\/[^/]+$/.exec(String(key)) ?? [];
  const { account, region, resources } = event;
  const partition = String(resources?.[0]).split(':')[1];
  if (!partition || !name || typeof key !== 'string' || key.length > 900) { return undefined; }
  const at = { bucket: String(bucket?.name), key, bytes: Number(size) };
  return {
    id: idOf(key), kind: FAILURE_KINDS.object, at: timeOf(event), service: serviceOf(name), traceId: event.id,
    what: `arn:${partition}:lambda:${region}:${account}:function:${name}`, reason: 'the reason is in the object', object: at,
    forged: at.bucket !== tenantFailuresBucketName(platform, account, region),
  };
}

const custom = (event: BusEvent): Failure => {
  const { text: body } = event;
  return {
    id: event.id, kind: FAILURE_KINDS.custom, at: timeOf(event), service: 'unknown', traceId: traceIn(body) ?? event.id,
    reason: shortened(`${event.source}: ${event['detail-type']}`), body, forged: false,
  };
};

/** What S3 and DynamoDB take for a key of an id, with room for what stands before and after it. */
const LONGEST_ID = 900;

/** An id of which keys can be made: where it is too long its beginning, and what tells it from others. */
function idOf(text: string): string {
  if (encodeURIComponent(text).length <= LONGEST_ID) { return text; }
  return `${[...text].slice(0, 60).join('')}~${createHash('sha256').update(text).digest('hex')}`;
}

/** The ARN of a function. What was invoked by an alias or a version is given back to it, and nobody names `$LATEST`. */
export function functionIn(arn: unknown): string | undefined {
  return typeof arn === 'string' && /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]{1,64}(:[\w$-]{1,128})?$/.test(arn)
    ? arn.replace(/:\$LATEST$/, '') : undefined;
}

export const accountOf = (arn: string) => arn.split(':')[4];

export const isRequestId = (id: unknown): id is string => typeof id === 'string' && /^[\w-]{1,128}$/.test(id);

const serviceOf = (name: string): string => serviceIn(name) ?? 'unknown';

/** Type and message of what a function threw; undefined where it is no error. */
export function reasonOf(response: unknown): string | undefined {
  const { errorType, errorMessage } = fields(response);
  const said = [errorType, errorMessage].filter(each => typeof each === 'string' && each !== '');
  return said.length > 0 ? shortened(said.join(': ')) : undefined;
}

/** Of X-Ray, wherever in the payload it stands: each source of events has another place for it. */
const traceIn = (body = '') => /Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/.exec(body)?.[1];

const shortened = (text: string) => text.slice(0, LONGEST_REASON);

const timeOf = ({ time }: BusEvent) => isTime(time) ? new Date(time).toISOString() : time;

const isTime = (text: unknown): text is string => typeof text === 'string' && !Number.isNaN(Date.parse(text));

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const fields = (value: unknown): Fields => isFields(value) ? value : {};

function parsed(text: string): Fields {
  try {
    return fields(JSON.parse(text));
  } catch {
    return {};
  }
}
