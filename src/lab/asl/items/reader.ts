import { Json, JsonObject, isObject } from '../../json';
import { Source } from '../flow';
import { Visit } from '../visit';
import { DELIMITERS, csvItems } from './csv';
import { ItemReaderFailed } from './failures';
import { argumentsOf, numberIn } from './fields';
import { unzipped } from './gzip';
import { inventoryItems } from './inventory';
import { Item } from './items';
import { isPointer, jsonItems, jsonLinesItems } from './json';
import { listItems } from './listing';
import { s3Access } from './s3';

/** Reads the items of a Map from S3. */
export type Reader = (visit: Visit) => Promise<Item[]>;

const CONFIG = [
  'InputType', 'CSVHeaderLocation', 'CSVHeaders', 'CSVDelimiter', 'MaxItems', 'MaxItemsPath', 'ItemsPointer', 'ManifestType', 'Transformation',
];
const INPUT_TYPES = ['CSV', 'JSON', 'JSONL', 'MANIFEST', 'PARQUET'];

/** Compiles ItemReader; undefined where the items come from the state's data. */
export function readerOf(source: Source): Reader | undefined {
  const { ItemReader: given } = source.fields;
  if (given === undefined) { return undefined; }
  const fields = isObject(given) ? given : {};
  const config = isObject(fields.ReaderConfig) ? fields.ReaderConfig : {};
  const s3 = s3Access(source, fields, 'ItemReader', ['getObject', 'listObjectsV2'], cause => new ItemReaderFailed(cause));
  const lists = s3.action === 'listObjectsV2';
  const format = formatOf(source, config, lists);
  // An inventory is known by its manifest, and its files are zipped whatever their names.
  const inventory = config.InputType === 'MANIFEST' || config.ManifestType === 'S3_INVENTORY';
  const most = numberIn(source, config, 'MaxItems', { from: 0 });
  const where = argumentsOf(source, fields, 'ItemReader');

  return async (visit) => {
    const place = await where(visit);
    const limit = await most(visit) || Infinity;
    if (!isObject(place)) { throw new ItemReaderFailed('The arguments of ItemReader are no object.'); }
    const { Bucket: bucket, Key: key } = place;
    const call = s3.calls(visit);
    const read = async (from: string, object: string, more: JsonObject = {}) => {
      const { Body: body } = await call('getObject', { ...more, Bucket: from, Key: object });
      if (/\.zstd?$/.test(object)) { throw new Error(`the lab does not read files in ZSTD (${object})`); }
      return object.endsWith('.gz') && !inventory ? unzipped(String(body)) : String(body);
    };
    const from = (place_: string, values: Json[]) => values.slice(0, limit).map(value => ({ value, source: `S3://${place_}` }));
    if (!lists) {
      return from(`${String(bucket)}/${String(key)}`, await format!(await read(String(bucket), String(key), place), read));
    }
    const found = await listItems(call, place, limit);
    if (!format) { return from(String(bucket), found); }
    const values: Json[] = [];
    for (const entry of found) {
      values.push(...await format(await read(String(bucket), String((entry as JsonObject).Key)), read));
    }
    return from(String(bucket), values);
  };
}

type Format = (text: string, read: (bucket: string, key: string) => Promise<string>) => Json[] | Promise<Json[]>;

/** How the text of an object becomes items; undefined for a listing, whose entries are the items. */
function formatOf(source: Source, config: JsonObject, lists: boolean): Format | undefined {
  for (const name of Object.keys(config)) {
    if (!CONFIG.includes(name)) { source.complain(`ReaderConfig does not know the field '${name}'`); }
  }
  const { Transformation: transformation, ItemsPointer: pointer, ManifestType: manifest } = config;
  if (manifest === 'S3_INVENTORY' && config.InputType !== undefined) { source.complain('an S3_INVENTORY takes no InputType'); }
  const type = manifest === 'S3_INVENTORY' ? 'MANIFEST' : config.InputType;
  const flattens = transformation === 'LOAD_AND_FLATTEN';
  if (transformation !== undefined && transformation !== 'NONE' && !flattens) { source.complain(`Transformation of ReaderConfig must be NONE or LOAD_AND_FLATTEN, got ${JSON.stringify(transformation)}`); }
  if (lists && !flattens) { return undefined; }
  if (typeof type !== 'string' || !INPUT_TYPES.includes(type)) { source.complain(`InputType of ReaderConfig must be one of ${INPUT_TYPES.join(', ')}, got ${JSON.stringify(type)}`); }
  if (pointer !== undefined && (type !== 'JSON' || !isPointer(pointer))) { source.complain('ItemsPointer must be a JSON Pointer, and InputType JSON'); }
  if (manifest === 'ATHENA_DATA') { throw new Error(`the lab does not model manifests of Athena (state '${source.name}')`); }
  switch (type) {
    case 'CSV': return csvFormat(source, config);
    case 'JSONL': return jsonLinesItems;
    case 'MANIFEST': return inventoryItems;
    case 'PARQUET': throw new Error(`the lab does not read Parquet (state '${source.name}')`);
    default: return text => jsonItems(text, pointer as string | undefined);
  }
}

function csvFormat(source: Source, config: JsonObject): Format {
  const { CSVHeaderLocation: location, CSVHeaders: headers, CSVDelimiter: delimiter = 'COMMA' } = config;
  if (location !== 'FIRST_ROW' && location !== 'GIVEN') { source.complain(`CSVHeaderLocation must be FIRST_ROW or GIVEN, got ${JSON.stringify(location)}`); }
  if ((location === 'GIVEN') !== Array.isArray(headers)) { source.complain('CSVHeaders must be a list where CSVHeaderLocation is GIVEN, and only there'); }
  const separator = DELIMITERS.get(String(delimiter));
  if (separator === undefined) { source.complain(`CSVDelimiter must be one of ${[...DELIMITERS.keys()].join(', ')}, got ${JSON.stringify(delimiter)}`); }
  return text => csvItems(text, Array.isArray(headers) ? headers.map(String) : undefined, separator!);
}
