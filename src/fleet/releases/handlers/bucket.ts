import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** The bucket of releases. Its reader must be allowed to list it: else S3 does not say that a file is not there. */
export class Bucket {
  private readonly s3 = new S3Client({});

  constructor(private readonly name: string) {}

  public async read(key: string): Promise<string | undefined> {
    try {
      const { Body: body } = await this.s3.send(new GetObjectCommand({ Bucket: this.name, Key: key }));
      return await body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) { return undefined; }
      throw error;
    }
  }

  public async write(key: string, content: string): Promise<void> {
    const ContentType = key.endsWith('.json') ? 'application/json' : 'text/csv';
    await this.s3.send(new PutObjectCommand({ Bucket: this.name, Key: key, Body: content, ContentType }));
  }
}
