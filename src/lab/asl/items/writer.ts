import { Json, JsonObject, isObject } from '../../json';
import { Source } from '../flow';
import { Visit } from '../visit';
import { ResultWriterFailed } from './failures';
import { argumentsOf } from './fields';
import { Child, MapRun } from './map-run';
import { CallS3, s3Access } from './s3';

type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/** Gives the Map's result out of its children's, after writing them to S3 if it is to. */
export type Writer = (visit: Visit, mapRun: MapRun) => Promise<Json>;

/** Compiles ResultWriter. Without it the result is the list of the children's outputs. */
export function writerOf(source: Source): Writer {
  const { ResultWriter: given } = source.fields;
  const shaped = (how: Transformation): Writer => async (_, mapRun) => transformed(finished(mapRun), how);
  if (given === undefined) { return shaped('COMPACT'); }
  const fields = isObject(given) ? given : {};
  const config = isObject(fields.WriterConfig) ? fields.WriterConfig : undefined;
  const { Resource: resource } = fields;
  if (!config && resource === undefined) { source.complain('ResultWriter needs a WriterConfig, or a Resource and where to write'); }
  const { Transformation: how = resource === undefined ? 'COMPACT' : 'NONE', OutputType: type = 'JSON' } = config ?? {};
  if (!['NONE', 'COMPACT', 'FLATTEN'].includes(how as string)) { source.complain(`Transformation of ResultWriter must be NONE, COMPACT or FLATTEN, got ${JSON.stringify(how)}`); }
  if (type !== 'JSON' && type !== 'JSONL') { source.complain(`OutputType of ResultWriter must be JSON or JSONL, got ${JSON.stringify(type)}`); }
  const transformation = how as Transformation;
  if (resource === undefined) { return shaped(transformation); }

  const s3 = s3Access(source, fields, 'ResultWriter', ['putObject'], cause => new ResultWriterFailed(cause));
  const where = argumentsOf(source, fields, 'ResultWriter');
  return async (visit, mapRun) => {
    const place = await where(visit);
    return exported(s3.calls(visit), isObject(place) ? place : {}, mapRun, transformation, type as string);
  };
}

function finished(mapRun: MapRun): Child[] {
  return mapRun.children().filter(child => child !== undefined);
}

/** What did not succeed is told with everything that is known of it, whatever the transformation. */
function transformed(children: readonly Child[], how: Transformation): Json[] {
  return children.flatMap((child): Json[] => {
    if (how === 'NONE' || child.status !== 'SUCCEEDED') { return [child.record]; }
    const output = child.output ?? null;
    return how === 'FLATTEN' && Array.isArray(output) ? output : [output];
  });
}

async function exported(
  call: CallS3, place: JsonObject, mapRun: MapRun, how: Transformation, type: string,
): Promise<Json> {
  const { Bucket: bucket, Prefix: prefix, ...others } = place;
  const folder = [...(prefix === undefined || prefix === '' ? [] : [String(prefix).replace(/\/$/, '')]), mapRun.arn.split(':').at(-1)!].join('/');
  const write = async (name: string, body: string): Promise<{ Key: string; Size: number }> => {
    const key = `${folder}/${name}`;
    await call('putObject', { ...others, Bucket: bucket, Key: key, Body: body });
    return { Key: key, Size: Buffer.byteLength(body) };
  };
  const text = (values: Json[]) => type === 'JSON' ? JSON.stringify(values) : values.map(value => `${JSON.stringify(value)}\n`).join('');

  const children = mapRun.children();
  const done = children.filter(child => child !== undefined);
  const files: Record<string, Json[]> = {
    FAILED: transformed(done.filter(child => child.status !== 'SUCCEEDED'), how),
    PENDING: (mapRun.inputs ?? []).flatMap(({ input }, at) => children[at] ? [] : [{ Input: JSON.stringify(input), Status: 'PENDING' }]),
    SUCCEEDED: transformed(done.filter(child => child.status === 'SUCCEEDED'), how),
  };
  const written: JsonObject = {};
  for (const [status, values] of Object.entries(files)) {
    written[status] = values.length === 0 ? [] : [await write(`${status}_0.${type === 'JSON' ? 'json' : 'jsonl'}`, text(values))];
  }
  const manifest = await write('manifest.json', JSON.stringify({ DestinationBucket: bucket, MapRunArn: mapRun.arn, ResultFiles: written }));
  return { MapRunArn: mapRun.arn, ResultWriterDetails: { Bucket: bucket, Key: manifest.Key } };
}
