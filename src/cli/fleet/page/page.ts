import { healthSectionOf } from './health';
import { changesOf, failuresOf, logOf, versionsOf } from './sections';
import { STYLE } from './style';
import { ReleaseView, WAY_BACK } from './view';
import { wavesOf } from './waves';
import { PHASES } from '../../../fleet/contract';
import { documentOf, escaped, factsOf } from '../../html';
import { duration, grouped, moment } from '../../words';
import { nameOf } from '../look';
import { isOver, MEND_STUCK, waysOn } from '../ways-on';

/** A release as one page. */
export function pageOf(view: ReleaseView): string {
  const { service, release, phase } = view.release;
  const title = `${service} ${release}: ${phase}`;
  return documentOf(title, STYLE, `<header>
<p class="note">Platform ${escaped(view.platform)}, ${view.release.kind}</p>
<h1>${escaped(title)}${escaped(whereOf(view))}</h1>
${becauseOf(view)}
</header>
<main>
${[standingOf(view), nextOf(view), wavesOf(view), failuresOf(view), healthSectionOf(view), versionsOf(view), changesOf(view), logOf(view)].filter(part => part !== '').join('\n')}
</main>
<footer class="note"><p>As the records said on <time datetime="${new Date(view.at).toISOString()}">${moment(view.at)}</time>. All times are UTC.</p></footer>`);
}

function whereOf({ release: { phase, wave, waves } }: ReleaseView): string {
  if (phase !== PHASES.rolling && phase !== PHASES.halted) { return ''; }
  return wave < waves.length ? `, wave ${wave + 1} of ${waves.length}` : ', tenants who get it for the first time';
}

/** Phases that nobody wished for. */
const LOST: ReadonlySet<string> = new Set([PHASES.stuck, PHASES.back, PHASES.rolledBack, PHASES.refused]);

/** What went wrong stands on top, before one scrolls. */
function becauseOf({ release: { because, phase, wish } }: ReleaseView): string {
  const lost = LOST.has(phase);
  return [
    ...because ? [`<p class="first${lost ? ' lost' : ''}">${escaped(because)}</p>`] : [],
    ...wish ? [`<p class="first">${escaped(`${nameOf(wish.by)} has asked for: ${wish.action}${wish.reason ? `, ${wish.reason}` : ''}`)}</p>`] : [],
  ].join('\n');
}

function standingOf({ release, service, waves, left, at, tenants, pinned, failures }: ReleaseView): string {
  const begun = waves.filter(({ startedAt }) => startedAt !== undefined);
  const succeeded = begun.reduce((sum, wave) => sum + (wave.succeeded ?? 0), 0);
  const planned = waves.reduce((sum, wave) => sum + wave.tenants, 0);
  const facts: (readonly [string, string])[] = [
    ['Version', `${release.version}${release.label ? `, ${release.label}` : ''}`],
    ['Before it', release.before?.version ?? 'nothing: this is the first release'],
    ['Asked for by', `${nameOf(release.requestedBy)}, ${moment(Date.parse(release.requestedAt))}`],
    ...release.reason ? [['Why', release.reason] as const] : [],
    ['Tenants that got it', `${grouped(succeeded)} of ${grouped(planned)}`],
    ['Failed', failedOf(failures)],
    ['Pinned, left alone', grouped(pinned)],
    ['Tenants that are ready', grouped(tenants)],
    ['New tenants', service.open ? `get ${service.held?.version ?? service.good?.version ?? 'the service'}` : service.good ? 'wait until the version is proven' : 'go without it until it is good'],
    isOver(release) && release.endedAt !== undefined
      ? ['Over', `${moment(Date.parse(release.endedAt))}, after ${duration((Date.parse(release.endedAt) - Date.parse(release.requestedAt)) / 1000)}`]
      : ['Time left', leftOf(left, at, release.phase)],
  ];
  return `<section aria-labelledby="stands"><h2 id="stands">How it stands</h2>
${factsOf(facts)}</section>`;
}

function failedOf(failures: ReleaseView['failures']): string {
  const back = failures.filter(({ where }) => where === WAY_BACK).length;
  return `${grouped(failures.length - back)}${back === 0 ? '' : `, and ${grouped(back)} on ${WAY_BACK}`}`;
}

function leftOf(left: ReleaseView['left'], at: number, phase: string): string {
  if (!left) { return phase === PHASES.halted || phase === PHASES.stuck ? 'it waits for somebody' : 'not known yet'; }
  const end = moment(at + 1000 * left.seconds);
  return left.isPaced ? `about ${duration(left.seconds)}, until ${end}, at the pace so far` : `at least ${duration(left.seconds)} of bakes; the pace is known after the first wave`;
}

/** What a person can do now: the most important thing on the page while it waits for one. */
function nextOf({ release, platform, failures }: ReleaseView): string {
  const ways = waysOn(release, platform);
  if (ways.length === 0) { return ''; }
  const stuck = release.phase === PHASES.stuck;
  const accounts = new Set(failures.filter(({ where, kind }) => where === WAY_BACK || kind === 'stuck').map(({ accountId }) => accountId)).size;
  const mend = stuck ? `<p>${grouped(accounts)} account${accounts === 1 ? ' is' : 's are'} in neither version, or did not come back. They are listed below.</p>
<ol>${MEND_STUCK.map(step => `<li>${escaped(step)}</li>`).join('')}</ol>` : '';
  return `<section aria-labelledby="next"><h2 id="next">What can be done</h2>
${mend}
<dl class="ways">${ways.map(({ what, command }) => `<div><dt>${escaped(what)}</dt><dd><code>${escaped(command)}</code></dd></div>`).join('')}</dl></section>`;
}
