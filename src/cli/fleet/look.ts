import { Fleet, Release } from './fleet';
import { answer, FleetCommand } from './request';
import { isBehind, isPinned, Line, numbered, standingsOf } from './standing';
import { tableLines } from './table';
import { isOver, waysOn } from './ways-on';
import { LogEntry, WaveItem } from '../../fleet/contract';
import { grouped, moment } from '../words';

export const tenants: FleetCommand = {
  words: [],
  options: { behind: 'switch', service: 'value' },
  run: async request => {
    const { fleet, values, switches, world } = request;
    const all = (await standingsOf(fleet, values.service)).flatMap(({ lines }) => lines);
    const shown = switches.has('behind') ? all.filter(isBehind) : all;
    const now = world.now();
    answer(request, shown, () => shown.length === 0
      ? [switches.has('behind') ? 'nobody is behind' : 'no tenant is ready']
      : tableLines(['tenant', 'account', 'service', 'version', 'status', 'reason', 'pin'], shown.map(line => rowOf(line, now))));
    return 0;
  },
};

const rowOf = (line: Line, now: number): string[] => [
  line.tenantId, line.accountId ?? '–', line.service, line.version ?? '–', `${line.stand}${line.ready ? '' : ', not ready'}`,
  shortened(line.reason ?? ''), line.pin && isPinned(line, now) ? pinOf(line.pin) : '',
];

const pinOf = ({ by, reason, until }: NonNullable<Line['pin']>): string =>
  `${until === undefined ? 'for ever' : `until ${until.slice(0, 16).replace('T', ' ')}`}, by ${nameOf(by)}: ${reason}`;

/** Reasons of CloudFormation can be as long as a page. */
const MOST_CHARACTERS = 120;
export const shortened = (text: string): string => text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;

/** Of an ARN, what people know somebody by: the session's name, or the user's. */
export const nameOf = (who: string): string => who.startsWith('arn:') ? who.split(/[/:]/).at(-1)! : who;

export const releases: FleetCommand = {
  words: [],
  options: { service: 'value' },
  run: async request => {
    const { fleet, values } = request;
    const services = values.service === undefined ? await fleet.services() : [await fleet.service(values.service)];
    const all = (await Promise.all(services.map(({ service }) => fleet.releases(service)))).flat();
    answer(request, all.map(summaryOf), () => all.length === 0 ? ['nothing was ever released']
      : tableLines(['service', 'release', 'version', 'label', 'phase', 'asked', 'by', 'because'], all.map(each => [
        each.service, each.release, each.version, each.label, each.kind === 'repair' ? `${each.phase} (repair)` : each.phase,
        moment(Date.parse(each.requestedAt)), nameOf(each.requestedBy), shortened(each.because ?? ''),
      ])));
    return 0;
  },
};

// The plan is as long as all the rest, and the same in most releases.
const summaryOf = ({ plan: _, ...release }: Release) => release;

export const show: FleetCommand = {
  words: ['SERVICE', 'RELEASE?'],
  options: {},
  run: async request => {
    const { fleet, words: [service, name] } = request;
    const release = await theRelease(fleet, service, name);
    answer(request, release, () => [
      `${service} ${release.release}: ${release.phase}${release.because ? `: ${release.because}` : ''}`,
      `  ${release.kind} of version ${release.version} (${release.label}), asked for by ${nameOf(release.requestedBy)} ${when(release.requestedAt)}${release.reason ? `: ${release.reason}` : ''}`,
      ...release.before ? [`  the way back leads to ${release.before.version}`] : [],
      '',
      ...tableLines(['wave', 'tenants', 'status', 'began', 'succeeded', 'failed'], release.waves.map(waveRow)).map(line => `  ${line}`),
      ...release.waves.flatMap(({ name: wave, readings = [], reasons = [] }) => [
        ...readings.map(reading => `  ${wave}: ${reading}`), ...reasons.map(({ reason, count }) => `  ${wave}: ${grouped(count)} × ${shortened(reason)}`),
      ]),
      ...release.log.length === 0 ? [] : ['', ...release.log.map(entry => `  ${logLine(entry)}`)],
      ...waysOn(release, fleet.platform).map(({ what, command }, index) => `${index === 0 ? '\n' : ''}  ${what}:\n    ${command}`),
    ]);
    return 0;
  },
};

const when = (time: string): string => `${moment(Date.parse(time))} UTC`;

const waveRow = (wave: WaveItem): string[] => [
  wave.name, grouped(wave.tenants), wave.status, wave.startedAt === undefined ? '–' : moment(Date.parse(wave.startedAt)),
  wave.succeeded === undefined ? '–' : grouped(wave.succeeded), wave.failed === undefined ? '–' : grouped(wave.failed),
];

const logLine = ({ at, what, by }: LogEntry): string => `${moment(Date.parse(at))}  ${nameOf(by)}: ${inWords(what)}`;

/** An entry of a log, in which counts by reason may stand as JSON. */
export const inWords = (what: string): string => what.replace(/\{(?:"[a-z ]+":\d+,?)+\}/g, json =>
  Object.entries(JSON.parse(json) as Record<string, number>).map(([reason, count]) => `${grouped(count)} ${reason}`).join(', '));

/** The release of that name, or number; where none is named, the one under way, or the last one. */
export async function theRelease(fleet: Fleet, name: string, wanted?: string): Promise<Release> {
  const service = await fleet.service(name);
  const padded = wanted !== undefined && /^\d+$/.test(wanted) ? numbered(wanted) : wanted;
  const found = await fleet.release(name, padded ?? service.running ?? numbered(service.number));
  if (found) { return found; }
  const last = (await fleet.releases(name)).slice(0, 3).map(({ release }) => release);
  throw new Error(padded === undefined ? `nothing of '${name}' was ever released`
    : `there is no release '${wanted}' of '${name}'; ${last.length === 0 ? 'there are none' : `the last ${last.length === 1 ? 'is' : 'are'} ${last.join(', ')}`}`);
}

/** The release of a service that is under way; an error that says how things stand where there is none. */
export async function theRunning(fleet: Fleet, name: string): Promise<Release> {
  const { running } = await fleet.service(name);
  const release = running === undefined ? undefined : await fleet.release(name, running);
  if (release && !isOver(release)) { return release; }
  const [last] = await fleet.releases(name);
  throw new Error(`no release of '${name}' is under way${last ? `: the last one, ${last.release}, is ${last.phase}. To bring another version, release it: fleet release ${name} --version VERSION` : ''}`);
}
