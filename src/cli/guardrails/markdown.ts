import { PolicyEntry, Repository, RuleEntry } from './repository';
import { grouped } from '../words';

/** The repository of policies as people read it. */
export function markdownOf(repositories: readonly Repository[]): string {
  return `${repositories.map(page).join('\n\n')}\n`;
}

function page({ platform, digest, trial, policies, rules, others }: Repository): string {
  return [
    `# Guardrails of the platform \`${platform}\``,
    `${rules.length} rules in ${policies.length} policies. ${digest === undefined ? 'The app tells no digest.' : `Digest: \`${digest}\`.`}`
      + (trial.length > 0 ? ` New policies are tried on ${trial.join(', ')} first.` : ''),
    '## Policies',
    table(['Policy', 'Type', 'On', 'Rules', 'Characters', 'Of', 'Left'], policies.map(each => [
      `[${each.name}](${each.file})`, each.type, each.units.join(', '), each.rules.join(', ') || later(each),
      ...[each.characters, each.available, each.left].map(number => number === undefined ? 'unknown' : grouped(number)),
    ])),
    ...policies.filter(({ unknown }) => unknown.length > 0).map(unfinished),
    '## Rules',
    ...rules.map(section),
    ...others.length === 0 ? [] : [
      '## Policies of others in the same app',
      'They hold as well, and nothing is said of them here.',
      table(['Policy', 'Type', 'Stack'], others.map(({ name, type, stack }) => [name, type, stack])),
    ],
  ].join('\n\n');
}

const later = ({ triedAs }: PolicyEntry): string =>
  triedAs === undefined ? 'none' : `those of ${triedAs}, once they have been tried`;

/** A file that is not the deployed policy to the letter has to say so. */
const unfinished = ({ name, unknown }: PolicyEntry): string =>
  `\`${name}\` holds what only CloudFormation knows: ${unknown.map(each => `\`${each}\``).join(', ')}. In the file it stands as \`\${cloudformation:…}\`, and the characters are counted with that.`;

function section(rule: RuleEntry): string {
  const { name, stops, why, excepted, controls, policies, units, laterOn, denied, allowed, nearMisses } = rule;
  const cases = Object.entries({ 'Denied': denied, 'Allowed': allowed, 'Near misses': nearMisses });
  return [
    `### ${name}`,
    `**${stops}**${why === '' ? '' : ` ${why}`}`,
    [
      `- Let through: ${excepted}`,
      `- Controls: ${controls.length > 0 ? controls.join(', ') : 'none'}`,
      `- On: ${units.join(', ')}${laterOn.length > 0 ? `; once it has been tried there, on ${laterOn.join(', ')}` : ''}`,
      `- In: ${policies.map(each => `\`${each}\``).join(', ')}`,
    ].join('\n'),
    ...cases.every(([, sentences]) => sentences.length === 0) ? ['The library has no cases for this rule.'] : [],
    ...cases.filter(([, sentences]) => sentences.length > 0).map(([title, sentences]) =>
      [`${title}, ${sentences.length}:`, sentences.map(each => `- ${each}`).join('\n')].join('\n\n')),
  ].join('\n\n');
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
