import { createHash } from 'node:crypto';
import { Fault } from '../../../../src/lab';
import { FaultOf, Occasion } from '../../../../src/lab/faults';
import { Random } from '../../../../src/lab/random';
import { idOf, templateOf } from '../world';

/** What is wrong with a version. */
export type Ill =
  | 'nothing'
  /** Where it runs, the alarm goes off. */
  | 'alarm'
  /** A gate says that it is unhealthy. */
  | 'gate'
  /** Its stacks fail in many accounts, for a reason of their own. */
  | 'stacks'
  /** AWS fails in many accounts, for reasons of its own. */
  | 'aws'
  /** Its stacks fail in some accounts, and stay in UPDATE_ROLLBACK_FAILED. */
  | 'stuck'
  /** It sets off the alarm, and some stacks do not come back from it at once. */
  | 'no way back'
  /** It would delete a resource that holds data. */
  | 'stateful'
  /** Its template is no template. */
  | 'template';

export interface Version { readonly id: string; readonly template: string; readonly ill: Ill; readonly share: number }

/** How often each comes, in a hundred. */
const WEIGHTS: Readonly<Record<Ill, number>> = {
  'nothing': 52, 'alarm': 10, 'gate': 7, 'stacks': 9, 'aws': 8, 'stuck': 4, 'no way back': 4, 'stateful': 3, 'template': 3,
};

/** How often the way back fails in one account before somebody has mended it. */
const MOST_FAILURES_BACK = 4;
/** AWS fails now and then whatever the version. */
const FAILS_ANYWAY = 0.002;

const OWN = 'Resource handler returned message: "Invalid request provided" (HandlerErrorCode: InvalidRequest)';
const OF_AWS = ['Internal Failure', 'Rate exceeded (Service: Lambda, Status Code: 429)', 'Service Unavailable (Status Code: 503)'] as const;

/** The versions of a world's services, and what becomes of stacks that they are given to. */
export class Versions {
  public readonly all = new Map<string, Version>();
  /** Stacks that were to get stuck, or not to come back, or on which AWS failed again and again. */
  public readonly hurt: { readonly service: string; readonly account: string; readonly at: number }[] = [];
  private readonly failedBack = new Map<string, number>();
  private isOver = false;

  constructor(private readonly random: Random, private readonly now: () => number) {}

  public make(service: string, name: string, ill: Ill = this.anIllness()): Version {
    const template = ill === 'template' ? `{"Resources": {"Version ${name}": ` : templateOf(name, {
      Version: { Type: 'AWS::SSM::Parameter', Properties: { Name: `/${service}/version`, Type: 'String', Value: name } },
      ...ill !== 'stateful' && { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: service } } },
    });
    const version = { id: idOf(template), template, ill, share: this.random.between(0.1, 1) };
    this.all.set(version.id, version);
    return version;
  }

  /** Whether the alarm is to go off. */
  public alarms(id: string | undefined): boolean {
    return ['alarm', 'no way back'].includes(this.all.get(id ?? '')?.ill ?? '');
  }

  /** From now on only what is wrong with a version itself goes wrong. */
  public end(): void { this.isOver = true; }

  /** What becomes of a stack that had another version before. */
  public fault({ account = '', sha256 = '' }: Occasion, service: string, before: string | undefined): FaultOf<'stack'> | undefined {
    const { id, ill, share } = this.all.get(sha256.slice(0, 16)) ?? { id: '', ill: 'nothing', share: 0 };
    const luck = fraction(`${id}/${account}`);
    if (ill === 'stacks' && luck < share) { return fails(OWN); }
    if (this.isOver) { return undefined; }
    if (ill === 'aws' && this.random.next() < share / 3) {
      this.note(service, account);
      return fails(this.random.pick(OF_AWS));
    }
    if (ill === 'stuck' && before !== undefined && luck < share / 10) {
      this.note(service, account);
      return { ...fails(`UPDATE_ROLLBACK_FAILED: ${OWN}`), stuck: true };
    }
    if (this.all.get(before ?? '')?.ill === 'no way back' && fraction(`${before}/${account}`) < 0.1) {
      const key = `${before}/${account}`;
      const count = this.failedBack.get(key) ?? 0;
      this.failedBack.set(key, count + 1);
      if (count < MOST_FAILURES_BACK) {
        this.note(service, account);
        return fails(OWN);
      }
    }
    return this.random.next() < FAILS_ANYWAY ? fails(this.random.pick(OF_AWS)) : undefined;
  }

  private note(service: string, account: string): void { this.hurt.push({ service, account, at: this.now() }); }

  private anIllness(): Ill {
    let left = this.random.between(0, Object.values(WEIGHTS).reduce((sum, each) => sum + each, 0));
    for (const [ill, weight] of Object.entries(WEIGHTS)) {
      left -= weight;
      if (left <= 0) { return ill as Ill; }
    }
    return 'nothing';
  }
}

const fails = (reason: string): FaultOf<'stack'> => ({ kind: 'stack', reason } satisfies Fault);

/** The same for the same text, from 0 up to 1. */
const fraction = (text: string) => createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
