import { ReleaseView, WAY_BACK } from './view';
import { WaveItem, WaveSpec } from '../../../fleet/contract';
import { escaped } from '../../html';
import { duration, grouped, moment } from '../../words';
import { Release } from '../fleet';

/** Each wave with how far it came, in words and as a bar. */
export function wavesOf({ waves, release, back }: ReleaseView): string {
  if (waves.length === 0) { return ''; }
  return `<section aria-labelledby="waves"><h2 id="waves">Waves</h2>
<ul class="legend">${PARTS.map(({ style, name }) => `<li class="${style}">${name}</li>`).join('')}</ul>
<ol class="waves">
${waves.map((wave, index) => waveOf(wave, release, index)).join('\n')}
</ol>${back ? backOf(back) : ''}</section>`;
}

function backOf({ succeeded, failed }: NonNullable<ReleaseView['back']>): string {
  const words = `${grouped(succeeded)} accounts have come back${failed === 0 ? '' : `, ${grouped(failed)} have not`}`;
  return `
<h3>${WAY_BACK[0].toUpperCase()}${WAY_BACK.slice(1)}</h3>
${barOf([{ style: 'done', count: succeeded }, { style: 'lost', count: failed }], words)}
<p>${words}</p>`;
}

interface Part { readonly style: string; readonly name: string; readonly count: (wave: WaveItem) => number }

/** Of what a wave's bar is made, from left to right. */
const PARTS: readonly Part[] = [
  { style: 'done', name: 'succeeded', count: ({ succeeded = 0 }) => succeeded },
  { style: 'lost', name: 'failed', count: ({ failed = 0 }) => failed },
  { style: 'going', name: 'under way', count: wave => wave.status === 'rolling' ? rest(wave) : 0 },
  { style: 'waiting', name: 'not begun', count: wave => wave.status === 'rolling' ? 0 : rest(wave) },
];

const rest = ({ tenants, succeeded = 0, failed = 0 }: WaveItem): number => Math.max(0, tenants - succeeded - failed);

function waveOf(wave: WaveItem, { plan, because, wave: current }: Release, index: number): string {
  const spec = plan.waves[index];
  const { name, tenants, status, reasons = [], readings = [] } = wave;
  const parts = PARTS.map(({ style, name: part, count }) => ({ style, part, count: count(wave) }))
    .filter(({ count }) => count > 0);
  const words = tenants === 0 ? 'nobody is in it' : `${parts.map(({ part, count }) => `${grouped(count)} ${part}`).join(', ')}, of ${grouped(tenants)} tenant${tenants === 1 ? '' : 's'}`;
  // What spoke against a wave stands in the reason of the release.
  const against = `wave ${name}: `;
  const failedOf = status === 'failed' && because?.startsWith(against) ? [because.slice(against.length)] : [];
  const lines = [...readings, ...failedOf, ...reasons.map(({ reason, count }) => `${grouped(count)} failed: ${reason}`)];
  return `<li${index === current ? ' aria-current="step"' : ''}><h3>${escaped(name)} <span class="state ${TONES.get(status) ?? ''}">${escaped(status)}</span></h3>
${barOf(parts, words)}
<p>${escaped(words)}</p>
<p class="note">${escaped(timesOf(wave, spec))}</p>
${lines.length === 0 ? '' : `<ul class="readings">${lines.map(line => `<li>${escaped(line)}</li>`).join('')}</ul>`}</li>`;
}

const TONES: ReadonlyMap<string, string> = new Map([['passed', 'done'], ['failed', 'lost'], ['rolling', 'going'], ['baking', 'going']]);

/** Parts of a whole, beside each other. The words say the same to those who do not see it. */
export function barOf(parts: readonly { readonly style: string; readonly count: number }[], words: string): string {
  const whole = Math.max(1, parts.reduce((sum, { count }) => sum + count, 0));
  let left = 0;
  const rects = parts.map(({ style, count }) => {
    const [x, width] = [left, 1000 * count / whole];
    left += width;
    return `<rect class="${style}" x="${round(x)}" y="0" width="${round(width)}" height="10"/>`;
  });
  return `<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="${escaped(words)}">${rects.join('')}</svg>`;
}

const round = (number: number): number => Math.round(100 * number) / 100;

function timesOf({ startedAt, bakedUntil, endedAt, tenants, cancelled, internal }: WaveItem, spec?: WaveSpec): string {
  const at = (time: string) => moment(Date.parse(time));
  const bake = spec === undefined || spec.bakeSeconds === 0 ? [] : [`bakes ${duration(spec.bakeSeconds).replace(/ 0 (s|min)$/, '')}`];
  return [
    ...startedAt === undefined ? [] : [`begun ${at(startedAt)}`],
    ...bakedUntil === undefined || endedAt !== undefined ? bake : [`bakes until ${at(bakedUntil)}`],
    ...endedAt === undefined ? [] : [`over ${at(endedAt)}`],
    ...spec === undefined || tenants === 0 ? [] : [gatesOf(spec)],
    ...cancelled ? [`${grouped(cancelled)} not begun when it was stopped`] : [],
    ...internal ? [`${grouped(internal)} failed for reasons of AWS's own`] : [],
  ].join('; ');
}

function gatesOf({ alarms, gates }: WaveSpec): string {
  const all = [...alarms.map(name => `alarm ${name}`), ...gates.map(({ name }) => name)];
  return all.length === 0 ? 'no gate' : `gates: ${all.join(', ')}`;
}
