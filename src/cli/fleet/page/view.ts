import { Estimate, timeLeft } from './estimate';
import { backList, PreviewFile, ServiceItem, SettleAnswer, WaveItem, waveList } from '../../../fleet/contract';
import { inGeneral } from '../../../fleet/releases/handlers/reasons';
import { Fleet, Release } from '../fleet';
import { Health, healthOf } from '../health';
import { isPinned, standingsOf, tally } from '../standing';

/** An account in which a release, or the way back, failed. */
export interface Failure {
  readonly tenantId: string;
  readonly accountId: string;
  /** `own`: for reasons of its own; `internal`: for AWS's; `stuck`: in neither version. */
  readonly kind: string;
  readonly region?: string;
  readonly reason?: string;
  /** The wave, or the way back. */
  readonly where: string;
}

/** All that the page of a release shows. */
export interface ReleaseView {
  readonly platform: string;
  readonly at: number;
  readonly service: ServiceItem;
  readonly release: Release;
  readonly waves: readonly WaveItem[];
  readonly left?: Estimate;
  readonly tenants: number;
  readonly versions: readonly { readonly version: string; readonly tenants: number }[];
  readonly without: number;
  readonly pinned: number;
  readonly failures: readonly Failure[];
  /** How far the way back has come, as far as operations are over. */
  readonly back?: { readonly succeeded: number; readonly failed: number };
  readonly reasons: readonly { readonly reason: string; readonly tenants: number }[];
  readonly preview?: PreviewFile;
  /** How tenants are, where that is on record. */
  readonly health?: Health;
}

/** A file beside a list: what became of those in it. */
interface FailuresFile { readonly answer: SettleAnswer; readonly failures: readonly Omit<Failure, 'where'>[] }

/** Where a failure is, if not in a wave. */
export const WAY_BACK = 'the way back';

/** Attempts of one list that are read at most. */
const MOST_ATTEMPTS = 20;

export async function viewOf(fleet: Fleet, release: Release, now: number): Promise<ReleaseView> {
  const { service: name, release: number } = release;
  const [[standing], preview, health, back, ...forward] = await Promise.all([
    standingsOf(fleet, name), fleet.preview(name, number), healthOf(fleet), settled(fleet, release, backList),
    ...release.waves.map(({ startedAt }, index) =>
      startedAt === undefined ? [] : settled(fleet, release, attempt => waveList(index, attempt))),
  ]);
  const lines = standing.lines.filter(({ ready }) => ready);
  const failures = [
    ...forward.flatMap((files, index) => lastOf(files, release.waves[index].name)), ...lastOf(back, WAY_BACK),
  ];
  return {
    platform: fleet.platform, at: now, service: standing.service, release,
    waves: release.waves.map((wave, index) => ({ ...countsOf(forward[index]), ...wave })),
    left: timeLeft(release, now),
    tenants: lines.length,
    versions: tally(lines, ({ version }) => version).map(({ what, count }) => ({ version: what, tenants: count })),
    without: lines.filter(({ version }) => version === undefined).length,
    pinned: lines.filter(line => isPinned(line, now)).length,
    failures,
    back: back.length === 0 ? undefined : { succeeded: 0, failed: 0, ...countsOf(back) },
    reasons: tally(failures, ({ reason = 'no reason given' }) => inGeneral(reason)).map(({ what, count }) => ({ reason: what, tenants: count })),
    preview, health,
  };
}

/** What became of a list, and of those whom AWS failed and who were tried again. */
async function settled(
  fleet: Fleet, { service, release }: Release, list: (attempt: number) => string,
): Promise<FailuresFile[]> {
  const files: FailuresFile[] = [];
  while (files.length < MOST_ATTEMPTS) {
    const file = await fleet.file<FailuresFile>(service, release, `${list(files.length)}-failures`);
    if (!file) { break; }
    files.push(file);
  }
  return files;
}

/** Who failed in the end: whom AWS failed counts only after the last attempt. */
const lastOf = (files: readonly FailuresFile[], where: string): Failure[] =>
  files.flatMap(({ failures }, index) => failures
    .filter(({ kind }) => kind !== 'internal' || index === files.length - 1)
    .map(failure => ({ ...failure, where })));

/** Counts of a wave whose record has none, for it turned back before it baked. */
function countsOf(files: readonly FailuresFile[]): Pick<WaveItem, 'succeeded' | 'failed' | 'internal' | 'cancelled'> {
  const last = files.at(-1)?.answer;
  if (!last) { return {}; }
  const { internal, cancelled } = last;
  const sum = (what: 'succeeded' | 'failed') => files.reduce((total, { answer }) => total + answer[what], 0);
  return { succeeded: sum('succeeded'), failed: sum('failed') + internal, internal, cancelled };
}
