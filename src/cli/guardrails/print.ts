import { CHANGES, Change, Group, Told } from './difference';
import { grouped, moment } from '../words';

const TITLES: Readonly<Record<Change, string>> = {
  denied: 'Would be denied now',
  mayBeDenied: 'May be denied now: the records do not tell',
  noLongerDenied: 'No longer denied',
};

/** The differences as people read them. */
export function printDifference(told: Told, print: (line: string) => void): void {
  const { records, same, changed, skipped, groups, notAsked } = told;
  for (const change of CHANGES) {
    const ofIt = groups.filter(group => group.change === change);
    if (ofIt.length > 0) { print(TITLES[change]); }
    for (const group of ofIt) {
      print(`  ${grouped(group.count)} × ${group.action} by ${group.principal}, ${span(group)}`);
      for (const { policy, guardrails } of group.by) { print(`      ${guardrails.join(' or ')}, in ${policy}`); }
      if (group.dependsOn.length > 0) { print(`      depends on ${group.dependsOn.join(', ')}`); }
    }
    if (ofIt.length > 0) { print(''); }
  }
  if (notAsked.length > 0) { print(`Settings that change as well, of which records tell nothing: ${notAsked.join(', ')}\n`); }
  const keys = [...new Set(groups.filter(({ change }) => change === 'mayBeDenied').flatMap(({ dependsOn }) => dependsOn))].sort();
  const reasons = Object.entries(skipped).map(([reason, number]) => `${grouped(number)} ${reason}`);
  const all = Object.values(skipped).reduce((sum, number) => sum + number, 0);
  print([
    `${grouped(records)} records`, `${grouped(same)} stay as they are`, `${grouped(changed.denied)} would be denied now`,
    `${grouped(changed.mayBeDenied)} may be${keys.length > 0 ? ` (depends on ${keys.join(', ')})` : ''}`,
    `${grouped(changed.noLongerDenied)} no longer denied`,
    `${grouped(all)} skipped${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`,
  ].join(', '));
}

const span = ({ first, last }: Group): string =>
  first === last ? when(first) : `${when(first)} to ${when(last)}`;

const when = (time: string): string => moment(Date.parse(time));
