import { inputOf, outputOf, serviceOf } from './sdk-values';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Caller, Room } from '../../room';
import { StsRoom } from '../iam/sts-room';

/** What the stand-in of the SDK needs of the invocation that it serves. */
export interface SdkHost {
  readonly cloud: Cloud;
  /** The function's role. */
  readonly caller: Caller;
  /** Makes an error of the function's own realm. */
  error(name: string, message: string, fields: JsonObject): Error;
  /** Gives a value to the function as one of its own realm. */
  adopt(json: string): unknown;
  /** Ends the invocation with an error that its code cannot catch. */
  abort(error: Error): void;
  /** False once the invocation is over; nothing goes out any more. */
  alive(): boolean;
}

interface Credentials { sessionToken?: string }
interface Config { region?: unknown; credentials?: unknown; maxAttempts?: unknown }
interface TemporaryCredentials { params: object; masterCredentials?: unknown; clientConfig?: Config }
interface Invocations extends Room { requestIdOf?(answer: JsonObject): string | undefined }
interface Command { readonly input: unknown; readonly labAction: string }

/** Errors after which the SDK tries again by itself, with other waits than after transient ones. */
const THROTTLING: readonly string[] = [
  'BandwidthLimitExceeded', 'LimitExceededException', 'PriorRequestNotComplete', 'ProvisionedThroughputExceededException',
  'RequestLimitExceeded', 'RequestThrottled', 'RequestThrottledException', 'SlowDown', 'ThrottledException', 'Throttling',
  'ThrottlingException', 'TooManyRequestsException', 'TransactionInProgressException',
];
const TRANSIENT: readonly string[] = ['InternalServerError', 'InternalFailure', 'ServiceUnavailable', 'ServiceException', 'RequestTimeout'];

/** By which members the pages of a list hang together, where it is not `NextToken`. */
const PAGES: Readonly<Record<string, readonly [asked: string, answered: string]>> = {
  dynamodb: ['ExclusiveStartKey', 'LastEvaluatedKey'],
  lambda: ['Marker', 'NextMarker'],
  sfn: ['nextToken', 'nextToken'],
  cloudwatchlogs: ['nextToken', 'nextToken'],
  s3: ['ContinuationToken', 'NextContinuationToken'],
};

/** The AWS SDK for JavaScript 3 as a function sees it: each client's calls go to the cloud of the lab. */
export class Sdk {
  constructor(private readonly host: SdkHost) {}

  /** A stand-in for `@aws-sdk/…`, or undefined where there is none. */
  public module(name: string): unknown {
    if (name === 'credential-providers') { return this.credentialProviders(); }
    return name.startsWith('client-') ? this.client(serviceOf(name.slice('client-'.length))) : undefined;
  }

  /** Sends one command, as often as the SDK's standard retries would. */
  public async send(service: string, action: string, input: unknown, config: Config = {}): Promise<unknown> {
    const { cloud } = this.host;
    const attempts = typeof config.maxAttempts === 'number' ? config.maxAttempts : cloud.quotas.value('lambda.sdkAttempts');
    for (let attempt = 1; ; attempt++) {
      if (!this.host.alive()) { return never(); }
      try {
        const answer = await cloud.call(await this.callerOf(config), service, action, inputOf(service, input));
        return this.host.alive() ? this.answer(service, action, answer) : await never();
      } catch (error) {
        if (!this.host.alive()) { return never(); }
        if (!(error instanceof AwsError)) { this.host.abort(error as Error); return never(); }
        const base = THROTTLING.includes(error.code) ? 500 : TRANSIENT.includes(error.code) ? 100 : undefined;
        if (base === undefined || attempt >= attempts) {
          throw this.host.error(nameOf(service, action, error), error.message, error.fields);
        }
        await cloud.clock.sleep(Math.min(20_000, cloud.random.next() * base * 2 ** attempt));
      }
    }
  }

  private answer(service: string, action: string, answer: JsonObject): unknown {
    const given = this.host.adopt(JSON.stringify(outputOf(service, answer))) as Record<string, unknown>;
    if (service === 'lambda' && action === 'invoke' && answer.Payload !== undefined) {
      const text = typeof answer.Payload === 'string' ? answer.Payload : JSON.stringify(answer.Payload);
      given.Payload = Object.assign(new TextEncoder().encode(text), { transformToString: () => text });
    }
    if (service === 'lambda' && action === 'invoke') {
      const requestId = this.host.cloud.roomIfAny<Invocations>('lambda')?.requestIdOf?.(answer);
      given.$metadata = this.host.adopt(JSON.stringify({ httpStatusCode: answer.StatusCode, requestId }));
    }
    // The bodies of the lab's objects are text.
    if (service === 's3' && action === 'getObject') {
      const text = String(answer.Body);
      const bytes = async () => new TextEncoder().encode(text);
      given.Body = { transformToString: async () => text, transformToByteArray: bytes };
    }
    return given;
  }

  private async callerOf({ region, credentials }: Config): Promise<Caller> {
    const where = String(typeof region === 'function' ? await (region as () => unknown)() : region ?? this.host.caller.region);
    const given = (typeof credentials === 'function' ? await (credentials as () => unknown)() : credentials) as Credentials | undefined;
    if (!given) { return { ...this.host.caller, region: where }; }
    if (!given.sessionToken) { throw new Error('the lab knows no credentials but those of sts:AssumeRole'); }
    return this.host.cloud.room<StsRoom>('sts').callerWith(given.sessionToken, where);
  }

  private client(service: string): object {
    const send = (action: string, input: unknown, config: Config) => this.send(service, action, input, config);
    class Client {
      constructor(public readonly config: Config = {}) {}
      public send(command: Command): Promise<unknown> { return send(command.labAction, command.input, this.config); }
      public destroy(): void { /* nothing is held open */ }
    }
    const make = (name: string): unknown => {
      if (name.endsWith('Client')) { return Client; }
      if (name.endsWith('Command')) { return commandClass(lowerFirst(name.slice(0, -'Command'.length))); }
      if (name.startsWith('paginate')) { return paginator(service, lowerFirst(name.slice('paginate'.length))); }
      if (name.startsWith('waitUntil')) { return () => this.refuse(name); }
      return /(Exception|Error|Fault|NotFound|Exists?|InProgress|TimedOut|InvalidToken|NoSuch\w+)$/.test(name) ? errorClass(name)
        : named(name, Client, member => this.refuse(member));
    };
    return proxied(make);
  }

  /** Ends the invocation: what the SDK has and the lab has not. */
  private refuse(member: string): never {
    const error = new Error(`the lab does not model ${member} of the SDK`);
    this.host.abort(error);
    throw error;
  }

  private credentialProviders(): object {
    return proxied(name => {
      if (name !== 'fromTemporaryCredentials') { return () => this.refuse(name); }
      return ({ params, masterCredentials, clientConfig }: TemporaryCredentials) => async () => {
        const asked = { RoleSessionName: 'aws-sdk-js', ...params };
        const answer = await this.send('sts', 'assumeRole', asked, { ...clientConfig, credentials: masterCredentials ?? clientConfig?.credentials });
        const given = (answer as { Credentials: Record<string, string> }).Credentials;
        return {
          accessKeyId: given.AccessKeyId, secretAccessKey: given.SecretAccessKey, sessionToken: given.SessionToken,
        };
      };
    });
  }
}

/** The answer to a HEAD request has no body that could name the error. */
function nameOf(service: string, action: string, { code }: AwsError): string {
  return service === 's3' && action === 'headObject' && code === 'NoSuchKey' ? 'NotFound' : code;
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

function lowerFirst(name: string): string {
  return name[0].toLowerCase() + name.slice(1);
}

/** A module whose members are made when they are first asked for. */
function proxied(make: (name: string) => unknown): object {
  const made = new Map<string, unknown>();
  const proxy = new Proxy({}, {
    get: (_, name) => {
      if (typeof name !== 'string' || ['then', 'default', 'toJSON'].includes(name)) { return undefined; }
      if (!made.has(name)) { made.set(name, make(name)); }
      return made.get(name);
    },
  });
  // Bundlers copy what a module owns; what it inherits is found behind the copy too.
  return Object.create(proxy, { __esModule: { value: true } }) as object;
}

function commandClass(action: string): unknown {
  return class {
    public readonly labAction = action;
    constructor(public readonly input: unknown) {}
  };
}

/** An error class that knows its errors by name, as `instanceof` and `new` need it. */
function errorClass(name: string): unknown {
  return class extends Error {
    public static [Symbol.hasInstance](error: unknown): boolean {
      return (error as Error | undefined)?.name === name;
    }

    constructor(options: { message?: string } = {}) {
      super(options.message);
      this.name = name;
      Object.assign(this, options);
    }
  };
}

/** `DynamoDB` and the like, a client with a method per action; or the values of an enumeration. */
function named(name: string, client: new (config?: Config) => object, refuse: (member: string) => never): unknown {
  const Whole = function(config?: Config): object {
    const inner = new client(config) as { send(command: Command): Promise<unknown> };
    return new Proxy(inner, {
      get: (target, key, receiver) => typeof key !== 'string' || key === 'then' || key in target
        ? Reflect.get(target, key, receiver)
        : (input: unknown) => inner.send({ input, labAction: key }),
    });
  };
  return new Proxy(Whole, {
    get: (target, key, receiver) => {
      if (typeof key !== 'string' || key in target) { return Reflect.get(target, key, receiver); }
      // The SDK gives each value of an enumeration a member of the same name.
      if (/^[A-Z][A-Z0-9_]*$/.test(key)) { return key; }
      return refuse(`${name}.${key}`);
    },
  });
}

function paginator(service: string, action: string): unknown {
  const [asked, answered] = PAGES[service] ?? ['NextToken', 'NextToken'];
  type Sender = { send(command: Command): Promise<Record<string, unknown>> };
  return async function* ({ client }: { client: Sender }, input: object) {
    let token: unknown;
    do {
      const more = token === undefined ? {} : { [asked]: token };
      const page = await client.send({ labAction: action, input: { ...input, ...more } });
      yield page;
      token = page[answered];
    } while (token !== undefined && token !== null);
  };
}
