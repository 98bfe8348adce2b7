import { Bucket, checksumOf, Entry, ObjectVersion } from './bucket';
import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';

/** What reading and writing objects needs to know beside the bucket. */
export interface Surroundings {
  readonly now: number;
  readonly freshId: () => string;
  readonly mostBytes: number;
  readonly mostKeyBytes: number;
  /** The error for a key that is not there, which depends on whether the caller may list. */
  readonly missing: (key: string) => Error;
}

export function putObject(
  bucket: Bucket, parameters: JsonObject, around: Surroundings, body = bytesOf(parameters.Body),
): JsonObject {
  const { ContentType: contentType = 'binary/octet-stream', Metadata: metadata = {} } = parameters;
  const key = keyIn(parameters, around);
  if (body.length > around.mostBytes) {
    throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.');
  }
  checkWrite(bucket.find(key), parameters, () => around.missing(key));
  const version = bucket.put(key, {
    body, at: around.now, contentType: String(contentType), metadata: metadata as Record<string, string>,
  }, around.freshId);
  return {
    ChecksumCRC32: checksumOf(body), ChecksumType: 'FULL_OBJECT', ETag: version.etag, ServerSideEncryption: 'AES256',
    ...versionIn(bucket, version),
  };
}

/** The object that a request names by Key and VersionId, under the conditions that it sets. */
export function readObject(bucket: Bucket, parameters: JsonObject, around: Surroundings): Entry['version'] {
  const key = keyIn(parameters, around);
  const { VersionId: id, IfMatch: match, IfNoneMatch: noMatch } = parameters;
  const version = id === undefined ? bucket.find(key) : bucket.version(key, String(id));
  if (!version) { throw around.missing(key); }
  if (match !== undefined && match !== version.etag && match !== '*') { throw preconditionFailed(); }
  if (noMatch !== undefined && (noMatch === version.etag || noMatch === '*')) { throw new AwsError('NotModified', 'Not Modified'); }
  return version;
}

/** What HeadObject answers of an object; GetObject adds its body. */
export function aboutObject(bucket: Bucket, version: Entry['version']): JsonObject {
  return {
    AcceptRanges: 'bytes',
    ContentLength: version.body.length,
    ContentType: version.contentType,
    ETag: version.etag,
    LastModified: new Date(version.at).toISOString(),
    Metadata: { ...version.metadata },
    ServerSideEncryption: 'AES256',
    ...versionIn(bucket, version),
  };
}

/** Text as it is; of bytes that are no UTF-8, each becomes one character, so that none is lost. */
export function textOf(body: Buffer): string {
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body) ? text : body.toString('latin1');
}

export function deleteObject(bucket: Bucket, parameters: JsonObject, around: Surroundings): JsonObject {
  const key = keyIn(parameters, around);
  const { VersionId: id } = parameters;
  if (id !== undefined) {
    const gone = bucket.deleteVersion(key, String(id));
    return { VersionId: id, ...(gone && !gone.body && { DeleteMarker: true }) };
  }
  const marker = bucket.delete(key, around.now, around.freshId);
  return marker ? { DeleteMarker: true, VersionId: marker.versionId } : {};
}

export function deleteObjects(bucket: Bucket, parameters: JsonObject, around: Surroundings, most: number): JsonObject {
  const { Objects: named, Quiet: quiet } = isObject(parameters.Delete) ? parameters.Delete : {};
  if (!Array.isArray(named) || named.length === 0 || named.length > most) {
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
  }
  const deleted = named.filter(isObject).map(each => {
    const { VersionId: id, DeleteMarker: marker } = deleteObject(bucket, each, around);
    return {
      Key: each.Key,
      ...(each.VersionId !== undefined && { VersionId: each.VersionId }),
      ...(marker === true && { DeleteMarker: true, DeleteMarkerVersionId: id }),
    };
  });
  return quiet === true ? {} : { Deleted: deleted };
}

function keyIn({ Key: key }: JsonObject, { mostKeyBytes }: Surroundings): string {
  if (typeof key !== 'string' || key === '') { throw new AwsError('InvalidRequest', 'Key is required and cannot be empty'); }
  if (Buffer.byteLength(key) > mostKeyBytes) { throw new AwsError('KeyTooLongError', 'Your key is too long'); }
  return key;
}

function checkWrite(before: ObjectVersion | undefined, parameters: JsonObject, missing: () => Error): void {
  const { IfMatch: match, IfNoneMatch: noMatch } = parameters;
  if (noMatch !== undefined) {
    if (noMatch !== '*') { throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented'); }
    if (before) { throw preconditionFailed(); }
  }
  if (match !== undefined) {
    if (!before) { throw missing(); }
    if (match !== before.etag) { throw preconditionFailed(); }
  }
}

function bytesOf(body: Json | undefined): Buffer {
  if (body !== undefined && typeof body !== 'string') { throw new Error('the lab takes a text as the Body of an object'); }
  return Buffer.from(body ?? '');
}

function versionIn(bucket: Bucket, { versionId }: ObjectVersion): JsonObject {
  return bucket.versioning === undefined ? {} : { VersionId: versionId };
}

function preconditionFailed(): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
}
