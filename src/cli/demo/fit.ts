import { Arrival, Plan } from './plan';
import { WaveSpec } from '../../fleet/contract';
import { Cloud, Json, readAssembly } from '../../lab';

/** One in so many tenants is in each ring that waves name. */
const IN_A_RING = 20;

type Detail = Readonly<Record<string, Json>>;

/**
 * The arrivals of a plan as a platform takes them: nobody asks for features that it does not know, and somebody is in
 * each ring and has each tag that the waves of its service name.
 */
export function fitted({ arrivals, promises }: Plan, assembly: string, waves: readonly WaveSpec[]): Arrival[] {
  const known = featuresIn(JSON.stringify(readAssembly(new Cloud(), assembly).map(({ template }) => template)));
  const groups = groupsOf(waves);
  const hopeless = promises.filter(({ outcome }) => outcome !== 'ready').map(({ tenantId }) => tenantId);
  const ids = [...new Set(arrivals.map(({ detail }) => (detail as Detail).tenantId))]
    .filter(id => !hopeless.includes(String(id)));
  return arrivals.map(({ after, detail }) => {
    const { ring, features, ...rest } = detail as Detail & { readonly features: string[] };
    const at = ids.indexOf(rest.tenantId);
    // Where waves name nothing, the rings of the plan may as well stay.
    const asPlanned = ring === undefined ? {} : { ring };
    const group = groups.length === 0 ? asPlanned : at < 0 ? {} : groups[at % IN_A_RING];
    return { after, detail: { ...rest, features: features.filter(each => known?.includes(each) ?? true), ...group } };
  });
}

/** What requests say of those whom waves name. */
function groupsOf(waves: readonly WaveSpec[]): Record<string, Json>[] {
  const groups = waves.flatMap(({ ring }): Record<string, Json>[] => {
    switch (ring.by) {
      case 'ring': return [{ ring: ring.name }];
      case 'tag': return [{ tags: { [ring.key]: ring.value } }];
      default: return [];
    }
  });
  return [...new Map(groups.map(group => [JSON.stringify(group), group])).values()];
}

/** The features that the factory knows, as its workflow judges requests by them; undefined where it cannot be told. */
function featuresIn(templates: string): string[] | undefined {
  const [, list] = /\$r\.features\[[^\]]*\$not\(\$ in \[([^\]]*)\]/.exec(templates.replace(/\\/g, '')) ?? [];
  return list === undefined ? undefined : JSON.parse(`[${list}]`) as string[];
}
