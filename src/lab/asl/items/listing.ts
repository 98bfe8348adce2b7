import { CallS3 } from './s3';
import { Json, JsonObject, isObject } from '../../json';

/** The objects of a bucket, page by page, until there are enough. */
export async function listItems(call: CallS3, place: JsonObject, most: number): Promise<Json[]> {
  const items: Json[] = [];
  let token: Json | undefined;
  do {
    const page = await call('listObjectsV2', { ...place, ...(token !== undefined && { ContinuationToken: token }) });
    items.push(...(Array.isArray(page.Contents) ? page.Contents.map(itemOf) : []));
    token = page.NextContinuationToken;
  } while (token !== undefined && items.length < most);
  return items.slice(0, most);
}

/** As an item, an object has its time in seconds and its tag under another name than in the answer of the API. */
function itemOf(entry: Json): Json {
  if (!isObject(entry)) { return entry; }
  const { ETag: etag, LastModified: at, ...rest } = entry;
  return { Etag: etag, LastModified: Math.floor(Date.parse(String(at)) / 1000), ...rest };
}
