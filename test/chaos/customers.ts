import { HOUR, later, MINUTE, otherwise, requestOf, SECONDS_BETWEEN_REQUESTS, Stage } from './contents';
import { Entry, isObject, JsonObject } from '../../src/lab';
import { Place } from '../../src/lab/lab';

/** How long somebody waits for an answer before asking again, and how often. */
const PATIENCE = 12 * HOUR;
const MOST_ASKS = 30;
/** How often a tenant that failed is asked for again, and how often with other contents. */
const MOST_REPEATS = 3;
const SECOND_THOUGHTS = 0.3;

/** Somebody who wants a tenant, with the very same contents until it fails. */
export interface Customer {
  readonly tenantId: string;
  detail: JsonObject;
  asks: number;
  /** The id of the event that it sent last. */
  sent?: string;
  failures: number;
  answer?: 'ready' | 'failed' | 'rejected';
  why?: string;
  /** The last thing that came of it, where nobody asks again: the sweeper's. */
  resigned?: true;
}

/** All who ask: once, at once with another, again when no answer comes, and again after a failure. */
export class Customers {
  private readonly customers = new Map<string, Customer[]>();
  /** Requests that arrived, whose runs are all over, and that nobody answered: whoever sent them had to ask again. */
  public readonly unanswered: string[] = [];
  /** Requests that were rejected although nobody asked for anything else. */
  public readonly turnedAway: string[] = [];
  /** Who sent an event: its id is the name of the execution. */
  private readonly senders = new Map<string, Customer>();
  /** Names of executions that began, and the executions that go on, by tenant. */
  private readonly arrived = new Set<string>();
  private readonly running = new Map<string, Set<string>>();
  /** What was asked for so far, by tenant. */
  private readonly contents = new Map<string, Set<string>>();

  constructor(private readonly stage: Stage, private readonly bus: Place, private readonly swept: boolean) {
    stage.lab.cloud.journal.listen(entry => this.hear(entry));
  }

  public of(tenantId: string): readonly Customer[] {
    return this.customers.get(tenantId) ?? [];
  }

  public all(): Customer[] {
    return [...this.customers.values()].flat();
  }

  public isAnybodyWaiting(): boolean {
    return this.all().some(({ answer, resigned, asks }) => !answer && !resigned && asks < MOST_ASKS);
  }

  /** Everybody comes in the end, some of them together with somebody else. */
  public arrive(tenants: number): void {
    const { random, did } = this.stage;
    for (let index = 1; index <= tenants; index++) {
      const at = Math.round(index * SECONDS_BETWEEN_REQUESTS * 1000 * random.between(0.97, 1.03));
      const first = this.make(requestOf(index));
      later(this.stage, at, () => this.ask(first));
      const twin = random.next();
      if (twin < 0.02) {
        did('two requests at once, same contents');
        later(this.stage, at + random.whole(0, 2000), () => this.ask(first));
      } else if (twin < 0.04) {
        did('two requests at once, other contents');
        const second = this.make({ ...requestOf(index), displayName: `Other ${index}` });
        later(this.stage, at + random.whole(0, 2000), () => this.ask(second));
      }
    }
  }

  /** Somebody asks for the tenant again, as its first customer did. */
  public askAgainFor(tenantId: string): void {
    const [first] = this.of(tenantId);
    if (first) { this.ask(first); }
  }

  private make(detail: JsonObject): Customer {
    const customer: Customer = { tenantId: String(detail.tenantId), detail, asks: 0, failures: 0 };
    this.customers.set(customer.tenantId, [...this.of(customer.tenantId), customer]);
    return customer;
  }

  private ask(customer: Customer): void {
    customer.asks++;
    customer.answer = undefined;
    const asked = customer.asks;
    this.stage.lab.cloud.clock.background(this.send(customer));
    later(this.stage, PATIENCE, () => {
      if (customer.answer || customer.asks !== asked) { return; }
      this.noteSilence(customer);
      if (customer.resigned || asked >= MOST_ASKS) { return; }
      this.stage.did('asked again for want of an answer');
      this.ask(customer);
    });
  }

  private async send(customer: Customer): Promise<void> {
    const answer = await this.stage.lab.putEvents(this.bus, [
      { Source: 'chaos', DetailType: 'TenantRequested', Detail: JSON.stringify(customer.detail) },
    ]);
    const [{ EventId: id }] = answer.Entries as JsonObject[];
    this.senders.set(String(id), customer);
    customer.sent = String(id);
    const { tenantId } = customer;
    this.contents.set(tenantId, (this.contents.get(tenantId) ?? new Set()).add(JSON.stringify(customer.detail)));
  }

  /** With the sweeper, a request that arrived and that nobody is at any more has to have an answer. */
  private noteSilence({ tenantId, sent }: Customer): void {
    if (!this.swept || !sent || !this.arrived.has(sent) || this.running.get(tenantId)?.size) { return; }
    this.unanswered.push(`${tenantId}: ${PATIENCE / HOUR} h after its request ${sent} arrived, nobody is at it and nobody has answered`);
  }

  private hear(entry: Entry): void {
    if (entry.type === 'event' && entry.detailType.startsWith('Tenant') && isObject(entry.detail)) {
      const { tenantId, run, reasons, step, error } = entry.detail;
      const why = `${String(step)}: ${String(error)}`;
      if (entry.detailType === 'TenantReady') { this.of(String(tenantId)).forEach(each => { each.answer = 'ready'; }); }
      if (entry.detailType === 'TenantFailed') { this.of(String(tenantId)).forEach(each => this.failed(each, why)); }
      if (entry.detailType === 'TenantRejected') { this.rejected(String(tenantId), String(run), JSON.stringify(reasons)); }
    }
    if (entry.type === 'execution') { this.follow(entry); }
    if (entry.type === 'execution' && (entry.status === 'ABORTED' || entry.status === 'TIMED_OUT')) { this.ended(entry.execution); }
  }

  private failed(customer: Customer, why: string): void {
    if (customer.answer === 'ready') { return; }
    Object.assign(customer, { answer: 'failed', why });
    if (customer.failures++ >= MOST_REPEATS || this.stage.random.next() < 0.05) { return; }
    this.stage.did('asked again after a failure');
    later(this.stage, this.stage.random.whole(10, 120) * MINUTE, () => { if (customer.answer === 'failed') { this.askOtherwise(customer); } });
  }

  private askOtherwise(customer: Customer): void {
    if (this.stage.random.next() < SECOND_THOUGHTS) {
      this.stage.did('asked for something else after a failure');
      customer.detail = otherwise(customer.detail, this.stage.random);
    }
    this.ask(customer);
  }

  private rejected(tenantId: string, run: string, why: string): void {
    // A run that was begun again was sent by nobody: its answer is for whoever waits.
    const sender = this.senders.get(run.split(':').pop()!);
    for (const customer of sender ? [sender] : this.of(tenantId).filter(({ answer }) => answer === undefined)) {
      if (customer.answer !== 'ready') { Object.assign(customer, { answer: 'rejected', why }); }
    }
    if (this.contents.get(tenantId)?.size === 1 && !why.includes('could not be put on record')) { this.turnedAway.push(`${tenantId}: ${why}`); }
  }

  private follow({ execution, status, input }: Extract<Entry, { type: 'execution' }>): void {
    if (status !== 'RUNNING') {
      for (const runs of this.running.values()) { runs.delete(execution); }
      return;
    }
    this.arrived.add(execution.split(':').pop()!);
    if (!isObject(input)) { return; }
    const tenantId = String(input.tenantId);
    this.running.set(tenantId, (this.running.get(tenantId) ?? new Set()).add(execution));
  }

  /** A run is gone without a word: it is redriven, asked for again, or left to the sweeper, where there is one. */
  private ended(execution: string): void {
    const { random, did } = this.stage;
    const customer = this.senders.get(execution.split(':').pop()!);
    const fate = random.pick(['redriven', 'asked again', 'left'] as const);
    if (fate === 'redriven') {
      did('a dead run was redriven');
      later(this.stage, random.whole(1, 90) * MINUTE, () => this.redrive(execution));
    } else if (fate === 'asked again' && customer) {
      did('a dead run was asked for again');
      later(this.stage, random.whole(1, 90) * MINUTE, () => { if (customer.answer !== 'ready') { this.ask(customer); } });
    } else if (this.swept && customer) {
      did('a dead run was left to the sweeper');
      customer.resigned = true;
    }
  }

  private async redrive(execution: string): Promise<void> {
    const { lab } = this.stage;
    try {
      await lab.cloud.call(lab.operator(this.bus), 'sfn', 'redriveExecution', { ExecutionArn: execution });
    } catch (error) {
      if ((error as Error).name !== 'ExecutionNotRedrivable') { throw error; }
    }
  }
}
