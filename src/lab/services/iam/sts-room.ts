import { IamRoom } from './iam-room';
import { sessionOf, tagsIn } from './sessions';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Call, Caller, Permission, Room, RoomBuilder, Session } from '../../room';
import { Organizations } from '../organizations/organizations';

/** What is not modelled of AssumeRole; asking for it is refused. */
const NOT_MODELLED = ['PolicyArns', 'TransitiveTagKeys', 'SerialNumber', 'TokenCode', 'ProvidedContexts'];

/**
 * STS: turns a caller into another role. Both sides are asked: the caller's own permission and the role's trust policy.
 */
export class StsRoom implements Room {
  public readonly service = 'sts';
  public readonly answers = ['assumeRole', 'getCallerIdentity'];
  private sessions = 0;
  /** Of the sessions that have something of their own, by what their tokens end with. */
  private readonly own = new Map<string, Session>();

  constructor(private readonly cloud: Cloud) {}

  /** Goes on as another role. Is a call like any other: it takes time, is logged, throttled and may be faulted. */
  public async assume(
    caller: Caller, roleArn: string, options: { externalId?: string; sessionName?: string } = {},
  ): Promise<Caller> {
    await this.cloud.call(caller, 'sts', 'assumeRole', {
      RoleArn: roleArn,
      RoleSessionName: options.sessionName ?? 'lab',
      ...(options.externalId !== undefined && { ExternalId: options.externalId }),
    });
    return { principal: roleArn, account: accountOf(roleArn), region: caller.region, execution: caller.execution };
  }

  /** Who acts with credentials that `assumeRole` gave. */
  public callerWith(sessionToken: string, region: string): Caller {
    const [principal, expires, number] = Buffer.from(sessionToken, 'base64').toString().split('|');
    if (!principal.startsWith('arn:')) { throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.'); }
    if (Number(expires) <= this.cloud.clock.now()) { throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired'); }
    const session = this.own.get(number);
    return { principal, account: accountOf(principal), region, ...(session && { session }) };
  }

  public permissions({ action, parameters: given, caller }: Call): Permission[] {
    if (action !== 'assumeRole') { return []; }
    const parameters = handedOn(given, caller);
    const roleArn = String(parameters.RoleArn);
    // In one account a trust policy that names the role itself is enough; in all other cases both sides have to allow.
    const asked = this.actions(parameters).filter(name =>
      accountOf(roleArn) !== caller.account || this.iam.trust(roleArn, caller, name, this.context(parameters)) !== 'named');
    return asked.map(name => ({ action: name, resource: roleArn, context: this.context(parameters) }));
  }

  public handle({ action, parameters, caller }: Call): JsonObject {
    switch (action) {
      case 'assumeRole': return this.assumeRole(caller, parameters);
      case 'getCallerIdentity': return { Account: caller.account, Arn: caller.principal, UserId: caller.principal };
      default: throw new Error(`the lab does not model sts:${action}`);
    }
  }

  private assumeRole(caller: Caller, given: JsonObject): JsonObject {
    const parameters = handedOn(given, caller);
    const { RoleArn, RoleSessionName, DurationSeconds } = parameters;
    for (const name of NOT_MODELLED) {
      if (parameters[name] !== undefined) { throw new Error(`the lab does not model ${name} of sts:assumeRole`); }
    }
    if (!/^arn:[\w-]+:iam::\d{12}:role\/./.test(String(RoleArn))) { throw new AwsError('ValidationError', `${RoleArn} is invalid`); }
    if (!/^[\w+=,.@-]{2,64}$/.test(String(RoleSessionName ?? ''))) {
      throw new AwsError('ValidationError', `1 validation error detected: Value '${RoleSessionName}' at 'roleSessionName' failed to satisfy constraint`);
    }
    this.check(caller, String(RoleArn), parameters);
    const session = sessionOf(parameters, this.cloud.quotas);
    const seconds = this.duration(caller, DurationSeconds);
    const expires = this.cloud.clock.now() + seconds * 1000;
    const [account, path] = [accountOf(String(RoleArn)), String(RoleArn).split(':role/')[1]];
    const number = String(++this.sessions);
    if (session) { this.own.set(number, session); }
    return {
      Credentials: {
        AccessKeyId: `ASIA${number.padStart(16, '0')}`,
        SecretAccessKey: 'lab',
        SessionToken: Buffer.from(`${RoleArn}|${expires}|${number}`).toString('base64'),
        Expiration: new Date(expires).toISOString(),
      },
      AssumedRoleUser: {
        Arn: `arn:${this.cloud.partition}:sts::${account}:assumed-role/${path.split('/').pop()}/${RoleSessionName}`,
        AssumedRoleId: `AROA:${RoleSessionName}`,
      },
      ...(parameters.SourceIdentity !== undefined && { SourceIdentity: parameters.SourceIdentity }),
    };
  }

  /**
   * The trust policy's side. A deployment's operator may become any role that exists. Nobody gets into an account that
   * is closed or suspended; that this is the error for it is unverified.
   */
  private check(caller: Caller, roleArn: string, parameters: JsonObject): void {
    const { state } = this.cloud.roomIfAny<Organizations>('organizations')?.account(accountOf(roleArn)) ?? {};
    if (state === 'CLOSED' || state === 'SUSPENDED') { throw denied(caller, 'sts:AssumeRole', roleArn); }
    for (const action of this.actions(parameters)) {
      const trusted = caller.trusted ? this.iam.hasRole(roleArn)
        : ['named', 'account'].includes(this.iam.trust(roleArn, caller, action, this.context(parameters)));
      if (!trusted) { throw denied(caller, action, roleArn); }
      // A role that is let in by its name in its own account was asked for no permission before.
      if (!caller.trusted && accountOf(roleArn) === caller.account) {
        this.iam.throwIfBarred(caller, { action, resource: roleArn, context: this.context(parameters) });
      }
    }
  }

  /** A role that becomes another role ("role chaining") gets one hour at most. */
  private duration(caller: Caller, seconds: Json | undefined): number {
    const asked = typeof seconds === 'number' ? seconds : 3600;
    const [least, most] = [this.cloud.quotas.value('sts.sessionSecondsAtLeast'), this.cloud.quotas.value('sts.chainedSessionSeconds')];
    if (asked < least || asked > this.cloud.quotas.value('sts.sessionSecondsAtMost')) { throw new AwsError('ValidationError', `1 validation error detected: Value '${asked}' at 'durationSeconds' failed to satisfy constraint`); }
    if (!caller.trusted && asked > most) {
      throw new AwsError('ValidationError', 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
    }
    return asked;
  }

  private actions({ SourceIdentity, Tags }: JsonObject): string[] {
    return [
      'sts:AssumeRole', ...(SourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']), ...(tagsIn(Tags).size === 0 ? [] : ['sts:TagSession']),
    ];
  }

  private context(parameters: JsonObject): Record<string, string | string[]> {
    const { ExternalId, RoleSessionName, SourceIdentity, Tags } = parameters;
    const tags = [...tagsIn(Tags)];
    return {
      ...(typeof ExternalId === 'string' && { 'sts:ExternalId': ExternalId }),
      ...(typeof RoleSessionName === 'string' && { 'sts:RoleSessionName': RoleSessionName }),
      ...(typeof SourceIdentity === 'string' && { 'sts:SourceIdentity': SourceIdentity }),
      ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
      ...(tags.length > 0 && { 'aws:TagKeys': tags.map(([key]) => key) }),
    };
  }

  private get iam(): IamRoom {
    return this.cloud.room<IamRoom>('iam');
  }
}

/** The identity that a session was given stays when it assumes a further role; it cannot be changed. */
function handedOn(parameters: JsonObject, caller: Caller): JsonObject {
  const { sourceIdentity } = caller.session ?? {};
  if (sourceIdentity === undefined) { return parameters; }
  if (parameters.SourceIdentity !== undefined && parameters.SourceIdentity !== sourceIdentity) {
    throw denied(caller, 'sts:SetSourceIdentity', String(parameters.RoleArn));
  }
  return { ...parameters, SourceIdentity: sourceIdentity };
}

function denied(caller: Caller, action: string, roleArn: string): AwsError {
  return new AwsError('AccessDenied', `User: ${caller.principal} is not authorized to perform: ${action} on resource: ${roleArn}`);
}

function accountOf(arn: string): string {
  return arn.split(':')[4];
}

/** Adds STS to a cloud that has IAM. */
export function sts(): RoomBuilder {
  return cloud => new StsRoom(cloud);
}
