import { versionsIn } from './parts';
import { ServiceItem, TenantServiceItem } from '../../contract';

/** A version that was released once: `pk = SERVICE#<service>, sk = VERSION#<version>`. */
export interface VersionSeen {
  readonly version: string;
  readonly releasedAt?: string;
  /** When it became the good one; not there for one that never did. */
  readonly goodAt?: string;
}

/** A file in the asset bucket of a Region. */
export interface FileSeen {
  readonly key: string;
  readonly modifiedAt: number;
}

/** What collecting sees of the world, and does to it. */
export interface World {
  now(): number;
  versions(service: string): Promise<VersionSeen[]>;
  items(service: string): Promise<TenantServiceItem[]>;
  /** Versions that a release under way has, brings or would go back to. */
  inRelease(service: ServiceItem): Promise<string[]>;
  /** The version that was published last, released or not; undefined when nobody can say. */
  published(service: string): Promise<string | undefined>;
  /** All files in the asset bucket of a Region; without one, of the Region in which templates lie. */
  files(region?: string): Promise<FileSeen[]>;
  template(key: string): Promise<string | undefined>;
  remove(keys: readonly string[], region?: string): Promise<void>;
  /** From then on nobody can ask for it any more. */
  forget(service: string, version: string): Promise<void>;
}

/** So many good versions can be asked for again, beside the present one. */
const KEPT = 5;

/** Nothing younger is taken away, whatever becomes of it. */
const YOUTH_MS = 30 * 24 * 3600_000;

const TEMPLATE = /^[a-z][a-z0-9-]*\/[0-9a-f]{16}\.json$/;
const HASH = /\b[0-9a-f]{64}\b/g;
const keyOf = (service: string, version: string) => `${service}/${version}.json`;

/**
 * Takes away templates that nobody has and nobody goes back to, with the files that only they refer to. What cannot be
 * read keeps what it may refer to: then nothing is taken away.
 */
export class Collector {
  constructor(private readonly world: World) {}

  /** Gives the templates that are gone. */
  public async collect(services: readonly ServiceItem[]): Promise<string[]> {
    const old = (await Promise.all(services.map(service => this.old(service)))).flat();
    if (old.length === 0) { return []; }
    const there = (await this.world.files()).map(({ key }) => key).filter(key => TEMPLATE.test(key));
    const going = old.filter(({ service, version }) => there.includes(keyOf(service, version)));
    const keys = going.map(({ service, version }) => keyOf(service, version));
    const kept = await this.referredTo(there.filter(key => !keys.includes(key)));
    const left = await this.referredTo(keys);
    if (!kept || !left) { return []; }

    for (const { service, version } of going) { await this.world.forget(service, version); }
    const regions = new Set(services.flatMap(each => each.regions));
    for (const region of regions) {
      const files = (await this.world.files(region)).filter(({ key, modifiedAt }) => {
        const [hash] = key.match(HASH) ?? [];
        return hash !== undefined && left.has(hash) && !kept.has(hash) && this.isOld(modifiedAt);
      });
      if (files.length > 0) { await this.world.remove(files.map(({ key }) => key), region); }
    }
    // Last: as long as it is there, another look knows what was its own.
    await this.world.remove(keys);
    return keys;
  }

  private async old(service: ServiceItem): Promise<{ readonly service: string; readonly version: string }[]> {
    const name = service.service;
    const all = await this.world.versions(name);
    const versions = all.filter(({ releasedAt }) => releasedAt !== undefined && this.isOld(Date.parse(releasedAt)));
    if (versions.length === 0) { return []; }
    const published = await this.world.published(name);
    if (published === undefined) { return []; }
    const goodOnes = all.filter(({ goodAt }) => goodAt !== undefined)
      .sort((one, other) => one.goodAt! < other.goodAt! ? 1 : -1).slice(0, KEPT + 1);
    const kept = new Set([
      published, service.good?.version, service.held?.version, ...goodOnes.map(({ version }) => version),
      ...(await this.world.items(name)).flatMap(({ version, through }) => [version, ...versionsIn(through)]),
      ...await this.world.inRelease(service),
    ]);
    return versions.filter(({ version }) => !kept.has(version)).map(({ version }) => ({ service: name, version }));
  }

  /** Hashes of the content of files and images; undefined when a template cannot be read. */
  private async referredTo(keys: readonly string[]): Promise<Set<string> | undefined> {
    const found = new Set<string>();
    for (const key of keys) {
      const template = await this.world.template(key);
      if (template === undefined) { return undefined; }
      for (const [hash] of template.matchAll(HASH)) { found.add(hash); }
    }
    return found;
  }

  private isOld(moment: number): boolean {
    return moment <= this.world.now() - YOUTH_MS;
  }
}
