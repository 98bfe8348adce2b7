import { Ended } from '../../asl/errors';
import { State } from '../../asl/flow';
import type { Run } from '../../asl/run';
import { Cloud } from '../../cloud';

export type Transition = 'entered' | 'retried' | 'caught' | 'exited';

/** Writes into the log that an execution moves. A planned fault may end it there. */
export function tellTransition(
  cloud: Cloud, { facts, life }: Run, state: State, event: Transition, more?: { error?: string; rule?: number },
): void {
  cloud.journal.write({
    type: 'transition',
    at: cloud.timestamp(),
    execution: facts.arn,
    machine: facts.machineName,
    state: state.name,
    stateType: state.type,
    event,
    ...more,
  });
  if (event !== 'entered' && event !== 'exited') { return; }
  const when = event === 'entered' ? 'before' : 'after';
  const fault = cloud.faults.next('kill', { about: facts.input, inState: state.name, when, execution: facts.arn });
  if (!fault) { return; }
  cloud.tellFault(fault, { execution: facts.arn });
  life.end(new Ended('ABORTED', undefined, 'killed by a planned fault'));
}
