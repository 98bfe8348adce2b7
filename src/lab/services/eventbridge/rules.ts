import { Input, inputOf } from './input';
import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';
import { Quotas } from '../../quotas';
import { EventPattern } from './pattern/event-pattern';
import { Schedule, scheduleOf } from './schedule';

export type TargetKind = 'lambda' | 'states' | 'sqs' | 'sns' | 'events';

export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly kind: TargetKind;
  readonly roleArn?: string;
  readonly input: Input;
  readonly retries: number;
  readonly oldestSeconds: number;
  readonly deadLetterArn?: string;
}

/** What came of a rule's events, the way EventBridge counts it in CloudWatch. */
export interface RuleCounts {
  matched: number;
  /** Deliveries that targets took. */
  invocations: number;
  retries: number;
  /** Deliveries given up. */
  failed: number;
  sentToDeadLetters: number;
  notSentToDeadLetters: number;
  /** Failed for good without a dead-letter queue. */
  dropped: number;
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly account: string;
  readonly region: string;
  readonly enabled: boolean;
  readonly pattern?: EventPattern;
  readonly usesWildcards: boolean;
  readonly schedule?: Schedule;
  readonly targets: readonly Target[];
  readonly counts: RuleCounts;
  readonly createdAt: number;
}

export interface RuleIdentity {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly onDefaultBus: boolean;
  readonly account: string;
  readonly region: string;
  readonly createdAt: number;
}

const invalid = (message: string) => new AwsError('ValidationException', message);

function nothing(): RuleCounts {
  const letters = { sentToDeadLetters: 0, notSentToDeadLetters: 0 };
  return { matched: 0, invocations: 0, retries: 0, failed: 0, ...letters, dropped: 0 };
}

/** A rule as a template describes it, or AWS's complaint. */
export function ruleOf(properties: JsonObject, identity: RuleIdentity, quotas: Quotas, counts = nothing()): Rule {
  const { EventPattern: pattern, ScheduleExpression: expression, State: state = 'ENABLED' } = properties;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(identity.name)) {
    throw invalid(`Value '${identity.name}' at 'name' is no name of 1 to 64 letters, digits, dots, dashes and underscores`);
  }
  if (pattern === undefined && expression === undefined) {
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (expression !== undefined && !identity.onDefaultBus) {
    throw invalid('ScheduleExpression is supported only on the default event bus.');
  }
  if (!['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'].includes(String(state))) {
    throw invalid(`State '${String(state)}' is unknown`);
  }
  if (properties.RoleArn !== undefined) {
    throw new Error('the lab does not model the RoleArn of a rule; give the target one');
  }
  const targets = (properties.Targets ?? []) as JsonObject[];
  const most = quotas.value('eventbridge.targetsPerRule');
  if (targets.length > most) { throw new AwsError('LimitExceededException', `A rule has at most ${most} targets.`); }
  if (new Set(targets.map(({ Id }) => Id)).size < targets.length) {
    throw invalid('Each target of a rule needs an Id of its own.');
  }
  const { name, arn, bus, account, region } = identity;
  return {
    name,
    arn,
    bus,
    account,
    region,
    enabled: state !== 'DISABLED',
    pattern: pattern === undefined ? undefined : patternOf(pattern, quotas),
    usesWildcards: pattern !== undefined && /"wildcard":/.test(textOf(pattern)),
    schedule: expression === undefined ? undefined : scheduleOf(String(expression), identity.createdAt),
    targets: targets.map(target => targetOf(target, identity, quotas)),
    counts,
    createdAt: identity.createdAt,
  };
}

/** A pattern is an object of the template or, where it needs `null`, JSON text. */
export function patternOf(pattern: Json, quotas: Quotas): EventPattern {
  if (typeof pattern !== 'string' && hasNull(pattern)) {
    throw new AwsError('ValidationError', "'null' values are not allowed in templates; write the event pattern as JSON text");
  }
  const text = textOf(pattern);
  const longest = quotas.value('eventbridge.patternCharacters');
  if (text.length > longest) {
    throw new AwsError('InvalidEventPatternException', `Event pattern is longer than ${longest} characters`);
  }
  return new EventPattern(JSON.parse(text) as Json);
}

function textOf(pattern: Json): string {
  if (typeof pattern !== 'string') { return JSON.stringify(pattern); }
  try {
    return JSON.stringify(JSON.parse(pattern));
  } catch {
    throw new AwsError('InvalidEventPatternException', 'Event pattern is not valid. Reason: it is no JSON');
  }
}

function hasNull(value: Json | undefined): boolean {
  return value === null || (typeof value === 'object' && Object.values(value).some(hasNull));
}

function targetOf(target: JsonObject, rule: RuleIdentity, quotas: Quotas): Target {
  const { Id: id, Arn: arn, RoleArn: roleArn } = target;
  if (typeof id !== 'string' || !/^[.\-_A-Za-z0-9]{1,64}$/.test(id)) {
    throw invalid(`the Id of a target is 1 to 64 letters, digits, dots, dashes and underscores, got ${JSON.stringify(id)}`);
  }
  if (typeof arn !== 'string' || !arn.startsWith('arn:')) {
    throw invalid(`Parameter ${JSON.stringify(arn)} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  for (const kind of Object.keys(target).filter(key => key.endsWith('Parameters'))) {
    throw new Error(`the lab does not model ${kind} of an EventBridge target`);
  }
  const kind = kindOf(arn);
  const [, , , region, account] = arn.split(':');
  const far = account !== rule.account || region !== rule.region;
  if (roleArn === undefined && (kind === 'states' || (kind === 'events' && far))) {
    throw invalid(`RoleArn is required for target ${arn}.`);
  }
  if (roleArn !== undefined && kind !== 'states' && kind !== 'events') {
    throw new Error(`the lab does not model a RoleArn for the EventBridge target ${arn}`);
  }
  if (region !== rule.region && kind !== 'events') {
    throw invalid(`Provided Arn ${arn} is not in the region of the rule.`);
  }
  const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: age } = (target.RetryPolicy ?? {}) as JsonObject;
  return {
    id,
    arn,
    kind,
    roleArn: roleArn as string | undefined,
    input: inputOf(target, quotas.value('eventbridge.inputCharacters')),
    retries: within(retries, 0, quotas.value('eventbridge.retryAttempts'), 'MaximumRetryAttempts'),
    oldestSeconds: within(age, 60, quotas.value('eventbridge.eventAgeSeconds'), 'MaximumEventAgeInSeconds'),
    deadLetterArn: deadLetters(target, rule),
  };
}

function kindOf(arn: string): TargetKind {
  const [, , service, , , ...rest] = arn.split(':');
  if (service === 'lambda' || service === 'sns') { return service; }
  if (service === 'sqs' && !arn.endsWith('.fifo')) { return service; }
  if (service === 'states' && rest[0] === 'stateMachine') { return service; }
  if (service === 'events' && rest[0].startsWith('event-bus/')) { return service; }
  throw new Error(`the lab does not model EventBridge targets such as ${arn}; it has functions, state machines, standard queues, topics and buses`);
}

function within(value: Json | undefined, low: number, high: number, name: string): number {
  if (value === undefined) { return high; }
  // CloudFormation passes on numbers that a template gives as text.
  const number = Number(value);
  if (!Number.isInteger(number) || number < low || number > high) {
    throw invalid(`${name} is a whole number from ${low} to ${high}, got ${JSON.stringify(value)}`);
  }
  return number;
}

function deadLetters({ DeadLetterConfig: config }: JsonObject, { region }: RuleIdentity): string | undefined {
  const arn = isObject(config) ? config.Arn : undefined;
  if (arn === undefined) { return undefined; }
  const [, , service, place] = String(arn).split(':');
  if (service !== 'sqs' || String(arn).endsWith('.fifo')) {
    throw invalid(`a dead-letter queue is a standard SQS queue, got ${String(arn)}`);
  }
  if (place !== region) { throw invalid(`a dead-letter queue is in the Region of its rule, got ${String(arn)}`); }
  return String(arn);
}
