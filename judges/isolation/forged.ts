/* What a tenant says of somebody else: events that nobody believes. */
import { Account } from './account';
import { HOSTILE, OTHER, REGION } from './app';
import { Trial } from './trial';
import { Json, JsonObject } from '../../src/lab/json';
import { EventPattern } from '../../src/lab/services/eventbridge/pattern/event-pattern';
import { CENTRAL_EVENTS, LAMBDA_FAILURE, EXECUTION_FAILURE, OBJECT_FAILURE } from '../../src/telemetry/contract';
import { eventIn, failureOf } from '../../src/telemetry/failures/handlers/failure';

const event = (account: string, source: string, detailType: string, detail: JsonObject): JsonObject => ({
  'version': '0', 'id': 'e-1', 'time': '2026-01-05T09:00:00Z', 'region': REGION, 'resources': ['arn:aws:s3:::x'], account, source,
  'detail-type': detailType, detail,
});

/** Rules that hear what the central place says itself: on a bus on which tenants put events, too. */
export function unheard(central: Account, otherTenant: Account): Trial[] {
  const hears = (pattern: Json, what: JsonObject) => new EventPattern(pattern).matches(what);
  const trial = (account: Account, rule: RegExp, says: string, what: JsonObject): Trial => {
    const { name, properties } = account.one('AWS::Events::Rule', rule);
    const { account: _, ...rest } = properties.EventPattern as JsonObject;
    return {
      says, stoppedBy: [`pattern of the rule ${name}: account`],
      isStopped: async () => !hears(properties.EventPattern, what),
      succeedsWithout: async () => hears(Object.keys(rest).length > 0 ? rest : { source: [{ exists: true }] }, what),
    };
  };
  const told = (detailType: string) => event(HOSTILE, 'cdk-account-per-tenant', detailType, { accountId: OTHER, tenantId: 'other' });
  return [
    trial(central, /^TelemetryHealth/, 'a tenant says that another one has become unhealthy', told(CENTRAL_EVENTS.health)),
    trial(central, /^TelemetryParked/, 'a tenant says that a failure of another one was parked', told(CENTRAL_EVENTS.parked)),
    trial(central, /^ReadersRead(?!s)/, 'a tenant says that somebody has read across tenants', told(CENTRAL_EVENTS.read)),
    trial(otherTenant, /apt-tenants-failures$/, "what a tenant puts on another one's bus, were it open, is handed over as the other one's",
      event(HOSTILE, LAMBDA_FAILURE.source, LAMBDA_FAILURE.detailType, {})),
  ];
}

/** Failures that say that they are another tenant's. */
export function unbelieved(): Trial[] {
  const invocation = {
    timestamp: '2026-01-05T09:00:00Z', requestPayload: { tenantId: 'other' }, responsePayload: {},
    requestContext: { requestId: 'r-1', functionArn: `arn:aws:lambda:${REGION}:${OTHER}:function:orders_Worker`, condition: 'RetriesExhausted' },
  };
  const execution = { executionArn: `arn:aws:states:${REGION}:${OTHER}:execution:orders_Flow:1`, status: 'FAILED', input: '{}', stopDate: 1 };
  const object = {
    bucket: { name: `cdk-apt-tenants-${OTHER}-us-east-1-f` },
    object: { key: 'aws/lambda/async/orders_Worker/2026/01/05/2026-01-05T09.00.00-1', size: 10 },
  };
  const trial = (says: string, failure: { source: string; detailType: string }, detail: JsonObject): Trial => {
    // Without EventBridge's word, the account would be the one that the event says.
    const isForged = (account: string) =>
      failureOf(eventIn(JSON.stringify(event(account, failure.source, failure.detailType, detail)))!, 'tenants').forged;
    return {
      says, stoppedBy: ['the account that EventBridge writes decides, and the function compares what the event says with it'],
      isStopped: async () => isForged(HOSTILE), succeedsWithout: async () => !isForged(OTHER),
    };
  };
  return [
    trial("a tenant says that another one's function has failed", LAMBDA_FAILURE, invocation),
    trial("a tenant says that another one's execution has failed", EXECUTION_FAILURE, execution),
    trial("a tenant says that his failure is an object in another one's bucket", OBJECT_FAILURE, object),
  ];
}
