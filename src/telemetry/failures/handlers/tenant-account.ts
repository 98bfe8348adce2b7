import { createHash } from 'node:crypto';
import { EventBridgeClient, StartReplayCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import { NotSent, ShutOut } from './redrive';
import { Session, assume } from './session';
import { FailureItem, redriveRoleName } from '../../contract';

/** By these, a service says that it has not done what it was asked. Whatever else goes wrong may have had an effect. */
const CERTAIN: readonly string[] = [
  'AccessDeniedException', 'EC2AccessDeniedException', 'ExecutionDoesNotExist', 'ExecutionLimitExceeded',
  'ExecutionNotRedrivable', 'ExpiredTokenException', 'InvalidArn', 'InvalidParameterValueException',
  'InvalidRequestContentException', 'RecursiveInvocationException', 'RequestTooLargeException',
  'ResourceConflictException', 'ResourceNotFoundException', 'ResourceNotReadyException', 'ThrottlingException',
  'TooManyRequestsException',
  'UnrecognizedClientException', 'UnsupportedMediaTypeException', 'ValidationException',
];

/** By these, STS says that nobody gets in. Whatever else is wrong may be so of one session only, or pass. */
const SHUT: readonly string[] = [
  'AccessDenied', 'AccessDeniedException', 'ExpiredToken', 'ExpiredTokenException', 'InvalidClientTokenId', 'RegionDisabledException',
];

/** Each call is made once: what is repeated after an unclear answer may be done twice. */
const ONCE = { maxAttempts: 1 };

/** A tenant's account, entered for one thing at a time: the session's policy names it, and no other is possible. */
export class TenantAccount {
  private readonly sts = new STSClient({});
  private readonly sessions = new Map<string, Promise<Session>>();

  constructor(private readonly place: { readonly platform: string; readonly partition: string; readonly by: string }) {}

  public async invoke(accountId: string, functionArn: string, payload: string): Promise<string> {
    const session = await this.enter(accountId, 'lambda:InvokeFunction', functionArn);
    const lambda = new LambdaClient({ ...session, ...ONCE, region: functionArn.split(':')[3] });
    const invoking = new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: Buffer.from(payload) });
    return asked(async () => {
      const { $metadata: { requestId } } = await lambda.send(invoking);
      if (!requestId) { throw new Error('Lambda took it and said no request id'); }
      return requestId;
    });
  }

  public async redrive(accountId: string, executionArn: string, token: string): Promise<void> {
    const session = await this.enter(accountId, 'states:RedriveExecution', executionArn);
    const sfn = new SFNClient({ ...session, ...ONCE, region: executionArn.split(':')[3] });
    const clientToken = createHash('sha256').update(token).digest('hex').slice(0, 64);
    await asked(() => sfn.send(new RedriveExecutionCommand({ executionArn, clientToken })));
  }

  public async object({ accountId, region, bodyAt }: FailureItem): Promise<string> {
    const { bucket: Bucket = '', key: Key = '' } = bodyAt ?? {};
    const session = await this.enter(accountId, 's3:GetObject', `arn:${this.place.partition}:s3:::${Bucket}/${Key}`);
    try {
      const reading = new GetObjectCommand({ Bucket, Key, ExpectedBucketOwner: accountId });
      const { Body: body } = await new S3Client({ ...session, region }).send(reading);
      return await body?.transformToString() ?? '';
    } catch (error) {
      // Reading has no effect.
      throw new NotSent(told(error));
    }
  }

  /** Lets a bus of the account hear once more what it has heard within some time. */
  public async replay(accountId: string, region: string, archive: Replay): Promise<string> {
    const { partition } = this.place;
    const events = `arn:${partition}:events:${region}:${accountId}`;
    const session = await this.enter(accountId, 'events:StartReplay',
      `${events}:archive/${archive.archive}`, `${events}:event-bus/${archive.bus}`, `${events}:replay/${archive.name}`);
    await new EventBridgeClient({ ...session, region }).send(new StartReplayCommand({
      ReplayName: archive.name,
      EventSourceArn: `${events}:archive/${archive.archive}`,
      Destination: { Arn: `${events}:event-bus/${archive.bus}`, FilterArns: archive.rules.map(rule => `${events}:rule/${rule}`) },
      EventStartTime: new Date(archive.from),
      EventEndTime: new Date(archive.to),
    }));
    return archive.name;
  }

  private enter(accountId: string, action: string, ...resources: string[]): Promise<Session> {
    const key = [accountId, action, ...resources].join(' ');
    const session = this.sessions.get(key) ?? this.begin(accountId, action, resources);
    this.sessions.set(key, session);
    // What was not given may be given the next time.
    session.catch(error => { if (error instanceof NotSent) { this.sessions.delete(key); } });
    return session;
  }

  private async begin(accountId: string, action: string, resources: string[]): Promise<Session> {
    const { platform, partition, by } = this.place;
    const open = resources.find(resource => /[*?]|\$\{/.test(resource));
    if (open !== undefined) { throw new NotSent(`in a policy, ${open} would stand for more than itself`); }
    const statement = { Effect: 'Allow', Action: action, Resource: resources };
    try {
      return await assume(this.sts, {
        RoleArn: `arn:${partition}:iam::${accountId}:role/${redriveRoleName(platform)}`,
        // What a person is called stands in the trail of the tenant's account.
        RoleSessionName: by.replace(/[^\w+=,.@-]/g, '-').slice(0, 64).padEnd(2, '-'),
        ExternalId: accountId,
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      });
    } catch (error) {
      const words = `account ${accountId} does not let us in: ${told(error)}`;
      throw SHUT.includes((error as Error).name) ? new ShutOut(words) : new NotSent(words);
    }
  }
}

/** What is replayed: of which archive, to which rules of which bus. */
export interface Replay {
  readonly name: string;
  readonly archive: string;
  readonly bus: string;
  /** As ARNs name them after `rule/`. */
  readonly rules: readonly string[];
  readonly from: string;
  readonly to: string;
}

async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (CERTAIN.includes((error as Error).name)) { throw new NotSent(told(error)); }
    throw new Error(told(error));
  }
}

const told = (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`;
