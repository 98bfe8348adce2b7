import { everyGuardrail } from '../../judges/guardrails/every-guardrail';
import { deployed, wrongs } from '../../judges/guardrails/truth';
import { CASES } from '../../src/guardrails/catalogue/cases';

describe.each(Object.entries(CASES))('%s', (name, cases) => {
  const guardrail = everyGuardrail().find(each => each.name === name)!;

  test('stops what it says and lets through what it does not', async () => {
    expect(await wrongs(cases, deployed([guardrail]))).toEqual([]);
  });

  test('stops nothing that would not work without it', async () => {
    const allowed = cases.filter(({ is }) => is === 'denied').map(each => ({ ...each, is: 'allowed' as const }));
    expect(await wrongs(allowed, [])).toEqual([]);
  });

  test('has at least three cases each way', () => {
    for (const is of ['denied', 'allowed']) { expect(cases.filter(each => each.is === is).length).toBeGreaterThanOrEqual(3); }
  });
});
