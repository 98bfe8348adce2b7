import { setState } from './people';
import { call, HOUR, later, MINUTE, Stage } from './stage';
import { JsonObject } from '../../../../src/lab';
import { PLATFORM } from '../platform';
import { accountOf, Plain } from '../world';

/** A service is closed for so long at most before an enrolment gives up. */
const LONGEST_CLOSED = 4 * HOUR;
const DIES = 0.04;

class Dead extends Error {}

/** New tenants who get the services while releases go on, in the very calls that their enrolment makes. */
export class Enrolments {

  constructor(private readonly stage: Stage) {}

  public plan(first: number, count: number, span: number): void {
    for (let at = 0; at < count; at++) {
      later(this.stage, this.stage.random.whole(0, span), () => this.arrive(first + at));
    }
  }

  private async arrive(at: number): Promise<void> {
    const tenantId = await this.stage.fleet.addTenant(at, this.stage.random.next() < 0.1 ? 'canary' : '', 'onboarding');
    this.stage.did('a tenant enrolled');
    await this.enrol(tenantId);
  }

  private async enrol(tenantId: string): Promise<void> {
    const { random, notReady, did } = this.stage;
    let ready = false;
    try {
      ready = await this.services(tenantId);
    } catch (error) {
      if (!(error instanceof Dead)) { throw error; }
      did('an enrolment died');
      await this.wait(random.whole(30, 240) * MINUTE);
    }
    await setState(this.stage, tenantId, ready ? 'ready' : 'failed');
    if (ready) {
      notReady.delete(tenantId);
      return;
    }
    did('an enrolment failed');
    if (this.stage.fleet.lab.cloud.clock.now() > this.stage.until) { return; }
    later(this.stage, random.whole(1, 8) * HOUR, async () => {
      await setState(this.stage, tenantId, 'onboarding');
      await this.enrol(tenantId);
    });
  }

  private async services(tenantId: string): Promise<boolean> {
    const { fleet } = this.stage;
    const there = fleet.items().filter(({ pk, held, running }) => pk === 'FLEET' && (held !== undefined || running !== undefined))
      .sort((a, b) => Number(a.order) - Number(b.order));
    for (const { service } of there) {
      if (!await this.bring(tenantId, String(service))) { return false; }
    }
    return true;
  }

  private async bring(tenantId: string, service: string): Promise<boolean> {
    const { fleet: { lab }, random } = this.stage;
    const closedAt = lab.cloud.clock.now();
    let taken = await this.take(tenantId, service);
    while (!taken) {
      const found = this.stage.fleet.serviceItem(service);
      if (found.running === undefined && found.good === undefined) { return true; }
      if (lab.cloud.clock.now() > closedAt + LONGEST_CLOSED) { return false; }
      await this.wait(random.whole(20, 300) * 1000);
      taken = await this.take(tenantId, service);
    }
    this.mayDie();
    const made = await this.install(tenantId, String(taken.stackSetName));
    this.mayDie();
    if (!made) {
      await this.change(tenantId, service, 'DELETE installing :us');
      return false;
    }
    await this.note(tenantId, service, String((taken.held as Plain).version));
    this.mayDie();
    return true;
  }

  private async take(tenantId: string, service: string): Promise<Plain | undefined> {
    try {
      await this.change(tenantId, service, 'ADD installing :us', {
        ConditionExpression: 'attribute_exists(#held.#version) AND (#open = :true OR contains(installing, :me))',
        ExpressionAttributeNames: { '#held': 'held', '#version': 'version', '#open': 'open' },
        ExpressionAttributeValues: { ':us': { SS: [tenantId] }, ':me': { S: tenantId }, ':true': { BOOL: true } },
      });
    } catch (error) {
      if ((error as Error).name === 'ConditionalCheckFailedException') { return undefined; }
      throw error;
    }
    return this.stage.fleet.serviceItem(service);
  }

  private async install(tenantId: string, stackSetName: string): Promise<boolean> {
    const { random, fleet: { lab } } = this.stage;
    const account = accountOf(tenantId);
    for (let attempt = 0; attempt < 4; attempt++) {
      const asked = { StackSetName: stackSetName, CallAs: 'DELEGATED_ADMIN', OperationId: random.uuid() };
      await call(this.stage, 'cloudformation', 'createStackInstances', {
        ...asked, Regions: [PLATFORM.region],
        DeploymentTargets: { OrganizationalUnitIds: [lab.organization.rootId()], Accounts: [account], AccountFilterType: 'INTERSECTION' },
      });
      for (;;) {
        await this.wait(20_000);
        const answer = await call(this.stage, 'cloudformation', 'describeStackSetOperation', asked);
        if (!['RUNNING', 'QUEUED', 'STOPPING'].includes(String((answer.StackSetOperation as JsonObject).Status))) { break; }
      }
      if (lab.stackSets.instanceIn(account, PLATFORM.region, stackSetName)?.status === 'CURRENT') { return true; }
    }
    return false;
  }

  private async note(tenantId: string, service: string, version: string): Promise<void> {
    const { fleet: { lab, table } } = this.stage;
    await call(this.stage, 'dynamodb', 'transactWriteItems', {
      TransactItems: [
        { Update: { TableName: table, Key: keyOf(service), UpdateExpression: 'DELETE installing :us', ExpressionAttributeValues: { ':us': { SS: [tenantId] } } } },
        {
          Update: {
            TableName: table,
            Key: { pk: { S: `SERVICE#${service}` }, sk: { S: `TENANT#${tenantId}` } },
            UpdateExpression: 'SET service = :service, tenantId = :tenant, accountId = :account, version = :version, #release = :release, #status = :status, #at = :at REMOVE reason',
            ExpressionAttributeNames: { '#release': 'release', '#status': 'status', '#at': 'at' },
            ExpressionAttributeValues: {
              ':service': { S: service }, ':tenant': { S: tenantId }, ':account': { S: accountOf(tenantId) }, ':version': { S: version },
              ':release': { S: 'enrolment' }, ':status': { S: 'current' }, ':at': { S: lab.cloud.timestamp() },
            },
          },
        },
      ],
    });
  }

  private change(tenantId: string, service: string, UpdateExpression: string, more: JsonObject = {}): Promise<unknown> {
    return call(this.stage, 'dynamodb', 'updateItem', {
      TableName: this.stage.fleet.table, Key: keyOf(service), UpdateExpression, ExpressionAttributeValues: { ':us': { SS: [tenantId] } }, ...more,
    });
  }

  private mayDie(): void {
    if (this.stage.random.next() < DIES) { throw new Dead(); }
  }

  private wait(milliseconds: number): Promise<void> { return this.stage.fleet.lab.cloud.clock.sleep(milliseconds); }
}

const keyOf = (service: string) => ({ pk: { S: 'FLEET' }, sk: { S: `SERVICE#${service}` } });
