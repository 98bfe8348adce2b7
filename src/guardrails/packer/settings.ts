import { Settings } from '../guardrail-definition';

/** Two rules that say differently how the same thing is to be. */
export class Contradiction extends Error {
  constructor(public readonly where: string, public readonly one: string, public readonly other: string) {
    super(`'${one}' and '${other}' both set ${where}`);
  }
}

/** A rule's settings. */
export interface SettingsParcel {
  readonly name: string;
  readonly settings: Settings;
}

/** The settings of several rules as one document, as short as it can be written. */
export function united(parcels: readonly SettingsParcel[]): string {
  const owners = new Map<string, string>();
  const document = parcels.reduce<Settings>((all, { name, settings }) => merge(all, settings, name, owners, []), {});
  return JSON.stringify(document);
}

function merge(
  all: Settings, more: Settings, name: string, owners: Map<string, string>, path: readonly string[],
): Settings {
  const merged = Object.entries(more).map(([key, value]) => {
    const at = [...path, key];
    const there = all[key];
    const owner = owners.get(at.join('.')) ?? name;
    owners.set(at.join('.'), owner);
    if (isSettings(value) && (there === undefined || isSettings(there))) {
      return [key, merge(there ?? {}, value, name, owners, at)];
    }
    if (there !== undefined && JSON.stringify(there) !== JSON.stringify(value)) {
      // An operator is no setting of its own, but says how the one is to be that it stands in.
      throw new Contradiction(at.filter(each => !each.startsWith('@@')).join('.'), owner, name);
    }
    return [key, value];
  });
  return { ...all, ...Object.fromEntries(merged) as Settings };
}

const isSettings = (value: Settings[string]): value is Settings => typeof value === 'object' && !Array.isArray(value);
