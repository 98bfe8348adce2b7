import { Code, CodeShelf } from './code';
import { generatedName } from '../../assembly/generated-name';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { CreatedResource, ResourceRequest } from '../../room';
import { IamRoom } from '../iam/iam-room';
import { ServiceQuotas } from '../servicequotas/service-quotas';

/** How Lambda handles the events of asynchronous invocations. */
export interface EventHandling {
  readonly retries: number;
  readonly maximumAgeSeconds: number;
  readonly onFailure?: string;
  readonly onSuccess?: string;
}

/** What a deployed function is. */
export interface LambdaFunction {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly role: string;
  readonly handler: string;
  readonly runtime: string;
  readonly code: Code;
  readonly environment: Record<string, string>;
  readonly timeoutSeconds: number;
  readonly memory: number;
  readonly reserved?: number;
  readonly deadLetterArn?: string;
  readonly logGroup: string;
}

/** A statement of a function's resource policy, as `AWS::Lambda::Permission` adds it. */
export interface FunctionPermission {
  readonly action: string;
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  readonly organization?: string;
}

const SERVICE = 'lambda.amazonaws.com';

/** All functions of all accounts, and Lambda's own rules about their configuration. */
export class Functions {
  private readonly functions = new Map<string, LambdaFunction>();
  private readonly handling = new Map<string, EventHandling>();
  private readonly allowed = new Map<string, Map<string, FunctionPermission>>();
  private readonly shelf = new CodeShelf();
  private readonly random: Random;

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('lambda names');
  }

  /** By name, partial ARN or ARN, from the point of view of an account and Region. */
  public find(name: string, account: string, region: string): LambdaFunction {
    const parts = name.split(':');
    const qualifier = name.startsWith('arn:') ? parts[7] : parts.length === 4 || parts.length === 2 ? parts.pop() : undefined;
    if (qualifier !== undefined && qualifier !== '$LATEST') { throw new Error(`the lab does not model versions and aliases of functions: ${name}`); }
    const arn = name.startsWith('arn:') ? parts.slice(0, 7).join(':')
      : this.arn(parts.length === 3 ? parts[0] : account, region, parts[parts.length - 1]);
    const itsRegion = arn.split(':')[3];
    if (itsRegion !== region) {
      throw new AwsError('ResourceNotFoundException', `Functions from '${itsRegion}' are not reachable in this region ('${region}')`);
    }
    const found = this.functions.get(arn);
    if (!found) { throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`); }
    return found;
  }

  public tryFind(arn: string): LambdaFunction | undefined {
    return this.functions.get(arn);
  }

  public add(fn: LambdaFunction): void {
    this.functions.set(fn.arn, fn);
  }

  public arn(account: string, region: string, name: string): string {
    return `arn:${this.cloud.partition}:lambda:${region}:${account}:function:${name}`;
  }

  /** How many executions an account may have at once in a Region: what Service Quotas says, where that is there. */
  public concurrency(account: string, region: string): number {
    return this.cloud.roomIfAny<ServiceQuotas>('servicequotas')?.value(account, region, 'lambda', 'L-B99A9384')
      ?? this.cloud.quotas.value('lambda.concurrentExecutions');
  }

  public handlingOf({ arn }: LambdaFunction): EventHandling {
    return this.handling.get(arn) ?? {
      retries: this.cloud.quotas.value('lambda.asyncRetries'), maximumAgeSeconds: this.cloud.quotas.value('lambda.asyncEventSeconds'),
    };
  }

  public permissionsOf(arn: string): FunctionPermission[] {
    return [...this.allowed.get(arn)?.values() ?? []];
  }

  public create(request: ResourceRequest): CreatedResource {
    const name = (request.properties.FunctionName as string | undefined)
      ?? generatedName(request.stack, request.logicalId, this.random);
    const arn = this.arn(request.account, request.region, name);
    if (this.functions.has(arn)) { throw new AwsError('ResourceConflictException', `Function already exist: ${name}`); }
    return this.put(arn, name, request);
  }

  public update(request: ResourceRequest, current: CreatedResource, previous: JsonObject): CreatedResource {
    if (request.properties.FunctionName !== previous.FunctionName) { throw new Error('the lab does not model the replacement of AWS::Lambda::Function'); }
    return this.put(String(current.attributes!.Arn), current.ref, request);
  }

  public remove(current: CreatedResource): void {
    const arn = String(current.attributes!.Arn);
    this.functions.delete(arn);
    this.handling.delete(arn);
    this.allowed.delete(arn);
  }

  public permit({ properties, account, region, stack, logicalId }: ResourceRequest): CreatedResource {
    const { arn } = this.find(String(properties.FunctionName), account, region);
    const id = `${stack}-${logicalId}`;
    const known = this.allowed.get(arn) ?? new Map<string, FunctionPermission>();
    this.allowed.set(arn, known.set(id, {
      action: String(properties.Action),
      principal: String(properties.Principal),
      sourceArn: text(properties.SourceArn),
      sourceAccount: text(properties.SourceAccount),
      organization: text(properties.PrincipalOrgID),
    }));
    return { ref: id, attributes: { Id: id } };
  }

  public forbid({ properties, account, region, stack, logicalId }: ResourceRequest): void {
    const { arn } = this.find(String(properties.FunctionName), account, region);
    this.allowed.get(arn)?.delete(`${stack}-${logicalId}`);
  }

  public handleEvents({ properties, account, region }: ResourceRequest): CreatedResource {
    const { arn } = this.find(String(properties.FunctionName), account, region);
    if (properties.Qualifier !== '$LATEST') { throw new Error(`the lab does not model versions and aliases of functions: ${properties.Qualifier}`); }
    const { OnFailure, OnSuccess } = (properties.DestinationConfig
      ?? {}) as { OnFailure?: JsonObject; OnSuccess?: JsonObject };
    if (text(OnSuccess?.Destination)?.split(':')[2] === 's3') {
      throw new AwsError('InvalidParameterValueException', 'Amazon S3 is a destination for failed invocations only.');
    }
    const [most, longest] = [this.cloud.quotas.value('lambda.asyncRetries'), this.cloud.quotas.value('lambda.asyncEventSeconds')];
    const [retries, age] = [properties.MaximumRetryAttempts ?? most, properties.MaximumEventAgeInSeconds
      ?? longest].map(Number);
    if (!(retries >= 0 && retries <= most) || !(age >= 60 && age <= longest)) {
      throw new AwsError('InvalidParameterValueException', `MaximumRetryAttempts is 0 to ${most}, MaximumEventAgeInSeconds 60 to ${longest}`);
    }
    this.handling.set(arn, {
      retries, maximumAgeSeconds: age, onFailure: text(OnFailure?.Destination), onSuccess: text(OnSuccess?.Destination),
    });
    return { ref: `${arn}/event-invoke-config` };
  }

  public handleNoEvents({ properties, account, region }: ResourceRequest): void {
    this.handling.delete(this.find(String(properties.FunctionName), account, region).arn);
  }

  private put(arn: string, name: string, { properties, account, region, asset }: ResourceRequest): CreatedResource {
    const environment = (isObject(properties.Environment) ? properties.Environment.Variables
      ?? {} : {}) as Record<string, string>;
    const { ReservedConcurrentExecutions: reserved } = properties;
    const fn: LambdaFunction = {
      arn,
      name,
      account,
      region,
      environment,
      role: String(properties.Role),
      handler: text(properties.Handler) ?? 'index.handler',
      runtime: text(properties.Runtime) ?? 'container',
      code: this.shelf.find((properties.Code ?? {}) as JsonObject, asset),
      timeoutSeconds: Number(properties.Timeout ?? 3),
      memory: Number(properties.MemorySize ?? 128),
      reserved: reserved === undefined ? undefined : Number(reserved),
      deadLetterArn: isObject(properties.DeadLetterConfig) ? text(properties.DeadLetterConfig.TargetArn) : undefined,
      logGroup: (isObject(properties.LoggingConfig) ? text(properties.LoggingConfig.LogGroup) : undefined) ?? `/aws/lambda/${name}`,
    };
    this.check(fn);
    this.functions.set(arn, fn);
    return { ref: name, attributes: { Arn: arn } };
  }

  private check(fn: LambdaFunction): void {
    const refuse = (why: string) => { throw new AwsError('InvalidParameterValueException', why); };
    const most = this.cloud.quotas.value('lambda.functionSeconds');
    if (!(fn.timeoutSeconds >= 1 && fn.timeoutSeconds <= most)) { refuse(`Timeout is 1 to ${most} seconds, got ${fn.timeoutSeconds}`); }
    if (Buffer.byteLength(JSON.stringify(fn.environment)) > this.cloud.quotas.value('lambda.environmentBytes')) {
      refuse('Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.');
    }
    if (fn.reserved !== undefined) { this.checkReserved(fn, refuse); }
    const iam = this.cloud.roomIfAny<IamRoom>('iam');
    if (iam && !iam.trustsService(fn.role, SERVICE)) { refuse('The role defined for the function cannot be assumed by Lambda.'); }
  }

  /** Reserved concurrency has to leave the other functions of the account 100. */
  private checkReserved(fn: LambdaFunction, refuse: (why: string) => void): void {
    const reserved = [...this.functions.values()]
      .filter(other => other.arn !== fn.arn && other.account === fn.account && other.region === fn.region)
      .reduce((sum, other) => sum + (other.reserved ?? 0), fn.reserved!);
    const least = this.cloud.quotas.value('lambda.unreservedConcurrency');
    if (this.concurrency(fn.account, fn.region) - reserved < least) {
      refuse(`Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${least}].`);
    }
  }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
