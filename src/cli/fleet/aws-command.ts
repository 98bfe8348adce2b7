import { spawn } from 'node:child_process';

/** What AWS, or its command line, said against a call. */
export class AwsRefusal extends Error {
  constructor(public readonly code: string, message: string) { super(message); }

  /** S3 says so by a number. */
  public get isDenied(): boolean {
    return this.code === '403' || this.code.startsWith('AccessDenied');
  }
}

/** Runs AWS's command line and returns what it printed. */
export type AwsCommand = (args: readonly string[]) => Promise<string>;

/** Which words of the AWS command line mean what, and what helps. */
const CURES: readonly { readonly means: RegExp; readonly helps: string }[] = [
  {
    means: /credentials|NoAuthHandler|ExpiredToken|token.*expired|session.*(expired|invalid)|InvalidClientTokenId|UnrecognizedClient|SSO/i,
    helps: "sign in to the platform account, or for dlq to that of the CentralTelemetry, such as with 'aws sso login', and name its profile with --profile or AWS_PROFILE",
  },
  { means: /specify a region/i, helps: "name the platform's Region with --region or AWS_REGION" },
  { means: /config profile/i, helps: "'aws configure list-profiles' says which there are" },
  {
    means: /AccessDenied|not authorized/i,
    helps: "is this the platform account, or for dlq that of the CentralTelemetry, and may you? 'grants' of the FleetStackSetPipeline lets roles read, release and control; for dlq it is that of the CentralTelemetry",
  },
  { means: /Could not connect|endpoint URL|Name or service not known/i, helps: 'is the Region right, and the network there?' },
];

/** The AWS command line that is installed here, with the profile and Region that the user names. */
export function awsCommand(
  { profile, region }: { readonly profile?: string; readonly region?: string }, program = 'aws', environment = process.env,
): AwsCommand {
  // Version 1 of it does not read AWS_REGION.
  const where = region ?? (environment.AWS_DEFAULT_REGION ? undefined : environment.AWS_REGION || undefined);
  const general = ['--output', 'json', ...optionOf('profile', profile), ...optionOf('region', where)];
  return args => new Promise((done, failed) => {
    const child = spawn(program, [...args, ...general], {
      // Codes of MFA devices are asked for on the terminal; a pager or a prompt would wait for ever.
      stdio: ['inherit', 'pipe', 'pipe'], env: { ...environment, AWS_PAGER: '', AWS_CLI_AUTO_PROMPT: 'off' },
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => { out.push(chunk); });
    child.stderr.on('data', (chunk: Buffer) => { err.push(chunk); });
    child.on('error', error => failed(notThere(program, error)));
    child.on('close', code => {
      if (code === 0) {
        done(Buffer.concat(out).toString());
      } else {
        failed(refusalOf(Buffer.concat(err).toString(), args));
      }
    });
  });
}

const optionOf = (name: string, value?: string): string[] => value === undefined ? [] : [`--${name}`, value];

const notThere = (program: string, error: Error): Error => (error as NodeJS.ErrnoException).code === 'ENOENT'
  ? new Error(`there is no '${program}' on the path. these commands call AWS through AWS's own command line, of any version: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html`)
  : error;

function refusalOf(said: string, args: readonly string[]): AwsRefusal {
  const text = said.trim().split('\n').map(line => line.trim()).filter(line => line !== '').at(-1) ?? '';
  const [, code = 'Unknown'] = /An error occurred \(([\w.]+)\)/.exec(text) ?? [];
  const helps = CURES.find(({ means }) => means.test(text))?.helps;
  return new AwsRefusal(code, `aws ${args.slice(0, 2).join(' ')}: ${text || 'ended without a word'}${helps === undefined ? '' : `\n  ${helps}`}`);
}
