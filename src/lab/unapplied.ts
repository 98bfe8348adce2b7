import { Fault, FaultSource, nameOf } from './faults';

/** Faults in states that no machine has. */
export function complaintsAboutStates(faults: FaultSource, states: ReadonlySet<string>): string[] {
  if (states.size === 0) { return []; }
  return faults.tally().flatMap(({ fault, applied }, at) =>
    applied === 0 ? complaintsAboutState(fault, at, states) : []);
}

/** All faults of which none came, with why where that is known, and after them how often each of the others came. */
export function complaintsAboutUnapplied(faults: FaultSource, states: ReadonlySet<string>): string[] {
  const tally = faults.tally();
  const never = tally.flatMap(({ fault, applied }, at) => {
    if (applied > 0) { return []; }
    const [why] = complaintsAboutState(fault, at, states);
    return [why ?? `faults[${at}] (${nameOf(fault)}) was never applied`];
  });
  if (never.length === 0) { return []; }
  return [...never, ...tally.flatMap(({ fault, applied }, at) =>
    applied === 0 ? [] : [`faults[${at}] (${nameOf(fault)}) was applied ${applied === 1 ? 'once' : `${applied} times`}`])];
}

function complaintsAboutState(fault: Fault, at: number, states: ReadonlySet<string>): string[] {
  const { inState } = fault as { inState?: string };
  if (inState === undefined || states.has(inState)) { return []; }
  return [`faults[${at}].inState: no state machine of the lab has a state '${inState}', so the fault never came; there are ${[...states].join(', ') || 'none'}`];
}
