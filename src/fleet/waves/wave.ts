import { Duration } from 'aws-cdk-lib';
import { IHealthGate } from './health-gate';
import { Pace } from './pace';
import { Ring } from './ring';

/**
 * How a wave of a release proceeds, and what must be well before the next one begins.
 */
export interface WaveOptions {
  /**
   * What people call it: at most 64 characters.
   *
   * @default - said by the ring, such as `canary`, `10 percent` or `everyone`
   */
  readonly name?: string;

  /**
   * How long the new version has to work in the accounts of the wave before the gates are asked: at most 364 days. At
   * least as long as the alarms look back. Nothing in the last wave, or where a function or state machine takes its
   * time, is allowed.
   *
   * @default Duration.minutes(30)
   */
  readonly bake?: Duration;

  /**
   * How many accounts at once, 10,000 at most. AWS has this limit for all stack sets of an organization's administrator
   * together, in each Region.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
   * @default Pace.percent(10): the wave takes about ten times as long as one account
   */
  readonly concurrency?: Pace;

  /**
   * In how many accounts of the wave it may fail, in each Region, before the release is stopped and everybody is
   * brought back. Failures for reasons of AWS's own are tried again, and do not count. A share that AWS rounds to none,
   * and what comes to all, is refused when the release begins.
   *
   * @default - 1 percent of the accounts, and none where there are fewer than 100
   */
  readonly tolerance?: Pace;

  /**
   * Regions of this wave, such as the one where a canary is looked at first. A later wave must bring the others.
   *
   * @default - all Regions of the fleet
   */
  readonly regions?: string[];

  /**
   * What must be well after the bake.
   *
   * @default - none: only failures stop the release, and people, for whom the bake is time to halt it
   */
  readonly gates?: IHealthGate[];
}

/**
 * A step of a release: a number of tenants who get the new version together.
 */
export class Wave {
  /**
   * A wave for the tenants of a ring.
   *
   * @param ring whom it is for
   * @param options how it proceeds
   */
  public static of(ring: Ring, options: WaveOptions = {}): Wave {
    return new Wave(ring, options);
  }

  /**
   * What to do without a plan of your own: 1 percent of the tenants, 10 percent more, then everyone, with half an hour
   * after each.
   *
   * @param gates asked after each of the waves
   */
  public static standard(...gates: IHealthGate[]): Wave[] {
    return [Ring.percent(1), Ring.percent(10), Ring.everyone()].map(ring => Wave.of(ring, { gates }));
  }

  private constructor(
    /** @internal */
    public readonly _ring: Ring,
    /** @internal */
    public readonly _options: WaveOptions,
  ) {}
}
