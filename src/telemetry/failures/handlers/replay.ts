import type { Replay } from './tenant-account';
import { tenantFailuresArchiveName, tenantFailuresBusName } from '../../contract';
import { FORWARDING_RULES } from '../settings';

/** What an account could not hand over for longer than a day, it says once more. */
export interface ReplayRequest {
  readonly accountId: string;
  readonly region: string;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly reason: string;
}

export interface ReplayTask { readonly replay: true; readonly run: string; readonly request: ReplayRequest }

/** Names of the replays that were begun in the tenant's account. */
export interface Replayed { readonly replays: readonly string[] }

/** Has both archives of a Region said again. What was handed over already changes nothing. */
export async function replay(
  { request: { accountId, region, from, to }, run }: ReplayTask, platform: string,
  start: (accountId: string, region: string, replay: Replay) => Promise<string>,
): Promise<Replayed> {
  const name = (what: string) => `${run.slice(0, 50)}-${what}`;
  const bus = tenantFailuresBusName(platform);
  const both = [
    { name: name('bus'), archive: tenantFailuresArchiveName(platform, 'bus'), bus, rules: [`${bus}/${FORWARDING_RULES.bus(platform)}`] },
    {
      name: name('executions'), archive: tenantFailuresArchiveName(platform, 'executions'), bus: 'default',
      rules: [FORWARDING_RULES.executions(platform), FORWARDING_RULES.objects(platform)],
    },
  ];
  return { replays: await Promise.all(both.map(each => start(accountId, region, { ...each, from, to }))) };
}
