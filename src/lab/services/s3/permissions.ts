import { isObject, Json, JsonObject } from '../../json';
import { Call, Permission } from '../../room';

/** The parameters that each action knows. What changes nothing of what a workflow sees is known and not acted upon. */
export const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  copyObject: ['Bucket', 'Key', 'CopySource'],
  deleteObject: ['Bucket', 'Key', 'VersionId'],
  deleteObjects: ['Bucket', 'Delete'],
  getObject: ['Bucket', 'Key', 'VersionId', 'IfMatch', 'IfNoneMatch', 'ExpectedBucketOwner'],
  headBucket: ['Bucket', 'ExpectedBucketOwner'],
  headObject: ['Bucket', 'Key', 'VersionId', 'IfMatch', 'IfNoneMatch', 'ExpectedBucketOwner'],
  listBuckets: [],
  listObjects: ['Bucket', 'Prefix', 'Delimiter', 'MaxKeys', 'Marker', 'ExpectedBucketOwner'],
  listObjectsV2: ['Bucket', 'Prefix', 'Delimiter', 'MaxKeys', 'StartAfter', 'ContinuationToken', 'ExpectedBucketOwner'],
  putObject: [
    'Bucket', 'Key', 'Body', 'ContentType', 'Metadata', 'IfMatch', 'IfNoneMatch', 'ExpectedBucketOwner', 'CacheControl',
    'ContentEncoding', 'ContentLanguage', 'ContentDisposition', 'StorageClass', 'ServerSideEncryption', 'Tagging',
  ],
};

/** What IAM is asked about a call, before the owners of buckets are. */
export function askedFor({ action, parameters }: Call, arn: (bucket: string) => string): Permission[] {
  const bucket = arn(String(parameters.Bucket ?? '*'));
  const object = (key: Json | undefined) => `${bucket}/${String(key ?? '*')}`;
  const versioned = parameters.VersionId === undefined ? '' : 'Version';
  switch (action) {
    case 'listBuckets': return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
    case 'headBucket': return [{ action: 's3:ListBucket', resource: bucket }];
    case 'listObjects': case 'listObjectsV2': return [{ action: 's3:ListBucket', resource: bucket, context: listingContext(parameters) }];
    case 'getObject': case 'headObject': return [{ action: `s3:GetObject${versioned}`, resource: object(parameters.Key) }];
    case 'deleteObject': return [{ action: `s3:DeleteObject${versioned}`, resource: object(parameters.Key) }];
    case 'deleteObjects': return deletionsIn(parameters).map(({ Key, VersionId }) => (
      { action: VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', resource: object(Key) }));
    case 'copyObject': {
      const [source, key] = sourceOf(parameters);
      return [{ action: 's3:GetObject', resource: `${arn(source)}/${key}` }, { action: 's3:PutObject', resource: object(parameters.Key) }];
    }
    default: return [{ action: `s3:${action[0].toUpperCase()}${action.slice(1)}`, resource: object(parameters.Key) }];
  }
}

function listingContext({ Prefix: prefix = '', Delimiter: delimiter, MaxKeys: most }: JsonObject): Record<string, string> {
  return {
    's3:prefix': String(prefix),
    ...(delimiter !== undefined && { 's3:delimiter': String(delimiter) }),
    ...(most !== undefined && { 's3:max-keys': String(most) }),
  };
}

function deletionsIn({ Delete: deletion }: JsonObject): JsonObject[] {
  const { Objects: named } = isObject(deletion) ? deletion : {};
  return Array.isArray(named) ? named.filter(isObject) : [];
}

/** `bucket/key`, with or without a slash before it. */
export function sourceOf({ CopySource: source }: JsonObject): [string, string] {
  const text = decodeURIComponent(String(source ?? '')).replace(/^\//, '');
  const slash = text.indexOf('/');
  return slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
}
