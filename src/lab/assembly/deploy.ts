import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { Cloud } from '../cloud';
import { Json } from '../json';
import { Caller } from '../room';
import { FileAsset, filesIn, placed, publish } from './file-assets';
import { stackRegistry } from './stack-registry';
import { createStack, updateStack } from './stacks';
import { Stack, StackRequest, Template } from './template';

export interface DeployOptions {
  /** Where stacks without an account of their own go. @default the management account */
  readonly account?: string;
  /** @default us-east-1 */
  readonly region?: string;
  /** Only these stacks (by name), in their order. @default all */
  readonly stacks?: readonly string[];
  /** Parameters by stack name. */
  readonly parameters?: Record<string, Record<string, Json>>;
  readonly caller?: Caller;
  /** Told each account before the first stack is deployed. */
  readonly onAccount?: (id: string) => void;
}

export type DeployedStack = Stack;

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly dependencies?: string[];
  readonly properties?: {
    stackName?: string;
    templateFile?: string;
    directoryName?: string;
    file?: string;
    parameters?: Record<string, Json>;
  };
}

/** A stack of a cloud assembly: what it would take to deploy it. */
export interface AssemblyStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: Template;
  readonly assets: ReadonlyMap<string, string>;
  readonly parameters: Record<string, Json>;
  /** The files that are published before it is deployed: its own, and those of other manifests that it depends on. */
  readonly publishes: readonly FileAsset[];
}

/**
 * Deploys what `cdk synth` wrote: the stacks of a cloud assembly in dependency order, and then those of the assemblies
 * nested in it. What is there already is updated. Before a stack, its files are published. Functions need virtual time
 * to answer: let the clock run, or use `settled`.
 */
export async function deployAssembly(
  cloud: Cloud, directory: string, options: DeployOptions = {},
): Promise<DeployedStack[]> {
  const deployed: DeployedStack[] = [];
  const stacks = readAssembly(cloud, directory, options);
  for (const account of new Set(stacks.map(stack => stack.account))) { options.onAccount?.(account); }
  for (const { parameters, publishes, ...stack } of stacks) {
    publish(cloud, publishes);
    // The CDK's own command leaves out stacks without resources, which CloudFormation would refuse.
    if (Object.keys(stack.template.Resources ?? {}).length === 0) { continue; }
    const request: StackRequest = {
      ...stack, parameters: { ...parameters, ...options.parameters?.[stack.name] }, caller: options.caller,
    };
    const deploy = stackRegistry(cloud).has(request) ? updateStack : createStack;
    deployed.push(await deploy(cloud, request));
  }
  return deployed;
}

/** The stacks of a cloud assembly in the order in which they can be deployed. */
export function readAssembly(cloud: Cloud, directory: string, options: DeployOptions = {}): AssemblyStack[] {
  return stacksOf(cloud, directory, options).filter(({ name }) => options.stacks?.includes(name) ?? true);
}

function stacksOf(cloud: Cloud, directory: string, options: DeployOptions): AssemblyStack[] {
  const manifest = join(directory, 'manifest.json');
  if (!existsSync(manifest)) { throw new Error(`${directory} is no cloud assembly: it has no manifest.json`); }
  const artifacts = (JSON.parse(readFileSync(manifest, 'utf8')) as { artifacts?: Record<string, Artifact> }).artifacts ?? {};
  const files = new Map(Object.entries(artifacts).filter(([, { type }]) => type === 'cdk:asset-manifest')
    .map(([id, { properties }]) => [id, filesIn(directory, properties!.file!)]));
  const assets = new Map([...files.values()].flat().map(({ key, path }) => [key, path]));
  const order = sorted(artifacts);
  const own = order.flatMap((id): AssemblyStack[] => {
    const { type, environment, dependencies = [], properties = {} } = artifacts[id];
    if (type !== 'aws:cloudformation:stack') { return []; }
    const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment ?? '') ?? [];
    const place = {
      account: account === 'unknown-account' ? options.account ?? cloud.managementAccount : account,
      region: region === 'unknown-region' ? options.region ?? 'us-east-1' : region,
    };
    return [{
      ...place,
      name: properties.stackName ?? id,
      template: JSON.parse(readFileSync(join(directory, properties.templateFile!), 'utf8')) as Template,
      assets,
      parameters: properties.parameters ?? {},
      publishes: dependencies.flatMap(other => files.get(other) ?? [])
        .map(file => placed(file, place, cloud.partition)),
    }];
  });
  const nested = order.filter(id => artifacts[id].type === 'cdk:cloud-assembly')
    .flatMap(id => stacksOf(cloud, join(directory, artifacts[id].properties!.directoryName!), options));
  return [...own, ...nested];
}

/** Artifacts after those that they depend on. */
function sorted(artifacts: Record<string, Artifact>): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (id: string) => {
    if (seen.has(id)) { return; }
    seen.add(id);
    for (const other of artifacts[id]?.dependencies ?? []) { visit(other); }
    if (artifacts[id]) { order.push(id); }
  };
  Object.keys(artifacts).forEach(visit);
  return order;
}
