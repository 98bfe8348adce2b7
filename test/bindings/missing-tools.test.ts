import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'tools-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const bindings = (...names: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', 'build-tools/bindings.ts', ...names], {
    cwd: ROOT, env: { PATH: folder }, encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

/** A tool that says of itself what a real one would. */
function tool(name: string, says: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\nprintf '${says}\\n'\n`);
  chmodSync(join(folder, name), 0o755);
}

test('a language without its tools is not run, says what it needs, and fails the run', () => {
  const { status, stdout } = bindings('python', 'java', 'go');
  expect(stdout).toMatch(/^python: NOT RUN\. Python 3\.10 or newer .* is needed; none of these is here/m);
  expect(stdout).toMatch(/^java: NOT RUN\. Maven with a JDK, 17 or newer, is needed; there is no mvn that runs/m);
  expect(stdout).toMatch(/^go: NOT RUN\. Go 1\.\d+ or newer is needed; there is no go\. See https/m);
  expect(status).toBe(1);
});

test('tools that are too old, or half there, are told with what is there', () => {
  tool('go', 'go version go1.19.8 linux/amd64');
  tool('mvn', 'Apache Maven 3.8.7\\nJava version: 17.0.1, vendor: X, runtime: /no/jdk');
  const { status, stdout } = bindings('java', 'go');
  expect(stdout).toMatch(/^java: NOT RUN\. .*Maven here has Java 17 in \/no\/jdk\. On Debian/m);
  expect(stdout).toMatch(/^go: NOT RUN\. .*here is go1\.19\.8/m);
  expect(status).toBe(1);
});

test('a language that there is not is refused with those that there are', () => {
  expect(bindings('cobol')).toEqual({ status: 1, stdout: '', stderr: 'bindings: no such language: cobol; there are: javascript, python, java, go\n' });
});
