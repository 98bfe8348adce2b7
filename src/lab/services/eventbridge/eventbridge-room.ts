import { Archives } from './archives';
import { Archive, Bus, Buses } from './buses';
import { Deliveries } from './deliveries';
import { BusEvent, eventTime, Hop, ServiceEvent } from './events';
import { EventFields } from './pattern/event-fields';
import { EventPattern } from './pattern/event-pattern';
import { entriesOf, RefusedEntry, Said, saidIn } from './put-events';
import { Replays } from './replays';
import { EventResources } from './resources';
import { Rule, RuleCounts, Target } from './rules';
import { roleOf, sendTo } from './targets';
import { Undeliverable } from './undeliverable';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, Permission, Room, RoomBuilder } from '../../room';
import { throwIfUnknown } from '../parameters';

/** An event on its way from one bus to another, and the buses it has seen. */
interface Forwarded {
  readonly event: BusEvent;
  readonly hops: readonly Hop[];
}

/** EventBridge: buses, rules that match or tick, and what reaches their targets. */
export class EventBridgeRoom implements Room {
  public readonly service = 'eventbridge';
  public readonly answers = ['describeReplay', 'putEvents', 'startReplay', 'testEventPattern'];
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::Events::EventBus': request => this.templates.createBus(request),
    'AWS::Events::EventBusPolicy': request => this.templates.putBusPolicy(request),
    'AWS::Events::Rule': request => this.templates.createRule(request),
    'AWS::Events::Archive': request => this.templates.putArchive(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::Events::EventBus': (request, current) => this.templates.updateBus(request, current),
    'AWS::Events::EventBusPolicy': (...update) => this.templates.updateBusPolicy(...update),
    'AWS::Events::Rule': (...update) => this.templates.updateRule(...update),
    'AWS::Events::Archive': (request, current) => this.templates.putArchive(request, current),
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::Events::EventBus': (_, current) => this.templates.removeBus(current),
    'AWS::Events::EventBusPolicy': (request, current) => this.templates.removeBusPolicy(request, current),
    'AWS::Events::Rule': (_, current) => this.templates.removeRule(current),
    'AWS::Events::Archive': (_, { attributes }) => { this.archives.remove(String(attributes?.Arn)); },
  };
  private readonly buses: Buses;
  private readonly archives: Archives;
  private readonly replays: Replays;
  private readonly deliveries: Deliveries;
  private readonly random: Random;
  private readonly templates: EventResources;
  /** Calls of PutEvents that a rule made, by the identity of their parameters: their events stay as they were. */
  private readonly forwarded = new WeakMap<JsonObject, Forwarded>();
  /** Scheduled rules whose next tick is set. */
  private readonly ticking = new Set<Rule>();
  private ticksUntil = -Infinity;

  constructor(private readonly cloud: Cloud) {
    this.buses = new Buses(cloud);
    this.deliveries = new Deliveries(cloud);
    this.random = cloud.random.fork('eventbridge');
    this.archives = new Archives(cloud);
    this.replays = new Replays(cloud, this.buses, this.archives, (bus, { event, hops }, name, rules) =>
      this.match(bus, { ...event, 'replay-name': name }, hops, rules));
    this.templates = new EventResources(cloud, this.buses, this.archives, rule => this.tick(rule));
  }

  public permissions({ action, parameters, caller }: Call): Permission[] {
    if (action === 'startReplay' || action === 'describeReplay') { return this.replays.permissions(action, parameters, caller); }
    if (action === 'testEventPattern') { return [{ action: 'events:TestEventPattern', resource: '*' }]; }
    const entries = Array.isArray(parameters.Entries) ? parameters.Entries as JsonObject[] : [{}];
    const asked = entries.map(entry => ({
      action: 'events:PutEvents',
      resource: this.buses.arnOf(entry.EventBusName ?? undefined, caller.account, caller.region),
      context: this.contextOf(parameters, entry),
    }));
    if (asked.length === 1) { return asked; }
    return asked.filter((one, at) => asked.findIndex(other => JSON.stringify(other) === JSON.stringify(one)) === at);
  }

  public handle(call: Call): JsonObject {
    switch (call.action) {
      case 'putEvents': return this.putEvents(call);
      case 'startReplay': throwIfUnknown(call); return this.replays.start(call.parameters, call.caller);
      case 'describeReplay': throwIfUnknown(call); return this.replays.describe(call.parameters, call.caller);
      case 'testEventPattern': return { Result: this.testPattern(call.parameters) };
      default: throw new Error(`the lab does not model eventbridge:${call.action}`);
    }
  }

  /** An AWS service says something on the default bus. Answers the event's id. */
  public publish(account: string, region: string, event: ServiceEvent): string {
    const { source, detail, resources = [] } = event;
    const detailType = 'detailType' in event ? event.detailType : event['detail-type'];
    const said = { source, detailType, detail, resources, time: eventTime(this.cloud.clock.now()) };
    return this.accept(this.buses.arnOf(undefined, account, region), said, account, region);
  }

  /**
   * Lets scheduled rules tick until the given moment; rules made later, too. Without this they rest, for a rule that
   * ticks for ever would never let the clock come to its end.
   */
  public startSchedules(until: Date | number): void {
    this.ticksUntil = Math.max(this.ticksUntil, Number(until));
    for (const rule of this.rules()) { this.tick(rule); }
  }

  public rules(): Rule[] {
    return this.buses.all().flatMap(bus => bus.rules);
  }

  /** What came of a rule's events. */
  public counts(ruleArn: string): RuleCounts {
    const rule = this.rules().find(({ arn }) => arn === ruleArn);
    if (!rule) {
      throw new Error(`there is no rule ${ruleArn}; there are ${this.rules().map(({ arn }) => arn).join(', ')}`);
    }
    return { ...rule.counts };
  }

  public allArchives(): Archive[] {
    return this.archives.all();
  }

  private putEvents(call: Call): JsonObject {
    const entries = entriesOf(call.parameters, this.cloud.quotas);
    const answers = entries.map((entry): JsonObject => {
      try {
        return { EventId: this.put(entry, call) };
      } catch (error) {
        if (!(error instanceof RefusedEntry)) { throw error; }
        return { ErrorCode: error.code, ErrorMessage: error.message };
      }
    });
    return { FailedEntryCount: answers.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: answers };
  }

  private put(entry: JsonObject, { parameters, caller }: Call): string {
    const arn = this.buses.arnOf(entry.EventBusName ?? undefined, caller.account, caller.region);
    const forwarded = this.forwarded.get(parameters);
    const [, , , region, account] = arn.split(':');
    if (!forwarded && region !== caller.region) {
      throw new Error(`the lab does not model PutEvents from ${caller.region} to the bus ${arn}`);
    }
    // Where there is no such bus, EventBridge takes the event all the same and drops it.
    const bus = this.buses.find(arn);
    try {
      this.throwIfAway(bus, entry);
      bus?.policy.admit({ caller, action: 'events:PutEvents', resource: arn, context: this.contextOf(parameters, entry) }, account);
    } catch (error) {
      if (!(error instanceof AwsError) || forwarded) { throw error; }
      throw new RefusedEntry(error.code, error.message);
    }
    if (forwarded) {
      this.match(arn, forwarded.event, forwarded.hops);
      return forwarded.event.id;
    }
    return this.accept(arn, saidIn(entry, this.cloud.clock.now(), this.cloud.quotas), caller.account, caller.region);
  }

  /** A bus that is away by a planned fault. Those who send from another bus try again. */
  private throwIfAway(bus: Bus | undefined, about: JsonObject): void {
    if (!bus) { return; }
    const { name, account, region } = bus;
    const fault = this.cloud.faults.next('bus', { about, bus: name, account, region, at: this.cloud.clock.now() });
    if (!fault) { return; }
    this.cloud.tellFault(fault);
    throw new AwsError('InternalFailure', 'This is not a valid response. Try again.');
  }

  private contextOf(parameters: JsonObject, entry: JsonObject): Record<string, string> {
    return {
      'events:source': String(entry.Source ?? ''),
      'events:detail-type': String(entry.DetailType ?? ''),
      'events:eventBusInvocation': String(this.forwarded.has(parameters)),
    };
  }

  /** A new event comes to a bus. Answers its id. */
  private accept(bus: string, said: Said, account: string, region: string): string {
    const { source, detailType, detail, resources, time } = said;
    const id = this.random.uuid();
    this.match(bus, { 'version': '0', id, 'detail-type': detailType, source, account, time, region, resources, detail }, []);
    return id;
  }

  private match(arn: string, event: BusEvent, before: readonly Hop[], only?: ReadonlySet<string>): void {
    const { source, 'detail-type': detailType, detail } = event;
    this.cloud.journal.write({ type: 'event', at: this.cloud.timestamp(), bus: arn, source, detailType, detail });
    const bus = this.buses.find(arn);
    if (!bus || (bus.rules.length === 0 && !this.archives.has(arn))) { return; }
    const hops = [...before, { arn, account: bus.account, region: bus.region }];
    const fields = new EventFields(event as unknown as JsonObject);
    this.archives.take(arn, event, fields, before);
    for (const rule of bus.rules) {
      if (only && !only.has(rule.arn)) { continue; }
      if (rule.enabled && rule.pattern?.matches(fields)) { this.trigger(rule, event, hops); }
    }
  }

  private trigger(rule: Rule, event: BusEvent, hops: readonly Hop[]): void {
    this.deliveries.start(rule, event, (_, target, input) => target.kind === 'events'
      ? this.forward(rule, target, event, hops) : sendTo(this.cloud, rule, target, input));
  }

  /** From bus to bus: to a second account, Region or bus of an account, but not to a third. */
  private async forward(rule: Rule, target: Target, event: BusEvent, hops: readonly Hop[]): Promise<void> {
    const [, , , region, account] = target.arn.split(':');
    const all = [...hops, { arn: target.arn, account, region }];
    if (new Set(all.map(hop => hop.region)).size > 2) {
      throw new Undeliverable('THIRD_REGION_HOP_DETECTED', 'the event would reach a third Region');
    }
    if (new Set(all.map(hop => hop.account)).size > 2 || all.filter(hop => hop.account === account).length > 2) {
      throw new Undeliverable('THIRD_ACCOUNT_HOP_DETECTED', 'the event would reach a third account, or a third bus of an account');
    }
    const entry: JsonObject = {
      EventBusName: target.arn, Source: event.source, DetailType: event['detail-type'], Detail: JSON.stringify(event.detail), Resources: [...event.resources],
    };
    const parameters: JsonObject = { Entries: [entry] };
    this.forwarded.set(parameters, { event, hops });
    const caller = target.roleArn === undefined
      ? { principal: 'operator', account: rule.account, region: rule.region, trusted: true } : roleOf(this.cloud, rule, target);
    await this.cloud.call(caller, 'eventbridge', 'putEvents', parameters);
  }

  private tick(rule: Rule): void {
    if (!rule.schedule || !rule.enabled || this.ticking.has(rule)) { return; }
    const next = rule.schedule(this.cloud.clock.now());
    if (next === undefined || next > this.ticksUntil) { return; }
    this.ticking.add(rule);
    this.cloud.clock.at(next, () => {
      this.ticking.delete(rule);
      // The rule may have been changed or taken away meanwhile; a changed one ticks for itself.
      if (!this.buses.find(rule.bus)?.rules.includes(rule)) { return; }
      const { account, region, arn } = rule;
      const event: BusEvent = {
        'version': '0',
        'id': this.random.uuid(),
        'detail-type': 'Scheduled Event',
        'source': 'aws.events',
        account,
        region,
        'time': eventTime(next),
        'resources': [arn],
        'detail': {},
      };
      this.cloud.journal.write({ type: 'event', at: this.cloud.timestamp(), bus: rule.bus, source: event.source, detailType: event['detail-type'], detail: {} });
      this.trigger(rule, event, [{ arn: rule.bus, account, region }]);
      this.tick(rule);
    });
  }

  private testPattern({ EventPattern: pattern, Event: event }: JsonObject): boolean {
    const parsed = new EventPattern(patternText(pattern));
    return parsed.matches(JSON.parse(String(event)) as JsonObject);
  }
}

function patternText(text: unknown): JsonObject {
  try {
    return JSON.parse(String(text)) as JsonObject;
  } catch {
    throw new AwsError('InvalidEventPatternException', 'Event pattern is not valid. Reason: it is no JSON');
  }
}

export const eventBridge: RoomBuilder = cloud => new EventBridgeRoom(cloud);
