import { Entry, isObject, Json, Lab } from '../../lab';

/** What became of one tenant, as far as the bus has told. */
export interface TenantStory {
  readonly tenantId: string;
  readonly askedAt: number;
  accountId?: string;
  outcome?: 'ready' | 'failed' | 'rejected';
  endedAt?: number;
  reason?: string;
  notes: string[];
  requests: number;
}

/** A tenant that has an account. */
export interface ReadyTenant {
  readonly tenantId: string;
  readonly accountId: string;
}

/** One call of CreateAccount. */
export interface CreationCall {
  readonly at: number;
  readonly error?: string;
}

/** Listens to the journal and keeps only what the report needs, so that 6,000 tenants fit into memory. */
export class Observer {
  public readonly tenants = new Map<string, TenantStory>();
  public readonly creations: CreationCall[] = [];
  public readonly calls = new Map<string, number>();
  /** How many tenants have an answer. */
  public settled = 0;
  public mostInFlight = 0;
  /** How long all creations together were in progress, by AWS's own word. */
  public secondsInProgress = 0;
  private readonly inFlight = new Set<string>();

  constructor(lab: Lab) {
    lab.cloud.journal.listen(entry => this.see(entry));
  }

  /** Tenants that are ready, in the order in which they asked. */
  public get ready(): ReadyTenant[] {
    return [...this.tenants.values()].flatMap(({ tenantId, accountId, outcome }) =>
      outcome === 'ready' && accountId !== undefined ? [{ tenantId, accountId }] : []);
  }

  private see(entry: Entry): void {
    if (entry.type === 'event') {
      this.seeEvent(entry);
    } else if (entry.type === 'call') {
      const name = `${entry.service}:${entry.action}`;
      this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
      this.seeCreation(entry);
    }
  }

  private seeEvent({ at, detailType, detail }: Extract<Entry, { type: 'event' }>): void {
    const said = isObject(detail) ? detail : {};
    const tenantId = String(said.tenantId ?? 'unknown');
    const time = Date.parse(at);
    if (detailType === 'TenantRequested') {
      const known = this.tenants.get(tenantId);
      if (known) {
        known.requests++;
      } else {
        this.tenants.set(tenantId, { tenantId, askedAt: time, notes: [], requests: 1 });
      }
      return;
    }
    const tenant = this.tenants.get(tenantId);
    if (!tenant) { return; }
    const ends: Record<string, [TenantStory['outcome'], Json | undefined]> = {
      TenantReady: ['ready', ''],
      TenantFailed: ['failed', `${said.step}: ${said.error}`],
      TenantRejected: ['rejected', Array.isArray(said.reasons) ? said.reasons.join('; ') : ''],
    };
    const end = ends[detailType];
    // A tenant that is ready stays so, whatever is said of a second request.
    if (!end || tenant.outcome === 'ready') { return; }
    if (tenant.outcome === undefined) { this.settled++; }
    tenant.outcome = end[0];
    if (tenant.outcome === 'ready') { tenant.accountId = String(said.accountId); }
    tenant.reason = String(end[1] ?? '');
    tenant.endedAt = time;
    tenant.notes = Array.isArray(said.notes) ? said.notes.map(String) : [];
  }

  private seeCreation({ at, service, action, error, result }: Extract<Entry, { type: 'call' }>): void {
    if (service !== 'organizations') { return; }
    const status = isObject(result) && isObject(result.CreateAccountStatus) ? result.CreateAccountStatus : {};
    if (action === 'createAccount') {
      // Whose execution is gone has called all the same.
      this.creations.push({ at: Date.parse(at), error: error?.name === 'Crashed' ? undefined : error?.name });
      if (status.Id) { this.inFlight.add(String(status.Id)); }
      this.mostInFlight = Math.max(this.mostInFlight, this.inFlight.size);
    } else if (action === 'describeCreateAccountStatus' && status.State !== 'IN_PROGRESS') {
      if (this.inFlight.delete(String(status.Id)) && status.CompletedTimestamp) {
        const [from, to] = [status.RequestedTimestamp, status.CompletedTimestamp].map(time => Date.parse(String(time)));
        this.secondsInProgress += (to - from) / 1000;
      }
    }
  }
}
