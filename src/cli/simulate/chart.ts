import { escaped } from '../html';
import { grouped, moment } from '../words';

/** One row of figures, one for each moment. */
export interface Series {
  readonly name: string;
  /** A class of the style sheet, which gives it its colour. */
  readonly style: string;
  readonly values: readonly number[];
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What it shows, for those who do not see it. */
  readonly description: string;
  readonly times: readonly number[];
  /** From the bottom up. They stand on each other. */
  readonly series: readonly Series[];
  /** What is said of each moment. */
  readonly labels: readonly string[];
  /** A line that cannot be crossed. */
  readonly limit?: { readonly name: string; readonly value: number };
}

/** The picture is drawn in these units and stretched to the screen; its words are HTML, which is not stretched. */
export const [WIDTH, HEIGHT] = [1000, 300];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map(minutes => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map(hours => hours * HOUR),
  ...[1, 2, 7, 14, 30, 60].map(days => days * DAY),
];
const MOST_TIMES = 6;

/** Areas over time, as a figure with a legend, an SVG and its axes. */
export function chartOf(chart: Chart): string {
  const { id, title, description, times, series, labels, limit } = chart;
  const sums = times.map((_, index) => series.reduce((sum, { values }) => sum + values[index], 0));
  const step = niceStep(Math.max(1, limit?.value ?? 0, ...sums));
  const top = step * Math.ceil(Math.max(1, limit?.value ?? 0, ...sums) / step);
  const [from, to] = [times[0], Math.max(times[times.length - 1], times[0] + 1)];
  const x = (time: number) => round(WIDTH * (time - from) / (to - from));
  const y = (value: number) => round(HEIGHT - HEIGHT * value / top);
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return `<figure class="chart" id="${id}">
<figcaption><h2>${escaped(title)}</h2>${legendOf(series, limit?.name)}</figcaption>
<div class="plot">
<div class="y" aria-hidden="true">${ticks.map(tick => `<span style="bottom:${round(100 * tick / top)}%">${grouped(tick)}</span>`).join('')}</div>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${escaped(title)}</title><desc id="${id}-description">${escaped(description)}</desc>
${ticks.map(tick => `<path class="grid" d="M0 ${y(tick)}H${WIDTH}"/>`).join('')}
${areas(chart, x, y).join('\n')}
${limit ? `<path class="limit" d="M0 ${y(limit.value)}H${WIDTH}"/>` : ''}
${hits(times, labels, x).join('\n')}
</svg>
<div class="x" aria-hidden="true">${timesBetween(from, to).map(time => `<span style="left:${round(100 * (time - from) / (to - from))}%">${wordsOf(time, to - from)}</span>`).join('')}</div>
</div>
</figure>`;
}

function legendOf(series: readonly Series[], limit?: string): string {
  const entries = [...series].reverse().map(({ name, style }) => `<li class="${style}">${escaped(name)}</li>`);
  return `<ul class="legend">${entries.join('')}${limit === undefined ? '' : `<li class="limit">${escaped(limit)}</li>`}</ul>`;
}

/** Each area lies between the sum of those below it and that sum with itself. */
function areas({ times, series }: Chart, x: (time: number) => number, y: (value: number) => number): string[] {
  let below = times.map(() => 0);
  return series.map(({ style, values }) => {
    const above = below.map((value, index) => value + values[index]);
    const there = times.map((time, index) => `${x(time)} ${y(above[index])}`);
    const back = times.map((time, index) => `${x(time)} ${y(below[index])}`).reverse();
    below = above;
    return `<path class="area ${style}" d="M${[...there, ...back].join('L')}Z"/>`;
  });
}

/** What a pointer meets: a column around each moment, which says what it is. */
function hits(times: readonly number[], labels: readonly string[], x: (time: number) => number): string[] {
  const middle = (index: number) => x((times[index] + times[index + 1]) / 2);
  return times.map((_, index) => {
    const left = index === 0 ? 0 : middle(index - 1);
    const right = index === times.length - 1 ? WIDTH : middle(index);
    return `<rect class="hit" x="${left}" y="0" width="${round(right - left)}" height="${HEIGHT}"><title>${escaped(labels[index])}</title></rect>`;
  });
}

/** 1, 2 or 5 times a power of ten, so that there are at most five of them, and never a part of a tenant. */
function niceStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 5));
  return Math.max(1, [1, 2, 5, 10].map(factor => factor * power).find(step => most / step <= 5) ?? most);
}

function timesBetween(from: number, to: number): number[] {
  const step = TIME_STEPS.find(each => (to - from) / each <= MOST_TIMES) ?? 365 * DAY;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}

const wordsOf = (time: number, span: number): string =>
  span < 2 * DAY ? moment(time).slice(-5) : moment(time).slice(4, 10);

const round = (number: number): number => Math.round(100 * number) / 100;
