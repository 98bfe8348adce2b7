import { inside, throwIfStrange } from './fields';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { CreatedResource, ResourceRequest } from '../../room';
import { IamRoom } from '../iam/iam-room';
import { texts } from '../iam/policy';
import { S3Room } from '../s3/s3-room';

/** What an account has recorded in a Region. */
export interface Recorder {
  readonly account: string;
  readonly region: string;
  readonly types: readonly string[];
  readonly frequency: string;
}

const FREQUENCIES: readonly string[] = ['CONTINUOUS', 'DAILY'];
const NAME = 'default';

/** The recorders of all accounts, and the channels by which they deliver: one of each in an account and Region. */
export class Recorders {
  private readonly recorders = new Map<string, Recorder>();
  /** The bucket of each channel. */
  private readonly channels = new Map<string, string>();

  constructor(private readonly cloud: Cloud, private readonly onStart: (recorder: Recorder) => void) {}

  public createRecorder(request: ResourceRequest): CreatedResource {
    if (this.recorders.has(placeOf(request))) {
      throw new AwsError('MaxNumberOfConfigurationRecordersExceededException', 'Failed to put configuration recorder because the maximum number of configuration recorders: 1 is reached.');
    }
    return this.setRecorder(request);
  }

  public setRecorder(request: ResourceRequest): CreatedResource {
    const recorder = this.recorderIn(request);
    this.recorders.set(placeOf(request), recorder);
    this.startIfWhole(recorder);
    return { ref: NAME };
  }

  public removeRecorder(request: ResourceRequest): void {
    this.recorders.delete(placeOf(request));
  }

  public createChannel(request: ResourceRequest): CreatedResource {
    if (this.channels.has(placeOf(request))) {
      throw new AwsError('MaxNumberOfDeliveryChannelsExceededException', 'Failed to put delivery channel because the maximum number of delivery channels: 1 is reached.');
    }
    return this.setChannel(request);
  }

  public setChannel(request: ResourceRequest): CreatedResource {
    throwIfStrange('AWS::Config::DeliveryChannel', request.properties, ['S3BucketName']);
    const bucket = String(request.properties.S3BucketName);
    this.deliverFirst(bucket, request);
    this.channels.set(placeOf(request), bucket);
    const recorder = this.recorders.get(placeOf(request));
    if (recorder) { this.startIfWhole(recorder); }
    return { ref: NAME };
  }

  /** AWS refuses it while the recorder runs; CloudFormation stops that first. */
  public removeChannel(request: ResourceRequest): void {
    this.channels.delete(placeOf(request));
  }

  /** The recorder of an account, if it records: without a channel it never starts. */
  public recording(account: string, region: string): Recorder | undefined {
    const place = placeOf({ account, region });
    return this.channels.has(place) ? this.recorders.get(place) : undefined;
  }

  private startIfWhole(recorder: Recorder): void {
    if (this.channels.has(placeOf(recorder))) { this.onStart(recorder); }
  }

  private recorderIn({ properties, account, region }: ResourceRequest): Recorder {
    throwIfStrange('AWS::Config::ConfigurationRecorder', properties, ['RoleARN', 'RecordingGroup', 'RecordingMode']);
    const group = inside(properties.RecordingGroup);
    throwIfStrange('a RecordingGroup', group, ['AllSupported', 'IncludeGlobalResourceTypes', 'ResourceTypes']);
    const types = texts(group.ResourceTypes);
    if (String(group.AllSupported ?? false) === 'true') { throw new Error('the lab does not model a recorder of all types; name them'); }
    if (types.length === 0) { throw new AwsError('InvalidRecordingGroupException', 'The recording group names no types of resources.'); }
    const mode = inside(properties.RecordingMode);
    throwIfStrange('a RecordingMode', mode, ['RecordingFrequency']);
    const frequency = String(mode.RecordingFrequency ?? 'CONTINUOUS');
    if (!FREQUENCIES.includes(frequency)) { throw new AwsError('ValidationException', `RecordingFrequency ${frequency} is none of ${FREQUENCIES.join(', ')}`); }
    const roleArn = String(properties.RoleARN);
    if (!this.cloud.room<IamRoom>('iam').hasRole(roleArn)) { throw new AwsError('InvalidRoleException', `The role ${roleArn} does not exist.`); }
    return { account, region, types, frequency };
  }

  /** AWS Config tries whether it may deliver: as itself, for its service-linked role may not write to buckets. */
  private deliverFirst(bucket: string, { account, region }: ResourceRequest): void {
    const sourceArn = `arn:${this.cloud.partition}:config:${region}:${account}:*`;
    const caller = { principal: 'config.amazonaws.com', account, region, trusted: true, sourceArn };
    try {
      this.cloud.room<S3Room>('s3').deliver(caller, bucket, `AWSLogs/${account}/Config/ConfigWritabilityCheckFile`, '');
    } catch (error) {
      if ((error as Error).name === 'NoSuchBucket') { throw new AwsError('NoSuchBucketException', `Cannot find a S3 bucket with an empty bucket name or with the name ${bucket}.`); }
      throw new AwsError('InsufficientDeliveryPolicyException', `Insufficient delivery policy to s3 bucket: ${bucket}, unable to write to bucket. ${(error as Error).message}`);
    }
  }
}

const placeOf = ({ account, region }: { account: string; region: string }): string => `${account}/${region}`;
