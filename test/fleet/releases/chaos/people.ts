import { GATES, UNHEALTHY } from './platform';
import { call, HOUR, later, MINUTE, send, SERVICES, Stage } from './stage';
import { FLEET_EVENTS, PublishedService, WaveSpec } from '../../../../src/fleet/contract';
import { JsonObject } from '../../../../src/lab';
import { PLATFORM } from '../platform';
import { accountOf, CANARY, Plain, wave } from '../world';

/** So long a halted release waits for whoever halted it. */
const PATIENCE = 6 * HOUR;
const ROUND = 4 * HOUR;

/** Teams who release, people who look at what they do, and an operator who mends what is broken. */
export class People {
  /** What each was asked with, and the run that it began where no event was to begin it. */
  public readonly asked: { readonly reason: string; readonly run?: string }[] = [];
  private readonly unhealthy: string[] = ['none'];
  private made = 0;

  constructor(private readonly stage: Stage, private readonly rounds: number) {}

  public async plan(releases: number): Promise<void> {
    const { random } = this.stage;
    await this.sayUnhealthy();
    for (let number = 0, at = 0; number < releases; number++) {
      later(this.stage, at, () => this.ask(number));
      if (random.next() < 0.5) { later(this.stage, at + random.whole(0, 70) * MINUTE, () => this.wish()); }
      if (random.next() < 0.7) { later(this.stage, at + random.whole(0, 120) * MINUTE, () => this.pin()); }
      if (random.next() < 0.4) { later(this.stage, at + random.whole(0, 120) * MINUTE, () => this.leave()); }
      at += random.whole(5, 130) * MINUTE;
    }
    for (let round = 1; round <= this.rounds; round++) { later(this.stage, round * ROUND, () => this.lookAfter()); }
  }

  private async ask(number: number): Promise<void> {
    const { random, fleet, did } = this.stage;
    const service = random.pick(SERVICES);
    const chance = random.next();
    const input: JsonObject = { service, requestedBy: 'team', reason: `asked-${number}` };
    const goods = fleet.items().filter(({ pk, sk, goodAt }) => pk === `SERVICE#${service}` && String(sk).startsWith('VERSION#') && goodAt);
    if (number >= SERVICES.length && chance < 0.05 && goods.length > 0) {
      did('asked for an older version');
      input.version = String(random.pick(goods).sk).slice('VERSION#'.length);
    } else if (number >= SERVICES.length && chance < 0.1 && goods.length > 0) {
      did('asked for a repair');
      input.kind = 'repair';
    } else if (chance > 0.05 || goods.length === 0) {
      await this.publish(service);
    }
    if (random.next() < 0.5) {
      this.asked.push({ reason: `asked-${number}`, run: fleet.start(input).arn });
    } else {
      await send(this.stage, FLEET_EVENTS.requested, input);
    }
  }

  private async publish(service: string): Promise<void> {
    const { fleet, versions, did } = this.stage;
    const { template, ill, id } = versions.make(service, `${++this.made}`, this.made <= 2 ? 'nothing' : undefined);
    did(`released what has wrong: ${ill}`);
    if (ill === 'gate') {
      this.unhealthy.push(id);
      await this.sayUnhealthy();
    }
    await fleet.publish(template, { service, order: SERVICES.indexOf(service) + 1, ...this.aPlan() });
  }

  private async sayUnhealthy(): Promise<void> {
    await call(this.stage, 'ssm', 'putParameter', { Name: UNHEALTHY, Type: 'String', Value: this.unhealthy.slice(-100).join(' '), Overwrite: true });
  }

  private aPlan(): Partial<PublishedService> {
    const { random } = this.stage;
    const bake = () => random.pick([0, 120, 600, 1800]);
    const some: Partial<WaveSpec> = {
      tolerance: random.pick([{ accounts: 0 }, { accounts: 1 }, { percent: 5, orNone: true }]),
      concurrency: random.pick([{ percent: 25 }, { percent: 100 }, { accounts: 20 }]),
    };
    const everyone = wave('everyone', { by: 'everyone' }, { ...some, bakeSeconds: bake() });
    const waves = random.pick([
      [CANARY, wave('some', { by: 'percent', percent: 25 }, { ...some, bakeSeconds: bake() }), { ...everyone, alarms: [] }],
      [{ ...CANARY, gates: [...GATES], bakeSeconds: 300 }, { ...everyone, bakeSeconds: 60 }],
      [wave('few', { by: 'percent', percent: 5 }, { ...some, gates: [random.pick(GATES)], bakeSeconds: 300 }), everyone],
      [{ ...everyone, gates: [random.pick(GATES)], bakeSeconds: 300 }],
    ]);
    return { waves, provenAfter: random.whole(1, waves.length), whileAnother: random.next() < 0.3 ? 'supersede' : 'queue' };
  }

  private async wish(): Promise<void> {
    const { random } = this.stage;
    const service = random.pick(SERVICES);
    const action = random.pick(['halt', 'halt', 'halt', 'promote', 'rollback', 'resume']);
    await this.control(action, { service });
    if (random.next() < 0.2) { await this.control(action, { service }); }
    if (action !== 'halt' || random.next() > 0.8) { return; }
    const then = random.pick(['resume', 'resume', 'promote', 'rollback']);
    later(this.stage, random.whole(1, 180) * MINUTE, () => this.control(then, { service }));
  }

  private async pin(): Promise<void> {
    const { random, fleet: { tenants, lab } } = this.stage;
    const asked = { service: random.pick(SERVICES), tenantId: random.pick(tenants) };
    const until = new Date(lab.cloud.clock.now() + random.whole(1, 48) * HOUR).toISOString();
    const held = random.next() < 0.4 && { until };
    await this.control('pin', { ...asked, ...held });
    if (random.next() < 0.7) { later(this.stage, random.whole(10, 30 * 60) * MINUTE, () => this.control('unpin', asked)); }
  }

  private async control(action: string, more: JsonObject): Promise<void> {
    this.stage.did(`asked to ${action}`);
    await send(this.stage, FLEET_EVENTS.control, { action, by: 'jane', reason: 'by chance', ...more });
  }

  /** A tenant is ready no more for a while; some are closed for good. */
  private async leave(): Promise<void> {
    const { random, fleet, notReady, did } = this.stage;
    const tenantId = random.pick(fleet.tenants);
    if (fleet.item(`TENANT#${tenantId}`, 'RECORD')?.state !== 'ready') { return; }
    await setState(this.stage, tenantId, 'failed');
    if (random.next() < 0.15) {
      did('an account was closed');
      fleet.lab.organization.setState(accountOf(tenantId), 'SUSPENDED');
      return;
    }
    did('a tenant was not ready for a while');
    later(this.stage, random.whole(1, 40) * HOUR, async () => {
      await setState(this.stage, tenantId, 'ready');
      notReady.delete(tenantId);
    });
  }

  /** Stacks that are stuck are mended, and what waits for somebody goes on. */
  private async lookAfter(): Promise<void> {
    const { fleet, random, did } = this.stage;
    for (const service of SERVICES) {
      const running = fleet.serviceItem(service).running as string | undefined;
      const release: Plain = running === undefined ? {} : fleet.item(`SERVICE#${service}`, `RELEASE#${running}`) ?? {};
      const isStuck = release.phase === 'stuck';
      if (isStuck || random.next() < 0.4) { await this.mend(service); }
      if (isStuck) {
        did('resumed what was stuck');
        fleet.wish('resume', { service });
      }
      if (release.phase === 'halted' && Date.parse(String(release.changedAt)) < fleet.lab.cloud.clock.now() - PATIENCE) {
        did('went on with what was halted');
        fleet.wish(random.pick(['resume', 'resume', 'rollback']), { service });
      }
    }
  }

  private async mend(service: string): Promise<void> {
    const { fleet: { lab, tenants }, did } = this.stage;
    for (const account of tenants.map(accountOf)) {
      const stack = lab.stackOf(account, PLATFORM.region, `cdk-account-per-tenant-tenants-service-${service}`);
      if (stack?.status !== 'UPDATE_ROLLBACK_FAILED') { continue; }
      did('mended a stack');
      await lab.cloud.call(lab.operator({ account, region: PLATFORM.region }), 'cloudformation', 'continueUpdateRollback', { StackName: stack.name });
    }
  }
}

/** A tenant's record says that it is in another state. */
export async function setState(stage: Stage, tenantId: string, state: string): Promise<void> {
  const { fleet: { lab, table }, notReady } = stage;
  if (state !== 'ready') { notReady.set(tenantId, lab.cloud.clock.now()); }
  await call(stage, 'dynamodb', 'updateItem', {
    TableName: table,
    Key: { pk: { S: `TENANT#${tenantId}` }, sk: { S: 'RECORD' } },
    UpdateExpression: 'SET #state = :state, changedAt = :now',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':state': { S: state }, ':now': { S: lab.cloud.timestamp() } },
  });
}
