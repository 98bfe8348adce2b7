import { note, section } from './sections';
import { ReleaseView } from './view';
import type { UnhealthyTenant } from '../../../telemetry/items';
import { tableOf } from '../../html';
import { grouped, moment } from '../../words';
import { healthLine } from '../health';

/** Rows that a reader still reads; beyond it, a command lists them. */
const MOST = 50;

/** Who is unhealthy, whatever release did it, and whose failures wait. */
export function healthSectionOf({ health, release, at, platform }: ReleaseView): string {
  if (!health) { return ''; }
  const { unhealthy, held } = health;
  const ours = `${release.service}/${release.release}`;
  const row = (of: UnhealthyTenant) => [
    of.tenantId, of.accountId, of.region, moment(Date.parse(of.since)), `${grouped(of.errors)} of ${grouped(of.invocations)}`, grouped(of.throttles),
    of.service ?? '–', of.functionName ?? '–', of.likelyRelease ?? '–', grouped(held.get(of.accountId) ?? 0),
  ];
  // Those first whom this release is likely to have made so.
  const isOurs = ({ likelyRelease }: UnhealthyTenant) => likelyRelease === ours;
  const sorted = [...unhealthy.values()].sort((a, b) => Number(isOurs(b)) - Number(isOurs(a)) || b.errors - a.errors);
  return section('health', `Health: ${grouped(unhealthy.size)} unhealthy`,
    note(`${healthLine(health, at)}.`),
    sorted.length === 0 ? '' : tableOf('unhealthy', 'Unhealthy tenants, those first whom this release is likely to have made so',
      ['tenant', 'account', 'Region', 'since', 'errors', 'throttles', 'service', 'function', 'likely release', 'failures held'],
      sorted.slice(0, MOST).map(row), sorted.map(isOurs)),
    sorted.length > MOST ? note(`${grouped(MOST)} of ${grouped(sorted.length)} are shown. All: npx cdk-account-per-tenant fleet status --json --platform ${platform}`) : '');
}
