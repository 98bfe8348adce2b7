import { FleetData, Run } from './data';
import { Release } from './fleet';
import { Request, World } from './request';
import { MEND_STUCK, isAtRest, isOver, waysOn } from './ways-on';
import { PHASES } from '../../fleet/contract';
import { grouped, moment } from '../words';

const PAUSE = 5_000;

/** A control is over within seconds; what it asked for may take longer. */
const LONGEST_CONTROL = 10 * 60_000;

/** Executions that are still under way, in the words of Step Functions. */
const UNDER_WAY: ReadonlySet<string> = new Set(['RUNNING', 'PENDING_REDRIVE']);

/** How workflows say that a request cannot be right; the cause says why. */
const REJECTIONS: ReadonlySet<string> = new Set(['ReleaseRejected', 'ControlRejected', 'TierRejected']);

/** Where executions are looked at, and how it is waited for them. */
interface Runs {
  readonly data: Pick<FleetData, 'run'>;
  readonly world: Pick<World, 'now' | 'pause'>;
}

/** Waits until a workflow is over. Returns what it answered; throws what it failed of. */
export async function ended({ data, world }: Runs, execution: string): Promise<Readonly<Record<string, unknown>>> {
  const began = world.now();
  for (;;) {
    const run = await data.run(execution);
    if (!UNDER_WAY.has(run.status)) { return outputOf(run, execution); }
    if (world.now() - began > LONGEST_CONTROL) { throw new Error(`${execution} is still under way; look at it in Step Functions`); }
    await world.pause(PAUSE / 5);
  }
}

function outputOf({ status, output, error, cause }: Run, execution: string): Readonly<Record<string, unknown>> {
  if (error !== undefined && REJECTIONS.has(error)) { throw new Error(`refused: ${cause}`); }
  if (status !== 'SUCCEEDED') { throw new Error(`${[error, cause].filter(Boolean).join(': ') || `ended ${status}`}\n  ${execution}`); }
  return output === undefined ? {} : JSON.parse(output) as Readonly<Record<string, unknown>>;
}

/** The release that an execution has begun. It is on record after a moment; a request that cannot be right never is. */
export async function begunBy(request: Request, service: string, execution: string): Promise<Release> {
  const { data, fleet, world } = request;
  for (;;) {
    const begun = (await fleet.releases(service)).find(({ run }) => run === execution);
    if (begun) { return begun; }
    const answer = await answerOf(data, execution);
    if (answer) {
      const later = await fleet.release(service, String(answer.release));
      if (later) { return later; }
      throw new Error(`the workflow ended without a release: ${JSON.stringify(answer)}\n  ${execution}`);
    }
    await world.pause(PAUSE / 5);
  }
}

async function answerOf(data: FleetData, execution: string) {
  const run = await data.run(execution);
  return UNDER_WAY.has(run.status) ? undefined : outputOf(run, execution);
}

/** Prints how a release gets on until it is over, stuck, or as it should be. Returns how it then stands. */
export async function follow(
  request: Request, service: string, name: string, enough: (release: Release) => boolean,
): Promise<Release> {
  const { fleet, world, terminal, switches } = request;
  let told = '';
  for (;;) {
    const release = await fleet.release(service, name);
    if (!release) { throw new Error(`release ${name} of '${service}' is no longer on record`); }
    const line = lineOf(release);
    if (line !== told && !switches.has('json')) { terminal.stdout.write(`${moment(world.now()).slice(-5)}  ${line}\n`); }
    // As long as somebody's wish is not taken up, a release that is stuck is not at rest.
    if (isOver(release) || isAtRest(release) && !release.wish || enough(release)) { return release; }
    if (release.phase === PHASES.halted && !release.wish && line !== told) { advise(request, release); }
    told = line;
    await world.pause(PAUSE);
  }
}

function lineOf({ service, release, phase, waves, wave, because }: Release): string {
  const { name, status, tenants } = waves[wave] ?? {};
  const where = phase === PHASES.rolling && name !== undefined ? `, wave ${wave + 1} of ${waves.length} (${name}, ${grouped(tenants)} tenants): ${status}` : '';
  return `${service} ${release}: ${phase}${where}${because ? `: ${because}` : ''}`;
}

/** What a person can do now. */
export function advise({ terminal, switches, fleet }: Request, release: Release): void {
  if (switches.has('json')) { return; }
  const mend = release.phase === PHASES.stuck ? MEND_STUCK.map(line => `  ${line}`) : [];
  for (const line of [...mend, ...waysOn(release, fleet.platform).map(({ what, command }) => `  ${what}: ${command}`)]) { terminal.stdout.write(`${line}\n`); }
}

/** 0 when it ended as was meant, or goes on. */
export const exitCodeOf = (release: Release, meant: readonly string[]): number =>
  meant.includes(release.phase) || !isAtRest(release) ? 0 : 1;
