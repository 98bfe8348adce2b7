import { Account } from './model';
import { Cloud } from '../../cloud';

/**
 * What lists do not show yet: a request or an account that is new, the end of a creation, a move.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_troubleshoot_general.html
 */
export class Lag {
  /** From when on something is seen, by its id. */
  private readonly seenFrom = new Map<string, number>();
  private readonly former = new Map<string, string>();

  constructor(private readonly cloud: Cloud, private readonly seconds: number) {}

  public get isNone(): boolean {
    return this.seconds === 0;
  }

  public hide(id: string): void {
    if (!this.isNone) { this.seenFrom.set(id, this.cloud.clock.now() + this.seconds * 1000); }
  }

  public isSeen(id: string): boolean {
    return (this.seenFrom.get(id) ?? 0) <= this.cloud.clock.now();
  }

  public moved(account: string, from: string): void {
    if (this.isNone) { return; }
    this.former.set(account, from);
    this.hide(`move of ${account}`);
  }

  /** Where lists show an account to be. */
  public parentOf({ id, parent }: Account): string {
    return this.isSeen(`move of ${id}`) ? parent : this.former.get(id) ?? parent;
  }
}
