import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the tests write goes into one folder, which goes when they have run. */
export default function make(): void {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'cdk-account-per-tenant-'));
}
