import { createHash } from 'crypto';
import * as fc from 'fast-check';
import { Facts } from '../../../../src/lab/asl/run';
import { resourceOf } from '../../../../src/lab/asl/tasks/resource';
import { request } from '../../../../src/lab/asl/tasks/shapes';
import { Cloud } from '../../../../src/lab/cloud';
import { Json, JsonObject } from '../../../../src/lab/json';
import { Caller, Room } from '../../../../src/lab/room';
import { s3, S3Room } from '../../../../src/lab/services/s3/s3-room';
import { ACCOUNT, OPERATOR, OTHER_ACCOUNT, REGION, ROLE, TestCloud } from '../deployed';

const FOREIGNER: Caller = { principal: `arn:aws:iam::${OTHER_ACCOUNT}:role/Reader`, account: OTHER_ACCOUNT, region: REGION };

/** A cloud with one bucket. */
class ABucket extends TestCloud {
  constructor(properties: JsonObject = {}) {
    super({}, s3);
    this.deploy('AWS::S3::Bucket', { BucketName: 'box', ...properties });
  }

  public get room(): S3Room { return this.cloud.room('s3'); }

  public do(action: string, parameters: JsonObject = {}, caller?: Caller): Promise<JsonObject> {
    return this.call('s3', action, { Bucket: 'box', ...parameters }, caller);
  }

  public put(Key: string, Body = 'x', more: JsonObject = {}): Promise<JsonObject> {
    return this.do('putObject', { Key, Body, ...more });
  }

  public async keys(parameters: JsonObject = {}): Promise<unknown[]> {
    const { Contents = [] } = await this.do('listObjectsV2', parameters);
    return (Contents as JsonObject[]).map(({ Key }) => Key);
  }
}

describe('a call is refused', () => {
  test.each([
    ['a bucket that does not exist', 'listObjects', { Bucket: 'box2' }, 'NoSuchBucket', 'The specified bucket does not exist'],
    ['a key that does not exist', 'getObject', { Key: 'a' }, 'NoSuchKey', 'The specified key does not exist.'],
    ['the head of a key that does not exist', 'headObject', { Key: 'a' }, 'NoSuchKey', ''],
    ['bytes that are none', 'putObject', { Key: 'a', Body: {} }, 'Error', 'the lab takes a text'],
    ['no key', 'putObject', { Body: 'x' }, 'InvalidRequest', ''],
    ['a key of 1,025 bytes', 'putObject', { Key: `x${'ä'.repeat(512)}`, Body: '' }, 'KeyTooLongError', ''],
    ['a version that does not exist', 'getObject', { Key: 'a', VersionId: 'b' }, 'NoSuchVersion', ''],
    ['a replacement of what is not there', 'putObject', { Key: 'a', Body: 'x', IfMatch: '"e"' }, 'NoSuchKey', ''],
    ['a condition that S3 does not know', 'putObject', { Key: 'a', Body: 'x', IfNoneMatch: '"e"' }, 'NotImplemented', ''],
    ['a page of -1 keys', 'listObjectsV2', { MaxKeys: -1 }, 'InvalidArgument', ''],
    ['a token that S3 never gave out', 'listObjectsV2', { ContinuationToken: '?' }, 'InvalidArgument', ''],
    ['a deletion of nothing', 'deleteObjects', { Delete: { Objects: [] } }, 'MalformedXML', ''],
    ['a deletion of 1,001 objects', 'deleteObjects', { Delete: { Objects: new Array(1001).fill({ Key: 'a' }) } }, 'MalformedXML', ''],
    ['another owner than expected', 'headBucket', { ExpectedBucketOwner: OTHER_ACCOUNT }, 'AccessDenied', ''],
  ])('for %s', async (_, action, parameters: JsonObject, name, message) => {
    const error = { name, message: expect.stringContaining(message) as unknown };
    await expect(new ABucket().do(action, parameters)).rejects.toMatchObject(error);
  });

  test('for what the lab does not model', async () => {
    await expect(new ABucket().do('restoreObject', { Key: 'a' })).rejects.toThrow('the lab does not model s3:restoreObject');
    await expect(new ABucket().put('a', 'x', { SSEKMSKeyId: 'k' })).rejects.toThrow('the lab does not model SSEKMSKeyId of s3:putObject');
    expect(() => new ABucket({ ReplicationConfiguration: {} })).toThrow('the lab does not model ReplicationConfiguration of a bucket');
  });

  test('from another Region', async () => {
    await expect(new ABucket().do('listObjects', {}, { ...OPERATOR, region: 'eu-west-1' })).rejects.toMatchObject({ name: 'PermanentRedirect' });
  });

  test('from another account, until the policy of the bucket lets it in', async () => {
    const box = new ABucket();
    await box.put('a');
    const refused = { name: 'AccessDeniedException' };
    await expect(box.do('getObject', { Key: 'a' }, FOREIGNER)).rejects.toMatchObject(refused);
    const allow = { Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::box/*' };
    box.deploy('AWS::S3::BucketPolicy', { Bucket: 'box', PolicyDocument: { Version: '2012-10-17', Statement: [allow] } });
    await expect(box.do('getObject', { Key: 'a' }, FOREIGNER)).resolves.toMatchObject({ Body: 'x' });
    await expect(box.do('deleteObject', { Key: 'a' }, FOREIGNER)).rejects.toMatchObject(refused);
  });

  test('without a word on whether the key is there, to somebody who may not list', async () => {
    const cloud = new Cloud();
    const judge = { service: 'iam', permissions: () => [], handle: () => ({}), allows: () => false } as Room & { allows: () => boolean };
    cloud.add(s3, () => judge);
    const room = cloud.room<S3Room>('s3');
    void room.resources['AWS::S3::Bucket']({
      type: '', logicalId: 'B', properties: { BucketName: 'box' }, stack: 's', account: ACCOUNT, region: REGION, asset: () => undefined,
    });
    expect(() => room.handle({ service: 's3', action: 'getObject', parameters: { Bucket: 'box', Key: 'a' }, caller: ROLE })).toThrow('s3:ListBucket');
  });
});

describe('IAM is asked', () => {
  test.each<[string, JsonObject, string, string]>([
    ['getObject', { Key: 'a/b' }, 's3:GetObject', 'arn:aws:s3:::box/a/b'],
    ['headObject', { Key: 'a', VersionId: 'v' }, 's3:GetObjectVersion', 'arn:aws:s3:::box/a'],
    ['putObject', { Key: 'a', Body: '' }, 's3:PutObject', 'arn:aws:s3:::box/a'],
    ['deleteObject', { Key: 'a' }, 's3:DeleteObject', 'arn:aws:s3:::box/a'],
    ['deleteObjects', { Delete: { Objects: [{ Key: 'a' }] } }, 's3:DeleteObject', 'arn:aws:s3:::box/a'],
    ['listObjectsV2', { Prefix: 'a' }, 's3:ListBucket', 'arn:aws:s3:::box'],
    ['headBucket', {}, 's3:ListBucket', 'arn:aws:s3:::box'],
  ])('for %s with %j about %s', async (action, parameters, permission, resource) => {
    const box = new ABucket();
    box.denied.add(permission);
    await expect(box.do(action, parameters, ROLE)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(box.asked).toMatchObject([{ action: permission, resource }]);
  });

  test('with the prefix of a listing as a condition key', async () => {
    const box = new ABucket();
    await box.do('listObjects', { Prefix: 'mine/', Delimiter: '/' }, ROLE);
    expect(box.asked[0].context).toEqual({ 's3:prefix': 'mine/', 's3:delimiter': '/', 'aws:ResourceAccount': '222222222222' });
  });
});

describe('objects', () => {
  test('come back as they were put, with what S3 knows of them', async () => {
    const box = new ABucket();
    // The tags and the checksum are those that S3 gave in recorded executions.
    expect(await box.put('a', '"text data"')).toEqual({
      ChecksumCRC32: 'KUmHvQ==', ChecksumType: 'FULL_OBJECT', ETag: '"2b5df3712557f503a9977a8ea893b2c9"', ServerSideEncryption: 'AES256',
    });
    expect(await box.do('getObject', { Key: 'a' })).toEqual({
      AcceptRanges: 'bytes', ContentLength: 11, ContentType: 'binary/octet-stream', ETag: '"2b5df3712557f503a9977a8ea893b2c9"',
      LastModified: expect.stringMatching(/^2026-01-05T09:00:00/), Metadata: {}, ServerSideEncryption: 'AES256', Body: '"text data"',
    });
    expect(await box.do('headObject', { Key: 'a' })).not.toHaveProperty('Body');
  });

  test('hold bytes that are no text, none of which is lost', () => fc.assert(fc.asyncProperty(fc.uint8Array(), async (bytes) => {
    const box = new ABucket();
    const body = Buffer.from(bytes);
    box.room.put('box', 'a', body);
    const { Body: text, ETag: etag } = await box.do('getObject', { Key: 'a' });
    const back = body.equals(Buffer.from(String(text), 'utf8')) ? 'utf8' : 'latin1';
    expect(Buffer.from(String(text), back).equals(body)).toBe(true);
    expect(etag).toBe(`"${createHash('md5').update(body).digest('hex')}"`);
  }), { numRuns: 50 }));

  test('are written under conditions', async () => {
    const box = new ABucket();
    const { ETag } = await box.put('a', 'one', { IfNoneMatch: '*' });
    await expect(box.put('a', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(box.put('a', 'two', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await box.put('a', 'two', { IfMatch: ETag });
    await expect(box.do('getObject', { Key: 'a', IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(box.room.objects('box')).toEqual({ a: 'two' });
  });

  test('are copied from one key to another', async () => {
    const box = new ABucket();
    await box.put('a b', 'x', { ContentType: 'text/plain' });
    await box.do('copyObject', { Key: 'c', CopySource: '/box/a%20b' });
    expect(await box.do('getObject', { Key: 'c' })).toMatchObject({ Body: 'x', ContentType: 'text/plain' });
  });

  test.each<[Json, string]>([
    ['text data', '"2b5df3712557f503a9977a8ea893b2c9"'], [{ Dict: 'Value' }, '"49e31cee5aec8faf3345893addb14346"'],
    [['List', 'Data'], '"6b23860357f6e63a0272b7f1143a663a"'], [0, '"cfcd208495d565ef66e7dff9f98764da"'],
  ])('that a workflow puts hold its Body as JSON, as recorded: %j', async (Body, ETag) => {
    const box = new ABucket();
    const resource = resourceOf(`arn:${'aws'}:states:::aws-sdk:s3:putObject`, 'Put', text => { throw new Error(text); })!;
    expect(await box.do('putObject', request(resource, { Bucket: 'box', Key: 'a', Body }, {} as Facts))).toMatchObject({ ETag });
  });

  test('are gone when they are deleted, and nobody minds a second time', async () => {
    const box = new ABucket();
    await box.put('a');
    await box.put('b');
    expect(await box.do('deleteObject', { Key: 'a' })).toEqual({});
    expect(await box.do('deleteObjects', { Delete: { Objects: [{ Key: 'a' }, { Key: 'b' }] } })).toEqual({ Deleted: [{ Key: 'a' }, { Key: 'b' }] });
    expect(await box.keys()).toEqual([]);
  });
});

describe('versions', () => {
  const versioned = { VersioningConfiguration: { Status: 'Enabled' } };

  test('are kept, and a deletion only hides them', async () => {
    const box = new ABucket(versioned);
    const { VersionId: first } = await box.put('a', 'one');
    await box.put('a', 'two');
    const { VersionId: marker, DeleteMarker } = await box.do('deleteObject', { Key: 'a' });
    expect(DeleteMarker).toBe(true);
    await expect(box.do('getObject', { Key: 'a' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(box.do('getObject', { Key: 'a', VersionId: marker })).rejects.toMatchObject({ name: 'MethodNotAllowed' });
    expect(await box.do('getObject', { Key: 'a', VersionId: first })).toMatchObject({ Body: 'one' });
    await box.do('deleteObject', { Key: 'a', VersionId: marker });
    expect(await box.do('getObject', { Key: 'a' })).toMatchObject({ Body: 'two' });
  });

  test('are not added to while versioning is suspended', async () => {
    const box = new ABucket({ VersioningConfiguration: { Status: 'Suspended' } });
    expect(await box.put('a', 'one')).toMatchObject({ VersionId: 'null' });
    await box.put('a', 'two');
    expect(await box.do('getObject', { Key: 'a', VersionId: 'null' })).toMatchObject({ Body: 'two' });
  });
});

describe('listings', () => {
  test('come in pages of 1,000 keys, in the order of their bytes', async () => {
    const box = new ABucket();
    for (let at = 0; at < 1001; at++) { box.room.put('box', `k${at}`, ''); }
    const { Contents, IsTruncated, KeyCount, NextContinuationToken } = await box.do('listObjectsV2', {});
    expect([(Contents as []).length, IsTruncated, KeyCount]).toEqual([1000, true, 1000]);
    const rest = await box.do('listObjectsV2', { ContinuationToken: NextContinuationToken });
    expect(rest).toMatchObject({ IsTruncated: false, KeyCount: 1, Contents: [{ Key: 'k999' }] });
    expect(rest).not.toHaveProperty('NextContinuationToken');
  });

  test('of whatever keys give each of them once, however small the pages', () => fc.assert(fc.asyncProperty(
    fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }),
    async (keys, MaxKeys) => {
      const box = new ABucket();
      for (const key of keys) { box.room.put('box', key, ''); }
      const found: unknown[] = [];
      let token: JsonObject = {};
      do {
        const page = await box.do('listObjectsV2', { MaxKeys, ...token });
        found.push(...((page.Contents ?? []) as JsonObject[]).map(({ Key }) => Key));
        token = page.NextContinuationToken === undefined ? {} : { ContinuationToken: page.NextContinuationToken };
      } while (Object.keys(token).length > 0);
      expect(found).toEqual([...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    },
  ), { numRuns: 50 }));

  test('put keys together up to the delimiter', async () => {
    const box = new ABucket();
    for (const key of ['a/1', 'a/2', 'b', 'c/3', '\u{1F600}', '\uFF5E']) { await box.put(key); }
    expect(await box.do('listObjects', { Delimiter: '/', MaxKeys: 2 })).toMatchObject({
      CommonPrefixes: [{ Prefix: 'a/' }], Contents: [{ Key: 'b' }], IsTruncated: true, NextMarker: 'b',
    });
    expect(await box.keys({ Prefix: 'a/' })).toEqual(['a/1', 'a/2']);
    // Bytes are not in the order of JavaScript's characters.
    expect(await box.keys({ StartAfter: 'a/2' })).toEqual(['b', 'c/3', '\uFF5E', '\u{1F600}']);
  });

  test('of buckets show those of the account', async () => {
    const box = new ABucket();
    box.deploy('AWS::S3::Bucket', { BucketName: 'theirs' }, { account: OTHER_ACCOUNT });
    expect(await box.call('s3', 'listBuckets', {})).toMatchObject({ Buckets: [{ Name: 'box' }] });
  });
});

describe('a bucket', () => {
  test('has a name that nobody else has', () => {
    const box = new ABucket();
    expect(() => box.deploy('AWS::S3::Bucket', { BucketName: 'box' })).toThrow(expect.objectContaining({ name: 'BucketAlreadyOwnedByYou' }));
    expect(() => box.deploy('AWS::S3::Bucket', { BucketName: 'box' }, { account: OTHER_ACCOUNT })).toThrow(expect.objectContaining({ name: 'BucketAlreadyExists' }));
    expect(() => box.deploy('AWS::S3::Bucket', { BucketName: 'Box_1' })).toThrow(expect.objectContaining({ name: 'InvalidBucketName' }));
  });

  test('gets a name from CloudFormation, and attributes for the template', () => {
    const { ref, attributes } = new ABucket().deploy('AWS::S3::Bucket', {});
    expect(ref).toMatch(/^stack-resource-[a-z0-9]+$/);
    expect(attributes).toMatchObject({ Arn: `arn:aws:s3:::${ref}`, RegionalDomainName: `${ref}.s3.${REGION}.amazonaws.com` });
  });

  test('may change its versioning, and not its name', () => {
    const box = new ABucket();
    const made = box.deploy('AWS::S3::Bucket', { BucketName: 'other' });
    box.update(made, { BucketName: 'other', VersioningConfiguration: { Status: 'Enabled' } });
    expect(box.room.handle({ service: 's3', action: 'putObject', parameters: { Bucket: 'other', Key: 'a' }, caller: OPERATOR })).toHaveProperty('VersionId');
    expect(() => box.update(made, { BucketName: 'new' })).toThrow('the lab does not model that a bucket gets another name');
  });

  test('is not deleted while something is in it', async () => {
    const box = new ABucket();
    const made = box.deploy('AWS::S3::Bucket', { BucketName: 'other' });
    box.room.put('other', 'a', '');
    expect(() => box.remove(made)).toThrow(expect.objectContaining({ name: 'BucketNotEmpty' }));
    await box.call('s3', 'deleteObject', { Bucket: 'other', Key: 'a' });
    box.remove(made);
    await expect(box.call('s3', 'headBucket', { Bucket: 'other' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});
