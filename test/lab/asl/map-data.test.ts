import { gzipSync } from 'zlib';
import * as fc from 'fast-check';
import { BoxLab, mapped, pass, pickyMap, processor, reads, writes } from './a-distributed-map';
import { one } from './lab';
import { csvItems } from '../../../src/lab/asl/items/csv';
import { Json, JsonObject } from '../../../src/lab/json';

const LISTS: JsonObject = { Resource: `arn:${'aws'}:states:::s3:listObjectsV2` };
const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };

/** What the items of a file are. */
function items(content: string | Buffer, config: JsonObject, more: JsonObject = {}): Promise<Json> {
  return new BoxLab({ file: content }).output(mapped({ ...reads('file', config), ...more }));
}

async function failure(content: string, config: JsonObject, key = 'file'): Promise<string> {
  const { error, cause } = await new BoxLab({ file: content }).play(mapped(reads(key, config)));
  return `${error}: ${cause}`;
}

describe('ItemReader fails', () => {
  // The first two causes are those of recorded executions.
  test.each([
    ['headers that are there twice', 'H1,H1\n', CSV, 'file', 'States.ItemReaderFailed: CSV headers cannot contain duplicates.'],
    ['a JSON file that holds nothing to iterate over', '"Hello"', { InputType: 'JSON' }, 'file', 'States.ItemReaderFailed: Attempting to map over non-iterable node.'],
    ['a pointer that leads nowhere', '{"a":[]}', { InputType: 'JSON', ItemsPointer: '/b' }, 'file', 'Attempting to map over non-iterable node.'],
    ['a file that is no JSON', '[', { InputType: 'JSON' }, 'file', 'States.ItemReaderFailed: The file is no JSON'],
    ['a line that is no JSON', '1\n{', { InputType: 'JSONL' }, 'file', 'States.ItemReaderFailed: The file is no JSON'],
    ['an object that is not there', '', CSV, 'other', 'States.ItemReaderFailed: The specified key does not exist.'],
    ['a quote that does not end', 'a\n"b', CSV, 'file', 'States.ItemReaderFailed'],
    ['a manifest that is none', '{}', { InputType: 'MANIFEST' }, 'file', 'States.ItemReaderFailed: The file is no manifest'],
  ])('at %s', async (_, content, config, key, words) => {
    expect(await failure(content, config, key)).toContain(words);
  });

  test.each<[string, JsonObject]>([
    ['Resource of ItemReader', { ItemReader: { Resource: `arn:${'aws'}:states:::s3:headObject`, Arguments: {} } }],
    ['ItemReader needs Arguments', { ItemReader: LISTS }],
    ['ItemReader needs Arguments', { ItemReader: { ...LISTS, Parameters: {} } }],
    ['InputType', reads('k', { InputType: 'XML' })],
    ['CSVHeaderLocation', reads('k', { InputType: 'CSV' })],
    ['CSVHeaders', reads('k', { InputType: 'CSV', CSVHeaderLocation: 'GIVEN' })],
    ['CSVDelimiter', reads('k', { ...CSV, CSVDelimiter: ',' })],
    ['ItemsPointer', reads('k', { InputType: 'JSON', ItemsPointer: 'a' })],
    ['MaxItems', reads('k', { ...CSV, MaxItems: -1 })],
    ['does not know', reads('k', { ...CSV, Header: true })],
    ['the lab does not read Parquet', reads('k', { InputType: 'PARQUET' })],
    ['the lab does not model manifests of Athena', reads('k', { InputType: 'CSV', ManifestType: 'ATHENA_DATA' })],
    ['takes no InputType', reads('k', { InputType: 'CSV', ManifestType: 'S3_INVENTORY' })],
  ])('to compile: %s', (words, fields) => expect(() => new BoxLab().machine(mapped(fields))).toThrow(words));
});

describe('ItemReader reads', () => {
  test('CSV with headers in the first row, as recorded: short rows are filled, long ones cut, nothing is trimmed', async () => {
    expect(await items("H1,H2\nValue1,Value2,Value3\ntrue\n,\n   ,1\r\n,'x'\n", CSV)).toEqual([
      { H1: 'Value1', H2: 'Value2' }, { H1: 'true', H2: '' }, { H1: '', H2: '' }, { H1: '   ', H2: '1' }, { H1: '', H2: "'x'" },
    ]);
  });

  test('CSV with given headers and another delimiter', async () => {
    const config = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'], CSVDelimiter: 'PIPE' };
    expect(await items('1|"2|""3"""\n', config)).toEqual([{ a: '1', b: '2|"3"' }]);
  });

  test('a list in JSON, or the one that a pointer leads to', async () => {
    expect(await items('[1,[2],{"a":3}]', { InputType: 'JSON' })).toEqual([1, [2], { a: 3 }]);
    expect(await items('{"a/b":[{"~":["x"]}]}', { InputType: 'JSON', ItemsPointer: '/a~1b/0/~0' })).toEqual(['x']);
  });

  test('the members of an object in JSON', async () => {
    expect(await items('{"a":1}', { InputType: 'JSON' })).toEqual([{ Key: 'a', Value: 1 }]);
  });

  test('a zipped file, by its name', async () => {
    const lab = new BoxLab({ 'a.jsonl.gz': gzipSync('1\n2'), 'b.gz': 'x', 'c.zstd': 'x' });
    expect(await lab.output(mapped(reads('a.jsonl.gz', { InputType: 'JSONL' })))).toEqual([1, 2]);
    expect(await lab.play(mapped(reads('b.gz', { InputType: 'JSONL' })))).toMatchObject({ error: 'States.ItemReaderFailed' });
    await expect(lab.play(mapped(reads('c.zstd', { InputType: 'JSONL' })))).rejects.toThrow('the lab does not read files in ZSTD');
  });

  test('JSON Lines', async () => expect(await items('{"a":1}\n\n[2]\n', { InputType: 'JSONL' })).toEqual([{ a: 1 }, [2]]));

  test.each<[JsonObject, number[]]>([[{ MaxItems: 2 }, [1, 2]], [{ MaxItems: 0 }, [1, 2, 3]], [{ MaxItems: 100_000_001 }, [1, 2, 3]], [{ MaxItems: '{% 1 %}' }, [1]]])(
    'as many as %j says', async (config, expected) => expect(await items('[1,2,3]', { InputType: 'JSON', ...config })).toEqual(expected),
  );

  test('an S3 inventory: the files that its manifest names', async () => {
    const manifest = { destinationBucket: `arn:${'aws'}:s3:::box`, fileFormat: 'CSV', fileSchema: 'Bucket, Key, Size', files: [{ key: 'data/1.csv.gz' }] };
    const lab = new BoxLab({ 'file': JSON.stringify(manifest), 'data/1.csv.gz': gzipSync('"box","a%20b","5"\n"box","c","6"\n') });
    expect(await lab.output(mapped(reads('file', { ManifestType: 'S3_INVENTORY' }))))
      .toEqual([{ Bucket: 'box', Key: 'a%20b', Size: '5' }, { Bucket: 'box', Key: 'c', Size: '6' }]);
  });

  test('the objects of a bucket, over all pages', async () => {
    const lab = new BoxLab(Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`in/${at}`, 'x'])));
    const ItemReader = { ...LISTS, Arguments: { Bucket: 'box', Prefix: 'in/' } };
    await lab.output(mapped({ ItemReader, ItemBatcher: { MaxItemsPerBatch: 500 } }, pass({ Output: 1 })));
    expect(lab.calls().filter(({ action }) => action === 'listObjectsV2')).toHaveLength(2);
    expect(JSON.parse(lab.room.executions()[1].input)).toMatchObject({
      Items: expect.arrayContaining([{ Key: 'in/0', Etag: '"9dd4e461268c8034f5c8564e155c67a6"', Size: 1, StorageClass: 'STANDARD', LastModified: 1767603600 }]) as unknown,
    });
  });

  test('what is in the objects of a bucket', async () => {
    const ItemReader = { ...LISTS, Arguments: { Bucket: 'box' }, ReaderConfig: { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' } };
    expect(await new BoxLab({ a: '1\n2', b: '3' }).output(mapped({ ItemReader }))).toEqual([1, 2, 3]);
  });

  test('and tells ItemSelector where each item comes from', async () => {
    const ItemSelector = { from: '{% $states.context.Map.Item.Source %}', at: '{% $states.context.Map.Item.Index %}', in: '{% $states.input.x %}' };
    expect(await new BoxLab({ file: '[7,8]' }).output(mapped({ ...reads('file', { InputType: 'JSON' }), ItemSelector }), { x: 'y' }))
      .toEqual([{ from: 'S3://box/file', at: 0, in: 'y' }, { from: 'S3://box/file', at: 1, in: 'y' }]);
    expect(await new BoxLab().output(mapped({ Items: [7], ItemSelector }), { x: 'y' })).toEqual([{ from: 'STATE_DATA', at: 0, in: 'y' }]);
  });

  test('in JSONPath', async () => {
    const definition = {
      ...one({
        Type: 'Map',
        ItemReader: {
          Resource: `arn:${'aws'}:states:::s3:getObject`, Parameters: { 'Bucket': 'box', 'Key.$': '$.Key' }, ReaderConfig: { ...CSV, MaxItemsPath: '$.Most' },
        },
        ItemSelector: { 'n.$': '$$.Map.Item.Value.n', 'key.$': '$.Key' },
        ItemBatcher: { MaxItemsPerBatchPath: '$.Size', BatchInput: { 'key.$': '$.Key' } },
        ItemProcessor: processor(),
        ResultPath: '$.Out',
      }),
      QueryLanguage: 'JSONPath',
    };
    expect(await new BoxLab({ file: 'n\n1\n2\n3\n4' }).output(definition, { Key: 'file', Most: 3, Size: 2 })).toEqual({
      Key: 'file', Most: 3, Size: 2,
      Out: [{ BatchInput: { key: 'file' }, Items: [{ n: '1', key: 'file' }, { n: '2', key: 'file' }] }, { BatchInput: { key: 'file' }, Items: [{ n: '3', key: 'file' }] }],
    });
  });

  test('whatever a table of texts holds', () => {
    const field = fc.string();
    const quoted = (text: string) => `"${text.replace(/"/g, '""')}"`;
    fc.assert(fc.property(fc.array(fc.tuple(field, field, field), { maxLength: 5 }), rows => {
      const text = [['a', 'b', 'c'], ...rows].map(row => row.map(quoted).join(';')).join('\r\n');
      expect(csvItems(text, undefined, ';')).toEqual(rows.map(([a, b, c]) => ({ a, b, c })));
    }));
  });
});

test('an item larger than the input of an execution cannot be given to a child, unless ItemSelector makes it smaller', async () => {
  const large = { file: JSON.stringify(['x'.repeat(262_144)]) };
  expect(await new BoxLab(large).play(mapped(reads('file', { InputType: 'JSON' })))).toMatchObject({ error: 'States.DataLimitExceeded' });
  const ItemSelector = '{% $length($states.context.Map.Item.Value) %}';
  expect(await new BoxLab(large).output(mapped({ ...reads('file', { InputType: 'JSON' }), ItemSelector }))).toEqual([262_144]);
});

describe('ItemBatcher', () => {
  test('makes batches of so many items, with an input that all share', async () => {
    const ItemBatcher = { MaxItemsPerBatch: 2, BatchInput: { factor: '{% $states.input.factor %}' } };
    expect(await new BoxLab().output(mapped({ Items: [1, 2, 3], ItemBatcher }), { factor: 5 }))
      .toEqual([{ BatchInput: { factor: 5 }, Items: [1, 2] }, { BatchInput: { factor: 5 }, Items: [3] }]);
  });

  test('makes batches of so many bytes: none is larger, and none could take the next item', () => fc.assert(fc.asyncProperty(
    fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 12 }), fc.integer({ min: 100, max: 160 }),
    async (Items, MaxInputBytesPerBatch) => {
      // In the input, since in the document a text may be taken for an expression.
      const definition = mapped({ Items: '{% $states.input %}', ItemBatcher: { MaxInputBytesPerBatch } });
      const output = await new BoxLab().output(definition, Items) as { Items: string[] }[];
      const size = (batch: object) => Buffer.byteLength(JSON.stringify(batch));
      expect(output.flatMap(batch => batch.Items)).toEqual(Items);
      output.forEach((batch, at) => {
        expect(size(batch)).toBeLessThanOrEqual(MaxInputBytesPerBatch);
        const next = output[at + 1]?.Items[0];
        if (next === undefined) { return; }
        expect(size({ Items: [...batch.Items, next] })).toBeGreaterThan(MaxInputBytesPerBatch);
      });
    },
  ), { numRuns: 30 }));

  test('counts each byte, those of commas too', async () => {
    const size = JSON.stringify({ Items: ['a', 'b'] }).length;
    const batches = (MaxInputBytesPerBatch: number) => new BoxLab().output(mapped({ Items: ['a', 'b'], ItemBatcher: { MaxInputBytesPerBatch } }));
    expect(await batches(size)).toHaveLength(1);
    expect(await batches(size - 1)).toHaveLength(2);
  });

  test('cannot take an item that is larger than a batch', async () => {
    expect(await new BoxLab().play(mapped({ Items: ['x'.repeat(50)], ItemBatcher: { MaxInputBytesPerBatch: 20 } }))).toMatchObject({ error: 'States.DataLimitExceeded' });
  });
});

describe('ResultWriter', () => {
  test('fails the Map when it may not write', async () => {
    const { error, cause } = await new BoxLab().play(mapped({ Items: [1], ...writes(undefined, { Arguments: { Bucket: 'other' } }) }));
    expect(`${error}: ${cause}`).toContain('States.ResultWriterFailed: The specified bucket does not exist');
  });

  test('writes what came of each child into files by status, and gives the place of their manifest', async () => {
    const lab = new BoxLab();
    const output = await lab.output(pickyMap({ Items: [1, -1], ToleratedFailureCount: 1, ...writes() })) as JsonObject;
    const { MapRunArn, ResultWriterDetails } = output;
    const folder = `out/${String(MapRunArn).split(':').at(-1)}`;
    expect(ResultWriterDetails).toEqual({ Bucket: 'box', Key: `${folder}/manifest.json` });
    const written = lab.written();
    expect(written[`${folder}/SUCCEEDED_0.json`]).toMatchObject([{ Status: 'SUCCEEDED', Input: '1', Output: '1', InputDetails: { Included: true } }]);
    expect(written[`${folder}/FAILED_0.json`]).toMatchObject([{ Status: 'FAILED', Input: '-1', Error: 'Negative', Cause: 'below zero' }]);
    expect(written[`${folder}/manifest.json`]).toEqual({
      DestinationBucket: 'box',
      MapRunArn,
      ResultFiles: {
        FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: expect.any(Number) }], PENDING: [], SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json`, Size: expect.any(Number) }],
      },
    });
  });

  test('writes what there is of a map run that failed', async () => {
    const lab = new BoxLab();
    await lab.play(pickyMap({ Items: [1, -1, 2], MaxConcurrency: 1, ...writes() }));
    expect(Object.entries(lab.written()).map(([key, value]) => [key.split('/').at(-1), Array.isArray(value) ? value.map((entry: JsonObject) => entry.Input) : 'manifest']))
      .toEqual([['FAILED_0.json', ['-1']], ['PENDING_0.json', ['2']], ['SUCCEEDED_0.json', ['1']], ['manifest.json', 'manifest']]);
  });

  test.each<[JsonObject | undefined, string]>([
    [{ Transformation: 'COMPACT', OutputType: 'JSON' }, '[[1,2],3]'], [{ Transformation: 'FLATTEN', OutputType: 'JSON' }, '[1,2,3]'],
    [{ Transformation: 'FLATTEN', OutputType: 'JSONL' }, '1\n2\n3\n'],
  ])('writes them as %j', async (config, text) => {
    const lab = new BoxLab();
    await lab.output(mapped({ Items: [[1, 2], 3], ...writes(config) }));
    expect(Object.entries(lab.s3.objects('box')).find(([key]) => key.includes('SUCCEEDED'))?.[1]).toBe(text);
  });

  test('without a place only shapes the result', async () => {
    const shaped = (Transformation: string) => {
      const ResultWriter = { WriterConfig: { Transformation } };
      return new BoxLab().output(mapped({ Items: [[1, 2], 3], ResultWriter }));
    };
    expect(await shaped('FLATTEN')).toEqual([1, 2, 3]);
    expect(await shaped('COMPACT')).toEqual([[1, 2], 3]);
    expect(await shaped('NONE')).toMatchObject([{ Status: 'SUCCEEDED', Output: '[1,2]' }, { Status: 'SUCCEEDED', Output: '3' }]);
  });

  test('carries what is too large for a state', async () => {
    const large = mapped({ Items: [1, 2, 3] }, pass({ Output: '{% $join($map($range(0, 999, 1), function() { $pad("x", 100, "y") })) %}' }));
    expect(await new BoxLab().play(large)).toMatchObject({ error: 'States.DataLimitExceeded' });
    const { States: { Only } } = large as { States: { Only: JsonObject } };
    expect(await new BoxLab().play({ ...large, States: { Only: { ...Only, ...writes() } } })).toMatchObject({ status: 'SUCCEEDED' });
  });
});
