import { readFileSync } from 'fs';
import { Json } from '../json';
import { CreatedResource, ResourceRequest } from '../room';
import { Stack, StackRequest, StackResource, Template } from './template';

/** How stacks are made and ended; given from outside, since a stack makes its nested stacks and they make theirs. */
export interface StackActions {
  create(request: StackRequest): Promise<Stack>;
  update(request: StackRequest): Promise<Stack>;
  remove(request: Pick<StackRequest, 'name' | 'account' | 'region' | 'caller'>): Promise<unknown>;
  newName(request: ResourceRequest): string;
}

/** Stacks within stacks: their template is a file asset. */
export class NestedStacks {
  constructor(private readonly actions: StackActions) {}

  public async create(request: ResourceRequest, parent: StackRequest): Promise<CreatedResource> {
    return shown(await this.actions.create(this.child(request, parent, this.actions.newName(request))));
  }

  public async update(
    request: ResourceRequest, parent: StackRequest, current: StackResource,
  ): Promise<CreatedResource> {
    return shown(await this.actions.update(this.child(request, parent, nameOf(current))));
  }

  public async remove(parent: StackRequest, current: StackResource): Promise<void> {
    const { account, region, caller } = parent;
    await this.actions.remove({ name: nameOf(current), account, region, caller });
  }

  private child(request: ResourceRequest, parent: StackRequest, name: string): StackRequest {
    const { TemplateURL, Parameters } = request.properties;
    const file = request.asset(String(TemplateURL).split('/').pop()!);
    if (file === undefined) { throw new Error(`the lab has no file for the template at ${TemplateURL}`); }
    return {
      name,
      account: parent.account,
      region: parent.region,
      assets: parent.assets,
      caller: parent.caller,
      template: JSON.parse(readFileSync(file, 'utf8')) as Template,
      parameters: Parameters as Record<string, Json> | undefined,
    };
  }
}

function shown(stack: Stack): CreatedResource {
  return { ref: stack.id, attributes: Object.fromEntries(Object.entries(stack.outputs).map(([name, value]) => [`Outputs.${name}`, value])) };
}

function nameOf(current: StackResource): string {
  return current.ref.split('/')[1];
}
