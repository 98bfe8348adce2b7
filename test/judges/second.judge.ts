// What needs fakecloud itself is tested where FAKECLOUD says where it is; all else everywhere.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interrupted, start } from './programs';
import { changedCopy } from '../../build-tools/changed-assembly';
import { unmet } from '../../judges/cloud/expected';
import { PLATFORMS } from '../../judges/cloud/platforms';
import { onEmulator } from '../../judges/cloud/play';
import { EmulatorWorld } from '../../judges/cloud/play-there';
import { fakecloud } from '../../judges/cloud/second/known';
import { python } from '../../judges/python';
import { JsonObject } from '../../src/lab';

const MAIN = 'judges/cloud/second/main.ts';
const { FAKECLOUD } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'second-'));

jest.setTimeout(300_000);
afterAll(() => { rmSync(folder, { recursive: true }); });

describe('FAKECLOUD', () => {
  const ended = (program: string) => start(MAIN, ['--only', 'fresh'], { FAKECLOUD: program }).ended;
  const script = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return join(folder, name);
  };

  test('absent: one line says how to get it', async () => {
    const { code, stderr } = await ended('');
    expect(stderr).toMatch(/^FAKECLOUD=path npm run cloud:second needs fakecloud 0\.51\.0, .*cargo install fakecloud --version 0\.51\.0 --locked\n$/);
    expect(code).toBe(1);
  });

  test.each([
    ['no file', join(folder, 'none'), /is no program that can be started/],
    ['a folder', folder, /is no program that can be started/],
    ['another program', '/bin/echo', /says 'echo /],
    ['another version', script('newer', 'echo fakecloud 9.9.9'), /says 'fakecloud 9\.9\.9'/],
  ])('%s: one line says what it is, and how to get the right one', async (_, program, what) => {
    const { code, stderr } = await ended(program);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(what)]);
    expect(stderr).toMatch(/fakecloud 0\.51\.0 is needed.*cargo install/);
    expect(code).toBe(1);
  });

  test('one that ends at once: told with its last words', async () => {
    const { code, stderr } = await ended(script('broken', 'test "$1" = --version && echo fakecloud 0.51.0'));
    expect(stderr).toMatch(/the emulator did not start: RuntimeError: fakecloud ended before it said on which port it is; all that it said is in .*cloud-second\.log/);
    expect(code).toBe(1);
  });
});

if (FAKECLOUD) {
  describe('on fakecloud', () => {
    test('a platform with a probe is deployed, asked, compared and destroyed', async () => {
      const { code, stdout } = await start(MAIN, ['--only', 'probe that says']).ended;
      expect(stdout).toMatch(/2 stories played in both clouds, 2 tenants/);
      expect(code).toBe(0);
    });

    test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('%s leaves nothing running', async (signal, exitCode) => {
      const { code, stderr, others, left } = await interrupted(signal, start(MAIN, ['--only', 'probe that says yes']));
      expect(others.length).toBeGreaterThan(0);
      expect(stderr).toMatch(/interrupted: fakecloud and what stood in front of it are stopped/);
      expect(code).toBe(exitCode);
      expect(left).toEqual([]);
    });

    const policies = (change: (text: string) => string) => rewritten('AWS::IAM::Policy', change);
    const refusals: readonly [string, (resource: JsonObject) => void][] = [
      ['the machine may not write the line', policies(text => text.replaceAll('dynamodb:UpdateItem', 'dynamodb:Nothing'))],
      ["a tenant's account trusts another role", rewritten('AWS::CloudFormation::StackSet', text => text.replace('-enrolment', '-other'))],
      ['the machine may not be run by Step Functions', rewritten('AWS::IAM::Role', text => text.replace('states.amazonaws.com', 'ecs.amazonaws.com'))],
    ];

    test.each(refusals)('%s: nobody becomes ready', async (_, change) => {
      const [platform] = PLATFORMS;
      const stories = platform.stories.filter(({ name }) => name === 'a fresh tenant');
      const assembly = await platform.assembly(mkdtempSync(join(folder, 'platform-')));
      const changed = changedCopy(assembly, { inDocument: () => {}, inResource: change });
      expect(changed.templates).toBe(1);
      const options = {
        python: await python(), log: join(folder, 'log'), home: mkdtempSync(join(folder, 'home-')), cloud: fakecloud(FAKECLOUD),
        stop: new AbortController().signal, stories, say: () => {},
      };
      const other = { ...platform, assembly: () => Promise.resolve(changed.folder) };
      const complaints = await onEmulator(other, options, async server => {
        const there = await EmulatorWorld.of(server, platform.account);
        return unmet(stories[0], await there.play(stories[0]));
      });
      rmSync(changed.folder, { recursive: true });
      expect(complaints).toEqual([expect.stringMatching(/^fresh should be ready and is (failed|without an answer)$/)]);
    });
  });
}

function rewritten(type: string, change: (text: string) => string): (resource: JsonObject) => void {
  return resource => {
    if (resource.Type !== type) { return; }
    resource.Properties = JSON.parse(change(JSON.stringify(resource.Properties))) as JsonObject;
  };
}
