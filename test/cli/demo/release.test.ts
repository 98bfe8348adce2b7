import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAsPromised, Releases } from '../../../src/cli/demo/release';
import { Lab } from '../../../src/lab';
import { ALARM, synthesize } from '../../fleet/releases/platform';
import { Fleet, templateOf, THREE_WAVES } from '../../fleet/releases/world';

const assembly = synthesize();

test('a platform without a fleet has no releases, nor has one whose first wave looks at no alarm', async () => {
  expect(await Releases.on(new Lab())).toBeUndefined();
  const fleet = await Fleet.of(assembly, 1);
  expect(await Releases.on(fleet.lab)).toBeUndefined();
  await fleet.publish(templateOf('one'), { waves: THREE_WAVES.map(wave => ({ ...wave, alarms: [] })) });
  expect(await Releases.on(fleet.lab)).toBeUndefined();
});

test('version 2 goes out; version 3, which only the alarm of the first wave shows to be bad, is taken back; and there is a page', async () => {
  const fleet = await Fleet.of(assembly, 20);
  await fleet.publish(templateOf('one'));
  const releases = (await Releases.on(fleet.lab))!;
  expect(await releases.release1()).toMatchObject({ phase: 'done', having: { 'version 1': 20 } });
  const html = join(mkdtempSync(join(tmpdir(), 'demo-')), 'release.html');
  const played = await releases.release2And3(html);
  expect(played).toMatchObject([
    { label: 'version 2', release: '000002', phase: 'done', having: { 'version 2': 20 }, waves: [{ name: 'canary', tenants: 5, status: 'passed' }, { status: 'passed' }, { status: 'passed' }] },
    { label: 'version 3', release: '000003', phase: 'rolled back', because: `wave canary: the alarm ${ALARM} is ALARM`, having: { 'version 2': 20 }, waves: [{ status: 'failed' }, { status: 'to come' }, { status: 'to come' }] },
  ]);
  expect(played[1].seconds).toBeGreaterThan(300);
  expect(isAsPromised(played)).toBe(true);
  expect(existsSync(html)).toBe(true);
  expect(readFileSync(html, 'utf8')).toContain('<h1>orders 000003: rolled back</h1>');
});

test('it is not as promised where the bad version stays, or somebody has another one', () => {
  const played = { service: 'orders', release: '1', waves: [], seconds: 1, label: '' };
  const good = { ...played, phase: 'done', having: { 'version 2': 9 } };
  expect(isAsPromised([good, { ...played, phase: 'rolled back', having: { 'version 2': 9 } }])).toBe(true);
  expect(isAsPromised([good, { ...played, phase: 'done', having: { 'version 2': 9 } }])).toBe(false);
  expect(isAsPromised([good, { ...played, phase: 'rolled back', having: { 'version 2': 8, 'version 3': 1 } }])).toBe(false);
  expect(isAsPromised([{ ...good, having: {} }, { ...played, phase: 'rolled back', having: { 'version 2': 9 } }])).toBe(false);
});
