import { isSleepAsPromised, Seen, Slept } from './telemetry';
import { isAsPromised, PlayedFailure, ToldFailure } from './work-that-fails';
import { dollars } from '../../telemetry/cost/bill-item';
import { duration } from '../words';

type Print = (line: string) => void;

/** What the central place saw, and what it did of itself. */
export function printTelemetry({ failed, slept }: Seen, print: Print): void {
  print('');
  print('All tenants in one place');
  if (failed) { printFailure(failed, print); }
  if (slept) { printSleep(slept, print); }
}

function printFailure(failed: PlayedFailure, print: Print): void {
  const { tenantId, functionName, found, after, health, redrives, invoked } = failed;
  print(`  ${tenantId}: its function ${functionName} cannot work on two events${mark(isAsPromised(failed))}`);
  found.forEach(each => print(`    found      ${lineOf(each)}`));
  print(`    census     ${health ? healthLine(health) : 'has said nothing'}`);
  print(`    given back ${redrives} times, after the warehouse was mended: ${invoked.here} calls of functions in its own account, ${invoked.elsewhere} in all others`);
  after.forEach(each => print(`    in the end ${lineOf(each)}`));
}

const lineOf = ({ tenantId, service, version, state, reason, redrives }: ToldFailure) =>
  [tenantId ?? 'nobody', service, version ?? 'no version', state.padEnd(8), `${reason}${redrives > 0 ? `, failed again ${redrives} times` : ''}`].join('  ');

const healthLine = ({ health, seconds, errors, invocations, service, likelyRelease }: NonNullable<PlayedFailure['health']>) =>
  `${health} after ${duration(seconds)}: ${errors} of ${invocations} invocations failed${service === undefined ? '' : `, most of them of ${service}`}${likelyRelease === undefined ? '' : `; the likely release is ${likelyRelease}`}`;

function printSleep(slept: Slept, print: Print): void {
  const { tenantId, moves, others, othersMoved, usd } = slept;
  print(`  ${tenantId}: nobody uses it; the other ${others} are used, and ${othersMoved} of them are moved${mark(isSleepAsPromised(slept))}`);
  for (const { tier, by, reason, seconds } of moves) {
    const costs = usd[tier] === undefined ? '' : `; from then on its telemetry costs ${dollars(usd[tier])} USD a month`;
    print(`    ${tier.padEnd(10)} after ${duration(seconds)} by the ${by}: ${reason}${costs}`);
  }
}

const mark = (kept: boolean) => kept ? '' : '  NOT PROMISED';
