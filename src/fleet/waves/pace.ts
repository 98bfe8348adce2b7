import { toleranceOf } from './rounding';
import type { PaceSpec } from '../contract';

/**
 * How many accounts at once, or how many that may fail: a number, or a share of the accounts in a wave.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
 */
export class Pace {
  /**
   * So many accounts, however many there are in the wave.
   *
   * @param count a whole number; 0 as a tolerance means that none may fail
   */
  public static accounts(count: number): Pace {
    return new Pace({ accounts: count });
  }

  /**
   * A share of the accounts in the wave, which AWS rounds down: 1 percent of 99 accounts is none. Accounts at once are
   * one at least.
   *
   * @param share a whole number from 1 to 100
   */
  public static percent(share: number): Pace {
    return new Pace({ percent: share });
  }

  /**
   * A share that may come to none.
   *
   * @internal
   */
  public static _percentOrNone(share: number): Pace {
    return new Pace({ percent: share, orNone: true });
  }

  private constructor(
    /** @internal */
    public readonly _spec: PaceSpec,
  ) {}

  /**
   * How many accounts that is, rounded down as AWS does. Where it is none, AWS still takes one account at once.
   *
   * @param total how many accounts there are in the wave
   */
  public of(total: number): number {
    return toleranceOf(this._spec, total);
  }
}
