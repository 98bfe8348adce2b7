import { readFileSync, statSync } from 'fs';
import { basename } from 'path';
import { objectCreated } from './notifications';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, Caller, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { ServiceEvent } from '../eventbridge/events';
import { physicalName } from '../physical-name';
import { ResourcePolicy } from '../resource-policy';
import { Bucket } from './bucket';
import { list } from './listing';
import { aboutObject, deleteObject, deleteObjects, putObject, readObject, Surroundings, textOf } from './objects';
import { askedFor, PARAMETERS, sourceOf } from './permissions';

/** Properties of AWS::S3::Bucket that change nothing of what the lab's calls see. */
const WITHOUT_EFFECT: readonly string[] = [
  'BucketEncryption', 'PublicAccessBlockConfiguration', 'OwnershipControls', 'Tags', 'LoggingConfiguration', 'MetricsConfigurations',
  'AnalyticsConfigurations', 'InventoryConfigurations', 'AccelerateConfiguration', 'CorsConfiguration',
  // Objects of the lab neither expire nor move.
  'LifecycleConfiguration', 'IntelligentTieringConfigurations',
];

/** What is read, for whom, and in which Region the caller looks for it. */
export interface Reading {
  readonly bucket: string;
  readonly key: string;
  readonly region?: string;
  readonly caller?: Caller;
}

/** What was read. Programs without Node.js's types see this, too. */
export interface Read {
  /** Where it lies on this machine, if it was published from there. */
  readonly file?: string;
  text(): string;
}

interface Events extends Room { publish(account: string, region: string, event: ServiceEvent): unknown }
interface Judge extends Room { allows(caller: Caller, permission: Permission): boolean }

/** S3: general purpose buckets with their objects. */
export class S3Room implements Room {
  public readonly service = 's3';
  public readonly answers = Object.keys(PARAMETERS);
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::S3::Bucket': request => this.create(request),
    'AWS::S3::BucketPolicy': request => this.setPolicy(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::S3::Bucket': (request, current, previous) => {
      if (request.properties.BucketName !== previous.BucketName) { throw new Error('the lab does not model that a bucket gets another name'); }
      configure(this.bucketNamed(current.ref), request);
      return current;
    },
    'AWS::S3::BucketPolicy': request => this.setPolicy(request),
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::S3::Bucket': (_, { ref }) => {
      if (!this.bucketNamed(ref).isEmpty) { throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty'); }
      this.buckets.delete(ref);
    },
    'AWS::S3::BucketPolicy': ({ properties }) => { this.buckets.get(String(properties.Bucket))?.options.policy.remove('policy'); },
  };
  /** By name, which is unique in the whole partition. */
  private readonly buckets = new Map<string, Bucket>();
  private readonly random: Random;

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('s3');
  }

  /** The ARN of a bucket says nothing of its owner; resource control policies and conditions ask for him. */
  public permissions(call: Call): Permission[] {
    return askedFor(call, bucket => this.arn(bucket)).map(permission => {
      const owner = this.buckets.get(permission.resource.split(/:::|\//)[1] ?? '')?.options.account;
      return owner === undefined ? permission : { ...permission, context: { ...permission.context, 'aws:ResourceAccount': owner } };
    });
  }

  public handle(call: Call): JsonObject {
    const { action, parameters, caller } = call;
    const known = Object.prototype.hasOwnProperty.call(PARAMETERS, action) ? PARAMETERS[action] : undefined;
    if (!known) { throw new Error(`the lab does not model s3:${action}`); }
    const unknown = Object.keys(parameters).filter(name => !known.includes(name));
    if (unknown.length > 0) { throw new Error(`the lab does not model ${unknown.join(', ')} of s3:${action}`); }
    if (action === 'listBuckets') { return this.listBuckets(caller); }

    const bucket = this.bucketFor(call);
    const around = this.around(bucket, caller);
    switch (action) {
      case 'putObject': return this.told(bucket, parameters, call, putObject(bucket, parameters, around));
      case 'deleteObject': return deleteObject(bucket, parameters, around);
      case 'deleteObjects': return deleteObjects(bucket, parameters, around, this.limit('s3.objectsPerDeletion'));
      case 'listObjects': case 'listObjectsV2': return list(bucket, parameters, this.limit('s3.pageKeys'), action === 'listObjectsV2');
      case 'headBucket': return { BucketRegion: bucket.options.region };
      case 'copyObject': return this.copy(bucket, parameters, call);
      default: {
        const version = readObject(bucket, parameters, around);
        return { ...aboutObject(bucket, version), ...(action === 'getObject' && { Body: textOf(version.body) }) };
      }
    }
  }

  /** Puts an object past IAM and the log, for tests that need something to read. */
  public put(bucket: string, key: string, body: string | Uint8Array): void {
    const content = { body: typeof body === 'string' ? Buffer.from(body) : Buffer.from(body), at: this.cloud.clock.now(), contentType: 'binary/octet-stream', metadata: {} };
    this.bucketNamed(bucket).put(key, content, () => this.freshId());
  }

  /**
   * Puts a file or folder there by its path. Only small files are read: for the others the object's text is not what
   * would be in AWS, and `fileAt` says where they lie.
   */
  public publish(bucket: string, key: string, path: string): void {
    const { size } = statSync(path);
    const isText = statSync(path).isFile() && size <= this.limit('cloudformation.templateUrlBytes');
    const body = isText ? readFileSync(path) : Buffer.from(`not read by the lab: ${basename(path)}`);
    this.bucketNamed(bucket).put(key, { body, file: path, at: this.cloud.clock.now(), contentType: 'binary/octet-stream', metadata: {} }, () => this.freshId());
  }

  /** Whether there is such a bucket. */
  public has(bucket: string): boolean {
    return this.buckets.has(bucket);
  }

  /** Where the file or folder lies on this machine that was published as an object. */
  public fileAt(bucket: string, key: string): string | undefined {
    return this.buckets.get(bucket)?.find(key)?.file;
  }

  /** What a service reads for somebody: in the Region that it is told, and if the bucket's policy lets him. */
  public read({ bucket: name, key, region: asked, caller }: Reading): Read {
    const bucket = this.bucketNamed(name);
    const { account, region, policy } = bucket.options;
    if (caller) { policy.admit({ caller, action: 's3:GetObject', resource: `${this.arn(name)}/${key}`, context: { 'aws:ResourceAccount': account } }, account); }
    if (asked !== undefined && asked !== region) { throw elsewhere(); }
    const found = bucket.find(key);
    if (!found) { throw new AwsError('NoSuchKey', 'The specified key does not exist.'); }
    return { text: () => textOf(found.body), file: found.file };
  }

  /** What an AWS service delivers, wherever it is: the bucket's policy says whether it may. */
  public deliver(caller: Caller, bucket: string, key: string, body: string): void {
    const { account, policy } = this.bucketNamed(bucket).options;
    const context = { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:ResourceAccount': account };
    policy.admit({ caller, action: 's3:PutObject', resource: `${this.arn(bucket)}/${key}`, context }, account);
    this.put(bucket, key, body);
  }

  /** The objects of a bucket as they are now, by key, as text. */
  public objects(bucket: string): Record<string, string> {
    const entries = this.bucketNamed(bucket).entries();
    return Object.fromEntries(entries.map(({ key, version }) => [key, textOf(version.body)]));
  }

  private create(request: ResourceRequest): CreatedResource {
    const { properties, account, region } = request;
    const name = physicalName(request, properties.BucketName, this.random, 63).toLowerCase();
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) { throw new AwsError('InvalidBucketName', `The specified bucket is not valid: ${name}`); }
    const taken = this.buckets.get(name);
    if (taken) {
      throw taken.options.account === account
        ? new AwsError('BucketAlreadyOwnedByYou', `${name} already exists`)
        : new AwsError('BucketAlreadyExists', `${name} already exists`);
    }
    const policy = new ResourcePolicy(this.cloud);
    const bucket = new Bucket({ name, account, region, createdAt: this.cloud.clock.now(), policy });
    configure(bucket, request);
    this.buckets.set(name, bucket);
    const domain = `${name}.s3`;
    return {
      ref: name,
      attributes: {
        Arn: this.arn(name),
        DomainName: `${domain}.amazonaws.com`,
        RegionalDomainName: `${domain}.${region}.amazonaws.com`,
      },
    };
  }

  private setPolicy({ properties, logicalId }: ResourceRequest): CreatedResource {
    const name = String(properties.Bucket);
    this.bucketNamed(name).options.policy.set('policy', properties.PolicyDocument ?? null, this.limit('s3.policyBytes'));
    return { ref: `${name}-${logicalId}` };
  }

  private listBuckets({ account, region }: Caller): JsonObject {
    const own = [...this.buckets.values()].map(({ options }) => options).filter(options => options.account === account);
    return {
      Buckets: own.sort((a, b) => a.name < b.name ? -1 : 1).map(({ name, createdAt, region: at }) => ({
        Name: name, CreationDate: new Date(createdAt).toISOString(), ...(at !== region && { BucketRegion: at }),
      })),
      Owner: { Id: account },
    };
  }

  private copy(bucket: Bucket, parameters: JsonObject, call: Call): JsonObject {
    const [source, key] = sourceOf(parameters);
    const read = { ...call, action: 'getObject', parameters: { Bucket: source, Key: key } };
    const from = this.bucketFor(read);
    const { body, contentType, metadata } = readObject(from, { Key: key }, this.around(from, call.caller));
    const { Key } = parameters;
    const content = { Key, ContentType: contentType, Metadata: { ...metadata } };
    const written = putObject(bucket, content, this.around(bucket, call.caller), body);
    this.told(bucket, content, call, written);
    const { ETag, VersionId } = written;
    return {
      CopyObjectResult: { ETag, LastModified: this.cloud.timestamp() }, ServerSideEncryption: 'AES256', ...(VersionId !== undefined && { VersionId }),
    };
  }

  /** Tells EventBridge of an object that was written, where the bucket does so; deletions it does not tell of. */
  private told(bucket: Bucket, { Key }: JsonObject, call: Call, written: JsonObject): JsonObject {
    const { account, region, name } = bucket.options;
    const bus = bucket.tells ? this.cloud.roomIfAny<Events>('eventbridge') : undefined;
    const requestId = this.random.text(16).toUpperCase();
    bus?.publish(account, region, objectCreated({ bucket, arn: this.arn(name), key: String(Key), call, requestId }));
    return written;
  }

  /** The bucket of a call, once the Region fits and the bucket's own policy lets the caller in. */
  private bucketFor(call: Call): Bucket {
    const { caller, parameters } = call;
    const bucket = this.bucketNamed(String(parameters.Bucket ?? ''));
    const { account, region, policy } = bucket.options;
    for (const { action, resource, context = {} } of this.permissions(call)) {
      // A copy asks two buckets; each judges what is about itself.
      if (resource !== this.arn(bucket.options.name) && !resource.startsWith(`${this.arn(bucket.options.name)}/`)) { continue; }
      policy.admit({ caller, action, resource, context: context as Record<string, string> }, account);
    }
    const { ExpectedBucketOwner: owner } = parameters;
    if (owner !== undefined && owner !== account) { throw new AwsError('AccessDenied', 'Access Denied'); }
    if (caller.region !== region) { throw elsewhere(); }
    return bucket;
  }

  private bucketNamed(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) { throw new AwsError('NoSuchBucket', 'The specified bucket does not exist'); }
    return bucket;
  }

  private around(bucket: Bucket, caller: Caller): Surroundings {
    return {
      now: this.cloud.clock.now(),
      freshId: () => this.freshId(),
      mostBytes: this.limit('s3.objectBytes'),
      mostKeyBytes: this.limit('s3.keyBytes'),
      // Whoever may not list a bucket is not told either that a key is missing.
      missing: () => this.maySeeKeys(bucket, caller)
        ? new AwsError('NoSuchKey', 'The specified key does not exist.')
        : new AwsError('AccessDenied', `User: ${caller.principal} is not authorized to perform: s3:ListBucket on resource: "${this.arn(bucket.options.name)}" because no identity-based policy allows the s3:ListBucket action`),
    };
  }

  private maySeeKeys(bucket: Bucket, caller: Caller): boolean {
    const judge = this.cloud.roomIfAny<Judge>('iam');
    if (!judge?.allows) { return true; }
    return judge.allows(caller, { action: 's3:ListBucket', resource: this.arn(bucket.options.name) });
  }

  private arn(bucket: string): string {
    return `arn:${this.cloud.partition}:s3:::${bucket}`;
  }

  private limit(name: string): number {
    return this.cloud.quotas.value(name);
  }

  private freshId(): string {
    return this.random.uuid().replace(/-/g, '');
  }
}

function configure(bucket: Bucket, { properties, logicalId }: ResourceRequest): void {
  const { BucketName: _, VersioningConfiguration: versioning, NotificationConfiguration: told, ...others } = properties;
  const unknown = Object.keys(others).filter(name => !WITHOUT_EFFECT.includes(name));
  if (unknown.length > 0) { throw new Error(`the lab does not model ${unknown.join(', ')} of a bucket (${logicalId})`); }
  bucket.tells = tellsEventBridge(told, logicalId);
  const status = isObject(versioning) ? versioning.Status : undefined;
  bucket.versioning = status === 'Enabled' || status === 'Suspended' ? status : bucket.versioning && 'Suspended';
}

function tellsEventBridge(notifications: Json | undefined, logicalId: string): boolean {
  if (!isObject(notifications)) { return false; }
  const { EventBridgeConfiguration: events, ...others } = notifications;
  if (Object.keys(others).length > 0) { throw new Error(`the lab does not model ${Object.keys(others).join(', ')} of a bucket's notifications (${logicalId})`); }
  return isObject(events) && String(events.EventBridgeEnabled ?? true) === 'true';
}

function elsewhere(): AwsError {
  return new AwsError('PermanentRedirect', 'The bucket you are attempting to access must be addressed using the specified endpoint. '
    + 'Please send all future requests to this endpoint.');
}

export const s3: RoomBuilder = cloud => new S3Room(cloud);
