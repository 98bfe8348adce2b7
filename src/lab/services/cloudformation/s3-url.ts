import { invalid } from './inputs';
import { Cloud } from '../../cloud';
import { S3Room } from '../s3/s3-room';

/** `https://s3.REGION.…/BUCKET/KEY` or `https://BUCKET.s3.REGION.…/KEY`. */
export function placeAt(url: string): { bucket: string; key: string } {
  if (!URL.canParse(url)) { throw invalid(`'${url}' is no URL`); }
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  if (!hostname.startsWith('s3.') && !hostname.startsWith('s3-')) { return { bucket: hostname.split('.s3')[0], key: path }; }
  const slash = path.indexOf('/');
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

/** What lies in S3 at a URL; undefined where the cloud has no S3. */
export function readAt(url: string, cloud: Cloud): string | undefined {
  const s3 = cloud.roomIfAny<S3Room>('s3');
  if (!s3) { return undefined; }
  const { bucket, key } = placeAt(url);
  const text = s3.objects(bucket)[key];
  if (text === undefined) { throw invalid(`S3 error: there is no object at ${url}`); }
  return text;
}
