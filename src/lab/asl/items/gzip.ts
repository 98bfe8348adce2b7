import { gunzipSync } from 'zlib';
import { ItemReaderFailed } from './failures';

/** The text of a gzipped file; its bytes come as one character each, since they are no UTF-8. */
export function unzipped(content: string): string {
  try {
    return gunzipSync(Buffer.from(content, 'latin1')).toString('utf8');
  } catch (error) {
    throw new ItemReaderFailed(`The file is not in GZIP format: ${(error as Error).message}`);
  }
}
