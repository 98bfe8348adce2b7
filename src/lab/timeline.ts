import { Entry, Journal } from './journal';

/** One visit of a state. */
interface Visit {
  readonly state: string;
  readonly stateType: string;
  readonly at: number;
  /** What it did: each call with its outcome, each retry, each error that was caught. */
  readonly said: { readonly at: number; readonly text: string }[];
  exitedAt?: number;
}

/** What is known of one execution. */
interface Story {
  readonly startedAt: number;
  readonly visits: Visit[];
  ending: string;
  /** When its status was last heard of. */
  endedAt: number;
}

/** Keeps what executions did, state by state, and tells it in lines of text. */
export class Timelines {
  private readonly stories = new Map<string, Story>();

  constructor(journal: Journal) {
    journal.listen(entry => this.see(entry));
  }

  /**
   * A line for each visit of a state and for each further call in it: since when, which state, what it called with what
   * outcome, how long it took. The last line says how the execution ended.
   */
  public of(execution: string): string[] {
    const story = this.stories.get(execution);
    if (!story) { throw new Error(`no execution '${execution}' was seen; lab.states.executions() has those that there are`); }
    const { visits, startedAt, ending } = story;
    const widest = Math.max(0, ...visits.map(({ state }) => state.length));
    const line = (at: number, state: string, text: string) => `${clock(at - startedAt)}  ${state.padEnd(widest)}  ${text}`.trimEnd();
    const lines = visits.flatMap(visit => {
      const { at, state, said } = visit;
      if (said.length === 0) { return [line(at, state, tookOf(visit))]; }
      return said.map((each, index) => line(
        index === 0 ? at : each.at, index === 0 ? state : '',
        index === said.length - 1 ? `${each.text}  ${tookOf(visit)}` : each.text,
      ));
    });
    return [...lines, `${clock(story.endedAt - startedAt)}  ${ending}`];
  }

  private see(entry: Entry): void {
    if (entry.type === 'execution') { this.seeExecution(entry); }
    if (entry.type === 'transition') { this.seeTransition(entry); }
    if (entry.type === 'call') { this.seeCall(entry); }
  }

  private seeExecution({ execution, at, status, error, cause }: Extract<Entry, { type: 'execution' }>): void {
    const story = this.stories.get(execution);
    if (!story) {
      const time = Date.parse(at);
      this.stories.set(execution, { startedAt: time, visits: [], ending: status, endedAt: time });
    } else {
      story.ending = [status, error, cause].filter(Boolean).join(': ');
      story.endedAt = Date.parse(at);
    }
  }

  private seeTransition({ execution, at, state, stateType, event, error }: Extract<Entry, { type: 'transition' }>): void {
    const visits = this.stories.get(execution)?.visits;
    if (!visits) { return; }
    const time = Date.parse(at);
    if (event === 'entered') {
      visits.push({ state, stateType, at: time, said: [] });
      return;
    }
    const visit = last(visits, each => each.state === state && each.exitedAt === undefined);
    if (!visit) { return; }
    if (event === 'exited') { visit.exitedAt = time; } else { visit.said.push({ at: time, text: [event, error].filter(Boolean).join(' ') }); }
  }

  /** The log does not say which state calls: it is the task that was entered last and is not over. */
  private seeCall({ execution, at, service, action, error }: Extract<Entry, { type: 'call' }>): void {
    const visits = execution === undefined ? undefined : this.stories.get(execution)?.visits;
    const visit = visits && last(visits, ({ stateType, exitedAt }) => stateType === 'Task' && exitedAt === undefined);
    visit?.said.push({ at: Date.parse(at), text: `${service}:${action} ${error ? error.name : 'ok'}` });
  }
}

const last = (visits: readonly Visit[], fits: (visit: Visit) => boolean): Visit | undefined =>
  [...visits].reverse().find(fits);

/** Waits and tasks take time; that the others take none goes without saying. */
function tookOf({ stateType, at, exitedAt }: Visit): string {
  if (exitedAt === undefined || exitedAt === at) { return ''; }
  return `${stateType === 'Wait' ? 'waited' : 'took'} ${length(exitedAt - at)}`;
}

function length(milliseconds: number): string {
  if (milliseconds < 1000) { return `${milliseconds} ms`; }
  const seconds = Math.round(milliseconds / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h} h ${m} min` : m > 0 ? `${m} min ${s} s` : `${s} s`;
}

/** `0:01:00.250` */
function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(milliseconds % 1000).padStart(3, '0')}`;
}
