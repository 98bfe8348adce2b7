import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonObject } from '../lab';

/** A cloud assembly, and how to be rid of it where it is only for this once. */
export interface Assembly {
  readonly directory: string;
  dispose(): void;
}

/** How much of what a command said goes into a complaint. */
const LAST_LINES = 12;

/** What a shell ends with when a command is not there, or is not one that can be run. */
const NO_COMMAND: ReadonlySet<number> = new Set([126, 127]);

/** The option that names the app. */
const APP = '--app';

const cure = (option: string) =>
  `name the command that synthesizes your app, such as ${option} 'npx tsx app.ts', or a cloud assembly, such as ${option} cdk.out`;

/** What is wrong with `--app`, or another option like it, as far as it can be seen without running it. */
export function complaintsAboutApp(app: string | undefined, option = APP): string[] {
  const named = app ?? readJson('cdk.json').app;
  if (named === undefined) { return [`${option} is missing, and so is "app" in cdk.json; ${cure(option)}`]; }
  if (typeof named !== 'string') { return [`"app" in cdk.json must be a text, got ${JSON.stringify(named)}; ${cure(option)}`]; }
  return isDirectory(named) && !isAssembly(named) ? [`${option} ${named}: there is no cloud assembly in that folder (no manifest.json); ${cure(option)}`] : [];
}

/**
 * The user's own app, synthesized: `--app` is a command or a folder, as with the CDK's own command line, and so is
 * "app" in cdk.json where there is no `--app`.
 */
export function assemblyOf(app: string | undefined, option = APP): Assembly {
  const settings = readJson('cdk.json');
  const named = app ?? String(settings.app);
  if (isDirectory(named)) { return { directory: named, dispose: () => undefined }; }
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  const dispose = () => rmSync(directory, { recursive: true, force: true });
  try {
    synthesize(named, option, directory, { ...settings.context as JsonObject | undefined, ...readJson('cdk.context.json') });
  } catch (error) {
    dispose();
    throw error;
  }
  return { directory, dispose };
}

function synthesize(command: string, option: string, directory: string, context: JsonObject): void {
  const { status, signal, stderr, stdout } = spawnSync(command, {
    shell: true, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  if (status !== 0) {
    const said = `${stdout}${stderr}`.trimEnd().split('\n').slice(-LAST_LINES).map(line => `  | ${line}`).join('\n');
    const ended = status !== null && NO_COMMAND.has(status) ? 'is neither a folder nor a command that runs' : `ended with ${signal ?? `exit code ${status}`}`;
    throw new Error(`${option} '${command}' ${ended}; ${cure(option)}. It said:\n${said}`);
  }
  if (!isAssembly(directory)) {
    throw new Error(`${option} '${command}' ended well, but wrote no cloud assembly to $CDK_OUTDIR. `
      + "Does it call 'app.synth()'? If your App has an 'outdir' of its own, run it and name that folder with " + option);
  }
}

const isDirectory = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

const isAssembly = (path: string): boolean => existsSync(join(path, 'manifest.json'));

/** A JSON object of the current folder; empty where there is none. */
function readJson(file: string): JsonObject {
  if (!existsSync(file)) { return {}; }
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
  } catch (error) {
    throw new Error(`${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}
