import { invalid } from './inputs';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Caller } from '../../room';
import { S3Room } from '../s3/s3-room';

/** `https://s3.REGION.…/BUCKET/KEY` or `https://BUCKET.s3.REGION.…/KEY`. */
export function placeAt(url: string): { bucket: string; key: string; region?: string } {
  if (!URL.canParse(url)) { throw invalid(`'${url}' is no URL`); }
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const region = /(?:^|\.)s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(hostname)?.[1];
  if (!hostname.startsWith('s3.') && !hostname.startsWith('s3-')) { return { bucket: hostname.split('.s3')[0], key: path, region }; }
  const slash = path.indexOf('/');
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1), region };
}

/**
 * What lies in S3 at a URL; undefined where the cloud has no S3. CloudFormation reads it for the caller, whom the
 * policy of the bucket has to let in.
 */
export function readAt(url: string, cloud: Cloud, caller?: Caller): string | undefined {
  const s3 = cloud.roomIfAny<S3Room>('s3');
  if (!s3) { return undefined; }
  const { bucket, key, region } = placeAt(url);
  try {
    return s3.read({ bucket, key, region, caller }).text();
  } catch (error) {
    if (error instanceof AwsError) { throw invalid(`S3 error: ${error.message} (${url})`); }
    throw error;
  }
}
