import { Answering, Answers } from './answers';
import { Cloud, CloudOptions } from './cloud';
import { Entry } from './journal';
import { Json, JsonObject, isObject } from './json';
import { Caller, Room } from './room';
import { S3Room, s3 } from './services/s3/s3-room';
import { Execution } from './services/states/executions';
import { StatesRoom, states } from './services/states/states-room';
import { complaintsAboutUnapplied } from './unapplied';

export interface DocumentLabOptions extends CloudOptions {
  readonly answers?: Answers;
  /** Buckets with the texts of the objects in them, by key. */
  readonly objects?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Values for `${name}` in the documents, as DefinitionSubstitutions gives them. */
  readonly substitutions?: Readonly<Record<string, string>>;
  readonly keepHistory?: boolean;
}

const ACCOUNT = '222222222222';
const REGION = 'us-east-1';

/**
 * Plays single documents of the Amazon States Language, without a template around them and without anybody's
 * permissions: Step Functions and S3 are the lab's, and every other call is answered by hand.
 */
export class DocumentLab {
  public readonly cloud: Cloud;
  public readonly entries: Entry[] = [];

  constructor(private readonly options: DocumentLabOptions = {}) {
    this.cloud = new Cloud(options);
    this.cloud.journal.listen(entry => this.entries.push(entry));
    this.cloud.add(states({ keepHistory: options.keepHistory }), s3);
    const assume = async (caller: Caller, role: string): Promise<Caller> => ({ ...caller, principal: role });
    this.cloud.add(() => ({ service: 'sts', permissions: () => [], handle: () => ({}), assume }) as Room);
    for (const [BucketName, objects] of Object.entries(options.objects ?? {})) {
      this.create(this.buckets, 'AWS::S3::Bucket', { BucketName });
      for (const [key, text] of Object.entries(objects)) { this.buckets.put(BucketName, key, text); }
    }
  }

  public get states(): StatesRoom { return this.cloud.room('sfn'); }
  public get buckets(): S3Room { return this.cloud.room('s3'); }

  /** Makes a state machine of a document, and gives its ARN. */
  public machine(definition: JsonObject, name = 'Document'): string {
    const answering = new Answering(this.cloud, this.options.answers ?? {});
    for (const service of servicesIn(definition)) { this.cloud.add(() => answering.room(service)); }
    return this.create(this.states, 'AWS::StepFunctions::StateMachine', {
      StateMachineName: name,
      RoleArn: `arn:${this.cloud.partition}:iam::${ACCOUNT}:role/${name}`,
      DefinitionString: JSON.stringify(definition),
      DefinitionSubstitutions: { ...this.options.substitutions },
    });
  }

  /** Plays a machine to its end. */
  public async play(machine: string, input: Json = {}): Promise<Execution> {
    const execution = this.states.start(machine, input);
    await this.cloud.clock.run();
    return execution;
  }

  /** Throws if a planned fault was never applied, and says which, and how often the others were. For after `play`. */
  public expectFaultsApplied(): void {
    const complaints = complaintsAboutUnapplied(this.cloud.faults, this.states.stateNames());
    if (complaints.length > 0) { throw new Error(complaints.join('\n')); }
  }

  /** The states that an execution went through, in order. */
  public path(execution: Execution): string[] {
    return this.entries.flatMap(entry => {
      if (entry.type !== 'transition' || entry.execution !== execution.arn) { return []; }
      if (entry.event === 'retried' || entry.event === 'caught') { return [`${entry.state} (${entry.event} ${entry.error ?? ''})`]; }
      return entry.event === 'entered' ? [entry.state] : [];
    });
  }

  private create(room: Room, type: string, properties: JsonObject): string {
    const made = room.resources![type]({
      type, properties, logicalId: 'Document', stack: 'documents', account: ACCOUNT, region: REGION, asset: () => undefined,
    });
    return (made as { ref: string }).ref;
  }
}

const ROOMS: ReadonlyMap<string, string> = new Map([['states', 'sfn'], ['events', 'eventbridge']]);

/** The services that the tasks of a document call, by the names of their rooms. */
function servicesIn(value: Json | undefined, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) { value.forEach(part => servicesIn(part, found)); }
  if (!isObject(value)) { return found; }
  const { Resource: resource } = value;
  const [, sdk, service] = /:states:::(aws-sdk:)?(\w+):/.exec(String(resource)) ?? [];
  if (service !== undefined) { found.add(sdk ? service : ROOMS.get(service) ?? service); }
  if (/:lambda:|^\$\{/.test(String(resource))) { found.add('lambda'); }
  for (const part of Object.values(value)) { servicesIn(part, found); }
  return found;
}
