import { Chart, chartOf, Series } from './chart';
import { firstOf, Moment, SimulationReport } from './report';
import { STYLE } from './style';
import { documentOf, escaped, factsOf, tableOf } from '../html';
import { duration, grouped, moment, orNothing, share } from '../words';

/** The report as one page. */
export function pageOf(report: SimulationReport): string {
  const title = `${grouped(report.tenants)} tenants ask`;
  return documentOf(title, STYLE, `<main>
<h1>${escaped(title)}: ${escaped(outcomesOf(report))}</h1>
${firstOf(report).map(sentence => `<p class="first lost">${escaped(sentence)}</p>`).join('\n')}
<p>${escaped(report.bottleneck)}</p>
${factsOf(figuresOf(report))}
${chartsOf(report).map(chartOf).join('\n')}
${tablesOf(report).join('\n')}
<p class="note">Played on the lab of cdk-account-per-tenant, a model of AWS on virtual time, without faults. All times are UTC. How long AWS takes for things is documented nowhere:
it is an assumption. Prices are those of us-east-1, without free tiers.</p>
</main>`);
}

const outcomesOf = ({ outcomes }: SimulationReport): string =>
  Object.entries(outcomes).map(([outcome, number]) => `${grouped(number)} ${outcome}`).join(', ');

const when = orNothing((time: string) => moment(Date.parse(time)));

const length = orNothing(duration);

function figuresOf(report: SimulationReport): [string, string][] {
  const { secondsToReady: time, longestLine } = report;
  return [
    ['The last one is ready', when(report.lastReadyAt)],
    ['Time to ready, half of them', length(time?.p50)],
    ['19 of 20', length(time?.p95)],
    ['the slowest', length(time?.max)],
    ['Longest line', `${grouped(longestLine.tenants)}, ${when(longestLine.at)}`],
    ['Cost, once', `${report.usdTotal.toFixed(2)} USD`],
  ];
}

function chartsOf(report: SimulationReport): Chart[] {
  const { standings, longestLine } = report;
  const series = (name: string, style: string, pick: (moment: Moment) => number): Series => (
    { name, style, values: standings.map(pick) });
  const [first, last] = [standings[0], standings[standings.length - 1]];
  const common = { times: standings.map(({ at }) => at), labels: standings.map(labelOf) };
  const places = report.needs.find(({ id }) => id === 'places')!;
  return [
    {
      ...common,
      id: 'tenants',
      title: 'Where the tenants are',
      description: `From ${moment(first.at)} to ${moment(last.at)}. In the end ${last.requested} have asked and ${last.ready} are ready. The table below has the figures.`,
      series: [
        series('ready', 'ready', ({ ready }) => ready),
        series('not ready: failed or rejected', 'lost', ({ notReady }) => notReady),
        series('onboarding', 'onboarding', ({ onboarding }) => onboarding),
        series('account being made', 'creating', ({ creating }) => creating),
        series('in line', 'waiting', ({ inLine }) => inLine),
      ].filter(({ style, values }) => style !== 'lost' || Math.max(...values) > 0),
    },
    {
      ...common,
      id: 'line',
      title: 'In line',
      description: `At most ${longestLine.tenants} tenants stand in line, ${when(longestLine.at)}.`,
      series: [series('in line', 'waiting', ({ inLine }) => inLine)],
    },
    {
      ...common,
      id: 'places',
      title: 'Places for accounts being made',
      description: `At most ${places.needed} accounts are being made at once; AWS allows ${places.limit}.`,
      series: [
        series('account being made', 'creating', ({ creating }) => creating),
        series('made, and not looked at yet', 'waiting', ({ creating, places: taken }) => Math.max(0, taken - creating)),
      ],
      limit: { name: `AWS's ${places.limit} places`, value: places.limit },
    },
  ];
}

const labelOf = ({ at, requested, inLine, creating, onboarding, ready, notReady, places }: Moment): string =>
  `${moment(at)}: ${grouped(requested)} asked, ${grouped(inLine)} in line, ${grouped(creating)} being made, ${grouped(onboarding)} onboarding, ${grouped(ready)} ready`
  + `${notReady > 0 ? `, ${grouped(notReady)} not ready` : ''}, ${places} places taken`;

function tablesOf(report: SimulationReport): string[] {
  const { standings, batches, needs, usd } = report;
  return [
    tableOf('needs', 'What AWS has to allow', ['what', 'needed', 'limit', 'share', 'to do'],
      needs.map(need => [need.what, grouped(need.needed), grouped(need.limit), share(need.share), need.advice]),
      needs.map(({ first }) => first !== undefined)),
    tableOf('batches', 'Time to ready, by batch', ['batch', 'asked', 'ready', 'p50', 'p95', 'max', 'last ready'],
      batches.map(({ label, tenants, ready, secondsToReady: time, lastReadyAt }) => [
        label, grouped(tenants), grouped(ready), ...[time?.p50, time?.p95, time?.max].map(length), when(lastReadyAt),
      ])),
    tableOf('course', 'The course of things (UTC)', ['time', 'asked', 'in line', 'being made', 'onboarding', 'ready', 'not ready', 'places taken'],
      standings.map(({ at, requested, inLine, creating, onboarding, ready, notReady, places }) =>
        [moment(at), ...[requested, inLine, creating, onboarding, ready, notReady, places].map(grouped)])),
    tableOf('cost', 'Cost, once', ['what', 'units', 'USD'], usd.map(charge => [charge.what, grouped(charge.units), charge.usd.toFixed(4)])),
  ];
}
