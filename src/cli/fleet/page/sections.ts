import { Failure, ReleaseView } from './view';
import { barOf } from './waves';
import { escaped, tableOf } from '../../html';
import { grouped, moment } from '../../words';
import { wordsOf } from '../health';
import { inWords, nameOf, shortened } from '../look';

/** Rows of a table that a reader still reads; beyond it, a command lists them. */
const MOST_FAILURES = 200;
const MOST_REASONS = 20;
const MOST_VERSIONS = 10;
const MOST_CHANGES = 200;
const MOST_ENTRIES = 200;

export const section = (id: string, title: string, ...content: string[]): string =>
  `<section aria-labelledby="${id}-title"><h2 id="${id}-title">${escaped(title)}</h2>
${content.filter(part => part !== '').join('\n')}</section>`;

export const note = (text: string): string => `<p class="note">${escaped(text)}</p>`;

/** Why accounts failed, and which. */
export function failuresOf({ failures, reasons, release, health, at }: ReleaseView): string {
  if (failures.length === 0) { return ''; }
  const kinds: Readonly<Record<string, string>> = { own: 'failed', internal: "failed for AWS's reasons", stuck: 'stuck' };
  const row = ({ tenantId, accountId, where, kind, region = '–', reason = 'no reason given' }: Failure) => [
    tenantId, accountId, where, kinds[kind] ?? kind, region,
    ...health ? [wordsOf(health, { tenantId, accountId }, at)] : [],
    shortened(reason),
  ];
  // Who has to be mended by hand comes first.
  const sorted = [...failures.filter(({ kind }) => kind === 'stuck'), ...failures.filter(({ kind }) => kind !== 'stuck')];
  const more = failures.length > MOST_FAILURES
    ? note(`${grouped(MOST_FAILURES)} of ${grouped(failures.length)} are shown. All: npx cdk-account-per-tenant fleet tenants --behind --service ${release.service}`) : '';
  return section('failures', `Failures: ${grouped(failures.length)}`,
    tableOf('reasons', 'By reason', ['reason', 'accounts'], reasons.slice(0, MOST_REASONS).map(({ reason, tenants }) => [shortened(reason), grouped(tenants)])),
    reasons.length > MOST_REASONS ? note(`And ${grouped(reasons.length - MOST_REASONS)} more reasons`) : '',
    tableOf('failed', 'By tenant', ['tenant', 'account', 'where', 'what', 'Region', ...health ? ['health'] : [], 'reason'], sorted.slice(0, MOST_FAILURES).map(row),
      sorted.map(({ kind }) => kind === 'stuck')),
    more);
}

/** What tenants have, as far as they are ready. */
export function versionsOf({ versions, without, tenants, service, release }: ReleaseView): string {
  const called = (version: string) => version === release.version ? 'of this release'
    : version === release.before?.version ? 'before it' : version === service.good?.version ? 'the last good one' : 'an older one';
  const parts = [
    ...versions.map(({ version, tenants: count }) => ({ name: version, what: called(version), count })),
    ...without > 0 ? [{ name: 'none', what: 'without the service', count: without }] : [],
  ];
  const style = (what: string) => what === 'of this release' ? 'going' : what === 'an older one' || what === 'without the service' ? 'waiting' : 'done';
  const words = parts.map(({ name, what, count }) => `${grouped(count)} on ${name} (${what})`).join(', ');
  const kinds = [...new Set(parts.map(({ what }) => what))];
  const legend = `<ul class="legend">${kinds.map(what => `<li class="${style(what)}">${what}</li>`).join('')}</ul>`;
  return section('versions', 'What tenants have',
    parts.length === 0 ? note('no tenant is ready') : legend + barOf(parts.map(({ what, count }) => ({ style: style(what), count })), words),
    parts.length === 0 ? '' : tableOf('by-version', `${grouped(tenants)} tenants by version`, ['version', 'which', 'tenants'],
      parts.slice(0, MOST_VERSIONS).map(({ name, what, count }) => [name, what, grouped(count)])),
    parts.length > MOST_VERSIONS ? note(`And ${grouped(parts.length - MOST_VERSIONS)} more versions`) : '');
}

/** What change sets said before anything was changed: the same change of several accounts once. */
export function changesOf({ preview }: ReleaseView): string {
  if (!preview) { return ''; }
  const { accounts } = preview;
  const changes = new Map<string, { readonly row: readonly string[]; readonly where: number }>();
  for (const { action, logicalId, type, replacement } of accounts.flatMap(account => account.changes)) {
    const key = JSON.stringify([action, logicalId, type, replacement]);
    const known = changes.get(key);
    const row = known?.row ?? [logicalId, type, action, replacementOf(replacement)];
    changes.set(key, { row, where: (known?.where ?? 0) + 1 });
  }
  const rows = [...changes.values()].map(({ row, where }) => [...row, `${where} of ${accounts.length}`]);
  const errors = accounts.filter(({ error }) => error !== undefined).map(({ accountId, region, error }) => `${accountId}, ${region}: ${error}`);
  return section('changes', 'What change sets said',
    accounts.length === 0 ? note('No account was looked at.') : note(`Before anything was changed, in ${accounts.map(({ tenantId, region }) => `${tenantId} (${region})`).join(', ')}.`),
    rows.length === 0 ? '' : tableOf('by-resource', 'Changes by resource', ['resource', 'type', 'what', 'replaced', 'stacks'], rows.slice(0, MOST_CHANGES), rows.map(([, , what, replaced]) => what === 'Remove' || replaced !== 'no')),
    rows.length > MOST_CHANGES ? note(`And ${grouped(rows.length - MOST_CHANGES)} more changes`) : '',
    rows.length === 0 && errors.length === 0 && accounts.length > 0 ? '<p>Nothing would change.</p>' : '',
    errors.length === 0 ? '' : `<ul class="readings">${errors.map(error => `<li>${escaped(error)}</li>`).join('')}</ul>`);
}

const replacementOf = (replacement: string): string => replacement === 'True' ? 'yes' : replacement === 'Conditional' ? 'it may be' : 'no';

/** Who did what, and when. */
export function logOf({ release: { log } }: ReleaseView): string {
  if (log.length === 0) { return ''; }
  const shown = log.slice(-MOST_ENTRIES);
  return section('log', 'Who did what',
    log.length > shown.length ? note(`The last ${grouped(shown.length)} of ${grouped(log.length)} entries`) : '',
    `<ol class="log">${shown.map(({ at, by, what }) =>
      `<li><time datetime="${escaped(at)}">${moment(Date.parse(at))}</time> <b>${escaped(nameOf(by))}</b> ${escaped(inWords(what))}</li>`).join('')}</ol>`);
}
