import { HOUR, later, MINUTE, SECONDS_BETWEEN_REQUESTS, Stage } from './contents';
import { Directory } from './directory';
import { JsonObject } from '../../src/lab';
import { putServices, servicesIn, VERSION } from '../stories/fleet';
import { SERVICES } from '../stories/platform';

const BETWEEN = 40 * MINUTE;
/** Most are over before anybody who waits gives up. */
const SHORT = [5 * MINUTE, 2 * HOUR] as const;
const LONG = [4 * HOUR, 6 * HOUR] as const;

/**
 * Releases of which none comes to anything: each closes a service, waits for those who are about to get it, has its
 * stack set hold an unproven version for a while, takes that back and opens the service again. Only the directory says
 * so.
 */
export class Releases {
  private count = 0;

  constructor(private readonly stage: Stage) {}

  /** The services are there before anybody asks; releases come while people ask, and for a day after. */
  public plan(tenants: number): void {
    const { lab, random } = this.stage;
    if (!lab.all('AWS::CloudFormation::StackSet').some(({ logicalId }) => logicalId.startsWith('Service'))) { return; }
    later(this.stage, 0, () => putServices(lab, SERVICES.map((service, at) => ({ service, order: at + 1 }))));
    const end = tenants * SECONDS_BETWEEN_REQUESTS * 1000 + 24 * HOUR;
    for (const service of SERVICES) {
      for (let at = random.whole(0, BETWEEN); at < end;) {
        const lasts = random.whole(...random.next() < 0.1 ? LONG : SHORT);
        later(this.stage, at, () => this.begin(service, lasts));
        at += lasts + random.whole(BETWEEN / 2, 2 * BETWEEN);
      }
    }
  }

  private async begin(service: string, lasts: number): Promise<void> {
    this.stage.did('a release closed a service');
    const release = String(++this.count).padStart(6, '0');
    await this.change(service, 'SET #open = :no, running = :release', { ':no': { BOOL: false }, ':release': { S: release } }, { '#open': 'open' });
    await this.proceed(service, release, lasts);
  }

  /** Nothing is changed while somebody is about to get the service. Who is over with it is let go. */
  private async proceed(service: string, release: string, lasts: number): Promise<void> {
    const { records } = new Directory(this.stage.lab);
    const installing = servicesIn(this.stage.lab).find(each => each.service === service)!.installing;
    const over = installing.filter(tenantId => ['ready', 'failed', undefined].includes(records.get(tenantId)?.state));
    if (over.length > 0) { await this.change(service, 'DELETE installing :over', { ':over': { SS: over } }); }
    if (installing.length > over.length) {
      later(this.stage, MINUTE, () => this.proceed(service, release, lasts));
      return;
    }
    await this.change(service, 'SET held.version = :unproven', { ':unproven': { S: `unproven ${release}` } });
    later(this.stage, lasts, async () => {
      await this.change(service, 'SET held.version = :good', { ':good': { S: VERSION } });
      await this.change(service, 'SET #open = :yes REMOVE running', { ':yes': { BOOL: true } }, { '#open': 'open' });
    });
  }

  private async change(
    service: string, UpdateExpression: string, values: JsonObject, names?: JsonObject,
  ): Promise<void> {
    const { lab } = this.stage;
    const table = lab.only('AWS::DynamoDB::Table', 'Directory');
    await lab.cloud.call(lab.operator(table), 'dynamodb', 'updateItem', {
      TableName: table.ref, Key: { pk: { S: 'FLEET' }, sk: { S: `SERVICE#${service}` } },
      UpdateExpression, ExpressionAttributeValues: values, ...names && { ExpressionAttributeNames: names },
    });
  }
}
