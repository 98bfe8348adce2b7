/* What the guardrails stop and let through, decided by an evaluator of policies that others wrote. */
import { everyGuardrail } from './every-guardrail';
import { mutationsOf } from './mutations';
import { deployed, wrongs } from './truth';
import { Case } from '../../src/guardrails/case';
import { CASES } from '../../src/guardrails/catalogue/cases';

async function truth(): Promise<number> {
  let wrong = 0;
  console.log('| Guardrail | denied as they should | allowed as they should | near misses among them |\n| --- | --- | --- | --- |');
  for (const guardrail of everyGuardrail()) {
    const cases = CASES[guardrail.name] ?? [];
    const found = await wrongs(cases, deployed([guardrail]));
    const count = (is: Case['is']) => cases.filter(each => each.is === is).length;
    console.log(`| ${guardrail.name} | ${count('denied')} | ${count('allowed')} | ${cases.filter(each => each.isNearMiss).length} |`);
    for (const line of found) { console.log(`  WRONG ${line}`); }
    wrong += found.length;
  }
  const all = everyGuardrail().flatMap(({ name }) => CASES[name] ?? []);
  console.log(`${all.length} cases of ${everyGuardrail().length} guardrails, ${wrong} wrong`);
  return wrong === 0 ? 0 : 1;
}

async function mutate(): Promise<number> {
  let unnoticed = 0;
  let count = 0;
  for (const guardrail of everyGuardrail()) {
    const cases = CASES[guardrail.name] ?? [];
    for (const { what, policies } of mutationsOf(deployed([guardrail]))) {
      count++;
      if ((await wrongs(cases, policies)).length > 0) { continue; }
      unnoticed++;
      console.log(`nobody notices: ${guardrail.name}, ${what}`);
    }
  }
  console.log(`${count} mutations, ${count - unnoticed} noticed`);
  return unnoticed === 0 ? 0 : 1;
}

void (process.argv.includes('--mutate') ? mutate() : truth()).then(code => { process.exitCode = code; });
