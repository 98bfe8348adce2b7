import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { differences } from '../../build-tools/bindings/compare';

function assembly(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

const GOOD = {
  'A.template.json': '{"a":1}', 'A.assets.json': '{}', 'assembly-B/C.template.json': '{}', 'assembly-B/C.assets.json': '{}',
  'asset.1/index.js': 'ask()', 'manifest.json': '1', 'tree.json': '1',
};
const good = assembly(GOOD);

test('assemblies are equal that differ in who wrote them alone', () => {
  expect(differences(good, assembly({ ...GOOD, 'manifest.json': '2', 'tree.json': '2' }))).toEqual([]);
});

test.each(['A.template.json', 'A.assets.json', 'assembly-B/C.template.json', 'assembly-B/C.assets.json', 'asset.1/index.js'])('one changed byte in %s is a difference', file => {
  expect(differences(good, assembly({ ...GOOD, [file]: '{"a":2}' }))[0]).toBe(`differs: ${file}`);
});

test('what is in one of them only is a difference', () => {
  const more = assembly({ ...GOOD, 'B.template.json': '{}' });
  expect(differences(good, more)).toEqual(['only in the package: B.template.json']);
  expect(differences(more, good)).toEqual(['only in the sources: B.template.json']);
});
