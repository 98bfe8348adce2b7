import { readFileSync } from 'fs';
import { join } from 'path';
import { Cloud } from '../cloud';
import { S3Room } from '../services/s3/s3-room';

/** A file or folder that is published as an object. */
export interface FileAsset {
  /** Where it lies on this machine. */
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  /** Where the bucket is, if the manifest says so. */
  readonly region?: string;
}

interface Destination { readonly bucketName: string; readonly objectKey: string; readonly region?: string }

interface Manifest {
  readonly files?: Record<string, {
    readonly source: { readonly path?: string };
    readonly destinations: Record<string, Destination>;
  }>;
}

/** Buckets that the CDK's bootstrapping makes, which the lab does not play. */
const BOOTSTRAP = /^cdk-.+-assets-\d{12}-[a-z0-9-]+$/;

/** The files of an asset manifest, once for each destination. What a program would make is not among them. */
export function filesIn(directory: string, file: string): FileAsset[] {
  const { files = {} } = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Manifest;
  return Object.values(files).flatMap(({ source, destinations }) => {
    if (source.path === undefined) { return []; }
    const path = join(directory, source.path);
    return Object.values(destinations)
      .map(({ bucketName, objectKey, region }) => ({ path, bucket: bucketName, key: objectKey, region }));
  });
}

/** With the names that the manifest leaves open filled in, as the CDK's command does for a stack. */
export function placed(
  asset: FileAsset, { account, region }: { account: string; region: string }, partition: string,
): FileAsset {
  const filled = (text: string) => text.replaceAll('${AWS::AccountId}', account)
    .replaceAll('${AWS::Region}', asset.region ?? region).replaceAll('${AWS::Partition}', partition);
  return { ...asset, bucket: filled(asset.bucket), key: filled(asset.key) };
}

/**
 * Puts files into the buckets that there are; what is there already stays. Those of the bootstrap stack are found by
 * their keys only. Who publishes, and whether he may, is not modelled.
 */
export function publish(cloud: Cloud, assets: readonly FileAsset[]): void {
  const s3 = cloud.roomIfAny<S3Room>('s3');
  if (!s3) { return; }
  for (const { bucket, key, path } of assets) {
    if (!s3.has(bucket)) {
      if (BOOTSTRAP.test(bucket)) { continue; }
      throw new Error(`No bucket named '${bucket}' for ${path}: a stack that makes it has to be deployed before`);
    }
    if (s3.fileAt(bucket, key) !== path) { s3.publish(bucket, key, path); }
  }
}
