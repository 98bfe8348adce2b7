import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { known, throwIfAny } from '../private/complaints';

/**
 * How to ask whether a tenant's account is ready for use.
 */
export interface ReadinessProbeConfig {
  /**
   * The function to ask. It gets `{ tenantId, accountId, stage, features, parameters }` and answers `{ ready, reason
   * }`.
   */
  readonly functionArn: string;

  /**
   * How often it may say no before the tenant counts as failed.
   *
   * @default 10
   */
  readonly attempts?: number;

  /**
   * How long to wait after it said no: 1 second to 1 day. Whole seconds.
   *
   * @default Duration.seconds(30)
   */
  readonly interval?: Duration;
}

/**
 * Your own word on whether a tenant's account is ready for use, asked after the baseline and the services, and before
 * the tenant is told.
 */
export interface IReadinessProbe {
  /**
   * Called once, by the factory.
   *
   * @param scope for what the probe defines by itself
   */
  bind(scope: Construct): ReadinessProbeConfig;
}

/**
 * How patient a probe is.
 */
export interface ReadinessProbeOptions {
  /**
   * How often the function may say no before the tenant counts as failed: 1 to 100.
   *
   * @default 10
   */
  readonly attempts?: number;

  /**
   * How long to wait after it said no: 1 second to 1 day. Whole seconds.
   *
   * @default Duration.seconds(30)
   */
  readonly interval?: Duration;
}

/**
 * Ready-made readiness probes.
 */
export class ReadinessProbe {
  /**
   * Asks a Lambda function. It gets `{ tenantId, accountId, stage, features, parameters }` and answers
   * `{ "ready": true }` or `{ "ready": false, "reason": "why not" }`.
   *
   * @param handler the function, in the account and Region of the factory
   * @param options how patient to be
   */
  public static fromFunction(handler: lambda.IFunction, options: ReadinessProbeOptions = {}): IReadinessProbe {
    return { bind: () => ({ functionArn: handler.functionArn, ...options }) };
  }

  private constructor() {}
}

interface Patience {
  readonly functionArn: string;
  readonly attempts: number;
  readonly intervalSeconds: number;
}

/** What a probe says, with its defaults, or an error that names what is wrong. */
export function patienceOf(scope: Construct, config: ReadinessProbeConfig): Patience {
  const attempts = config.attempts ?? 10;
  const interval = config.interval ?? Duration.seconds(30);
  const complaints: string[] = [];
  if (!known(attempts)) {
    complaints.push("'readinessProbe.attempts' must be known when the app is synthesized, for it is written into the workflow");
  } else if (!(Number.isInteger(attempts) && attempts >= 1 && attempts <= 100)) {
    complaints.push(`'readinessProbe.attempts' must be a whole number from 1 to 100, got ${attempts}`);
  }
  if (!interval.isUnresolved() && !wholeSecondsOfADay(interval)) {
    complaints.push(`'readinessProbe.interval' must be 1 second to 1 day in whole seconds, got ${interval.toHumanString()}`);
  }
  throwIfAny(scope, complaints);
  return { functionArn: config.functionArn, attempts, intervalSeconds: interval.toSeconds() };
}

function wholeSecondsOfADay(interval: Duration): boolean {
  const milliseconds = interval.toMilliseconds();
  return milliseconds % 1000 === 0 && milliseconds >= 1000 && milliseconds <= 86400000;
}
