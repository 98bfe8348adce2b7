import { createHash } from 'crypto';
import { crc32 } from 'zlib';
import { AwsError } from '../../aws-error';
import { ResourcePolicy } from '../resource-policy';

/** One version of an object, or the marker that a deletion leaves in a bucket with versions. */
export interface ObjectVersion {
  readonly versionId: string;
  /** Absent in a delete marker. */
  readonly body?: Buffer;
  /** Where it lies on this machine, if it was published from there. */
  readonly file?: string;
  readonly etag: string;
  readonly at: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface BucketOptions {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: number;
  readonly policy: ResourcePolicy;
}

/** An object as it is now. */
export interface Entry {
  readonly key: string;
  /** The key in UTF-8, in whose order S3 lists. */
  readonly bytes: Buffer;
  readonly version: ObjectVersion & { readonly body: Buffer };
}

/** The version of what is written while a bucket keeps none. */
const NO_VERSION = 'null';

/** A bucket with its objects, and their versions while it keeps them. */
export class Bucket {
  public versioning: 'Enabled' | 'Suspended' | undefined;
  /** Whether it tells EventBridge of what happens to its objects. */
  public tells = false;
  /** By key; the newest version is the last. */
  private readonly objects = new Map<string, ObjectVersion[]>();
  /** What a listing found, as long as nothing changes. */
  private listed?: Entry[];

  constructor(public readonly options: BucketOptions) {}

  public get isEmpty(): boolean {
    return this.objects.size === 0;
  }

  /** The object as it is now; undefined where there is none or it was deleted. */
  public find(key: string): Entry['version'] | undefined {
    return present(this.objects.get(key)?.at(-1));
  }

  public version(key: string, versionId: string): Entry['version'] {
    const version = this.objects.get(key)?.find(each => each.versionId === versionId);
    if (!version) { throw new AwsError('NoSuchVersion', 'The specified version does not exist.'); }
    const found = present(version);
    if (!found) { throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.'); }
    return found;
  }

  public put(key: string, content: Omit<ObjectVersion, 'versionId' | 'etag'> & { body: Buffer }, freshId: () => string): ObjectVersion {
    const versionId = this.versioning === 'Enabled' ? freshId() : NO_VERSION;
    return this.add(key, { ...content, versionId, etag: `"${createHash('md5').update(content.body).digest('hex')}"` });
  }

  /** Deletes the object; a bucket with versions gets a marker, which is the answer. */
  public delete(key: string, at: number, freshId: () => string): ObjectVersion | undefined {
    if (this.versioning === undefined) {
      this.listed = undefined;
      this.objects.delete(key);
      return undefined;
    }
    const versionId = this.versioning === 'Enabled' ? freshId() : NO_VERSION;
    return this.add(key, { versionId, etag: '', at, contentType: '', metadata: {} });
  }

  /** Deletes one version for good, which is the answer if there was one. */
  public deleteVersion(key: string, versionId: string): ObjectVersion | undefined {
    this.listed = undefined;
    const versions = this.objects.get(key) ?? [];
    const rest = versions.filter(version => version.versionId !== versionId);
    if (rest.length === 0) { this.objects.delete(key); } else { this.objects.set(key, rest); }
    return versions.find(version => version.versionId === versionId);
  }

  /** All objects as they are now, in the order of the bytes of their keys. */
  public entries(): readonly Entry[] {
    this.listed ??= [...this.objects].flatMap(([key, versions]): Entry[] => {
      const version = present(versions.at(-1));
      return version ? [{ key, version, bytes: Buffer.from(key) }] : [];
    }).sort((a, b) => Buffer.compare(a.bytes, b.bytes));
    return this.listed;
  }

  private add(key: string, version: ObjectVersion): ObjectVersion {
    this.listed = undefined;
    const others = (this.objects.get(key) ?? []).filter(({ versionId }) => versionId !== version.versionId);
    this.objects.set(key, this.versioning === undefined ? [version] : [...others, version]);
    return version;
  }
}

/** The checksum that S3 works out for uploads that bring none. */
export function checksumOf(body: Buffer): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return sum.toString('base64');
}

function present(version: ObjectVersion | undefined): Entry['version'] | undefined {
  return version?.body === undefined ? undefined : version as Entry['version'];
}
