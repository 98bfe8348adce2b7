/* What the guardrails stop and let through, decided by an evaluator of policies that others wrote. */
import { CHANGES_NOTHING } from './condition-mutations';
import { everyGuardrail } from './every-guardrail';
import { mutationsOf } from './mutations';
import { stoppedLooks } from './operators';
import { everySetting, settingsTruth, unnoticedSettings } from './settings';
import { deployed, isWrong, wrongs } from './truth';
import { vocabulary } from './vocabulary';
import { Guardrail } from '../../src';
import { Case } from '../../src/guardrails/case';
import { CASES } from '../../src/guardrails/catalogue/cases';

async function truth(): Promise<number> {
  let wrong = 0;
  console.log('| Guardrail | denied as they should | allowed as they should | near misses among them |\n| --- | --- | --- | --- |');
  let all = 0;
  const say = ({ name }: Guardrail, cases: readonly Pick<Case, 'is' | 'isNearMiss'>[], found: readonly string[]) => {
    const count = (is: Case['is']) => cases.filter(each => each.is === is).length;
    console.log(`| ${name} | ${count('denied')} | ${count('allowed')} | ${cases.filter(each => each.isNearMiss).length} |`);
    for (const line of found) { console.log(`  WRONG ${line}`); }
    wrong += found.length;
    all += cases.length;
  };
  for (const guardrail of everyGuardrail()) {
    const cases = CASES[guardrail.name] ?? [];
    say(guardrail, cases, await wrongs(cases, deployed([guardrail])));
  }
  // Nobody else's evaluator knows settings: how they are inherited, as AWS documents it, decides.
  for (const guardrail of everySetting()) {
    const { cases, wrong: found } = settingsTruth(guardrail, deployed([guardrail]));
    say(guardrail, cases, found);
  }
  console.log(`${all} cases of ${everyGuardrail().length + everySetting().length} guardrails, ${wrong} wrong`);
  const { says, strange } = await vocabulary();
  for (const line of strange) { console.log(`  STRANGE ${line}`); }
  console.log(says);
  const { tried, stopped } = await stoppedLooks();
  for (const line of stopped) { console.log(`  STOPPED ${line}`); }
  console.log(`${tried} looks of operators under the strictest preset, ${stopped.length} stopped`);
  return wrong + strange.length + stopped.length === 0 ? 0 : 1;
}

async function mutate(): Promise<number> {
  const [all, changesNothing]: [string[], string[]] = [[], []];
  let unnoticed = 0;
  for (const guardrail of everyGuardrail()) {
    const cases = CASES[guardrail.name] ?? [];
    for (const { where, what, policies } of mutationsOf(deployed([guardrail]))) {
      all.push(what);
      if (await isWrong(cases, policies)) { continue; }
      if (CHANGES_NOTHING.has(what)) { changesNothing.push(what); continue; }
      unnoticed++;
      console.log(`nobody notices: ${guardrail.name}, ${where}: ${what}`);
    }
  }
  for (const guardrail of everySetting()) {
    const mutated = unnoticedSettings(guardrail);
    all.push(...mutated.tried);
    unnoticed += mutated.unnoticed.length;
    for (const what of mutated.unnoticed) { console.log(`nobody notices: ${guardrail.name}, ${what}`); }
  }
  for (const what of new Set(changesNothing)) { console.log(`changes nothing: ${what}, for ${CHANGES_NOTHING.get(what)}`); }
  const needless = [...CHANGES_NOTHING.keys()].filter(what => !changesNothing.includes(what));
  for (const what of needless) { console.log(`needs no reason, it is noticed or never tried: ${what}`); }
  console.log(`${all.length} mutations, ${all.length - unnoticed - changesNothing.length} noticed, ${changesNothing.length} change nothing, ${unnoticed} unnoticed`);
  return unnoticed + needless.length === 0 ? 0 : 1;
}

void (process.argv.includes('--mutate') ? mutate() : truth()).then(code => { process.exitCode = code; });
