import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Call } from '../../room';

/** The parameters that name what a write changes. What an account is moved from or to is changed as well. */
const CHANGED = ['AccountId', 'SourceParentId', 'DestinationParentId', 'ParentId', 'OrganizationalUnitId', 'ResourceId', 'PolicyId', 'TargetId', 'RootId'];

/** Lets writes to the same account or OU come one after another: who comes too early is refused. */
export class Writes {
  private readonly busyUntil = new Map<string, number>();

  constructor(private readonly cloud: Cloud, private readonly seconds: number) {}

  public oneByOne({ action, parameters }: Call, write: () => JsonObject): JsonObject {
    if (this.seconds === 0 || /^(describe|list)/.test(action)) { return write(); }
    const now = this.cloud.clock.now();
    const changed = CHANGED.map(name => parameters[name]).filter(id => typeof id === 'string');
    const busy = changed.find(id => (this.busyUntil.get(id) ?? 0) > now);
    if (busy !== undefined) {
      throw new AwsError('ConcurrentModificationException', `${busy} is being changed by another request; try again later`);
    }
    const answer = write();
    for (const id of changed) { this.busyUntil.set(id, now + this.seconds * 1000); }
    return answer;
  }
}
