import { StatesError } from '../errors';

/** How many failed items a Map may have. Without a word about it, none. */
export class Tolerance {
  private failed = 0;

  constructor(
    private readonly total: number,
    private readonly count: number | undefined,
    private readonly percentage: number | undefined,
  ) {}

  /** Throws when there are more failures than are tolerated. Where both limits are given, either ends the map run. */
  public fail(items: number): void {
    this.failed += items;
    const { failed, total, count, percentage } = this;
    const tooMany = count !== undefined && failed > count;
    const tooLarge = percentage !== undefined && failed * 100 > percentage * total;
    if (tooMany || tooLarge || (count === undefined && percentage === undefined)) {
      throw new StatesError('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded');
    }
  }
}
