import { playReleases } from './releases';
import { synthesize } from '../test/fleet/releases/platform';

const CASES = [
  { tenants: 6_000, services: ['billing', 'orders', 'users'] },
  { tenants: 30_000, services: ['orders'] },
];

/** How close releases come to the best that can be done, what they cost, and how far they are from AWS's limits. */
export async function releaseFigures(): Promise<void> {
  const assembly = synthesize();
  console.log('Releases: three waves, 180 s for a stack, 30 minutes of bake each');
  for (const { tenants, services } of CASES) {
    const figures = await playReleases(assembly, tenants, services);
    console.log(`  ${tenants} tenants x ${services.length} services at once, ${figures.mostAtOnce} stacks at once`);
    console.log(`    makespan ${figures.makespan.toFixed(3)} of the bound, ${figures.hours.toFixed(2)} h`);
    console.log(`    one release ${Math.round(figures.transitions)} transitions, ${figures.usd.toFixed(4)} USD; the longest history ${figures.longestHistory} events of 25,000; the largest payload ${figures.largestPayload} bytes of 262,144`);
    console.log(`    one look of the reconciliation ${figures.reconcileCalls} calls, ${Math.round(figures.reconcileReads)} read units`);
    console.log(`    ${figures.setUpSeconds.toFixed(1)} s to set up and bring the first version, ${figures.realSeconds.toFixed(1)} s to play, ${figures.megabytes} MB`);
  }
}

if (require.main === module) {
  releaseFigures().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
