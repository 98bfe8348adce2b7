import { AwsError } from '../../../src/lab/aws-error';
import { Cloud, CloudOptions } from '../../../src/lab/cloud';
import { JsonObject } from '../../../src/lab/json';
import { Caller, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../../src/lab/room';

export const ACCOUNT = '222222222222';
export const OTHER_ACCOUNT = '333333333333';
export const REGION = 'us-east-1';

/** Somebody whom IAM judges. */
export const ROLE: Caller = { principal: `arn:aws:iam::${ACCOUNT}:role/Sender`, account: ACCOUNT, region: REGION };

export const OPERATOR: Caller = { principal: 'operator', account: ACCOUNT, region: REGION, trusted: true };

/** Something that was deployed, and how. */
export interface Deployed extends CreatedResource {
  readonly request: ResourceRequest;
}

export interface Place {
  readonly account?: string;
  readonly region?: string;
  readonly logicalId?: string;
}

/** A cloud of a few rooms, in which single resources are deployed and calls are made without a template around them. */
export class TestCloud {
  public readonly cloud: Cloud;
  /** What IAM was asked. */
  public readonly asked: (Permission & { readonly principal: string })[] = [];
  /** Actions that IAM denies. */
  public readonly denied = new Set<string>();
  /** Roles that trust no service. */
  public readonly untrusting = new Set<string>();

  constructor(options: CloudOptions, ...rooms: RoomBuilder[]) {
    this.cloud = new Cloud(options);
    this.cloud.add(...rooms, () => this.iam());
  }

  public deploy(type: string, properties: JsonObject, place: Place = {}): Deployed {
    const { account = ACCOUNT, region = REGION, logicalId = 'Resource' } = place;
    const request = { type, logicalId, properties, stack: 'Stack', account, region, asset: () => undefined };
    return { ...this.roomOf(type).resources![type](request) as CreatedResource, request };
  }

  public update(current: Deployed, properties: JsonObject): Deployed {
    const { type, properties: previous } = current.request;
    const request = { ...current.request, properties };
    return { ...this.roomOf(type).updates![type](request, current, previous) as CreatedResource, request };
  }

  public remove(current: Deployed): void {
    const { type } = current.request;
    void this.roomOf(type).removals![type](current.request, current);
  }

  /** Makes a call and plays on until nothing is left to do. */
  public async call(service: string, action: string, parameters: JsonObject, caller = OPERATOR): Promise<JsonObject> {
    const answer = this.cloud.call(caller, service, action, parameters);
    // The clock is run before the answer is awaited. A refusal meanwhile is no unhandled one.
    answer.catch(() => undefined);
    await this.cloud.clock.run();
    return answer;
  }

  private roomOf(type: string): Room {
    const room = this.cloud.allRooms().find(({ resources = {} }) => type in resources);
    if (!room) { throw new Error(`no room has ${type}`); }
    return room;
  }

  private iam(): Room {
    return {
      service: 'iam',
      permissions: () => [],
      handle: () => ({}),
      trustsService: (role: string) => !this.untrusting.has(role),
      authorize: ({ principal }: Caller, permission: Permission) => {
        this.asked.push({ ...permission, principal });
        if (this.denied.has(permission.action)) {
          throw new AwsError('AccessDeniedException', `${principal} is denied ${permission.action}`);
        }
      },
    } as Room;
  }
}
