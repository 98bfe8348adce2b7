import { BusEvent, eventTime } from './events';
import { Rule, Target } from './rules';
import { itself } from './targets';
import { Undeliverable } from './undeliverable';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Crashed } from '../../faults';
import { JsonObject } from '../../json';
import { Random } from '../../random';
import { urlOf } from '../sqs/names';

/** Hands the input to the target; throws what the target's service answers. */
export type Send = (rule: Rule, target: Target, input: string) => Promise<void>;

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly retriable: boolean;
}

interface FinalFailure extends Failure {
  readonly retries: number;
  /** Which limit of the retry policy was reached, if it came to retries. */
  readonly exhausted?: string;
}

/** AWS documents no times. These are assumptions of the lab: how long an event is under way, how retries are spaced. */
const UNDER_WAY = { low: 20, high: 300 };
const FIRST_RETRY = 1000;
/** 185 retries then last about the documented 24 hours. */
const LONGEST_RETRY = 930_000;

/** Brings events to the targets of rules: in the background, at least once, with retries and dead letters. */
export class Deliveries {
  private readonly random: Random;

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('eventbridge deliveries');
  }

  /** Starts one delivery for each target of a rule. */
  public start(rule: Rule, event: BusEvent, send: Send): void {
    rule.counts.matched++;
    const fault = this.cloud.faults.next('delivery', { about: event, rule: rule.name });
    if (fault) { this.cloud.tellFault(fault); }
    if (fault?.how === 'lost') {
      for (const target of rule.targets) { this.cloud.clock.background(this.lose(rule, target, event)); }
      return;
    }
    const later = fault?.how === 'delayed' ? (fault.seconds ?? 60) * 1000 : 0;
    for (const target of rule.targets) {
      for (let copies = fault?.how === 'doubled' ? 2 : 1; copies > 0; copies--) {
        this.cloud.clock.background(this.deliver(rule, target, event, send, later));
      }
    }
  }

  private async deliver(rule: Rule, target: Target, event: BusEvent, send: Send, later: number): Promise<void> {
    const { clock } = this.cloud;
    const receivedAt = clock.now();
    const deadline = receivedAt + target.oldestSeconds * 1000;
    await clock.sleep(later + this.random.whole(UNDER_WAY.low, UNDER_WAY.high));
    for (let retries = 0; ; retries++) {
      const failure = await this.attempt(async () => {
        const source = { event, ruleArn: rule.arn, ruleName: rule.name, receivedAt: eventTime(receivedAt) };
        await send(rule, target, target.input(source));
      });
      if (!failure) {
        rule.counts.invocations++;
        return;
      }
      const pause = Math.round(this.random.between(0, Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** retries)));
      const exhausted = retries >= target.retries ? 'MaximumRetryAttempts'
        : clock.now() + pause >= deadline ? 'MaximumEventAgeInSeconds' : undefined;
      if (!failure.retriable || exhausted) {
        const condition = failure.retriable ? exhausted : undefined;
        await this.giveUp(rule, target, event, { ...failure, retries, exhausted: condition });
        return;
      }
      rule.counts.retries++;
      await clock.sleep(pause);
    }
  }

  /** What cannot be delivered for as long as it is tried. Only a dead-letter queue makes it worth the while to wait. */
  private async lose(rule: Rule, target: Target, event: BusEvent): Promise<void> {
    if (target.deadLetterArn !== undefined) { await this.cloud.clock.sleep(target.oldestSeconds * 1000); }
    await this.giveUp(rule, target, event, {
      code: 'INTERNAL_ERROR', message: 'lost by a planned fault', retriable: true, retries: target.retries, exhausted: 'MaximumEventAgeInSeconds',
    });
  }

  private async attempt(work: () => Promise<void>): Promise<Failure | undefined> {
    try {
      await work();
      return undefined;
    } catch (error) {
      if (error instanceof Undeliverable) { return { code: error.code, message: error.message, retriable: false }; }
      if (error instanceof AwsError) { return judge(error); }
      // A planned crash hides the answer of a call that took effect, so that the target sees the event twice.
      if (error instanceof Crashed) { return { code: 'TIMEOUT', message: error.message, retriable: true }; }
      throw error;
    }
  }

  private async giveUp(rule: Rule, target: Target, event: BusEvent, failure: FinalFailure): Promise<void> {
    rule.counts.failed++;
    if (target.deadLetterArn === undefined) {
      rule.counts.dropped++;
      return;
    }
    const attributes: Record<string, string | undefined> = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      RETRY_ATTEMPTS: String(failure.retries),
      EXHAUSTED_RETRY_CONDITION: failure.exhausted,
    };
    const parameters: JsonObject = {
      QueueUrl: urlOf(target.deadLetterArn),
      MessageBody: JSON.stringify(event),
      MessageAttributes: messageAttributes(attributes),
    };
    const refused = await this.attempt(async () => { await this.cloud.call(itself(rule), 'sqs', 'sendMessage', parameters); });
    rule.counts[refused ? 'notSentToDeadLetters' : 'sentToDeadLetters']++;
  }
}

function messageAttributes(values: Record<string, string | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => [name, { DataType: 'String', StringValue: value! }]));
}

/** Missing permissions and missing targets are not tried again, nor is what the target calls wrong. */
function judge({ code, message }: AwsError): Failure {
  const as = (name: string, retriable: boolean) => ({ code: name, message, retriable });
  if (/AccessDenied|NotAuthorized|Unauthorized|Forbidden/i.test(code)) { return as('NO_PERMISSIONS', false); }
  if (/NotFound|DoesNotExist|NonExistent/i.test(code)) { return as('NO_RESOURCE', false); }
  if (/Throttl|TooManyRequests|RequestLimit|SlowDown/i.test(code)) { return as('THROTTLING', true); }
  if (/LimitExceeded/i.test(code)) { return as('RESOURCE_LIMIT_EXCEEDED', true); }
  if (/Timeout|TimedOut/i.test(code)) { return as('TIMEOUT', true); }
  if (/^Internal|^Service|Unavailable|ServerError|ServiceFault/i.test(code)) { return as('INTERNAL_ERROR', true); }
  return as('ERROR_FROM_TARGET', false);
}
