import { constraint } from './errors';
import { Account } from './model';
import { Tree } from './tree';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { draw, Duration } from '../../durations';
import { Random } from '../../random';

const THIRTY_DAYS = 30 * 24 * 60 * 60 * 1000;

export interface ClosureOptions {
  readonly duration: Duration;
  readonly isDelegated: (account: string) => boolean;
  readonly finished: (account: Account) => void;
}

/** CloseAccount: a few at a time, and only so many within any thirty days. */
export class Closures {
  /** When the last closures were asked for, oldest first. */
  private readonly accepted: number[] = [];
  private inProgress = 0;

  constructor(
    private readonly cloud: Cloud,
    private readonly tree: Tree,
    private readonly random: Random,
    private readonly options: ClosureOptions,
  ) {}

  public close(account: Account): void {
    this.throwIfForbidden(account);
    this.accepted.push(this.cloud.clock.now());
    this.inProgress++;
    this.tree.change(account, { state: 'PENDING_CLOSURE' });
    this.cloud.clock.at(this.cloud.clock.now() + draw(this.random, this.options.duration), () => {
      this.inProgress--;
      this.tree.change(account, { state: 'CLOSED' });
      this.options.finished(account);
    });
  }

  private throwIfForbidden(account: Account): void {
    if (account.id === this.cloud.managementAccount) {
      throw constraint('CANNOT_CLOSE_MANAGEMENT_ACCOUNT', 'the management account cannot be closed this way');
    }
    if (account.state === 'CLOSED') {
      throw new AwsError('AccountAlreadyClosedException', `account ${account.id} is already closed`);
    }
    // Which error a second request gets while the first is under way is not documented; this one fits its
    // description. Unverified.
    if (account.state === 'PENDING_CLOSURE') {
      throw new AwsError('ConflictException', `account ${account.id} is already being closed`);
    }
    // That a delegated administrator must be deregistered first is documented for leaving the organization; for
    // closing it is unverified.
    if (this.options.isDelegated(account.id)) {
      throw constraint('CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG', `account ${account.id} is a delegated administrator`);
    }
    if (this.inProgress >= this.cloud.quotas.value('organizations.accountsInClosure')) {
      throw constraint('CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED', 'too many accounts are being closed at the same time');
    }
    if (this.withinThirtyDays() >= this.allowedWithinThirtyDays()) {
      throw constraint('CLOSE_ACCOUNT_QUOTA_EXCEEDED', 'the number of closures within 30 days is used up');
    }
  }

  private withinThirtyDays(): number {
    const now = this.cloud.clock.now();
    while (this.accepted.length > 0 && now - this.accepted[0] >= THIRTY_DAYS) { this.accepted.shift(); }
    return this.accepted.length;
  }

  /**
   * A share of the member accounts, with a floor and a ceiling. Whether closed ones are part of the base is not
   * documented; here they are not.
   */
  private allowedWithinThirtyDays(): number {
    const { quotas } = this.cloud;
    const members = this.tree.allAccounts().filter(({ id, state }) => id !== this.cloud.managementAccount && state !== 'CLOSED').length;
    const share = Math.floor(members * quotas.value('organizations.closuresIn30DaysPercentage') / 100);
    return Math.min(
      quotas.value('organizations.closuresIn30DaysAtMost'),
      Math.max(quotas.value('organizations.closuresIn30DaysAtLeast'), share),
    );
  }
}
