import { join } from 'path';
import { Creation, LineFigures, playLine } from './line';
import { runExample } from '../build-tools/examples';

const FOLDER = join('cdk.out', 'bench', 'line');
const TENANTS = 5_000;

/** An assumption of the lab: half of the creations are over within a minute, 19 of 20 within three. */
const MIX: Creation = { kind: 'lognormal', medianSeconds: 60, p95Seconds: 180 };

const fixed = (seconds: number): Creation => ({ kind: 'fixed', seconds });
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
/** What Step Functions charges for a transition: https://aws.amazon.com/step-functions/pricing/. */
const USD_PER_TRANSITION = 0.000025;

/** All at once, all within some hours, and each alone. */
const together = Array.from({ length: TENANTS }, () => 0);
const inTurn = Array.from({ length: TENANTS }, (_, index) => index * 5);
const alone = Array.from({ length: 300 }, (_, index) => index * 1800);

function tell(what: string, figures: LineFigures): void {
  const { makespan, refused, unfairness, news, looks, transitions, longestHistory } = figures;
  console.log(`  ${what.padEnd(30)} ${makespan.toFixed(3)}  refused ${percent(refused)}  unfair ${percent(unfairness)}`
    + `  news ${news.toFixed(1)} s, ${looks.toFixed(1)} looks (${(looks * USD_PER_TRANSITION).toFixed(5)} USD)`
    + `  ${transitions.toFixed(1)} transitions, at most ${longestHistory} events`);
}

/** How much longer the line takes than the best that anybody could do, and who pays for it. */
export async function lineFigures(): Promise<void> {
  const { ok, output } = await runExample('platform', FOLDER, { validate: false });
  if (!ok) { throw new Error(output); }
  console.log(`The line: ${TENANTS} tenants, time over max(N x 10 s, N x creation / 5)`);
  for (const seconds of [30, 60, 240]) {
    tell(`creations of ${seconds} s`, await playLine(FOLDER, fixed(seconds), together));
  }
  tell('a mix of creations', await playLine(FOLDER, MIX, together));
  tell('the mix, one each 5 s', await playLine(FOLDER, MIX, inTurn));
  console.log(`A free line: ${alone.length} tenants, half an hour apart, seconds from request to ready`);
  for (const [what, creation] of [['creations of 60 s', fixed(60)], ['a mix of creations', MIX]] as const) {
    const { p50, p95, aws95 } = await playLine(FOLDER, creation, alone);
    console.log(`  ${what.padEnd(30)} p50 ${p50.toFixed(0)}, p95 ${p95.toFixed(0)}; of that AWS itself ${aws95.toFixed(0)} at p95`);
  }
}
