import { csvItems } from './csv';
import { ItemReaderFailed } from './failures';
import { unzipped } from './gzip';
import { parsed } from './json';
import { Json, isObject } from '../../json';

/** Reads the text of an object of a bucket. */
export type ReadObject = (bucket: string, key: string) => Promise<string>;

/**
 * The rows of an S3 inventory: its manifest names data files beside it and the fields in them. The files are gzipped
 * CSV without headers, with keys in URL encoding.
 */
export async function inventoryItems(manifest: string, read: ReadObject): Promise<Json[]> {
  const about = parsed(manifest);
  const { files, fileFormat, fileSchema, destinationBucket } = isObject(about) ? about : {};
  if (!Array.isArray(files) || typeof fileSchema !== 'string' || typeof destinationBucket !== 'string') {
    throw new ItemReaderFailed('The file is no manifest of an S3 inventory.');
  }
  if (fileFormat !== 'CSV') { throw new Error(`the lab reads S3 inventories in CSV only, and this one is ${JSON.stringify(fileFormat)}`); }
  const headers = fileSchema.split(',').map(header => header.trim());
  const bucket = destinationBucket.replace(/^arn:[^:]+:s3:::/, '');
  const items: Json[] = [];
  for (const file of files) {
    const { key } = isObject(file) ? file : {};
    items.push(...csvItems(unzipped(await read(bucket, String(key))), headers, ','));
  }
  return items;
}
