import { Lab, one } from './lab';
import { JsonObject } from '../../../src/lab/json';
import { S3Room, s3 } from '../../../src/lab/services/s3/s3-room';
import { StatesOptions } from '../../../src/lab/services/states/states-room';

const PARTITION = 'aws';

/** A cloud with Step Functions and a bucket, `box`, in which some objects lie. */
export class BoxLab extends Lab {
  constructor(objects: Record<string, string | Buffer> = {}, options: StatesOptions = {}) {
    super({}, options);
    this.cloud.add(s3);
    void this.s3.resources['AWS::S3::Bucket']({
      type: 'AWS::S3::Bucket', logicalId: 'Box', properties: { BucketName: 'box' }, stack: 'app', account: '222222222222', region: 'eu-west-1',
      asset: () => undefined,
    });
    for (const [key, body] of Object.entries(objects)) { this.s3.put('box', key, body); }
  }

  public get s3(): S3Room { return this.cloud.room('s3'); }

  /** The objects in the box as they are now, read as JSON. */
  public written(): Record<string, unknown> {
    const { box } = { box: this.s3.objects('box') };
    return Object.fromEntries(Object.entries(box).map(([key, text]) => [key, JSON.parse(text) as unknown]));
  }
}

export const pass = (more: JsonObject = {}): JsonObject => ({ Type: 'Pass', End: true, ...more });

/** A flow of one state for each item. */
export function processor(state: JsonObject = pass(), type = 'STANDARD'): JsonObject {
  return { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type }, StartAt: 'Each', States: { Each: state } };
}

/** A machine of one Distributed Map. */
export function mapped(fields: JsonObject, state?: JsonObject, type?: string): JsonObject {
  return one({ Type: 'Map', ItemProcessor: processor(state, type), ...fields });
}

/** An ItemReader for an object of the box. */
export function reads(key: string, config: JsonObject): JsonObject {
  return { ItemReader: { Resource: `arn:${PARTITION}:states:::s3:getObject`, ReaderConfig: config, Arguments: { Bucket: 'box', Key: key } } };
}

/** A ResultWriter into the box. */
export function writes(config?: JsonObject, more: JsonObject = { Arguments: { Bucket: 'box', Prefix: 'out' } }): JsonObject {
  return {
    ResultWriter: { Resource: `arn:${PARTITION}:states:::s3:putObject`, ...more, ...(config && { WriterConfig: config }) },
  };
}

/** Fails for items that are negative. */
export const picky: JsonObject = {
  Type: 'Choice',
  Choices: [{ Condition: '{% $states.input < 0 %}', Next: 'No' }],
  Default: 'Yes',
};

/** A Distributed Map whose children fail for negative items. */
export function pickyMap(fields: JsonObject, type = 'STANDARD'): JsonObject {
  return one({
    Type: 'Map',
    ...fields,
    ItemProcessor: {
      ...processor(picky, type),
      States: { Each: picky, Yes: { Type: 'Succeed' }, No: { Type: 'Fail', Error: 'Negative', Cause: 'below zero' } },
    },
  });
}
