import { Deployed } from './decide';
import { deployed } from './truth';
import { Guardrail, GuardDutyPlan } from '../../src';
import { SETTINGS_CASES } from '../../src/guardrails/catalogue/settings-cases';
import { Settings } from '../../src/guardrails/guardrail-definition';
import { SettingsCase } from '../../src/guardrails/settings-case';
import { JsonObject } from '../../src/lab/json';
import { effectivePolicy } from '../../src/lab/services/organizations/effective-policies';

/** Each rule that is a setting once, told what a user might tell it. */
export const everySetting = (): Guardrail[] => [
  Guardrail.instanceMetadata(),
  Guardrail.publicImagesAndSnapshots(),
  Guardrail.serialConsole(),
  Guardrail.vpcBlockPublicAccess(),
  Guardrail.s3BlockPublicAccess(),
  Guardrail.aiServicesOptOut(),
  Guardrail.tenantTags({ enforcedFor: ['dynamodb:table', 's3:ALL_SUPPORTED'] }),
  Guardrail.threatDetection({ regions: ['eu-central-1'], plans: [GuardDutyPlan.RUNTIME_MONITORING] }),
];

/** The policies of a rule that is a setting, without those that hold tenants whatever their rules are. */
export const settingsIn = (policies: readonly Deployed[]) =>
  policies.filter(({ type }) => type !== 'SERVICE_CONTROL_POLICY' && type !== 'RESOURCE_CONTROL_POLICY');

/** What is otherwise than it has to be. */
export function wrongSettings(cases: readonly SettingsCase[], policies: readonly Deployed[]): string[] {
  const ours = settingsIn(policies).map(({ content }) => JSON.parse(content) as JsonObject);
  return cases.flatMap(({ says, is, on, sets }) => {
    const theirs = [sets as JsonObject];
    const root = on === 'root' ? theirs : [];
    const ofTenant = [root, ours, on === 'account' ? theirs : []];
    const ofOthers = [root, on === 'elsewhere' ? theirs : [], []];
    const looked = effectivePolicy(is === 'denied' || on === 'account' ? ofTenant : ofOthers);
    const found = new Map(wishesIn(sets).map(({ at, wish }) => [at, wish(valueAt(looked, at))]));
    const wrong = [...found].filter(([, holds]) => holds !== (is === 'allowed')).map(([at]) => at);
    return wrong.length > 0 ? [`${says}: ${wrong.join(' and ')} ${is === 'denied' ? 'comes of it' : 'does not come of it'}, not ${is}`] : [];
  });
}

/** What the cases of a rule that is a setting come to, as the rules of inheritance that AWS documents decide them. */
export function settingsTruth({ name }: Guardrail, policies: readonly Deployed[]) {
  const cases = SETTINGS_CASES[name] ?? [];
  return { cases, wrong: wrongSettings(cases, policies) };
}

/** What was taken out of a rule, and what of it no case would notice. */
export function unnoticedSettings(guardrail: Guardrail): { tried: string[]; unnoticed: string[] } {
  const mutations = [...settingsMutations(deployed([guardrail]))];
  const unnoticed = mutations.filter(({ policies }) => settingsTruth(guardrail, policies).wrong.length === 0);
  return { tried: mutations.map(({ what }) => what), unnoticed: unnoticed.map(({ what }) => what) };
}

/** Policies that lack one operator each. */
function* settingsMutations(policies: readonly Deployed[]): Generator<{ what: string; policies: Deployed[] }> {
  for (const policy of settingsIn(policies)) {
    for (const { at, rest } of without(JSON.parse(policy.content) as Settings)) {
      const lacking = { ...policy, content: JSON.stringify(rest) };
      yield { what: `${policy.name} without ${at}`, policies: policies.map(each => each === policy ? lacking : each) };
    }
  }
}

function* without(settings: Settings, path: readonly string[] = []): Generator<{ at: string; rest: Settings }> {
  for (const [key, value] of Object.entries(settings)) {
    const { [key]: _, ...others } = settings;
    if (key.startsWith('@@')) {
      yield { at: [...path, key].join(' '), rest: others };
    } else {
      for (const { at, rest } of without(value as Settings, [...path, key])) {
        yield { at, rest: { ...settings, [key]: rest } };
      }
    }
  }
}

interface Wish {
  readonly at: string;
  readonly wish: (found: unknown) => boolean;
}

/** What a policy wants, setting by setting, and whether it has come true. */
function wishesIn(settings: Settings, path: readonly string[] = []): Wish[] {
  return Object.entries(settings).flatMap(([key, value]): Wish[] => {
    if (!key.startsWith('@@')) { return wishesIn(value as Settings, [...path, key]); }
    const at = path.join(' ');
    const list = (found: unknown) => Array.isArray(found) ? found as unknown[] : [];
    switch (key) {
      case '@@assign': return [{ at, wish: found => JSON.stringify(found) === JSON.stringify(value) }];
      case '@@append': return [{ at, wish: found => (value as string[]).every(each => list(found).includes(each)) }];
      case '@@remove': return [{ at, wish: found => (value as string[]).every(each => !list(found).includes(each)) }];
      default: return [];
    }
  });
}

const valueAt = (policy: JsonObject, at: string) =>
  at.split(' ').reduce<unknown>((value, key) => (value as JsonObject | undefined)?.[key], policy);
