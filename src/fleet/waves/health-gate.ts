import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/**
 * What is looked at, and who is asked, before a release goes on from a wave. All of it must say that it is well.
 */
export interface HealthGateConfig {
  /**
   * Alarms of this account and Region, at most 50 in a wave. They must not be in ALARM during the bake, and be OK at
   * its end.
   *
   * @default - none
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * Functions of this account and Region that are asked after the bake, as `HealthGate.fromFunction()` says.
   *
   * @default - none
   */
  readonly functions?: lambda.IFunction[];

  /**
   * State machines of this account and Region that are asked after the bake, as `HealthGate.fromStateMachine()` says.
   *
   * @default - none
   */
  readonly stateMachines?: stepfunctions.IStateMachine[];
}

/**
 * Your own word on whether a wave of a release is well, asked before the next one begins.
 */
export interface IHealthGate {
  /**
   * Called by the pipeline, once for each wave that has the gate.
   *
   * @param scope for what the gate defines by itself
   */
  bind(scope: Construct): HealthGateConfig;
}

/**
 * Ready-made health gates.
 */
export class HealthGate {
  /**
   * Looks at alarms, about once a minute. One that is in ALARM during the bake ends the release, and everybody is
   * brought back; so does one that is not OK at its end. INSUFFICIENT_DATA is not OK: nobody knows then whether the new
   * version works. So take a metric that has data wherever work is done, and no alarm that calls missing data good.
   *
   * @param alarms of this account and Region; the bake must be as long as they look back
   */
  public static fromAlarms(...alarms: cloudwatch.IAlarm[]): IHealthGate {
    return { bind: () => ({ alarms }) };
  }

  /**
   * Asks a Lambda function. It gets `{ service, release, version, wave, tenants, tenantsAt }`: the name of the wave,
   * how many tenants were in it, and `s3://BUCKET/KEY`, where a JSON array of `{ tenantId, accountId }` lies. It
   * answers `{ "healthy": true }` or `{ "healthy": false, "reason": "why not" }`. An error is not health.
   *
   * @param handler the function, in this account and Region
   */
  public static fromFunction(handler: lambda.IFunction): IHealthGate {
    return { bind: () => ({ functions: [handler] }) };
  }

  /**
   * Asks a Step Functions state machine of type Standard, which may take up to a day. Its input and its output are
   * those of a function. An execution that fails is not health.
   *
   * @param machine the state machine, in this account and Region
   */
  public static fromStateMachine(machine: stepfunctions.IStateMachine): IHealthGate {
    return { bind: () => ({ stateMachines: [machine] }) };
  }

  private constructor() {}
}
