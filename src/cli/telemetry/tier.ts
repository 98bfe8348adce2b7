import { tierCommand } from './tier-request';
import { tiersMachineName, TIERS } from '../../telemetry/contract';
import { appliedOf, isInDoubt } from '../../telemetry/tiers/handlers/decide';
import { ended } from '../fleet/follow';
import { answer } from '../fleet/request';

export const TIER_USAGE = `  tier TENANT TIER           one tenant is full, priority or dormant from now on, whoever uses it; or auto: as the
    --reason TEXT [--by WHO] survey sees it. Why, and who asks (default: the ARN of the credentials)`;

/** Leaves a tenant to the survey again. */
const AUTO = 'auto';
const WORDS = [...Object.values(TIERS), AUTO];

/** What the workflow takes. */
const LONGEST = { reason: 500, by: 200 } as const;

/** Gives one tenant a tier. */
export const tier = tierCommand({
  words: ['TENANT', 'TIER'],
  options: { reason: 'value', by: 'value' },
  needs: { reason: 'why; it is kept with who asked for it' },
  complaints: ({ words: [, wanted], values }) => [
    ...WORDS.includes(wanted) ? [] : [`TIER must be one of ${WORDS.join(', ')}, got '${wanted}'`],
    ...Object.entries(LONGEST).filter(([name, most]) => (values[name] ?? '').length > most)
      .map(([name, most]) => `--${name} must have at most ${most} characters, got ${values[name].length}`),
  ],
}, async request => {
  const { data, words: [tenantId, wanted], values: { reason, by } } = request;
  const asked = wanted === AUTO ? { fixed: false } : { tier: wanted, fixed: true };
  const wish = { tenantId, by: by ?? await data.me(), reason, ...asked };
  const run = await data.start(tiersMachineName(data.platform), wish);
  if (!request.switches.has('json')) { request.terminal.stdout.write('asked for; moving an account takes some minutes\n'); }
  const said = await ended(request, run);
  const item = await data.tier(tenantId);
  const now = appliedOf(item, data.tierOfNewTenants);
  const isThere = wanted === AUTO || (now === wanted && !isInDoubt(item));
  answer(request, { tenantId, tier: now, ...said }, () => [
    isThere ? `${tenantId} is ${now}${wanted === AUTO ? ', and the survey decides from now on' : ''}`
      : `${tenantId} is ${now}${now === wanted ? ' as far as is known' : ' still'}: ${item?.failure ?? (String(said.note) || 'the next survey tries again')}`,
  ]);
  return isThere ? 0 : 1;
});
