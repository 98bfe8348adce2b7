import { Archives } from './archives';
import { Bus, Buses } from './buses';
import { patternOf, Rule, ruleOf } from './rules';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Random } from '../../random';
import { CreatedResource, ResourceRequest } from '../../room';
import { physicalName } from '../physical-name';

/** What templates define in EventBridge: made, changed and taken away. */
export class EventResources {
  private readonly random: Random;

  constructor(
    private readonly cloud: Cloud,
    private readonly buses: Buses,
    private readonly archives: Archives,
    /** Called with each rule that is new or changed. */
    private readonly onRule: (rule: Rule) => void,
  ) {
    this.random = cloud.random.fork('eventbridge resources');
  }

  public createBus({ properties, account, region }: ResourceRequest): CreatedResource {
    if (properties.EventSourceName !== undefined) { throw new Error('the lab does not model partner event buses'); }
    const bus = this.buses.create(String(properties.Name), account, region);
    if (properties.Policy !== undefined) { this.buses.allow(bus, 'bus', { Policy: properties.Policy }); }
    return { ref: bus.name, attributes: { Arn: bus.arn, Name: bus.name } };
  }

  /** A bus with another name is another bus, which comes before the old one goes. */
  public updateBus(request: ResourceRequest, current: CreatedResource): CreatedResource {
    const { Name: name, Policy: policy } = request.properties;
    if (name !== current.ref) {
      const made = this.createBus(request);
      this.removeBus(current);
      return made;
    }
    const bus = this.buses.get(arnIn(current));
    if (policy === undefined) { bus.policy.remove('bus'); } else { this.buses.allow(bus, 'bus', { Policy: policy }); }
    return current;
  }

  public removeBus(current: CreatedResource): void {
    this.buses.remove(arnIn(current));
  }

  public putBusPolicy({ properties, account, region, logicalId }: ResourceRequest): CreatedResource {
    const id = String(properties.StatementId ?? logicalId);
    this.buses.allow(this.buses.get(this.buses.arnOf(properties.EventBusName, account, region)), id, properties);
    return { ref: id };
  }

  public updateBusPolicy(request: ResourceRequest, current: CreatedResource, previous: JsonObject): CreatedResource {
    this.removeBusPolicy({ ...request, properties: previous }, current);
    return this.putBusPolicy(request);
  }

  public removeBusPolicy({ properties, account, region }: ResourceRequest, current: CreatedResource): void {
    this.buses.find(this.buses.arnOf(properties.EventBusName, account, region))?.policy.remove(current.ref);
  }

  public createRule(request: ResourceRequest): CreatedResource {
    const bus = this.busOf(request);
    const name = physicalName(request, request.properties.Name, this.random, 64);
    if (bus.rules.some(rule => rule.name === name)) {
      throw new AwsError('ResourceAlreadyExistsException', `Rule ${name} already exists.`);
    }
    const most = this.cloud.quotas.value('eventbridge.rulesPerBus');
    if (bus.rules.length >= most) {
      throw new AwsError('LimitExceededException', `The requested resource exceeds the maximum number allowed: ${most} rules.`);
    }
    return this.putRule(request, bus, name);
  }

  /** A rule keeps what it has counted and, for rates, the moment of its creation. On another bus it is another rule. */
  public updateRule(request: ResourceRequest, current: CreatedResource, previous: JsonObject): CreatedResource {
    const former = this.ruleAt(arnIn(current));
    const { properties } = request;
    const before = former && { given: previous.Name, name: former.name };
    const name = physicalName(request, properties.Name, this.random, 64, before);
    const bus = this.busOf(request);
    if (!former || bus.arn !== former.bus || name !== former.name) {
      const made = this.createRule({ ...request, properties: { ...properties, Name: name } });
      this.removeRule(current);
      return made;
    }
    return this.putRule(request, bus, name, former);
  }

  public removeRule(current: CreatedResource): void {
    const rule = this.ruleAt(arnIn(current));
    if (!rule) { return; }
    const { rules } = this.buses.get(rule.bus);
    rules.splice(rules.indexOf(rule), 1);
  }

  public putArchive(request: ResourceRequest, current?: CreatedResource): CreatedResource {
    const { properties, account, region } = request;
    const bus = this.buses.get(String(properties.SourceArn));
    const { EventPattern: given } = properties;
    const pattern = given === undefined ? undefined : patternOf(given, this.cloud.quotas);
    const name = current?.ref ?? physicalName(request, properties.ArchiveName, this.random, 48);
    const arn = `arn:${this.cloud.partition}:events:${region}:${account}:archive/${name}`;
    if (!current && this.archives.find(arn)) { throw new AwsError('ResourceAlreadyExistsException', `Archive ${name} already exists.`); }
    this.archives.put(arn, { name, bus: bus.arn, properties }, pattern);
    return { ref: name, attributes: { Arn: arn } };
  }

  private putRule(request: ResourceRequest, bus: Bus, name: string, former?: Rule): CreatedResource {
    const { properties, account, region } = request;
    const onDefaultBus = bus.name === 'default';
    const path = onDefaultBus ? name : `${bus.name}/${name}`;
    const arn = `arn:${this.cloud.partition}:events:${region}:${account}:rule/${path}`;
    const createdAt = former?.createdAt ?? this.cloud.clock.now();
    const identity = { name, arn, bus: bus.arn, onDefaultBus, account, region, createdAt };
    const rule = ruleOf(properties, identity, this.cloud.quotas, former?.counts);
    const others = bus.rules.filter(other => other !== former);
    const most = this.cloud.quotas.value('eventbridge.wildcardRules');
    if (rule.usesWildcards && others.filter(({ usesWildcards }) => usesWildcards).length >= most) {
      throw new AwsError('LimitExceededException', `A bus has at most ${most} rules with wildcards.`);
    }
    if (former) { bus.rules.splice(bus.rules.indexOf(former), 1, rule); } else { bus.rules.push(rule); }
    this.onRule(rule);
    return { ref: onDefaultBus ? name : `${bus.name}|${name}`, attributes: { Arn: arn } };
  }

  private busOf({ properties, account, region }: ResourceRequest): Bus {
    const bus = this.buses.get(this.buses.arnOf(properties.EventBusName, account, region));
    if (bus.account !== account || bus.region !== region) {
      throw new AwsError('AccessDeniedException', `a rule of ${account} in ${region} cannot be on the bus ${bus.arn}`);
    }
    return bus;
  }

  private ruleAt(arn: string): Rule | undefined {
    return this.buses.all().flatMap(({ rules }) => rules).find(rule => rule.arn === arn);
  }
}

function arnIn({ attributes }: CreatedResource): string {
  return String(attributes?.Arn);
}
