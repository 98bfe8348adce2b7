import { Stretch, Way } from './phases';
import { Entry, isObject, Json, Lab } from '../../lab';
import { TENANT_TAG } from '../../tenants/contract';
import { Observer } from '../demo/observer';

/** The most of something within one second. */
export class Peak {
  public most = 0;
  private second = -1;
  private now = 0;

  public add(at: number, number = 1): void {
    const second = Math.floor(at / 1000);
    if (second !== this.second) { [this.second, this.now] = [second, 0]; }
    this.now += number;
    this.most = Math.max(this.most, this.now);
  }
}

/** Errors by which AWS says: too much, too fast. */
const TOO_MUCH = /TooManyRequests|Throttl|LimitExceeded|ConstraintViolation/;

/** Watches a play and keeps what the report needs: the way of each tenant, and how much was asked of AWS at once. */
export class Watch {
  public readonly peaks = { transitions: new Peak(), starts: new Peak(), writes: new Peak(), reads: new Peak() };
  /** How often AWS said that it was too much, by call and error. */
  public readonly refused = new Map<string, number>();
  public mostExecutions = 0;
  public settled = 0;
  private readonly observer: Observer;
  private readonly takenAt = new Map<string, number>();
  private readonly bornAt = new Map<string, number>();
  /** Creations by their number, from CreateAccount until somebody was told that they are over. */
  private readonly creations = new Map<string, { from: number; to?: number }>();
  private readonly unsettled = new Set<string>();
  private readonly accounts: string[] = [];
  private executions = 0;
  private capacity: { writes: number; reads: number };

  constructor(private readonly lab: Lab) {
    this.observer = new Observer(lab);
    this.capacity = lab.capacity();
    lab.cloud.journal.listen(entry => this.see(entry));
    lab.organization.onAccountCreated(({ id }) => {
      this.accounts.push(id);
      const tenant = lab.organization.account(id)?.tags.get(TENANT_TAG);
      if (tenant !== undefined) { this.bornAt.set(tenant, lab.cloud.clock.now()); }
    });
  }

  public get calls(): ReadonlyMap<string, number> { return this.observer.calls; }

  /** How many accounts were made. */
  public get made(): number { return this.accounts.length; }

  public get firstAskedAt(): number {
    return this.tenants().reduce((first, tenant) => Math.min(first, this.way(tenant).askedAt), Infinity);
  }

  /** Whether executions are under way. */
  public get isBusy(): boolean { return this.executions > 0; }

  public way(tenantId: string): Way & { readonly outcome?: string; readonly reason?: string } {
    const { askedAt, endedAt, outcome, reason } = this.observer.tenants.get(tenantId)!;
    const [takenAt, bornAt] = [this.takenAt.get(tenantId), this.bornAt.get(tenantId)];
    return { askedAt, takenAt, bornAt, endedAt, outcome, reason, ready: outcome === 'ready' };
  }

  public tenants(): string[] { return [...this.observer.tenants.keys()]; }

  /** When AWS took each CreateAccount. */
  public takes(): number[] { return [...this.creations.values()].map(({ from }) => from); }

  /** For how long each creation had its place. */
  public held(): Stretch[] {
    return [...this.creations.values()].map(({ from, to = this.lab.cloud.clock.now() }) => ({ from, to }));
  }

  private see(entry: Entry): void {
    const at = this.lab.cloud.clock.now();
    switch (entry.type) {
      case 'transition':
        if (entry.event === 'entered' || entry.event === 'retried') { this.peaks.transitions.add(at); }
        break;
      case 'execution':
        this.executions += entry.status === 'RUNNING' ? 1 : -1;
        this.mostExecutions = Math.max(this.mostExecutions, this.executions);
        break;
      case 'event': this.seeEvent(entry); break;
      case 'call': this.seeCall(entry, at); break;
      default:
    }
  }

  private seeEvent({ detailType, detail }: Extract<Entry, { type: 'event' }>): void {
    const tenantId = isObject(detail) ? String(detail.tenantId) : '';
    if (detailType === 'TenantRequested') { this.unsettled.add(tenantId); }
    if (/^Tenant(Ready|Failed|Rejected)$/.test(detailType) && this.unsettled.delete(tenantId)) { this.settled++; }
  }

  private seeCall({ service, action, parameters, result, error }: Extract<Entry, { type: 'call' }>, at: number): void {
    if (error && TOO_MUCH.test(error.name)) {
      const what = `${service}:${action} ${error.name}`;
      this.refused.set(what, (this.refused.get(what) ?? 0) + 1);
    }
    if (service === 'dynamodb') {
      const { writes, reads } = this.lab.capacity();
      this.peaks.writes.add(at, writes - this.capacity.writes);
      this.peaks.reads.add(at, reads - this.capacity.reads);
      this.capacity = { writes, reads };
    } else if (service === 'sfn' && action === 'startExecution') {
      this.peaks.starts.add(at);
    } else if (service === 'organizations') {
      for (const { Id, State } of statusesIn(result)) {
        if (action === 'createAccount') {
          this.creations.set(String(Id), { from: at });
          this.takenAt.set(tagOf(parameters.Tags), at);
        } else if (State !== 'IN_PROGRESS') {
          const creation = this.creations.get(String(Id));
          if (creation) { creation.to ??= at; }
        }
      }
    }
  }
}

/** What an answer tells of creations, be it one or a list. */
function statusesIn(result: Json | undefined): { Id?: Json; State?: Json }[] {
  if (!isObject(result)) { return []; }
  const { CreateAccountStatus: one, CreateAccountStatuses: list } = result;
  return [one, ...Array.isArray(list) ? list : []].filter(isObject);
}

function tagOf(tags: Json | undefined): string {
  const tag = (Array.isArray(tags) ? tags : []).filter(isObject).find(({ Key }) => Key === TENANT_TAG);
  return String(tag?.Value);
}
