import { DeleteObjectsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { Bucket as Files } from './bucket';
import { FileSeen } from './collect';
import { assetBucketName } from '../../contract';

/** S3 deletes so many at once. */
const AT_ONCE = 1000;

/** The asset buckets of a platform, by their Regions. */
export class AssetFiles {
  constructor(private readonly platform: string, private readonly account: string, private readonly home: string) {}

  public async files(region = this.home): Promise<FileSeen[]> {
    const found: FileSeen[] = [];
    const pages = paginateListObjectsV2({ client: this.client(region) }, { Bucket: this.bucket(region) });
    for await (const { Contents: page = [] } of pages) {
      found.push(...page.flatMap(({ Key: key, LastModified: at }) =>
        key && at ? [{ key, modifiedAt: at.getTime() }] : []));
    }
    return found;
  }

  public template(key: string): Promise<string | undefined> {
    return new Files(this.bucket(this.home)).read(key);
  }

  public async remove(keys: readonly string[], region = this.home): Promise<void> {
    const client = this.client(region);
    const Bucket = this.bucket(region);
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      const Objects = keys.slice(from, from + AT_ONCE).map(Key => ({ Key }));
      const deletion = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
      const { Errors: [error] = [] } = await client.send(deletion);
      if (error) { throw new Error(`${error.Key} of ${Bucket} is not deleted: ${error.Code} ${error.Message}`); }
    }
  }

  private bucket(region: string): string {
    return assetBucketName(this.platform, this.account, region);
  }

  private client(region: string): S3Client {
    return new S3Client({ region });
  }
}
