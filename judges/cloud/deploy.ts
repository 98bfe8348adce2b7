import { join } from 'node:path';
import { ROOT, ended, tryRun } from '../../build-tools/processes';

/** The version that this was tried with. The CDK's command line and its library count separately. */
export const CDK_VERSION = '2.1148.1';
const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');

/** Says what is wrong with the CDK's command line, if anything is. */
export async function checkCli(): Promise<void> {
  const version = (await tryRun(process.execPath, CDK, '--version'))?.match(/(\d+\.\d+\.\d+) \(build/)?.[1];
  if (version !== CDK_VERSION) {
    throw new Error(`aws-cdk ${CDK_VERSION} is needed, and node_modules has ${version ?? 'none that runs'}; npm ci installs it`);
  }
}

/** The real command line of the CDK, whose AWS is at the endpoint. */
export class Deployment {
  constructor(private readonly assembly: string, private readonly endpoint: string, private readonly home: string) {}

  /** Those stacks, as the command line chooses them; all that are on the first level, unless said otherwise. */
  public deploy(...stacks: string[]): Promise<void> {
    // Change sets are what the emulator cannot update by.
    return this.cdk('deploy', ...orAll(stacks), '--method=direct', '--require-approval', 'never');
  }

  public destroy(...stacks: string[]): Promise<void> {
    return this.cdk('destroy', ...orAll(stacks), '--force');
  }

  private async cdk(...args: string[]): Promise<void> {
    // Nothing of the machine's own: neither its keys nor its profile, nor accounts that an earlier run has seen.
    const foreign = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name));
    const { code, output } = await ended(ROOT, process.execPath, [CDK, ...args, '--app', this.assembly, '--output', join(this.home, 'out'), '--no-notices'], {
      ...Object.fromEntries(foreign),
      AWS_ENDPOINT_URL: this.endpoint, AWS_ACCESS_KEY_ID: 'ak', AWS_SECRET_ACCESS_KEY: 'sk', AWS_REGION: 'us-east-1',
      AWS_CONFIG_FILE: join(this.home, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(this.home, 'credentials'), AWS_EC2_METADATA_DISABLED: 'true',
      CDK_HOME: this.home, CDK_DISABLE_CLI_TELEMETRY: 'true', CI: 'true',
    });
    if (code !== 0) {
      throw new Error(`cdk ${args[0]} ended with code ${code}:\n${output.trim().split('\n').slice(-15).join('\n')}`);
    }
  }
}

const orAll = (stacks: readonly string[]) => stacks.length > 0 ? stacks : ['--all'];
