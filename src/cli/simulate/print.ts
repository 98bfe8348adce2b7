import { firstOf, SimulationReport } from './report';
import { duration, grouped, moment, orNothing, share } from '../words';

/** Each line of a table begins so. */
const INDENT = '  ';

/** The course of things is printed in about so many lines. */
const LINES = 12;

/** The report as people read it. */
export function printReport(report: SimulationReport, print: (line: string) => void): void {
  const { secondsToReady: time, meanSeconds: mean, longestLine, lastReadyAt } = report;
  const heading = (text: string) => { print(''); print(text); };
  const outcomes = Object.entries(report.outcomes).map(([outcome, number]) => `${grouped(number)} ${outcome}`).join(', ');
  heading(`${grouped(report.tenants)} tenants ask from ${when(report.firstAsksAt)} on: ${[outcomes, ...firstOf(report)].join('. ')}`);
  for (const [reason, number] of Object.entries(report.reasons)) { print(`${INDENT}${grouped(number)} × ${reason}`); }
  if (lastReadyAt) {
    print(`${INDENT}the last one is ready ${when(lastReadyAt)}, ${duration((Date.parse(lastReadyAt) - Date.parse(report.firstAsksAt)) / 1000)} after the first request`);
  }
  print(`${INDENT}bottleneck: ${report.bottleneck}`);

  if (time) {
    heading('Time to ready');
    print(`${INDENT}p50 ${duration(time.p50)}, p95 ${duration(time.p95)}, max ${duration(time.max)}`);
    print(`${INDENT}on average ${duration(mean.inLine)} in line, ${duration(mean.creating)} until AWS has made the account, ${duration(mean.onboarding)} from there to ready`);
    table(print, ['batch', 'asked', 'ready', 'p50', 'p95', 'max', 'last ready'], report.batches.map(({ label, tenants, ready, secondsToReady: each, lastReadyAt: last }) => [
      label, grouped(tenants), grouped(ready),
      ...[each?.p50, each?.p95, each?.max].map(orNothing(duration)), orNothing(when)(last),
    ]));
  }

  heading(`The line: at most ${grouped(longestLine.tenants)} stand in it, ${when(longestLine.at)}`);
  const every = Math.ceil(report.standings.length / LINES);
  const shown = report.standings.filter(({ at }, index) => index % every === 0 || index === report.standings.length - 1
    || at === Date.parse(longestLine.at));
  table(print, ['UTC', 'asked', 'in line', 'creating', 'onboarding', 'ready', 'not ready'], shown.map(({ at, requested, inLine, creating, onboarding, ready, notReady }) =>
    [moment(at), ...[requested, inLine, creating, onboarding, ready, notReady].map(grouped)]));

  heading('What AWS has to allow');
  table(print, ['', 'needed', 'limit', 'share', ''], report.needs.map(need =>
    [need.what, grouped(need.needed), grouped(need.limit), share(need.share), need.advice]));
  for (const [call, times] of Object.entries(report.refused)) { print(`${INDENT}AWS refused ${call} ${grouped(times)} times; each was tried again or told`); }

  const perTenant = report.usdPerTenant === undefined ? '' : `, ${report.usdPerTenant.toFixed(5)} for each tenant that became ready`;
  heading(`Cost: ${report.usdTotal.toFixed(2)} USD once${perTenant} (us-east-1, without free tiers)`);
  table(print, ['', 'units', 'USD'], report.usd.map(({ what, units, usd }) => [what, grouped(units), usd.toFixed(4)]));

  const unknown = Object.entries(report.notModelled);
  if (unknown.length > 0) {
    heading('Not played, for the lab does not model it');
    for (const [type, number] of unknown) { print(`${INDENT}${number} × ${type}`); }
  }
}

const when = (time: string): string => moment(Date.parse(time));

/** Columns of figures stand to the right; the first one, and one without a heading, is text. */
function table(print: (line: string) => void, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => row[column].length)));
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) => column === 0 || head[column] === '' ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
    print(`${INDENT}${cells.join('  ')}`.trimEnd());
  }
}
