/* Plays a document of the Amazon States Language in the lab: lab:play -- DOCUMENT --input FILE [--answers FILE] */
import { dirname, join } from 'path';
import { readJson } from './json-file';
import { readOptions } from '../src/cli/options';
import { DocumentLab, DocumentLabOptions } from '../src/lab/document-lab';
import { isObject, JsonObject } from '../src/lab/json';
import { Execution } from '../src/lab/services/states/executions';

interface AnswerFile extends Omit<DocumentLabOptions, 'startsAt'> {
  /** Further documents beside this file, by the names of their state machines. */
  readonly machines?: Readonly<Record<string, string>>;
  readonly startsAt?: string;
}

const USAGE = `Usage: npm run lab:play -- DOCUMENT.asl.json [options]

  --input FILE    the input, as JSON (default: {})
  --answers FILE  what services answer, objects of buckets, child documents (docs/lab.md)
  --children      prints the executions that it starts, too
  --history       prints the events, as GetExecutionHistory has them`;

const OPTIONS = { input: 'value', answers: 'value', children: 'switch', history: 'switch', help: 'switch' } as const;

function readObject(file: string, what: string): JsonObject {
  const content = readJson(file, what);
  if (!isObject(content)) { throw new Error(`${what}: '${file}' must hold a JSON object`); }
  return content;
}

function print(lab: DocumentLab, { status, output, error, cause, arn, transitions }: Execution): void {
  console.log(`status       ${status}${error === undefined ? '' : `  ${error}: ${cause ?? ''}`}`);
  console.log(`path         ${lab.path(lab.states.execution(arn)).join(' → ')}`);
  console.log(`output       ${output ?? 'none'}`);
  console.log(`transitions  ${transitions}`);
}

async function main([document = '--help', ...args]: string[]): Promise<void> {
  const named = !document.startsWith('--');
  const own = named ? args : [document, ...args];
  const { values: { input: inputs, answers }, switches, complaints } = readOptions(own, OPTIONS);
  if (complaints.length > 0) { throw new Error([...complaints, USAGE].join('\n')); }
  if (switches.has('help') || !named) {
    console.log(USAGE);
    return;
  }
  const given = (answers ? readObject(answers, '--answers') : {}) as AnswerFile;
  const startsAt = given.startsAt === undefined ? undefined : new Date(given.startsAt);
  const lab = new DocumentLab({ ...given, startsAt, keepHistory: true });
  for (const [name, file] of Object.entries(given.machines ?? {})) {
    lab.machine(readObject(join(dirname(answers!), file), `the document of '${name}'`), name);
  }
  const machine = lab.machine(readObject(document, 'the document'));
  const began = lab.cloud.clock.now();

  const execution = await lab.play(machine, inputs ? readJson(inputs, '--input') : {});
  print(lab, execution);
  console.log(`seconds      ${Math.round((Date.parse(execution.stopDate!) - began) / 1000)}`);
  const others = lab.states.executions().filter(({ arn }) => arn !== execution.arn);
  if (others.length > 0) {
    const statuses = [...new Set(others.map(({ status }) => status))].sort();
    const counted = statuses.map(status => `${others.filter(each => each.status === status).length} ${status}`);
    console.log(`executions that it started: ${counted.join(', ')}`);
  }
  if (switches.has('children')) {
    for (const child of others) {
      console.log(`\n${child.arn}\ninput        ${child.input}`);
      print(lab, child);
    }
  }
  for (const bucket of Object.keys(given.objects ?? {})) {
    for (const [key, text] of Object.entries(lab.buckets.objects(bucket))) {
      if (text !== given.objects?.[bucket][key]) { console.log(`wrote        ${bucket}/${key} (${Buffer.byteLength(text)} bytes)`); }
    }
  }
  if (switches.has('history')) { for (const event of execution.history!) { console.log(JSON.stringify(event)); } }
  process.exitCode = execution.status === 'SUCCEEDED' ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.name === 'Error' ? error.message : `${error.name}: ${error.message}`);
  process.exitCode = 2;
});
