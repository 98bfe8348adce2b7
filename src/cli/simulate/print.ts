import { SimulationReport } from './report';
import { duration, grouped, moment } from '../words';

/** Each line of a table begins so. */
const INDENT = '  ';

/** The course of things is printed in about so many lines. */
const LINES = 12;

/** The report as people read it. */
export function printReport(report: SimulationReport, print: (line: string) => void): void {
  const { secondsToReady: time, meanSeconds: mean, longestLine, lastReadyAt } = report;
  const heading = (text: string) => { print(''); print(text); };
  const outcomes = Object.entries(report.outcomes).map(([outcome, number]) => `${grouped(number)} ${outcome}`).join(', ');
  heading(`${grouped(report.tenants)} tenants ask from ${when(report.firstAsksAt)} on: ${outcomes}`);
  for (const [reason, number] of Object.entries(report.reasons)) { print(`${INDENT}${grouped(number)} × ${reason}`); }
  print(`${INDENT}the last one is ready ${lastReadyAt ? `${when(lastReadyAt)}, ${duration((Date.parse(lastReadyAt) - Date.parse(report.firstAsksAt)) / 1000)} after the first request` : 'never'}`);
  print(`${INDENT}bottleneck: ${report.bottleneck}`);

  heading('Time to ready');
  print(`${INDENT}p50 ${duration(time.p50)}, p95 ${duration(time.p95)}, max ${duration(time.max)}`);
  print(`${INDENT}on average ${duration(mean.inLine)} in line, ${duration(mean.creating)} until AWS has made the account, ${duration(mean.onboarding)} from there to ready`);
  table(print, ['batch', 'asked', 'ready', 'p50', 'p95', 'max', 'last ready'], report.batches.map(batch => [
    batch.label, grouped(batch.tenants), grouped(batch.ready),
    ...[batch.secondsToReady.p50, batch.secondsToReady.p95, batch.secondsToReady.max].map(duration),
    batch.lastReadyAt ? when(batch.lastReadyAt) : 'never',
  ]));

  heading(`The line: at most ${grouped(longestLine.tenants)} stand in it, ${when(longestLine.at)}`);
  const every = Math.ceil(report.standings.length / LINES);
  const shown = report.standings.filter(({ at }, index) => index % every === 0 || index === report.standings.length - 1
    || at === Date.parse(longestLine.at));
  table(print, ['UTC', 'asked', 'in line', 'creating', 'onboarding', 'ready', 'not ready'], shown.map(({ at, requested, inLine, creating, onboarding, ready, notReady }) =>
    [moment(at), ...[requested, inLine, creating, onboarding, ready, notReady].map(grouped)]));

  heading('What AWS has to allow');
  table(print, ['', 'needed', 'limit', 'share', ''], report.needs.map(({ what, needed, limit, share, advice }) =>
    [what, grouped(needed), grouped(limit), `${(100 * share).toFixed(share < 0.1 ? 2 : 0)} %`, advice]));
  for (const [call, times] of Object.entries(report.refused)) { print(`${INDENT}AWS refused ${call} ${grouped(times)} times; each was tried again or told`); }

  heading(`Cost: ${report.usdTotal.toFixed(2)} USD once, ${report.usdPerTenant.toFixed(5)} for each tenant that became ready (us-east-1, without free tiers)`);
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
