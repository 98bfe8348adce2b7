import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { FailureItem } from '../../contract';

/** What is too big for an item of the central table. */
export class Bodies {
  private readonly s3 = new S3Client({});

  constructor(private readonly bucket: string) {}

  public async keep(key: string, body: string): Promise<NonNullable<FailureItem['bodyAt']>> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ContentType: 'application/json' }));
    return { bucket: this.bucket, key, bytes: Buffer.byteLength(body) };
  }

  public async read(key: string): Promise<string> {
    const { Body: body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    return await body?.transformToString() ?? '';
  }
}
