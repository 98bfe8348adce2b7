import { Cloud, CloudOptions } from '../../../../src/lab/cloud';
import { JsonObject } from '../../../../src/lab/json';
import { CreatedResource, ResourceRequest } from '../../../../src/lab/room';
import { Organizations, organizations, OrganizationsOptions } from '../../../../src/lab/services/organizations/organizations';

export const SECOND = 1000;
export const DAY = 24 * 60 * 60 * SECOND;

/** A cloud with an organization in it, and short ways to call it. */
export class World {
  public readonly cloud: Cloud;

  constructor(options: OrganizationsOptions = {}, cloud: CloudOptions = {}) {
    this.cloud = new Cloud(cloud);
    this.cloud.add(organizations({ creation: { kind: 'fixed', seconds: 60 }, closure: { kind: 'fixed', seconds: 300 }, ...options }));
  }

  public get organization(): Organizations {
    return this.cloud.room<Organizations>('organizations');
  }

  /** Calls as somebody whom IAM does not judge; Organizations still looks at the account. */
  public call(
    action: string, parameters: JsonObject = {}, account = this.cloud.managementAccount,
  ): Promise<JsonObject> {
    const caller = { principal: 'operator', trusted: true, account, region: 'us-east-1' };
    return this.cloud.call(caller, 'organizations', action, parameters);
  }

  public wait(seconds: number): Promise<void> {
    return this.cloud.clock.sleep(seconds * SECOND);
  }

  /** Plays a story on the virtual clock, to its end. */
  public async play<T>(story: () => Promise<T>): Promise<T> {
    const played = story();
    played.catch(() => undefined);
    await this.cloud.clock.run();
    return played;
  }

  /** Asks for an account, and gives the id of the request. */
  public async request(email: string, more: JsonObject = {}): Promise<string> {
    const { CreateAccountStatus: status } = await this.call('createAccount', { Email: email, AccountName: email.split('@')[0], ...more });
    return String((status as JsonObject).Id);
  }

  public async status(id: string): Promise<JsonObject> {
    return (await this.call('describeCreateAccountStatus', { CreateAccountRequestId: id })).CreateAccountStatus as JsonObject;
  }
}

/** An error by its name and, where Organizations gives one, its reason. */
export function refusal(name: string, reason?: string): Error {
  return expect.objectContaining({ code: name, ...(reason && { fields: { Reason: reason } }) }) as unknown as Error;
}

/** A resource of a template, made in the management account. */
export function make(
  world: World, type: string, properties: JsonObject, account = world.cloud.managementAccount,
): CreatedResource {
  return world.organization.resources[type](requestFor(type, properties, account)) as CreatedResource;
}

/** The same resource, to be given other properties or to be taken away. */
export function again(world: World, type: string, before: JsonObject, after: JsonObject) {
  const current = make(world, type, before);
  const request = requestFor(type, after, world.cloud.managementAccount);
  return {
    current,
    update: () => world.organization.updates[type](request, current, before),
    remove: () => world.organization.removals[type](request, current),
  };
}

function requestFor(type: string, properties: JsonObject, account: string): ResourceRequest {
  return { type, properties, account, logicalId: 'It', stack: 'a', region: 'us-east-1', asset: () => undefined };
}
