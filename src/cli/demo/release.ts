import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { PublishedService, releaseMachineName, serviceStackSetName, WaveSpec } from '../../fleet/contract';
import { isObject, Json, JsonObject, Lab } from '../../lab';
import { count } from '../figures';
import { Fleet } from '../fleet/fleet';
import { LabFleet } from '../fleet/lab';
import { pageOf } from '../fleet/page/page';
import { viewOf } from '../fleet/page/view';

/** A release that the demo played, and what accounts really have after it. */
export interface Played {
  readonly label: string;
  readonly service: string;
  readonly release: string;
  readonly phase: string;
  readonly because?: string;
  readonly waves: readonly { readonly name: string; readonly tenants: number; readonly status: string }[];
  readonly seconds: number;
  /** How many tenants have which version in their accounts. */
  readonly having: Readonly<Record<string, number>>;
}

/** The alarm of a metric of five minutes goes off so long after what it shows. */
const ALARM_SECONDS = 300;

const LOOK_SECONDS = 60;
const MOST_LOOKS = 1000;

/**
 * Releases over the tenants of a lab: version 1 before there are any, so that all are born on it; version 2, which goes
 * out; and version 3, which is bad in a way that only the alarm of the first wave shows.
 */
export class Releases {
  /** Of the first service whose first wave looks at alarms; undefined where the platform has none. */
  public static async on(lab: Lab): Promise<Releases | undefined> {
    const data = LabFleet.find(lab);
    const published = data ? await new Fleet(data).published() : [];
    const first = published.find(({ waves: [wave] }) => wave.alarms.length > 0);
    return data && first && new Releases(lab, data, first);
  }

  /** In which rings tenants are. */
  public get waves(): readonly WaveSpec[] { return this.first.waves; }

  private readonly fleet: Fleet;
  /** What each version is called, by its id. */
  private readonly labels = new Map<string, string>();

  private constructor(
    private readonly lab: Lab, private readonly data: LabFleet, private readonly first: PublishedService,
  ) {
    this.fleet = new Fleet(data);
    this.labels.set(first.version, 'version 1');
    // Where nobody sends metrics, alarms would have no data, which is not health.
    for (const { alarms } of first.waves) { alarms.forEach(alarm => lab.cloudWatch.setAlarm(alarm, 'OK')); }
  }

  /** What a version is called. */
  public called(version: string): string {
    return this.labels.get(version) ?? version;
  }

  /** Before there are tenants. */
  public release1(): Promise<Played> {
    return this.release('version 1');
  }

  /** Over the tenants that are ready by then. The page is that of the bad release. */
  public async release2And3(html?: string): Promise<Played[]> {
    this.publish('version 2');
    const good = await this.release('version 2');
    this.raiseTheAlarmFor(this.publish('version 3'));
    const bad = await this.release('version 3');
    if (html !== undefined) {
      const release = (await this.fleet.release(bad.service, bad.release))!;
      writeFileSync(html, pageOf(await viewOf(this.fleet, release, this.lab.cloud.clock.now())));
    }
    return [good, bad];
  }

  /** Puts the first version, with one word changed, where a pipeline puts the next one. Returns its id. */
  private publish(label: string): string {
    const { hostname, pathname } = new URL(this.first.template);
    const [bucket] = hostname.split('.s3.');
    const text = relabelled(this.lab.buckets.objects(bucket)[pathname.slice(1)], label);
    const version = idOf(text);
    const key = `${this.first.service}/${version}.json`;
    this.lab.buckets.put(bucket, key, text);
    this.labels.set(version, label);
    this.data.publish({ ...this.first, version, label, template: `https://${hostname}/${key}` });
    return version;
  }

  private async release(label: string): Promise<Played> {
    const { service } = this.first;
    await this.data.start(releaseMachineName(this.data.platform), { service, label, requestedBy: 'demo', reason: label });
    await this.lab.play();
    const [{ release, phase, because, waves, requestedAt, endedAt }] = await this.fleet.releases(service);
    return {
      label, service, release, phase, because, having: await this.having(),
      waves: waves.map(({ name, tenants, status }) => ({ name, tenants, status })),
      seconds: endedAt === undefined ? 0 : Math.round((Date.parse(endedAt) - Date.parse(requestedAt)) / 1000),
    };
  }

  /** Raises the alarm of the first wave a while after the first tenant has got the version. */
  private raiseTheAlarmFor(version: string): void {
    const { clock } = this.lab.cloud;
    const [alarm] = this.first.waves[0].alarms;
    const look = (looks: number): void => {
      if (this.lab.organization.accounts().some(({ id }) => this.versionIn(id) === version)) {
        clock.at(clock.now() + 1000 * ALARM_SECONDS, () => this.lab.cloudWatch.setAlarm(alarm, 'ALARM'));
      } else if (looks < MOST_LOOKS) {
        clock.at(clock.now() + 1000 * LOOK_SECONDS, () => look(looks + 1));
      }
    };
    look(0);
  }

  private async having(): Promise<Record<string, number>> {
    const tenants = await this.fleet.readyTenants();
    const versions = tenants.map(({ accountId }) => this.versionIn(String(accountId)));
    return count(versions.map(version => version === undefined ? 'nothing' : this.called(version)));
  }

  /** Which version an account really has, whatever anybody says of it. */
  private versionIn(account: string): string | undefined {
    const { service, regions: [home] } = this.first;
    const stack = this.lab.stackOf(account, home, serviceStackSetName(this.data.platform, service));
    return stack && idOf(JSON.stringify(stack.template));
  }
}

/** Whether all came as the demo promises: version 2 went out, version 3 was taken back, and everybody has version 2. */
export function isAsPromised([good, bad]: readonly Played[]): boolean {
  return good.phase === 'done' && bad.phase === 'rolled back'
    && [good, bad].every(({ having }) => Object.keys(having).length === 1 && having['version 2'] > 0);
}

const idOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The template with a word changed: of the first function, so that change sets have something to say. */
function relabelled(text: string, label: string): string {
  const template = JSON.parse(text) as { Description?: string; Resources: Record<string, JsonObject> };
  const lambda = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
  const described: { Description?: Json } = lambda && isObject(lambda.Properties) ? lambda.Properties : template;
  described.Description = label;
  return JSON.stringify(template);
}
