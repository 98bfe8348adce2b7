import { OPTIMISED } from './names';

/** What a Task's Resource names. */
export interface Resource {
  /** Which integration makes the call; it decides the names of errors and the shape of some data. */
  readonly dialect: 'aws-sdk' | 'optimised' | 'function';
  /** The word in the ARN: `states` for an optimised call of Step Functions. */
  readonly integration: string;
  /** The service as rooms are called: `sfn`. */
  readonly service: string;
  readonly action: string;
  readonly pattern: 'call' | 'callback' | 'sync' | 'sync2';
  /** For `function`: the function's ARN. */
  readonly function?: string;
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

/** Actions that Step Functions does not let a workflow call. */
const UNSUPPORTED = /^(sts:assumeRole|lambda:invokeAsync)/;

const SUFFIXES: Record<string, Resource['pattern']> = { 'waitForTaskToken': 'callback', 'sync': 'sync', 'sync:2': 'sync2' };

/** Reads a Resource. Complains about what AWS refuses; throws for what AWS takes and the lab does not model. */
export function resourceOf(text: unknown, state: string, complain: (text: string) => void): Resource | undefined {
  const complaint = (why: string): undefined => { complain(`the Resource ${JSON.stringify(text)} ${why}`); return undefined; };
  if (typeof text !== 'string') { return complaint('must be a text'); }
  if (/^arn:[^:]+:lambda:[^:]*:\d{12}:function:/.test(text)) {
    return { dialect: 'function', integration: 'lambda', service: 'lambda', action: 'invoke', pattern: 'call', function: text };
  }
  const [arn, partition, states, region, account, ...rest] = text.split(':');
  if (arn !== 'arn' || !partition || states !== 'states') { return complaint('is no ARN of a task'); }
  if (rest[0] === 'activity') { throw new Error(`the lab does not model activities (state '${state}')`); }
  if (region !== '' || account !== '') { return complaint('must leave Region and account empty'); }
  const sdk = rest[0] === 'aws-sdk';
  const [integration, ...tail] = sdk ? rest.slice(1) : rest;
  const [action, suffix] = splitOnce(tail.join(':'), '.');
  if (!integration || !/^[a-z][A-Za-z0-9]*$/.test(action)) { return complaint('must name a service and an action such as organizations:createAccount'); }
  const pattern = suffix === '' ? 'call' : SUFFIXES[suffix];
  if (!pattern) { return complaint(`has the unknown suffix '.${suffix}'`); }
  if (sdk) {
    if (pattern === 'sync' || pattern === 'sync2') { return complaint('cannot wait for a job; AWS SDK integrations have no .sync'); }
    if (UNSUPPORTED.test(`${integration}:${action}`)) { return complaint('names an action that Step Functions does not support'); }
    return { dialect: 'aws-sdk', integration, service: integration, action, pattern };
  }
  const patterns = KNOWN[`${integration}:${action}`];
  if (!patterns) { throw new Error(`the lab does not model the integration '${integration}:${action}' (state '${state}')`); }
  if (!patterns.includes(pattern)) { return complaint(`does not support '.${suffix}'`); }
  return { dialect: 'optimised', integration, service: OPTIMISED[integration].service, action, pattern };
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
