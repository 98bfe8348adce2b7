import { readFileSync } from 'node:fs';
import { everyGuardrail } from '../../judges/guardrails/every-guardrail';
import { everySetting } from '../../judges/guardrails/settings';
import { Guardrail } from '../../src';

const PRESETS = {
  essential: Guardrail.essential(), recommended: Guardrail.recommended(), strict: Guardrail.strict(['eu-central-1']),
};
const ALWAYS: ReadonlySet<string> = new Set(['suspended', 'quarantine']);

/** As the page has them. */
function rows(): string[] {
  const rules = [...everyGuardrail(), ...everySetting()].filter(({ name }) => !ALWAYS.has(name));
  return rules.map(({ name, stops, policyType }) => {
    const least = Object.entries(PRESETS).find(([, all]) => all.some(rule => rule.name === name))?.[0] ?? 'by choice';
    return `| \`${name}\` | ${stops} | ${least} | ${policyType.replace(/_POLICY/g, '').replaceAll('_', ' ').toLowerCase()} |`;
  });
}

test('docs/guardrails.md lists each rule, with the preset that is the first to hold it', () => {
  const page = readFileSync('docs/guardrails.md', 'utf8');
  const listed = page.slice(page.indexOf('| Rule |')).split('\n\n')[0].trim().split('\n').slice(2);
  expect(listed).toEqual(rows());
});
