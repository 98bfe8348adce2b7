import { Eligible, isIn, nameOf, Sorted } from './tenants';
import { PublishedService, ReleaseItem, TenantServiceItem } from '../../contract';
import { complaintsAboutTolerance } from '../../waves/rounding';

export interface Planned extends Sorted {
  readonly release: ReleaseItem;
  readonly plan: PublishedService;
  readonly items: readonly TenantServiceItem[];
  /** Whom each wave takes, and last those who get the service for the first time. */
  readonly takes: readonly (readonly Eligible[])[];
}

/** What speaks against a plan, as tenants are now. A first release may well come before the first tenant. */
export function complaintsAboutPlan({ release, plan, items, eligible, leftOut, takes }: Planned): string[] {
  const nobody = `nobody would get version ${release.version}: `;
  if (eligible.length === 0) {
    return leftOut.size === 0 ? [] : [`${nobody}all ${leftOut.size} tenants are left out (${told(leftOut)})`];
  }
  const found = plan.waves.flatMap((wave, index) => {
    const { name, ring } = wave;
    if (ring.by !== 'percent' && ring.by !== 'everyone' && !eligible.some(tenant => isIn(ring, tenant))) {
      return [
        `wave ${name}: nobody is in ${nameOf(ring)} who may get this release; put a tenant there, let one go that is pinned, or take the wave out`,
      ];
    }
    return complaintsAboutTolerance(wave, takes[index].length);
  });
  const somebodyHasIt = items.some(({ version }) => version === release.version);
  if (found.length === 0 && !somebodyHasIt && takes.every(({ length }) => length === 0)) {
    return [`${nobody}no wave takes any of ${eligible.length} tenants`];
  }
  return found;
}

/** How often there is each reason. */
export function counted(reasons: Iterable<string>): Record<string, number> {
  const found: Record<string, number> = {};
  for (const reason of reasons) { found[reason] = (found[reason] ?? 0) + 1; }
  return found;
}

function told(leftOut: Sorted['leftOut']): string {
  return Object.entries(counted(leftOut.values())).map(([reason, count]) => `${count} ${reason}`).join(', ');
}
