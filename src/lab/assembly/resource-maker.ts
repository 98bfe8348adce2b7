import { AwsError } from '../aws-error';
import { Cloud } from '../cloud';
import { JsonObject } from '../json';
import { Caller, CreatedResource, ResourceRequest, Room } from '../room';
import { askCustomResource, isCustomResource, RequestType } from './custom-resources';
import { NestedStacks } from './nested-stacks';
import { Place } from './scope';
import { STAND_IN, StackRequest, StackResource } from './template';
import { S3Room } from '../services/s3/s3-room';

const NESTED = 'AWS::CloudFormation::Stack';

/** What it costs nobody anything to leave out: it makes nothing in AWS either. */
const NOTHING: readonly string[] = ['AWS::CDK::Metadata'];

/** Makes, changes and removes single resources of one stack, each in the room that has its type. */
export class ResourceMaker {
  private readonly caller: Caller;
  private readonly asset: ResourceRequest['asset'];

  constructor(
    private readonly cloud: Cloud,
    private readonly place: Place,
    private readonly request: StackRequest,
    private readonly nested: NestedStacks,
    private readonly newRequestId: () => string,
  ) {
    const { account, region, assets } = request;
    this.caller = request.caller ?? { principal: 'cloudformation.amazonaws.com', account, region, trusted: true };
    const own = typeof assets === 'function' ? assets
      : assets instanceof Map ? (objectKey: string) => (assets as ReadonlyMap<string, string>).get(objectKey)
        : (objectKey: string) => (assets as Record<string, string> | undefined)?.[objectKey];
    this.asset = (objectKey, bucket) => bucketed(cloud, this.place, objectKey, bucket) ?? own(objectKey);
  }

  /** Whether the lab knows the type. */
  public knows(type: string): boolean {
    return NOTHING.includes(type) || type === NESTED || isCustomResource(type) || this.room(type) !== undefined;
  }

  public async create(logicalId: string, type: string, properties: JsonObject): Promise<StackResource> {
    const request = this.resourceRequest(logicalId, type, properties);
    if (isCustomResource(type)) { return { type, ...complete(await this.ask('Create', request)) }; }
    if (type === NESTED) { return { type, ...complete(await this.nested.create(request, this.request)) }; }
    const make = this.room(type)?.resources?.[type];
    if (!make) { return { type, ref: NOTHING.includes(type) ? logicalId : STAND_IN + logicalId, attributes: {} }; }
    return { type, ...complete(await make(request)) };
  }

  public async update(
    logicalId: string, current: StackResource, properties: JsonObject, previous: JsonObject,
  ): Promise<StackResource> {
    const { type } = current;
    const request = this.resourceRequest(logicalId, type, properties);
    if (isCustomResource(type)) { return { type, ...complete(await this.ask('Update', request, current.ref, previous)) }; }
    if (type === NESTED) { return { type, ...complete(await this.nested.update(request, this.request, current)) }; }
    if (!this.knows(type) || NOTHING.includes(type)) { return current; }
    const change = this.room(type)?.updates?.[type];
    if (!change) { throw new Error(`the lab does not model updates of ${type}`); }
    return { type, ...complete(await change(request, current, previous)) };
  }

  /** False when the lab does not know how such a resource goes away. */
  public async remove(logicalId: string, current: StackResource, properties: JsonObject): Promise<boolean> {
    const { type } = current;
    const request = this.resourceRequest(logicalId, type, properties);
    if (isCustomResource(type)) { await this.ask('Delete', request, current.ref); return true; }
    if (type === NESTED) { await this.nested.remove(this.request, current); return true; }
    if (NOTHING.includes(type)) { return true; }
    const end = this.room(type)?.removals?.[type];
    if (!end) { return false; }
    await end(request, current);
    return true;
  }

  private ask(
    type: RequestType, request: ResourceRequest, physicalId?: string, previous?: JsonObject,
  ): Promise<CreatedResource> {
    return askCustomResource(this.cloud, {
      type, request, physicalId, previous, stackId: this.place.id, requestId: this.newRequestId(), caller: this.caller,
    });
  }

  private resourceRequest(logicalId: string, type: string, properties: JsonObject): ResourceRequest {
    const { name, account, region } = this.place;
    return { type, logicalId, properties, stack: name, account, region, asset: this.asset };
  }

  private room(type: string): Room | undefined {
    return this.cloud.allRooms().find(room => room.resources?.[type]);
  }
}

/** What lies in a bucket of the lab, which whoever makes the stack has to be let into, in its own Region. */
function bucketed(cloud: Cloud, { account, region }: Place, key: string, bucket?: string): string | undefined {
  const s3 = cloud.roomIfAny<S3Room>('s3');
  if (bucket === undefined || !s3?.has(bucket)) { return undefined; }
  const caller = { principal: `arn:${cloud.partition}:iam::${account}:role/who-makes-stacks`, account, region };
  try {
    return s3.read({ bucket, key, region, caller }).file;
  } catch (error) {
    if (!(error instanceof AwsError)) { throw error; }
    throw new AwsError('InvalidParameterValueException', `Error occurred while GetObject. S3 Error Code: ${error.code.replace('DeniedException', 'Denied')}. S3 Error Message: ${error.message}`);
  }
}

function complete({ ref, attributes }: CreatedResource): { ref: string; attributes: JsonObject } {
  return { ref, attributes: attributes ?? {} };
}
