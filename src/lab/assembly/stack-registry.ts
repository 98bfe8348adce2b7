import { Cloud } from '../cloud';
import { Needs } from './graph';
import { Random } from '../random';
import { Scope } from './scope';
import { Stack, StackRequest } from './template';

/** A deployed stack with what it takes to update or delete it. */
export interface Deployed {
  readonly stack: Stack;
  readonly request: StackRequest;
  readonly scope: Scope;
  /** The order in which the resources were made. */
  readonly order: readonly string[];
  readonly exports: ReadonlyMap<string, string>;
  status: StackStatus;
}

export type StackStatus = 'CREATE_COMPLETE' | 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE' | 'UPDATE_ROLLBACK_FAILED';

/** Such a stack takes no update until somebody has continued its rollback. */
export const STUCK: StackStatus = 'UPDATE_ROLLBACK_FAILED';

/** All stacks of all accounts, and what they export. */
export class StackRegistry {
  public readonly random: Random;
  public readonly needs: Needs = new WeakMap();
  private readonly stacks = new Map<string, Deployed | 'in progress'>();
  private readonly exported = new Map<string, { value: string; stack: string }>();

  constructor(cloud: Cloud) {
    this.random = cloud.random.fork('stacks');
  }

  public begin(request: StackRequest): void {
    if (this.stacks.has(key(request))) { throw new Error(`Stack [${request.name}] already exists`); }
    this.stacks.set(key(request), 'in progress');
  }

  public abandon(request: Located): void {
    this.stacks.delete(key(request));
  }

  public find(request: Located): Deployed {
    const found = this.stacks.get(key(request));
    if (!found || found === 'in progress') { throw new Error(`Stack [${request.name}] does not exist, or is being made, in ${request.account}/${request.region}`); }
    return found;
  }

  /** By its name, or by its id. */
  public lookUp({ name, account, region }: Located): Deployed | undefined {
    const found = this.stacks.get(key({ account, region, name: name.replace(/^arn:.*:stack\/([^/]+)\/.*$/, '$1') }));
    return found === 'in progress' || (name.startsWith('arn:') && found?.stack.id !== name) ? undefined : found;
  }

  public statusOf(request: Located): StackStatus | undefined {
    return this.lookUp(request)?.status;
  }

  /** Of a stack that is there; for others it means nothing. */
  public setStatus(request: Located, status: StackStatus): void {
    const found = this.lookUp(request);
    if (found) { found.status = status; }
  }

  /** What CloudFormation says to who wants to update a stack that it cannot. */
  public refusal(request: Located): string {
    const { stack, status } = this.find(request);
    return `Stack:${stack.id} is in ${status} state and can not be updated.`;
  }

  public has(request: Located): boolean {
    return this.stacks.has(key(request));
  }

  public keep(deployed: Deployed): void {
    this.stacks.set(key(deployed.request), deployed);
  }

  public all(): Stack[] {
    return [...this.stacks.values()].flatMap(deployed => deployed === 'in progress' ? [] : [deployed.stack]);
  }

  /** The exports that a stack of this account and Region can import. */
  public exportsFor({ account, region }: Located): (name: string) => string | undefined {
    return name => this.exported.get(`${account}/${region}/${name}`)?.value;
  }

  /** Puts the exports of a stack in the place of those that it had. */
  public setExports(request: Located, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): void {
    const at = (name: string) => `${request.account}/${request.region}/${name}`;
    for (const name of after.keys()) {
      const owner = this.exported.get(at(name))?.stack;
      if (owner !== undefined && owner !== request.name) { throw new Error(`Export with name ${name} is already exported by stack ${owner}`); }
    }
    for (const [name, value] of before) {
      if (after.get(name) === value) { continue; }
      const users = this.importersOf(request, name);
      if (users.length > 0) { throw new Error(`Export ${name} cannot be ${after.has(name) ? 'updated' : 'deleted'} as it is in use by ${users.join(', ')}`); }
    }
    for (const name of before.keys()) { this.exported.delete(at(name)); }
    for (const [name, value] of after) { this.exported.set(at(name), { value, stack: request.name }); }
  }

  private importersOf({ account, region }: Located, name: string): string[] {
    return [...this.stacks.values()].flatMap(deployed => deployed !== 'in progress'
      && deployed.request.account === account && deployed.request.region === region && deployed.scope.imports.has(name)
      ? [deployed.request.name] : []);
  }
}

/** What tells stacks apart. */
export interface Located {
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

export function stackRegistry(cloud: Cloud): StackRegistry {
  return cloud.keep('stacks', () => new StackRegistry(cloud));
}

function key({ account, region, name }: Located): string {
  return `${account}/${region}/${name}`;
}
