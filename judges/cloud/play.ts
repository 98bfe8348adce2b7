import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Difference, differences } from './compare';
import { Deployment } from './deploy';
import { unmet } from './expected';
import { ForeignCloud, Known, MOTO, judged } from './known';
import { normal } from './normal';
import { Deployable, Platform } from './platforms';
import { LabWorld } from './play-here';
import { EmulatorWorld } from './play-there';
import { Repair, Server } from './server';
import { CloudStory } from './stories';
import { Json } from '../../src/lab';

/** A story, as it went in both clouds. */
export interface PlayedStory {
  readonly name: string;
  readonly differences: readonly Difference[];
  /** Tenants that ended otherwise than the story says. */
  readonly complaints: readonly string[];
  readonly tenants: number;
  readonly seconds: number;
}

export interface PlayedPlatform {
  readonly stories: readonly PlayedStory[];
  readonly repairs: readonly Repair[];
  /** What is wrong beside the stories. */
  readonly complaints: readonly string[];
  /** Types of resources that the emulator skipped. */
  readonly skipped: ReadonlySet<string>;
}

export interface PlayOptions {
  readonly python: string;
  readonly log: string;
  /** A folder for all that this run writes. */
  readonly home: string;
  readonly port?: number;
  readonly stop: AbortSignal;
  readonly stories: readonly CloudStory[];
  readonly say: (line: string) => void;
  /** Moto, unless said otherwise. */
  readonly cloud?: ForeignCloud;
}

/** Deploys a platform to both clouds, plays its stories, and takes it away again. */
export async function playPlatform(platform: Platform, options: PlayOptions): Promise<PlayedPlatform> {
  const { stories, say, cloud = MOTO } = options;
  return onEmulator(platform, options, async (server, deployment, assembly) => {
    const skipped = typesSkipped(assembly, await server.ask({ do: 'stacks' }) as Stacks);
    const there = await EmulatorWorld.of(server, platform.account);
    const here = await LabWorld.of(assembly, stories);
    const played: PlayedStory[] = [];
    for (const story of stories) {
      const started = Date.now();
      const [lab, emulator] = [await here.play(story), await there.play(story)];
      const one = {
        name: story.name, tenants: Object.keys(story.ends).length, seconds: seconds(started),
        differences: differences(story.name, normal(lab, story), normal(emulator, story)),
        complaints: [...inCloud('the lab', unmet(story, lab)), ...inCloud(cloud.name, unmet(story, emulator))],
      };
      say(`  ${verdict(one, cloud.known)}: ${story.name} (${one.seconds} s)`);
      played.push(one);
    }
    await server.ask({ do: 'empty' });
    await deployment.destroy();
    say(`${platform.name}: destroyed`);
    return { stories: played, repairs: server.repairs, skipped, complaints: await complaintsAboutStacks(server) };
  });
}

/** What is left of a platform that was destroyed. */
export async function complaintsAboutStacks(server: Server): Promise<string[]> {
  const left = Object.keys(await server.ask({ do: 'stacks' }) as object);
  return left.length > 0 ? [`stacks are left after cdk destroy: ${left.join(', ')}`] : [];
}

/** Deploys a platform to the emulator for as long as some work lasts. */
export async function onEmulator<T>(
  platform: Deployable, options: PlayOptions,
  work: (server: Server, deployment: Deployment, assembly: string) => Promise<T>,
): Promise<T> {
  const { stop, stories, say } = options;
  const assembly = await platform.assembly(options.home);
  stop.throwIfAborted();
  const server = await Server.start({
    ...options, temporary: options.home, management: platform.management, platform: platform.account,
    environments: environmentsOf(assembly), bootstrapped: environmentsOf(assembly, needsBootstrap),
    misfortunes: stories.flatMap(({ misfortunes }) => misfortunes ?? []) as unknown as Json[],
  });
  const end = () => { void server.stop(); };
  stop.addEventListener('abort', end);
  try {
    stop.throwIfAborted();
    const deployment = new Deployment(assembly, server.endpoint, options.home);
    const begun = Date.now();
    await deployment.deploy(...platform.stacks ?? []);
    say(`${platform.name}: deployed by the CDK in ${seconds(begun)} s`);
    return await work(server, deployment, assembly);
  } finally {
    stop.removeEventListener('abort', end);
    await server.stop();
  }
}

/** Whether the clouds agree on a story. */
export function verdict(
  { differences: found, complaints }: Pick<PlayedStory, 'differences' | 'complaints'>, known: readonly Known[] = MOTO.known,
): string {
  if (complaints.length + judged(found, known).unknown.length > 0) { return 'DIFFER'; }
  return found.length > 0 ? 'agree but for what is known' : 'agree';
}

/** A stack without assets may be where nothing is bootstrapped. */
const needsBootstrap = ({ properties }: StackArtifact) => properties.requiresBootstrapStackVersion !== undefined;

/** Where the stacks of an assembly are, or some of them, as ACCOUNT/REGION. */
function environmentsOf(assembly: string, which: (stack: StackArtifact) => boolean = () => true): string[] {
  return [...new Set(stacksOf(assembly).filter(which).map(({ environment = '' }) => environment.replace('aws://', '')))];
}

interface StackArtifact {
  readonly type: string;
  readonly environment?: string;
  readonly properties: {
    readonly templateFile: string;
    readonly stackName?: string;
    readonly requiresBootstrapStackVersion?: number;
  };
}

function stacksOf(assembly: string): (StackArtifact & { readonly id: string })[] {
  const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8')) as { artifacts: Record<string, StackArtifact> };
  return Object.entries(artifacts).map(([id, artifact]) => ({ id, ...artifact })).filter(({ type }) => type === 'aws:cloudformation:stack');
}

/** What was made: stack → logical id → physical id. */
export type Stacks = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Types in the templates of which the emulator made nothing, without a word. */
export function typesSkipped(assembly: string, made: Stacks): ReadonlySet<string> {
  const templates = readdirSync(assembly).filter(file => file.endsWith('.template.json'));
  const names = new Map(stacksOf(assembly)
    .map(({ properties, id }) => [properties.templateFile, properties.stackName ?? id]));
  return new Set(templates.flatMap(file => {
    const { Resources } = JSON.parse(readFileSync(join(assembly, file), 'utf8')) as { Resources: Record<string, { Type: string }> };
    const there = made[names.get(file) ?? ''] ?? {};
    return Object.entries(Resources).filter(([id]) => !(id in there)).map(([, { Type }]) => Type);
  }));
}

/**
 * What of the skipped types is not said, and, if all platforms were deployed, what is said and not skipped any more.
 */
export function complaintsAboutTypes(
  skipped: ReadonlySet<string>, whole: boolean, known: ReadonlyMap<string, string> = MOTO.notProven,
): string[] {
  return [
    ...[...skipped].filter(type => !known.has(type))
      .map(type => `the emulator skips ${type} without a word, and it is not among the types not proven`),
    ...[...known.keys()].filter(type => whole && !skipped.has(type))
      .map(type => `the emulator makes ${type} by now; take it off the list of types not proven`),
  ];
}

export const inCloud = (name: string, complaints: readonly string[]) => complaints.map(each => `in ${name}, ${each}`);

export const seconds = (since: number) => Math.round((Date.now() - since) / 100) / 10;
