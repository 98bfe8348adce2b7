import { JsonObject } from '../../../../src/lab/json';
import { eventBridge } from '../../../../src/lab/services/eventbridge/eventbridge-room';
import { s3 } from '../../../../src/lab/services/s3/s3-room';
import { ACCOUNT, REGION, TestCloud } from '../deployed';

const TELLS = { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } };

function aBucket(properties: JsonObject = TELLS) {
  const world = new TestCloud({}, eventBridge, s3);
  const events: Record<string, unknown>[] = [];
  world.cloud.journal.listen(entry => { if (entry.type === 'event') { events.push(entry); } });
  const bucket = world.deploy('AWS::S3::Bucket', { BucketName: 'things', ...properties });
  const put = (Key: string, Body = 'hello') => world.call('s3', 'putObject', { Bucket: 'things', Key, Body });
  return { world, events, bucket, put };
}

test.each([['no notifications', {}], ['notifications that are off', { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: false } } }]])(
  'a bucket with %s says nothing', async (_, properties) => {
    const { put, events } = aBucket(properties);
    await put('a');
    expect(events).toEqual([]);
  });

test('other notifications are refused, not ignored', () => {
  expect(() => aBucket({ NotificationConfiguration: { QueueConfigurations: [] } })).toThrow('the lab does not model QueueConfigurations of a bucket\'s notifications (Resource)');
});

test('what is not written is not told', async () => {
  const { world, events } = aBucket();
  await expect(world.call('s3', 'putObject', { Bucket: 'things', Key: 'a', Body: 'x', IfMatch: '"none"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(events).toEqual([]);
});

test('an object that is created, or copied, is told on the default bus', async () => {
  const { world, put, events } = aBucket();
  await put('a b');
  await world.call('s3', 'copyObject', { Bucket: 'things', Key: 'copy', CopySource: 'things/a%20b' });
  expect(events).toEqual([
    {
      type: 'event', at: expect.any(String), bus: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`, source: 'aws.s3', detailType: 'Object Created',
      detail: {
        'version': '0',
        'bucket': { name: 'things' },
        'object': { key: 'a b', size: 5, etag: '5d41402abc4b2a76b9719d911017c592', sequencer: expect.stringMatching(/^[0-9A-F]{16}$/) },
        'request-id': expect.any(String),
        'requester': ACCOUNT,
        'source-ip-address': expect.any(String),
        'reason': 'PutObject',
      },
    },
    expect.objectContaining({ detail: expect.objectContaining({ reason: 'CopyObject', object: expect.objectContaining({ key: 'copy' }) }) }),
  ]);
});

test('a bucket that is updated begins to tell', async () => {
  const { world, bucket, put, events } = aBucket({});
  world.update(bucket, { BucketName: 'things', ...TELLS });
  await put('a');
  expect(events).toHaveLength(1);
});
