import { CloudTrailRecord, reasonToSkip } from './cloudtrail';
import { PolicySet, Stop, Verdict } from './policy-set';
import { Request, requestsOf } from './request';

/** How the answer to a request changes, in the order of what it means to people. */
export const CHANGES = ['denied', 'mayBeDenied', 'noLongerDenied'] as const;
export type Change = typeof CHANGES[number];

/** What changes for one principal and one action. */
export interface Group {
  readonly change: Change;
  readonly action: string;
  readonly principal: string;
  readonly by: readonly Stop[];
  /** Condition keys of which the records do not tell enough. */
  readonly dependsOn: readonly string[];
  count: number;
  first: string;
  last: string;
}

/** What a change of policies would do to what was recorded. */
export interface Difference {
  readonly records: number;
  readonly same: number;
  /** In how many records something would be denied now, may be, and is no longer. */
  readonly changed: Readonly<Record<Change, number>>;
  /** Records of which nothing can be said, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly groups: readonly Group[];
}

/** What changes, and the policies of settings that change, of which no record tells. */
export interface Told extends Difference {
  readonly notAsked: readonly string[];
}

/** Asks the old and the new policies about records, one after the other, and remembers what changes alone. */
export class Comparison {
  private readonly groups = new Map<string, Group>();
  private readonly skipped = new Map<string, number>();
  private readonly changed: Record<Change, number> = { denied: 0, mayBeDenied: 0, noLongerDenied: 0 };
  private records = 0;
  private same = 0;

  constructor(
    private readonly before: PolicySet,
    private readonly after: PolicySet,
    private readonly managementAccounts: readonly string[],
  ) {}

  public add(record: CloudTrailRecord): void {
    this.records++;
    const requests = requestsOf(record);
    const reason = reasonToSkip(record, this.managementAccounts) ?? (requests ? undefined : 'of events whose permission is not known');
    if (reason !== undefined) {
      this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + 1);
      return;
    }
    const found = requests!.flatMap(request => this.changeOf(request) ?? []);
    const [worst] = CHANGES.flatMap(change => found.filter(each => each.change === change));
    if (!worst) {
      this.same++;
      return;
    }
    this.changed[worst.change]++;
    const key = JSON.stringify(worst);
    const group = this.groups.get(key) ?? { ...worst, count: 0, first: record.eventTime, last: record.eventTime };
    group.count++;
    if (record.eventTime < group.first) { group.first = record.eventTime; }
    if (record.eventTime > group.last) { group.last = record.eventTime; }
    this.groups.set(key, group);
  }

  public result(): Difference {
    const { records, same, changed } = this;
    const groups = [...this.groups.values()]
      .sort((a, b) => CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change) || b.count - a.count);
    return { records, same, changed, skipped: Object.fromEntries(this.skipped), groups };
  }

  private changeOf(request: Request): Omit<Group, 'count' | 'first' | 'last'> | undefined {
    const [before, after] = [this.before.verdict(request), this.after.verdict(request)];
    const change = changeFrom(before, after);
    if (!change) { return undefined; }
    const decides = change === 'noLongerDenied' ? before : after;
    return {
      change, action: request.action, principal: request.principal,
      by: decides.is === 'allowed' ? [] : decides.by,
      dependsOn: [...new Set([before, after].flatMap(verdict => verdict.is === 'open' ? verdict.on : []))].sort(),
    };
  }
}

/** What was open before and is open now is the same only if it hangs on nothing more. */
function changeFrom(before: Verdict, after: Verdict): Change | undefined {
  switch (after.is) {
    case 'denied': return before.is === 'denied' ? undefined : 'denied';
    case 'allowed': return before.is === 'allowed' ? undefined : 'noLongerDenied';
    case 'open':
      if (before.is === 'denied') { return 'noLongerDenied'; }
      return before.is === 'open' && after.on.every(key => before.on.includes(key)) ? undefined : 'mayBeDenied';
  }
}
