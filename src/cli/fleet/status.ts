import { Release } from './fleet';
import { Health, healthLine, healthOf } from './health';
import { answer, FleetCommand } from './request';
import { isPinned, Standing, standingsOf, tally } from './standing';
import { isOver, waysOn } from './ways-on';
import { PHASES, PublishedService } from '../../fleet/contract';
import { grouped, moment } from '../words';

/** Commands have answers in JSON that scripts may rely on; this is what `status` says of one service. */
interface ServiceStatus {
  readonly service: string;
  readonly good?: { readonly version: string; readonly release: string; readonly at: string };
  /** The newest published version. */
  readonly published?: string;
  readonly running?: Pick<Release, 'release' | 'kind' | 'version' | 'label' | 'phase' | 'changedAt' | 'because'> & { readonly wave: number; readonly waves: number; readonly waveName?: string; readonly waveStatus?: string };
  readonly queued?: string;
  /** The newest release, where it is over and did not go forward. */
  readonly last?: Pick<Release, 'release' | 'version' | 'phase' | 'because'>;
  /** Whether new tenants get the service just now. */
  readonly open: boolean;
  readonly tenants: number;
  readonly versions: readonly { readonly version: string; readonly tenants: number }[];
  readonly without: number;
  readonly failed: number;
  readonly stuck: number;
  readonly pinned: number;
}

export const status: FleetCommand = {
  words: [],
  options: { 'service': 'value', 'observability-profile': 'value' },
  run: async request => {
    const { fleet, values, world } = request;
    const [standings, published, health] = await Promise.all([
      standingsOf(fleet, values.service), fleet.published(), healthOf(fleet),
    ]);
    const now = world.now();
    const all = standings.map(standing => statusOf(standing, published, now));
    const never = published.map(({ service }) => service)
      .filter(service => values.service === undefined && !all.some(each => each.service === service));
    const told = { platform: fleet.platform, services: all, neverReleased: never };
    answer(request, { ...told, ...health && { health: toldOf(health) } }, () => [
      ...all.flatMap(each => linesOf(each, fleet.platform)),
      ...never.map(service => `${service}\n  published, never released: fleet release ${service}`),
      ...all.length + never.length === 0 ? [`platform '${fleet.platform}' has no services; FleetStackSetPipeline.addService adds them`] : [],
      ...health ? [`health: ${healthLine(health, now)}`] : [],
    ]);
    return all.some(each => each.running?.phase === PHASES.stuck) ? 1 : 0;
  },
};

const toldOf = ({ at, tenants, covered, unhealthy, held, more }: Health) => ({
  at, tenants, covered, unhealthy: [...unhealthy.values()], held: Object.fromEntries(held), more,
});

function statusOf(
  { service: item, running, last, lines }: Standing, published: readonly PublishedService[], now: number,
): ServiceStatus {
  const { service, good, open, queued } = item;
  const having = lines.filter(({ ready }) => ready);
  const count = (stand: string) => having.filter(line => line.stand === stand).length;
  return {
    service,
    good: good && { version: good.version, release: good.release, at: good.at },
    published: published.find(each => each.service === service)?.version,
    running: running && {
      release: running.release, kind: running.kind, version: running.version, label: running.label,
      phase: running.phase, changedAt: running.changedAt, because: running.because,
      wave: running.wave + 1, waves: running.waves.length,
      waveName: running.waves[running.wave]?.name, waveStatus: running.waves[running.wave]?.status,
    },
    last: last && isOver(last) && last.phase !== PHASES.done
      ? { release: last.release, version: last.version, phase: last.phase, because: last.because } : undefined,
    queued, open, tenants: having.length,
    versions: tally(having, ({ version }) => version).map(({ what, count: tenants }) => ({ version: what, tenants })),
    without: having.filter(({ version }) => version === undefined).length,
    failed: count('failed'), stuck: count('stuck'),
    pinned: having.filter(line => isPinned(line, now)).length,
  };
}

function linesOf(each: ServiceStatus, platform: string): string[] {
  const { service, good, running, queued, versions, published, last } = each;
  const line = (name: string, text: string) => `  ${name.padEnd(10)}${text}`;
  const called = (version: string) => `${version}${version === good?.version ? ' (good)' : version === running?.version ? ` (${running.release})` : ''}`;
  const look = [[each.failed, 'failed'], [each.stuck, 'stuck'], [each.pinned, 'pinned']] as const;
  return [
    service,
    line('good', good ? `${good.version} since ${moment(Date.parse(good.at))} UTC, by release ${good.release}` : 'nothing so far'),
    ...published !== undefined && ![good, running, last].some(known => known?.version === published)
      ? [line('published', `${published}, not released: fleet release ${service}`)] : [],
    line('under way', running ? phaseOf(running) : 'nothing'),
    ...running?.because ? [line('', running.because)] : [],
    ...last ? [line('last', `${last.release} of ${last.version}: ${last.phase}${last.because ? `: ${last.because}` : ''}`)] : [],
    ...queued === undefined ? [] : [line('queued', queued)],
    line('tenants', [`${grouped(each.tenants)} ready`, ...versions.map(({ version, tenants }) => `${grouped(tenants)} on ${called(version)}`), ...each.without > 0 ? [`${grouped(each.without)} without`] : []].join(', ')),
    ...look.some(([count]) => count > 0)
      ? [line('look at', `${look.filter(([count]) => count > 0).map(([count, what]) => `${grouped(count)} ${what}`).join(', ')}: fleet tenants --behind --service ${service}`)] : [],
    ...running?.phase === PHASES.stuck || running?.phase === PHASES.halted
      ? waysOn({ service, phase: running.phase, kind: running.kind }, platform).map(({ what, command }) => line('', `${what}: ${command}`)) : [],
  ];
}

const phaseOf = ({ release, kind, version, phase, changedAt, wave, waves, waveName, waveStatus }: NonNullable<ServiceStatus['running']>): string => {
  const which = waveName === undefined ? ', tenants who get the service for the first time' : `, wave ${wave} of ${waves} (${waveName}: ${waveStatus})`;
  const where = phase === PHASES.rolling || phase === PHASES.halted ? which : '';
  return `${kind} ${release} of ${version}: ${phase}${where}, since ${moment(Date.parse(changedAt))} UTC`;
};
