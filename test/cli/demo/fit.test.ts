import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fitted } from '../../../src/cli/demo/fit';
import { standardPlan } from '../../../src/cli/demo/plan';
import { WaveSpec } from '../../../src/fleet/contract';
import { synthesize } from '../../stories/platform';

interface Detail {
  readonly tenantId: string;
  readonly ring?: string;
  readonly tags?: unknown;
  readonly features?: string[];
}

const ASSEMBLY = synthesize('plain');

const wave = (ring: WaveSpec['ring']): WaveSpec => ({
  name: '', ring, concurrency: { percent: 100 }, tolerance: { accounts: 0 }, bakeSeconds: 0, alarms: [], gates: [],
});
const details = (waves: WaveSpec[] = [], assembly = ASSEMBLY, tenants = 12) =>
  fitted(standardPlan(tenants), assembly, waves).map(({ detail }) => detail as unknown as Detail);

/** The assembly with other words in its templates. */
function changed(what: RegExp, into: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'fit-'));
  cpSync(ASSEMBLY, folder, { recursive: true });
  for (const name of readdirSync(folder).filter(file => file.endsWith('.template.json'))) {
    writeFileSync(join(folder, name), readFileSync(join(folder, name), 'utf8').replace(what, into));
  }
  return folder;
}

test('nobody asks for a feature that the platform does not know', () => {
  const asked = (assembly: string) => new Set(details([], assembly).flatMap(({ features = [] }) => features));
  expect(asked(ASSEMBLY)).toEqual(new Set(['sso']));
  expect(asked(changed(/\bsso\b/g, 'reports'))).toEqual(new Set());
});

test('where it cannot be told which features there are, requests stay as they are', () => {
  const templates = changed(/\$not\(\$ in/g, '$unknown($ in');
  expect(new Set(details([], templates).flatMap(({ features = [] }) => features))).toEqual(new Set(['sso']));
});

test('somebody who gets ready is in each ring, and has each tag, that waves name', () => {
  const rings: WaveSpec['ring'][] = [{ by: 'ring', name: 'early' }, { by: 'tag', key: 'tier', value: 'free' }, { by: 'percent', percent: 10 }, { by: 'ring', name: 'late' }, { by: 'everyone' }];
  for (const tenants of [12, 60]) {
    const { promises } = standardPlan(tenants);
    const ready = details(rings.map(wave), ASSEMBLY, tenants)
      .filter(({ tenantId }) => promises.every(promise => promise.tenantId !== tenantId || promise.outcome === 'ready'));
    expect(new Set(ready.map(({ ring }) => ring))).toEqual(new Set(['early', 'late', undefined]));
    expect(ready.find(({ tags }) => tags !== undefined)?.tags).toEqual({ tier: 'free' });
  }
});

test('whoever asks again asks for the same', () => {
  const said = new Map<string, Detail>();
  for (const detail of details([wave({ by: 'ring', name: 'early' })])) {
    expect(detail).toEqual(said.get(detail.tenantId) ?? detail);
    said.set(detail.tenantId, detail);
  }
});

test('where waves name nothing, the rings of the plan stay', () => {
  const { arrivals } = standardPlan(12);
  expect(details().map(({ ring }) => ring)).toEqual(arrivals.map(({ detail }) => (detail as unknown as Detail).ring));
});
