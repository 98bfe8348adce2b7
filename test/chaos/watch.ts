import { TENANT_TAG } from './directory';
import { Entry, isObject, Json, JsonObject, Lab } from '../../src/lab';

/** How many creations AWS takes at once, and how many calls: one each ten seconds, three when it was quiet before. */
const IN_FLIGHT = 5;
const REFILL = 10_000;
const BURST = 3;
const HELD_UP = /of sts:assumeRole .* late$/;

/**
 * Watches how the platform gets on with AWS's limits. A refusal is its own fault when what it knows of would have been
 * too much by itself: the creations of runs that are still there, and the calls that came when it made them.
 */
export class Watch {
  /** Refusals of CreateAccount that nobody but the platform itself can have caused. */
  public readonly unexplained: string[] = [];
  public refused = 0;
  public calls = 0;
  /** Calls that were looked at: those of the platform that no fault has changed or held up. */
  public watched = 0;
  /** The creations that runs wait for, by id: whose they are, and for which tenant. */
  private readonly known = new Map<string, { readonly execution: string; readonly tenantId: string }>();
  private readonly heldUp = new Set<string>();
  private tokens = BURST;
  private countedAt = -Infinity;

  constructor(private readonly lab: Lab) {
    lab.cloud.journal.listen(entry => this.hear(entry));
  }

  private hear(entry: Entry): void {
    // A run that is gone leaves its creation to AWS, where it goes on beside that of its successor.
    if (entry.type === 'execution' && entry.status !== 'RUNNING') {
      for (const [id, { execution }] of this.known) { if (execution === entry.execution) { this.known.delete(id); } }
    }
    // Who waits for its credentials comes late to the slot that it reserved.
    if (entry.type === 'fault' && entry.execution !== undefined && HELD_UP.test(entry.fault)) { this.heldUp.add(entry.execution); }
    if (entry.type !== 'call' || entry.service !== 'organizations') { return; }
    const status = statusIn(entry.result);
    if (status.CompletedTimestamp !== undefined) { this.known.delete(String(status.Id)); }
    if (entry.action !== 'createAccount') { return; }
    this.calls++;
    // Another team's call, or one whose answer nobody heard or that came late: the platform cannot count with it.
    if (entry.execution === undefined || entry.fault !== undefined || this.heldUp.delete(entry.execution)) { return; }
    this.watched++;
    const tenantId = tenantIn(entry.parameters);
    const others = new Set([...this.known.values()].map(each => each.tenantId).filter(each => each !== tenantId)).size;
    const tooFast = !this.takeToken();
    if (status.Id !== undefined) { this.known.set(String(status.Id), { execution: entry.execution, tenantId }); }
    const { error } = entry;
    const refused = error && /^(ConstraintViolation|TooManyRequests)Exception$/.test(error.name);
    if (!refused) { return; }
    this.refused++;
    if (error.name === 'TooManyRequestsException' ? tooFast : others >= IN_FLIGHT) {
      this.unexplained.push(`${entry.at} ${error.name} for ${tenantId}: ${error.message}; the platform itself had ${others} creations in flight`);
    }
  }

  /** Whether AWS would take the call if there were no others than these. */
  private takeToken(): boolean {
    const now = this.lab.cloud.clock.now();
    this.tokens = Math.min(BURST, this.tokens + (now - this.countedAt) / REFILL);
    this.countedAt = now;
    if (this.tokens < 1) { return false; }
    this.tokens--;
    return true;
  }
}

const statusIn = (result: Json | undefined): JsonObject =>
  isObject(result) && isObject(result.CreateAccountStatus) ? result.CreateAccountStatus : {};

const tenantIn = ({ Tags }: JsonObject) =>
  String((Tags as { Key: string; Value: string }[] | undefined)?.find(({ Key }) => Key === TENANT_TAG)?.Value);
