import { FAILURE_STATES } from '../../../../src/telemetry/contract';
import { FailureItem } from '../../../../src/telemetry/items';
import { World } from '../world';

/** A piece of work that failed: whose it was, and which. */
export interface Work { readonly tenant: number; readonly n: number; readonly isPoison: boolean; readonly pad?: string }

/** What must not be, each with where it is. */
export interface Verdict {
  /** It failed and is on no record, or lies where only a person finds it. */
  readonly lost: string[];
  /** On record or done in another account than its own. */
  readonly crossed: string[];
  /** On record twice, done twice, or given more often than it was asked for, whether or not it then failed. */
  readonly twice: string[];
  /** Asked for, and neither done nor said to be in doubt, held or parked. */
  readonly stuck: string[];
}

const nameOf = ({ tenant, n }: Work) => `t${tenant}/${n}`;

interface Round { readonly asked: (tenant: number) => number; readonly requests: Map<string, Set<string>> }

/** How often each piece of work was given to its function, and how often that was asked for: round by round. */
export class Givings {
  private readonly rounds: Round[] = [];

  /** From now on each work of a tenant may be given so often. */
  public begin(asked: (tenant: number) => number): void { this.rounds.push({ asked, requests: new Map() }); }

  /** Lambda tries under the same request again by itself. */
  public note(work: Work, requestId: string): void {
    const { requests } = this.rounds[this.rounds.length - 1];
    const name = nameOf(work);
    requests.set(name, (requests.get(name) ?? new Set()).add(requestId));
  }

  public tooOften(): string[] {
    return this.rounds.flatMap(({ asked, requests }, round) => [...requests].flatMap(([name, { size }]) => {
      const most = asked(Number(/\d+/.exec(name)![0]));
      return size > most ? [`${name} was given ${size} times in round ${round}, and asked for ${most} times`] : [];
    }));
  }
}

/** What was given to the work is the proof: the payload says whose it is, and nothing else looks at it. */
export function judge(world: World, works: readonly Work[], givings: Givings): Verdict {
  const verdict: Verdict = { lost: [], crossed: [], twice: givings.tooOften(), stuck: [] };
  const records = new Map<string, FailureItem[]>();
  const failures = world.failures();
  for (const failure of failures) {
    const { body, bodyAt, accountId, id } = failure;
    const text = body ?? world.lab.buckets.objects(bodyAt!.bucket)[bodyAt!.key];
    const work = JSON.parse(text) as Work;
    records.set(nameOf(work), [...records.get(nameOf(work)) ?? [], failure]);
    const isOurs = accountId === world.accountOf(work.tenant) && failure.tenantId === `t${work.tenant}` && (bodyAt?.key ?? accountId).startsWith(accountId);
    if (!isOurs) { verdict.crossed.push(`${nameOf(work)} is on record as ${accountId} ${failure.tenantId} ${id}`); }
    if (failure.state === FAILURE_STATES.redriving || failure.state === FAILURE_STATES.refused) { verdict.stuck.push(`${nameOf(work)} is ${failure.state}`); }
  }
  const done = new Map<string, number>();
  for (const { account, payload } of world.deeds) {
    const work = payload as unknown as Work;
    if (account !== world.accountOf(work.tenant)) { verdict.crossed.push(`${nameOf(work)} was done in ${account}`); }
    done.set(nameOf(work), (done.get(nameOf(work)) ?? 0) + 1);
  }
  for (const work of works) { judgeOne(work, records.get(nameOf(work)) ?? [], done.get(nameOf(work)) ?? 0, verdict); }
  for (const queue of ['Queue', 'Undelivered', 'Unrecorded']) {
    const left = world.inQueue(queue);
    if (left > 0) { verdict.lost.push(`${left} messages lie in ${queue}`); }
  }
  return verdict;
}

function judgeOne(work: Work, records: readonly FailureItem[], done: number, verdict: Verdict): void {
  const name = nameOf(work);
  const states = records.map(({ state }) => state);
  if (records.length === 0) { verdict.lost.push(`${name} is on no record`); }
  // Poison that was perhaps given back comes again as another failure: nobody knows under which request it went out.
  if (records.length > 1 && !states.includes(FAILURE_STATES.inDoubt)) { verdict.twice.push(`${name} is on record ${records.length} times: ${states.join(', ')}`); }
  if (done > 1) { verdict.twice.push(`${name} was done ${done} times`); }
  if (done === 0 && !work.isPoison && states.includes(FAILURE_STATES.redriven)) { verdict.stuck.push(`${name} is said to be redriven, and was not done`); }
  if (done > 0 && states.includes(FAILURE_STATES.held)) { verdict.twice.push(`${name} was done and is held`); }
}
