import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { ROOT } from '../processes';

/** What is kept between runs: environments and downloads of each language. Out of git and of the package. */
export const KEPT = join(ROOT, '.bindings');

export const EXAMPLES = join(ROOT, 'examples');
export const CHECKS = join(ROOT, 'build-tools/bindings/checks');

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };

/** The versions that the package asks for at least. */
export const FLOOR = { cdk: devDependencies['aws-cdk-lib'], constructs: devDependencies.constructs };

/** The examples that other languages write as well. */
export type Platform = 'platform' | 'probing-platform';

/** One language, as its people use the package: in a folder of their own, far from the project. */
export interface Language {
  /** As `projen package:…` and dist/ call it. */
  readonly target: string;

  /** How to run the app that writes a platform. */
  readonly apps: Partial<Record<Platform, (home: string, env: NodeJS.ProcessEnv) => Promise<unknown>>>;

  /** The tools' version, or `NotHere` with what to install. */
  need(): Promise<string>;

  /** Puts the app and what it needs into `home`. */
  install(home: string): Promise<void>;

  /** Looks at what templates do not show: what else is in the package, how errors arrive. Returns a line for each. */
  check(home: string, env: NodeJS.ProcessEnv, outdir: string): Promise<string>;
}

/** A tool that this machine lacks. */
export class NotHere extends Error {}

/** The files of dist/TARGET with this end. */
export function packaged(target: string, end = ''): string[] {
  return filesOf(join(ROOT, 'dist', target)).filter(file => file.endsWith(end)).map(file => join(ROOT, 'dist', target, file));
}

/** The one file of dist/TARGET with this end. */
export function thePackage(target: string, end: string): string {
  const found = packaged(target, end);
  if (found.length !== 1) {
    throw new Error(`expected one *${end} in dist/${target}, found ${found.length}`);
  }
  return found[0];
}

/** All files of a folder and of those in it. */
export function filesOf(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => statSync(join(folder, file)).isFile()).sort()
    : [];
}

