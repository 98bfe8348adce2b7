import { Bucket } from './bucket';
import { Call } from '../../room';
import { ServiceEvent } from '../eventbridge/events';

interface Written {
  readonly bucket: Bucket;
  /** Of the bucket. */
  readonly arn: string;
  readonly key: string;
  readonly call: Call;
  readonly requestId: string;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function objectCreated({ bucket, arn, key, call, requestId }: Written): ServiceEvent {
  const { body, etag, versionId, at } = bucket.find(key)!;
  return {
    source: 'aws.s3',
    detailType: 'Object Created',
    resources: [arn],
    detail: {
      'version': '0',
      'bucket': { name: bucket.options.name },
      'object': {
        key, size: body.length, etag: etag.replace(/"/g, ''), sequencer: at.toString(16).toUpperCase().padStart(16, '0'),
        ...(bucket.versioning !== undefined && { 'version-id': versionId }),
      },
      'request-id': requestId,
      'requester': call.caller.account,
      'source-ip-address': '192.0.2.1',
      'reason': call.action === 'copyObject' ? 'CopyObject' : 'PutObject',
    },
  };
}
