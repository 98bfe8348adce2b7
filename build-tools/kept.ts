import { accessSync, constants, mkdirSync } from 'fs';

/** A folder for what is kept between runs, made where it is missing. */
export function kept(folder: string, what: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch (error) {
    throw new Error(`${what}, and ${folder} cannot be written (${(error as Error).message}): make it a folder that can be, or remove it`);
  }
}
