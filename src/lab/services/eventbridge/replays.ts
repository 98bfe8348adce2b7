import { Archived, Archives } from './archives';
import { Buses } from './buses';
import { moment } from './events';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Caller, Permission } from '../../room';

interface Replay {
  readonly arn: string;
  /** What StartReplay was asked, with times as AWS writes them. */
  readonly asked: JsonObject;
  readonly startedAt: string;
  state: 'STARTING' | 'RUNNING' | 'COMPLETED';
  endedAt?: string;
  lastReplayedAt?: string;
}

const MINUTE = 60_000;
/** AWS documents no times. These are assumptions of the lab: until a replay runs, and for each minute replayed. */
const START = { low: 2000, high: 10_000 };
const EACH_MINUTE = 1000;

/** Gives events of an archive to rules of its bus again, minute by minute, and within a minute in any order. */
export class Replays {
  private readonly replays = new Map<string, Replay>();
  private readonly random: Random;

  constructor(
    private readonly cloud: Cloud, private readonly buses: Buses, private readonly archives: Archives,
    /** Matches an event on the bus with these rules, or all. */
    private readonly match: (bus: string, archived: Archived, replay: string, rules?: ReadonlySet<string>) => void,
  ) {
    this.random = cloud.random.fork('eventbridge replays');
  }

  /** A replay asks for the archive, for the bus and for itself. */
  public permissions(action: string, parameters: JsonObject, caller: Caller): Permission[] {
    const replay = { action: 'events:DescribeReplay', resource: this.arnOf(parameters, caller) };
    if (action === 'describeReplay') { return [replay]; }
    const bus = isObject(parameters.Destination) ? parameters.Destination.Arn : undefined;
    return [parameters.EventSourceArn, bus, replay.resource].map(resource => ({ action: 'events:StartReplay', resource: String(resource) }));
  }

  /** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html */
  public start(parameters: JsonObject, caller: Caller): JsonObject {
    const { ReplayName: name, EventSourceArn: source, Destination: destination, Description } = parameters;
    const arn = this.arnOf(parameters, caller);
    const [from, until] = [momentIn(parameters, 'EventStartTime'), momentIn(parameters, 'EventEndTime')];
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(String(name ?? ''))) { throw invalid('ReplayName', 'it is no name of 1 to 64 letters, digits, dots, dashes and underscores'); }
    if (from >= until) { throw invalid('EventEndTime', 'EventStartTime must be before EventEndTime.'); }
    const archive = this.archives.find(String(source));
    const [, , , region, account] = String(source).split(':');
    if (!archive || region !== caller.region || account !== caller.account) {
      throw new AwsError('ResourceNotFoundException', `Archive ${String(source).split('/').pop()} does not exist.`);
    }
    const { Arn: bus, FilterArns: filter = [] } = isObject(destination) ? destination : {};
    if (bus !== archive.bus) { throw invalid('Destination.Arn', 'Must contain only the source event bus of the archive.'); }
    const rules = (filter as Json[]).map(String);
    const strange = rules.find(rule => !this.buses.get(archive.bus).rules.some(known => known.arn === rule));
    if (strange !== undefined) { throw invalid('Destination.FilterArns', `${strange} is no rule of the event bus.`); }
    if (this.replays.has(arn)) { throw new AwsError('ResourceAlreadyExistsException', `Replay ${String(name)} already exists.`); }
    this.checkNumber(caller);
    const replay: Replay = {
      arn,
      startedAt: this.cloud.timestamp(),
      state: 'STARTING',
      asked: {
        ReplayName: name!,
        EventSourceArn: source!,
        Destination: destination!,
        ...(Description !== undefined && { Description }),
        EventStartTime: new Date(from).toISOString(), EventEndTime: new Date(until).toISOString(),
      },
    };
    this.replays.set(arn, replay);
    this.cloud.clock.background(this.run(replay, archive.bus, rules.length > 0 ? new Set(rules) : undefined));
    return { ReplayArn: arn, State: replay.state, ReplayStartTime: replay.startedAt };
  }

  public describe(parameters: JsonObject, caller: Caller): JsonObject {
    const replay = this.replays.get(this.arnOf(parameters, caller));
    if (!replay) { throw new AwsError('ResourceNotFoundException', `Replay ${String(parameters.ReplayName)} does not exist.`); }
    const { arn, asked, startedAt, state, endedAt, lastReplayedAt } = replay;
    return {
      ...asked,
      ReplayArn: arn,
      State: state,
      ReplayStartTime: startedAt,
      ...(endedAt !== undefined && { ReplayEndTime: endedAt }),
      ...(lastReplayedAt !== undefined && { EventLastReplayedTime: lastReplayedAt }),
    };
  }

  private async run(replay: Replay, bus: string, rules: ReadonlySet<string> | undefined): Promise<void> {
    const { clock } = this.cloud;
    const { ReplayName: name, EventSourceArn: source, EventStartTime: from, EventEndTime: until } = replay.asked;
    await clock.sleep(this.random.whole(START.low, START.high));
    replay.state = 'RUNNING';
    const minutes = new Map<number, Archived[]>();
    for (const archived of this.archives.between(String(source), Date.parse(String(from)), Date.parse(String(until)))) {
      const minute = Math.floor(archived.at / MINUTE);
      minutes.set(minute, [...minutes.get(minute) ?? [], archived]);
    }
    for (const minute of [...minutes.keys()].sort((a, b) => a - b)) {
      await clock.sleep(EACH_MINUTE);
      for (const archived of this.shuffled(minutes.get(minute)!)) {
        this.match(bus, archived, String(name), rules);
        replay.lastReplayedAt = new Date(archived.at).toISOString();
      }
    }
    replay.state = 'COMPLETED';
    replay.endedAt = this.cloud.timestamp();
  }

  private shuffled(archived: readonly Archived[]): Archived[] {
    const placed = archived.map(each => ({ each, place: this.random.next() }));
    return placed.sort((a, b) => a.place - b.place).map(({ each }) => each);
  }

  private checkNumber({ account, region }: Caller): void {
    const most = this.cloud.quotas.value('eventbridge.replays');
    const active = [...this.replays.values()].filter(({ arn, state }) => state !== 'COMPLETED' && arn.includes(`:${region}:${account}:`));
    if (active.length >= most) { throw new AwsError('LimitExceededException', `At most ${most} replays can be active.`); }
  }

  private arnOf({ ReplayName: name }: JsonObject, { account, region }: Caller): string {
    return `arn:${this.cloud.partition}:events:${region}:${account}:replay/${String(name)}`;
  }
}

function momentIn(parameters: JsonObject, name: string): number {
  const found = parameters[name] === undefined ? undefined : moment(parameters[name]);
  if (found === undefined) { throw invalid(name, 'it is no time'); }
  return found;
}

function invalid(parameter: string, reason: string): AwsError {
  return new AwsError('ValidationException', `Parameter ${parameter} is not valid. Reason: ${reason}`);
}
