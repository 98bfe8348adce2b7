import { deployed, HOSTILE } from './app';
import { onBuses, onData, onQueues, onSink } from './calls-central';
import { FUNCTION, SESSION, becoming, having, onTenants, tampering } from './calls-roles';
import { Call, isAllowed } from './decide';
import { unbelieved, unheard } from './forged';
import { Known, known } from './known';
import { legitimate } from './legitimate';
import { Trial, trialOf } from './trial';
import { Document } from './world';

export interface Proof {
  /** Hostile calls by what they are made on. */
  readonly trials: Readonly<Record<string, readonly Trial[]>>;
  readonly crossings: readonly string[];
  /** Calls that nobody has seen to succeed: whatever stops them, it is not what is named. */
  readonly unproven: readonly string[];
  /** Protections that are named and stop nothing. */
  readonly needless: readonly string[];
  readonly legitimate: readonly Call[];
  /** Calls that have to go on, and do not. */
  readonly shutOut: readonly string[];
}

/** As the function that redrives asks for a session: see `tenant-account.ts`. */
const ONE_FUNCTION: Document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: [FUNCTION] }] };

/** Tries all that there is. */
export async function prove(): Promise<Proof> {
  const made = deployed();
  const found = known(made);
  const all: Known = { ...found, world: { ...found.world, [SESSION]: ONE_FUNCTION } };
  const calls = {
    'the sink': onSink, 'buses': onBuses, 'queues': onQueues, 'table, bodies, logs, functions': onData, 'roles: becoming them': becoming,
    'roles: having them': having, 'other tenants': onTenants, [`what the platform laid into ${HOSTILE}`]: tampering,
  };
  const trials: Record<string, Trial[]> = {
    'forged events': [...unheard(made.central, made.other), ...unbelieved()],
  };
  for (const [where, of] of Object.entries(calls)) { trials[where] = of(all).map(call => trialOf(call, all.world)); }
  const [crossings, unproven, needless, shutOut]: [string[], string[], string[], string[]] = [[], [], [], []];
  for (const trial of Object.values(trials).flat()) {
    if (!await trial.isStopped()) { crossings.push(trial.says); }
    for (const protection of await trial.needless?.() ?? []) { needless.push(`${trial.says}: ${protection}`); }
    if (!await trial.succeedsWithout()) { unproven.push(`${trial.says}: not even without ${trial.stoppedBy.join(' and ')}`); }
  }
  const goOn = legitimate(all);
  for (const call of goOn) {
    if (!await isAllowed(call, all.world)) { shutOut.push(`${call.says} (${call.does} on ${call.to.arn})`); }
  }
  return { trials, crossings, unproven, needless, legitimate: goOn, shutOut };
}
