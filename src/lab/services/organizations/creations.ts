import { constraint, invalidInput } from './errors';
import { FAILURE_REASONS } from './failure-reasons';
import * as inputs from './inputs';
import { Lag } from './lag';
import { describeTags, NewAccount } from './model';
import { Tree } from './tree';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { draw, Duration } from '../../durations';
import { JsonObject } from '../../json';
import { page } from '../../pages';
import { Random } from '../../random';

interface Creation {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly requestedAt: number;
  state: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  completedAt?: number;
  accountId?: string;
  failureReason?: string;
}

const STATES = ['IN_PROGRESS', 'SUCCEEDED', 'FAILED'] as const;

export interface CreationOptions {
  readonly lag: Lag;
  readonly duration: Duration;
  readonly finalizedAt: number;
  /** How the account quota shows: the request is refused, or accepted and then fails. */
  readonly overQuota: 'ConstraintViolationException' | 'ACCOUNT_LIMIT_EXCEEDED';
  readonly finished: (status: JsonObject) => void;
}

/** CreateAccount: accepted at once, done in the background, and told only to those who ask. */
export class Creations {
  private readonly creations = new Map<string, Creation>();
  /** Addresses that are being given to an account right now. */
  private readonly addresses = new Set<string>();
  private readonly listeners: ((account: NewAccount) => void)[] = [];
  private inProgress = 0;

  constructor(
    private readonly cloud: Cloud,
    private readonly tree: Tree,
    private readonly random: Random,
    private readonly options: CreationOptions,
  ) {}

  /** Tells of each account at the moment in which it comes to be. */
  public onAccountCreated(listener: (account: NewAccount) => void): void {
    this.listeners.push(listener);
  }

  public create(parameters: JsonObject): JsonObject {
    if (this.cloud.clock.now() < this.options.finalizedAt) {
      throw new AwsError('FinalizingOrganizationException', 'the organization is still being set up; try again in an hour');
    }
    const email = inputs.email(parameters);
    const name = inputs.accountName(inputs.text(parameters, 'AccountName', 1, 50));
    const roleName = inputs.roleName(parameters);
    inputs.oneOf(parameters, 'IamUserAccessToBilling', ['ALLOW', 'DENY']);
    const tags = inputs.tags(parameters.Tags, this.cloud.quotas.value('organizations.tagsPerResource'));
    this.throwIfFull();

    const creation: Creation = {
      id: `car-${this.random.text(32)}`, name, email, requestedAt: this.cloud.clock.now(), state: 'IN_PROGRESS',
    };
    this.creations.set(creation.id, creation);
    this.options.lag.hide(creation.id);
    const failure = this.failureOf(creation, tags);
    this.inProgress++;
    if (!failure) { this.addresses.add(email.toLowerCase()); }
    const end = this.cloud.clock.now() + draw(this.random, this.options.duration);
    this.cloud.clock.at(end, () => this.finish(creation, roleName, tags, failure));
    return { CreateAccountStatus: describe(creation) };
  }

  public status(parameters: JsonObject): JsonObject {
    const id = inputs.matching(parameters, 'CreateAccountRequestId', /^car-[a-z0-9]{8,32}$/);
    const creation = this.creations.get(id);
    if (!creation) { throw new AwsError('CreateAccountStatusNotFoundException', `no account creation ${id} is known`); }
    return { CreateAccountStatus: describe(this.seen(creation)) };
  }

  public list(parameters: JsonObject): JsonObject {
    const wanted = parameters.States ?? STATES;
    if (!Array.isArray(wanted) || wanted.some(state => !STATES.includes(state as Creation['state']))) {
      throw invalidInput('INVALID_ENUM', `States must be some of ${STATES.join(', ')}`);
    }
    inputs.checkPageSize(parameters, 20);
    const found = [...this.creations.values()].filter(({ id }) => this.options.lag.isSeen(id))
      .map(creation => this.seen(creation)).filter(creation => wanted.includes(creation.state));
    const { items, NextToken } = page(found, parameters, { largest: 20, badToken });
    return { CreateAccountStatuses: items.map(describe), ...(NextToken && { NextToken }) };
  }

  /** A creation as readers see it: perhaps not yet that it is over. */
  private seen(creation: Creation): Creation {
    if (creation.state === 'IN_PROGRESS' || this.options.lag.isSeen(`end of ${creation.id}`)) { return creation; }
    const { id, name, email, requestedAt } = creation;
    return { id, name, email, requestedAt, state: 'IN_PROGRESS' };
  }

  private throwIfFull(): void {
    if (this.inProgress >= this.cloud.quotas.value('organizations.accountsInCreation')) {
      throw constraint('ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED', 'too many accounts are being created at the same time');
    }
    if (this.options.overQuota === 'ACCOUNT_LIMIT_EXCEEDED') { return; }
    // Accounts that are still being made take their place already, or six requests could overrun the quota by five.
    if (this.tree.size() + this.inProgress >= this.cloud.quotas.value('organizations.accounts')) {
      throw constraint('ACCOUNT_NUMBER_LIMIT_EXCEEDED', 'the organization has as many accounts as it may have');
    }
  }

  /**
   * Why this creation is going to fail, if it is. A planned fault is used up only by a creation that would have
   * worked.
   */
  private failureOf(creation: Creation, tags: ReadonlyMap<string, string>): string | undefined {
    if (this.tree.isTaken(creation.email)) { return 'EMAIL_ALREADY_EXISTS'; }
    // The API model says of this reason: a request with the same information was already submitted.
    if (this.addresses.has(creation.email.toLowerCase())) { return 'CONCURRENT_ACCOUNT_MODIFICATION'; }
    const about = { Name: creation.name, Email: creation.email, Tags: describeTags(tags) };
    const fault = this.cloud.faults.next('creation', { about });
    if (!fault) { return undefined; }
    if (!FAILURE_REASONS.has(fault.reason)) { throw new Error(`no account creation fails with the reason '${fault.reason}'`); }
    this.cloud.tellFault(fault);
    return fault.reason;
  }

  private finish(creation: Creation, roleName: string, tags: ReadonlyMap<string, string>, failure?: string): void {
    this.inProgress--;
    creation.completedAt = this.cloud.clock.now();
    this.options.lag.hide(`end of ${creation.id}`);
    if (!failure) { this.addresses.delete(creation.email.toLowerCase()); }
    const reason = failure ?? this.overtakenBy(creation);
    if (reason) {
      creation.state = 'FAILED';
      creation.failureReason = reason;
    } else {
      const account = this.tree.addAccount({ name: creation.name, email: creation.email, tags });
      creation.state = 'SUCCEEDED';
      creation.accountId = account.id;
      this.options.lag.hide(account.id);
      this.listeners.forEach(listen => listen({ id: account.id, name: account.name, email: account.email, roleName }));
    }
    this.options.finished(describe(creation));
  }

  /** What has happened while the account was being made, so that it cannot be made any more. */
  private overtakenBy({ email }: Creation): string | undefined {
    if (this.tree.isTaken(email)) { return 'EMAIL_ALREADY_EXISTS'; }
    return this.tree.size() >= this.cloud.quotas.value('organizations.accounts') ? 'ACCOUNT_LIMIT_EXCEEDED' : undefined;
  }
}

function badToken(): AwsError {
  return invalidInput('INVALID_NEXT_TOKEN', 'NextToken must come from the answer to a call before');
}

/** `AccountId` is absent until the account is there, `FailureReason` unless it failed: absent, not null. */
function describe(creation: Creation): JsonObject {
  return {
    Id: creation.id,
    AccountName: creation.name,
    State: creation.state,
    RequestedTimestamp: new Date(creation.requestedAt).toISOString(),
    ...(creation.completedAt !== undefined && { CompletedTimestamp: new Date(creation.completedAt).toISOString() }),
    ...(creation.accountId && { AccountId: creation.accountId }),
    ...(creation.failureReason && { FailureReason: creation.failureReason }),
  };
}
