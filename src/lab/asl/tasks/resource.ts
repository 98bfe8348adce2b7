import { OPTIMISED } from './names';

/** What a Task's Resource names. */
export interface Resource {
  /** Which integration makes the call; it decides the names of errors and the shape of some data. */
  readonly dialect: 'aws-sdk' | 'optimised' | 'function' | 'activity';
  /** How the history calls it: `aws-sdk:dynamodb` and `putItem`, or a type of its own and the ARN. */
  readonly type: string;
  readonly name: string;
  /** The word in the ARN: `states` for an optimised call of Step Functions. */
  readonly integration: string;
  /** The service as rooms are called: `sfn`. */
  readonly service: string;
  readonly action: string;
  readonly pattern: 'call' | 'callback' | 'sync' | 'sync2' | 'activity';
}

/** The optimised calls that the lab knows, with the ways of waiting that AWS supports for them. */
const KNOWN: Record<string, readonly string[]> = {
  'dynamodb:getItem': ['call'],
  'dynamodb:putItem': ['call'],
  'dynamodb:updateItem': ['call'],
  'dynamodb:deleteItem': ['call'],
  'lambda:invoke': ['call', 'callback'],
  'events:putEvents': ['call', 'callback'],
  'sqs:sendMessage': ['call', 'callback'],
  'sns:publish': ['call', 'callback'],
  'states:startExecution': ['call', 'callback', 'sync', 'sync2'],
};

/**
 * The optimised integrations of services for which the lab has no rooms, with the ways of waiting that AWS supports for
 * some of their actions. A machine may name them; only a call of one needs somebody who answers it.
 */
const WITHOUT_ROOM: Record<string, readonly string[]> = {
  apigateway: ['call', 'callback'],
  athena: ['call', 'sync'],
  batch: ['call', 'sync'],
  bedrock: ['call', 'callback', 'sync'],
  codebuild: ['call', 'sync'],
  databrew: ['call', 'sync'],
  ecs: ['call', 'callback', 'sync'],
  eks: ['call', 'callback', 'sync'],
  elasticmapreduce: ['call', 'sync'],
  glue: ['call', 'sync'],
  http: ['call'],
  mediaconvert: ['call', 'sync'],
  sagemaker: ['call', 'sync'],
};

/** Actions that Step Functions does not let a workflow call. */
const UNSUPPORTED = /^(sts:assumeRole|lambda:invokeAsync)/;

const SUFFIXES: Record<string, Resource['pattern']> = { 'waitForTaskToken': 'callback', 'sync': 'sync', 'sync:2': 'sync2' };

/** Reads a Resource. Complains about what AWS refuses; throws for what AWS takes and the lab does not model. */
export function resourceOf(text: unknown, state: string, complain: (text: string) => void): Resource | undefined {
  const complaint = (why: string): undefined => { complain(`the Resource ${JSON.stringify(text)} ${why}`); return undefined; };
  if (typeof text !== 'string') { return complaint('must be a text'); }
  if (/^arn:[^:]+:lambda:[^:]*:\d{12}:function:/.test(text)) {
    return { dialect: 'function', type: 'lambda', name: text, integration: 'lambda', service: 'lambda', action: 'invoke', pattern: 'call' };
  }
  const [arn, partition, states, region, account, ...rest] = text.split(':');
  if (arn !== 'arn' || !partition || states !== 'states') { return complaint('is no ARN of a task'); }
  if (rest[0] === 'activity' && rest.length === 2 && /^\d{12}$/.test(account)) {
    return { dialect: 'activity', type: 'activity', name: text, integration: 'activity', service: 'sfn', action: 'getActivityTask', pattern: 'activity' };
  }
  if (region !== '' || account !== '') { return complaint('must leave Region and account empty'); }
  const sdk = rest[0] === 'aws-sdk';
  const [integration, ...tail] = sdk ? rest.slice(1) : rest;
  const name = tail.join(':');
  const [action, suffix] = splitOnce(name, '.');
  if (!integration || !/^[a-z][A-Za-z0-9]*$/.test(action)) { return complaint('must name a service and an action such as organizations:createAccount'); }
  const pattern = suffix === '' ? 'call' : SUFFIXES[suffix];
  if (!pattern) { return complaint(`has the unknown suffix '.${suffix}'`); }
  if (sdk) {
    if (pattern === 'sync' || pattern === 'sync2') { return complaint('cannot wait for a job; AWS SDK integrations have no .sync'); }
    if (UNSUPPORTED.test(`${integration}:${action}`)) { return complaint('names an action that Step Functions does not support'); }
    return { dialect: 'aws-sdk', type: `aws-sdk:${integration}`, name, integration, service: integration, action, pattern };
  }
  const patterns = KNOWN[`${integration}:${action}`] ?? WITHOUT_ROOM[integration];
  if (!patterns) { throw new Error(`the lab does not model the integration '${integration}:${action}' (state '${state}')`); }
  if (!patterns.includes(pattern)) { return complaint(`does not support '.${suffix}'`); }
  return { dialect: 'optimised', type: integration, name, integration, service: OPTIMISED[integration]?.service ?? integration, action, pattern };
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
