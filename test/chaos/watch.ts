import { Entry, isObject, Lab } from '../../src/lab';

/** So long after a disturbance the platform should have found its pace again: 19 of 20 creations take three minutes. */
const CALM = 15 * 60_000;

/** Watches how the platform gets on with AWS's limits, and what kinds of faults come. */
export class Watch {
  /** Refusals of CreateAccount that nobody but the platform itself can have caused. */
  public readonly unexplained: string[] = [];
  public refused = 0;
  public calls = 0;
  /** When something last happened to CreateAccount that the platform cannot know of. */
  private disturbed = -Infinity;

  constructor(private readonly lab: Lab) {
    lab.cloud.journal.listen(entry => this.hear(entry));
  }

  private hear(entry: Entry): void {
    // A run that is gone leaves its creation to AWS, where it goes on beside that of its successor.
    if (entry.type === 'execution' && (entry.status === 'ABORTED' || entry.status === 'TIMED_OUT')) {
      this.disturbed = this.lab.cloud.clock.now();
    }
    if (entry.type !== 'call' || entry.service !== 'organizations' || entry.action !== 'createAccount') { return; }
    const now = this.lab.cloud.clock.now();
    this.calls++;
    // Another team's call, or a fault: an account may be under way of which the line knows nothing.
    if (entry.role === 'operator' || entry.fault !== undefined) {
      this.disturbed = now;
      return;
    }
    const { error } = entry;
    if (!error || !/^(ConstraintViolation|TooManyRequests)Exception$/.test(error.name)) { return; }
    this.refused++;
    if (now - this.disturbed > CALM) {
      const tags = isObject(entry.parameters) && Array.isArray(entry.parameters.Tags) ? JSON.stringify(entry.parameters.Tags[0]) : '';
      this.unexplained.push(`${entry.at} ${error.name}: ${error.message} ${tags}`);
    }
  }
}
