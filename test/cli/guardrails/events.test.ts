import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { guarded, guardrails, newFolder } from './apps';
import { Guardrail } from '../../../src';
import { linesOf } from '../../../src/cli/guardrails/events';

const SAMPLE = readFileSync(join(__dirname, 'records.jsonl'), 'utf8');

/** A compressed file that ends in the middle: whoever reads it at once gets nothing of it. */
function halfAFile(): string {
  const file = join(newFolder(), 'events.jsonl.gz');
  const whole = gzipSync(SAMPLE.repeat(100));
  writeFileSync(file, whole.subarray(0, whole.length / 2));
  return file;
}

test('lines come while the file is being read', async () => {
  const lines = linesOf(halfAFile());
  expect((await lines.next()).value).toMatchObject({ records: [{ eventName: 'RunInstances' }] });
  await expect((async () => { for await (const line of lines) { expect(line).toHaveProperty('records'); } })()).rejects.toThrow('unexpected end of file');
});

test('a file that ends too early is told, and no half of a report', async () => {
  const { code, out, err } = await guardrails('diff', '--app', guarded(() => [Guardrail.rootUser()]), '--events', halfAFile());
  expect(err).toMatch(/--events .*gz: cannot be read: unexpected end of file\n$/);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test('characters of several bytes are read whole, wherever a piece of the file ends', async () => {
  const record = { ...JSON.parse(SAMPLE.split('\n')[0]) as object, userAgent: 'ü€'.repeat(100_000) };
  const file = join(newFolder(), 'events.jsonl');
  writeFileSync(file, `x${JSON.stringify(record)}\n${JSON.stringify(record)}`);
  const lines = linesOf(file);
  expect((await lines.next()).value).toMatchObject({ complaint: expect.stringMatching(/^line 1 is no JSON/) });
  expect((await lines.next()).value).toEqual({ records: [record] });
});
