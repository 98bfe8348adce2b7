import { Cloud } from '../cloud';
import { JsonObject } from '../json';
import { CustomResourceFailed, isCustomResource } from './custom-resources';
import { generatedName } from './generated-name';
import { inOrder } from './graph';
import { NestedStacks } from './nested-stacks';
import { parameterValues } from './parameters';
import { ResourceMaker } from './resource-maker';
import { Place, Scope } from './scope';
import { Deployed, Located, stackRegistry, STUCK } from './stack-registry';
import { NotModelled, Stack, StackRequest, StackResource, Template } from './template';
import { checkTemplate } from './template-checks';

/** What deleting a stack has left in the account. */
export interface Leftovers {
  /** By the template's wish: DeletionPolicy. */
  readonly retained: string[];
  /** Because the lab does not know how they go away. */
  readonly notModelled: NotModelled[];
}

/** Makes a stack, or rolls it back and throws an error that names the stack, the resource and the reason. */
export async function createStack(cloud: Cloud, request: StackRequest): Promise<Stack> {
  const registry = stackRegistry(cloud);
  checkTemplate(cloud, request);
  registry.begin(request);
  const id = `arn:${cloud.partition}:cloudformation:${request.region}:${request.account}:stack/${request.name}/${registry.random.uuid()}`;
  const work = new StackWork(cloud, request, id);
  try {
    return (await work.apply()).stack;
  } catch (error) {
    await work.undo();
    registry.abandon(request);
    throw error;
  }
}

/** Brings a stack to a new template or new parameters. On failure what was changed is changed back. */
export async function updateStack(cloud: Cloud, request: StackRequest): Promise<Stack> {
  const registry = stackRegistry(cloud);
  const before = registry.find(request);
  if (before.status === STUCK) { throw new Error(registry.refusal(request)); }
  checkTemplate(cloud, request);
  const work = new StackWork(cloud, request, before.stack.id, before);
  try {
    const { stack } = await work.apply();
    await work.cleanUp();
    return stack;
  } catch (error) {
    await work.undo();
    before.status = 'UPDATE_ROLLBACK_COMPLETE';
    throw error;
  }
}

/** Ends a stack: its resources go in the opposite order. */
export async function deleteStack(cloud: Cloud, where: Located): Promise<Leftovers> {
  const registry = stackRegistry(cloud);
  const deployed = registry.find(where);
  registry.setExports(where, deployed.exports, new Map());
  const work = new StackWork(cloud, deployed.request, deployed.stack.id, deployed);
  const leftovers = await work.removeAll([...deployed.order].reverse());
  registry.abandon(where);
  return leftovers;
}

/** All stacks that there are. */
export function allStacks(cloud: Cloud): Stack[] {
  return stackRegistry(cloud).all();
}

/** One stack on its way from what it was to what its template says. */
class StackWork {
  private readonly place: Place;
  private readonly maker: ResourceMaker;
  private readonly undoing: (() => Promise<unknown>)[] = [];
  private readonly replaced: { logicalId: string; old: StackResource; properties: JsonObject }[] = [];
  private after?: Deployed;

  constructor(
    private readonly cloud: Cloud,
    private readonly request: StackRequest,
    id: string,
    private readonly before?: Deployed,
  ) {
    const { name, account, region } = request;
    const registry = stackRegistry(cloud);
    this.place = { name, account, region, id };
    const nested = new NestedStacks({
      create: child => createStack(cloud, child),
      update: child => updateStack(cloud, child),
      remove: child => deleteStack(cloud, child),
      newName: ({ logicalId }) => generatedName(name, logicalId, registry.random, 128),
    });
    this.maker = new ResourceMaker(cloud, this.place, request, nested, () => registry.random.uuid());
  }

  public async apply(): Promise<Deployed> {
    const registry = stackRegistry(this.cloud);
    const template = this.request.template as Template;
    const resources = new Map<string, StackResource>();
    const parameters = await this.guard('parameters', () => parameterValues(this.cloud, this.request, template));
    // The scope stays with the stack, so it must not hold on to this work.
    const scope = new Scope(this.cloud, this.place, template, parameters, resources, registry.exportsFor(this.request));
    const order = await this.guard('template', () =>
      inOrder(template, ({ Condition }) => Condition === undefined || scope.condition(Condition), registry.needs));
    for (const logicalId of order) {
      const { Type } = template.Resources[logicalId];
      await this.guard(`${logicalId} (${Type})`, async () => { resources.set(logicalId, await this.bring(logicalId, scope)); });
    }
    const { outputs, exports } = await this.guard('outputs', () => this.outputs(scope));
    await this.guard('exports', () => registry.setExports(this.request, this.before?.exports ?? new Map(), exports));
    const notModelled = order.map(logicalId => ({ logicalId, type: template.Resources[logicalId].Type }))
      .filter(({ type }) => !this.maker.knows(type));
    const stack: Stack = { ...this.place, resources: Object.fromEntries(resources), outputs, notModelled };
    this.after = { stack, request: this.request, scope, order, exports, status: this.before ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE' };
    registry.keep(this.after);
    return this.after;
  }

  /** After an update: what is in the template no more, and what was replaced. */
  public async cleanUp(): Promise<void> {
    for (const { logicalId, old, properties } of this.replaced.reverse()) {
      await this.maker.remove(logicalId, old, properties);
    }
    await this.removeAll([...this.before!.order].reverse()
      .filter(logicalId => !this.after!.scope.resources.has(logicalId)));
  }

  /** Changes back what was changed, as far as it can. The first error is the one that counts. */
  public async undo(): Promise<void> {
    for (const step of this.undoing.reverse()) {
      try { await step(); } catch { /* CloudFormation goes on with the rest, too. */ }
    }
  }

  public async removeAll(order: readonly string[]): Promise<Leftovers> {
    const leftovers: Leftovers = { retained: [], notModelled: [] };
    const { scope } = this.before!;
    for (const logicalId of order) {
      const { Type, DeletionPolicy } = scope.template.Resources[logicalId];
      if (DeletionPolicy?.startsWith('Retain')) { leftovers.retained.push(logicalId); continue; }
      await this.guard(`${logicalId} (${Type})`, async () => {
        const current = scope.resources.get(logicalId)!;
        const gone = await this.maker.remove(logicalId, current, propertiesOf(scope, logicalId));
        if (!gone) { leftovers.notModelled.push({ logicalId, type: Type }); }
      });
    }
    return leftovers;
  }

  private async bring(logicalId: string, scope: Scope): Promise<StackResource> {
    const { Type, DeletionPolicy } = scope.template.Resources[logicalId];
    const wanted = propertiesOf(scope, logicalId);
    const current = this.before?.scope.resources.get(logicalId);
    if (!current) {
      const made = await this.maker.create(logicalId, Type, wanted).catch(error => {
        if (error instanceof CustomResourceFailed) {
          const half = { type: Type, ref: error.physicalId, attributes: {} };
          this.undoing.push(() => this.maker.remove(logicalId, half, wanted));
        }
        throw error;
      });
      if (DeletionPolicy !== 'Retain') { this.undoing.push(() => this.maker.remove(logicalId, made, wanted)); }
      return made;
    }
    if (current.type !== Type) { throw new Error(`Update of resource type is not permitted: ${current.type} to ${Type}`); }
    const previous = propertiesOf(this.before!.scope, logicalId);
    if (JSON.stringify(previous) === JSON.stringify(wanted)) { return current; }
    const changed = await this.maker.update(logicalId, current, wanted, previous);
    this.undoing.push(() => this.maker.update(logicalId, changed, previous, wanted));
    if (isCustomResource(Type) && changed.ref !== current.ref) {
      this.replaced.push({ logicalId, old: current, properties: previous });
    }
    return changed;
  }

  private outputs(scope: Scope): { outputs: Record<string, string>; exports: Map<string, string> } {
    const outputs: Record<string, string> = {};
    const exports = new Map<string, string>();
    for (const [name, { Value, Condition, Export }] of Object.entries(scope.template.Outputs ?? {})) {
      if (Condition !== undefined && !scope.condition(Condition)) { continue; }
      outputs[name] = String(scope.intrinsics.resolve(Value));
      if (Export) { exports.set(String(scope.intrinsics.resolve(Export.Name)), outputs[name]); }
    }
    return { outputs, exports };
  }

  private async guard<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { name, account, region } = this.place;
      throw new Error(`stack ${name} (${account}/${region}) failed at ${what}: ${(error as Error).message}`, { cause: error });
    }
  }
}

function propertiesOf(scope: Scope, logicalId: string): JsonObject {
  return (scope.intrinsics.resolve(scope.template.Resources[logicalId].Properties ?? {}) ?? {}) as JsonObject;
}
