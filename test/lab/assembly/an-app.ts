import { mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { App, AppProps } from 'aws-cdk-lib';
import { settled } from '../../../src/lab/assembly/settled';
import { Cloud, CloudOptions } from '../../../src/lab/cloud';
import { Entry } from '../../../src/lab/journal';
import { JsonObject } from '../../../src/lab/json';
import { Call, Room } from '../../../src/lab/room';
import { iam, IamRoom } from '../../../src/lab/services/iam/iam-room';
import { sts } from '../../../src/lab/services/iam/sts-room';
import { lambda, LambdaRoom } from '../../../src/lab/services/lambda/lambda-room';
import { logs } from '../../../src/lab/services/lambda/logs-room';

export const HOME = '111111111111';
export const REGION = 'us-east-1';

/** A folder with these files, for the code of a function. */
export function aFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'lab-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Synthesizes a CDK app into a folder of its own and gives the folder. */
export function synthesized(define: (app: App) => void, props: AppProps = {}): string {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'lab-assembly-')), analyticsReporting: false, ...props });
  define(app);
  return app.synth().directory;
}

/** A service that keeps what it is asked, and answers as it is told. */
export class Recorder implements Room {
  public readonly calls: Call[] = [];

  constructor(public readonly service: string, private readonly answer: (call: Call) => JsonObject = () => ({})) {}

  public permissions({ action }: Call) {
    return [{ action: `${this.service}:${action[0].toUpperCase()}${action.slice(1)}`, resource: '*' }];
  }

  public handle(call: Call): JsonObject {
    this.calls.push(call);
    return this.answer(call);
  }
}

/** A cloud with what this part of the lab has: IAM, STS, Lambda and its logs. */
export function aCloud(...more: Room[]) {
  return aCloudWith({}, ...more);
}

export function aCloudWith(options: CloudOptions, ...more: Room[]) {
  const cloud = new Cloud(options);
  cloud.add(iam(), sts(), lambda({ keepOutput: true }), logs(), ...more.map(room => () => room));
  const log: Extract<Entry, { type: 'call' }>[] = [];
  cloud.journal.listen(entry => { if (entry.type === 'call') { log.push(entry); } });
  return {
    cloud,
    log,
    iam: cloud.room<IamRoom>('iam'),
    lambda: cloud.room<LambdaRoom>('lambda'),
    settle: <T>(work: Promise<T>): Promise<T> => settled(cloud, work),
    operator: { principal: 'operator', account: HOME, region: REGION, trusted: true },
  };
}
