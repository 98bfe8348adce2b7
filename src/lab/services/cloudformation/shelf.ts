import { invalid } from './inputs';
import { StackSet } from './model';
import { nameOf } from './permissions';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';

const TOKEN = /^[a-zA-Z0-9][-a-zA-Z0-9]{0,127}$/;

/** What a request with a token of the caller's asked for, and how the stack set was then. */
interface Asked {
  readonly stackSet: StackSet;
  readonly version: number;
}

/** All stack sets, each seen in its Region only. */
export class Shelf {
  private readonly stackSets = new Map<string, StackSet>();
  private readonly asked = new Map<string, Asked>();

  constructor(private readonly cloud: Cloud) {}

  public named(name: string): StackSet[] {
    return [...this.stackSets.values()].filter(stackSet => stackSet.name === name);
  }

  public known(region: string, name: Json | undefined): StackSet | undefined {
    return this.stackSets.get(keyOf(region, nameOf(name)));
  }

  /** By its name, or by an id or ARN with the very uuid. */
  public found({ StackSetName: wanted }: JsonObject, region: string): StackSet {
    const stackSet = this.known(region, wanted);
    if (!stackSet || ![stackSet.name, stackSet.id, stackSet.arn].includes(String(wanted))) {
      throw new AwsError('StackSetNotFoundException', `StackSet ${String(wanted)} not found`);
    }
    return stackSet;
  }

  public throwIfFull(): void {
    if (this.stackSets.size >= this.cloud.quotas.value('cloudformation.stackSets')) { throw new AwsError('LimitExceededException', 'there are too many stack sets'); }
  }

  public add(stackSet: StackSet): void {
    const key = keyOf(stackSet.region, stackSet.name);
    if (this.stackSets.has(key)) { throw new AwsError('NameAlreadyExistsException', `StackSet ${stackSet.name} already exists`); }
    this.stackSets.set(key, stackSet);
  }

  /**
   * The stack set that the same request has made before, if it was the same: the caller says so by a token. When the
   * error for a stack set that has been changed since comes is unverified: here, when its template or parameters were.
   */
  public madeBefore(
    { ClientRequestToken: token, StackSetName: name }: JsonObject, region: string,
  ): StackSet | undefined {
    if (token === undefined) { return undefined; }
    if (typeof token !== 'string' || !TOKEN.test(token)) { throw invalid(`ClientRequestToken must be letters, digits and hyphens, 128 at most, got ${JSON.stringify(token)}`); }
    const asked = this.asked.get(`${keyOf(region, String(name))}/${token}`);
    if (!asked) { return undefined; }
    if (asked.stackSet.version !== asked.version) {
      throw new AwsError('CreatedButModifiedException', `StackSet ${asked.stackSet.name} exists, but has been changed`);
    }
    return asked.stackSet;
  }

  public remember({ ClientRequestToken: token }: JsonObject, stackSet: StackSet): void {
    if (typeof token !== 'string') { return; }
    this.asked.set(`${keyOf(stackSet.region, stackSet.name)}/${token}`, { stackSet, version: stackSet.version });
  }

  public remove(stackSet: StackSet): void {
    if (stackSet.instances.size > 0) {
      throw new AwsError('StackSetNotEmptyException', `StackSet ${stackSet.name} still has stack instances`);
    }
    this.stackSets.delete(keyOf(stackSet.region, stackSet.name));
    for (const [key, asked] of this.asked) {
      if (asked.stackSet === stackSet) { this.asked.delete(key); }
    }
  }
}

function keyOf(region: string, name: string): string {
  return `${region}/${name}`;
}
