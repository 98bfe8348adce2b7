import { isRight, Tried } from './attempts';
import { printTelemetry } from './print-telemetry';
import { Played } from './release';
import { Report } from './report';
import { Entry } from '../../lab';
import { duration } from '../words';

/** The report as people read it. */
export function printReport(report: Report, path: readonly Entry[], print: (line: string) => void): void {
  print('');
  print('Outcomes');
  for (const [outcome, number] of Object.entries(report.outcomes)) { print(`  ${outcome.padEnd(10)} ${String(number).padStart(6)}`); }
  print(`  accounts made ${report.accounts.made}, serving a tenant on record ${report.accounts.serving}, orphaned ${report.accounts.orphaned.length}`);
  if (report.promises.length > 0) {
    print('');
    print('What went wrong, and how it ended');
    const widest = (pick: (each: Report['promises'][number]) => string) => Math.max(...report.promises.map(each => pick(each).length));
    for (const each of report.promises) {
      print(`  ${each.kept ? 'as promised ' : 'NOT PROMISED'}  ${each.tenantId.padEnd(widest(e => e.tenantId))}  ${each.what.padEnd(widest(e => e.what))}  ${each.saw}`);
    }
  }
  for (const each of report.faults.filter(fault => fault.applied < fault.planned)) {
    print(`  NOT APPLIED   ${each.fault}: ${each.applied} of ${each.planned} times`);
  }
  for (const tenantId of report.unanswered) { print(`  NO ANSWER     ${tenantId}: its run ended without one, and nobody asked again`); }
  for (const account of report.accounts.orphaned) { print(`  ORPHANED      account ${account} serves no tenant on record`); }
  const { p50, p95, max } = report.secondsToReady;
  print('');
  print(`Time to ready       p50 ${duration(p50)}, p95 ${duration(p95)}, max ${duration(max)} (virtual time, the wait in line included)`);
  const { line } = report;
  print(`The line            ${line.creations} calls of CreateAccount in ${duration(line.seconds)}: ${(100 * line.shareOfRate).toFixed(1)} % of AWS's rate of 0.1 a second,`
    + ` ${(100 * line.shareOfPlaces).toFixed(1)} % of its 5 places in use; at most ${line.mostInFlight} in flight, ${line.refused} calls refused`);
  print(`Transitions         ${report.transitions.mean.toFixed(1)} for a tenant that became ready (p95 ${report.transitions.p95}, max ${report.transitions.max})`);
  print(`Cost                ${report.usdPerTenant.toFixed(5)} USD for a tenant; in all: ${report.usd.map(item => `${item.what} ${item.usd.toFixed(4)}`).join(', ')}`);
  if (report.tried.length > 0) { printTried(report.tried, print); }
  if (report.releases.length > 0) { printReleases(report.releases, print); }
  if (report.telemetry) { printTelemetry(report.telemetry, print); }
  if (path.length > 0) { printPath(path, print); }
}

/** What the guardrails let an administrator of a tenant do, and what not. */
function printTried(tried: readonly Tried[], print: (line: string) => void): void {
  const widest = (pick: (each: Tried) => string) => Math.max(...tried.map(each => pick(each).length));
  print('');
  print('An administrator of a tenant');
  for (const each of tried) {
    const saw = each.allowed ? 'is let' : 'is not let';
    const by = each.allowed ? '' : `  ${each.rule ?? 'by your rules'}`;
    const what = `${each.says.padEnd(widest(e => e.says))}  ${each.action.padEnd(widest(e => e.action))}`;
    print(`  ${saw.padEnd(10)}  ${what}${by}${isRight(each) ? '' : '  NOT PROMISED'}`.trimEnd());
  }
}

/** How versions went out, and one came back. */
function printReleases(releases: readonly Played[], print: (line: string) => void): void {
  print('');
  print(`Releases of the service ${releases[0].service}`);
  for (const { label, release, phase, because, seconds, waves, having } of releases) {
    const who = Object.entries(having).map(([version, tenants]) => `${tenants} tenant${tenants === 1 ? ' has' : 's have'} ${version}`).join(', ') || 'there are no tenants so far';
    print(`  ${label}  ${release}  ${phase.padEnd(11)}  ${duration(seconds).padStart(10)}  ${waves.map(({ name, tenants, status }) => `${name} (${tenants}): ${status}`).join(', ')}`);
    print(`                     ${because ? `${because}; ` : ''}${who}`);
  }
}

/** One tenant's way, step by step. */
function printPath(path: readonly Entry[], print: (line: string) => void): void {
  const first = Date.parse(path[0].at);
  print('');
  print(`Step by step        ${executionOf(path[0])}`);
  for (const entry of path) {
    if (entry.type !== 'transition' || entry.event === 'exited') { continue; }
    const at = duration((Date.parse(entry.at) - first) / 1000).padStart(9);
    print(`  ${at}  ${stepOf(entry)}`);
  }
}

function stepOf({ event, state, error }: Extract<Entry, { type: 'transition' }>): string {
  if (event === 'entered') { return state; }
  // A look at what AWS does in the background is an evaluation error for as long as it goes on: nothing went wrong.
  return event === 'retried' && error === 'States.QueryEvaluationError' && state.startsWith('How is ')
    ? 'not there yet, looks again' : `${event} ${error ?? ''} in ${state}`;
}

function executionOf(entry: Entry): string {
  return entry.type === 'transition' ? entry.execution.split(':').pop()! : '';
}
