import { closeSync, openSync } from 'node:fs';

/** What is wrong with a file that is to be written. A wrong path must not come to light after the work. */
export function complaintsAboutFile(file: string, option = '--html'): string[] {
  try {
    closeSync(openSync(file, 'a'));
    return [];
  } catch (error) {
    return [`${option} ${file}: cannot be written: ${(error as Error).message}`];
  }
}
