import { redrive, replay } from './act';
import { list, show } from './look';
import { DLQ_WORLD, DlqCommand, serve } from './request';
import { Terminal } from '../terminal';

const COMMANDS: Readonly<Record<string, DlqCommand>> = { list, show, redrive, replay };

export const DLQ_USAGE = `Usage: cdk-account-per-tenant dlq COMMAND [options]

What failed in tenant accounts, and the way back, with the credentials of the account of the CentralTelemetry, by AWS's
own command line. TENANT is a tenant's name, or its account id.

  list                               what waits for somebody, the last first
    --tenant T, --service S          only of this tenant, only of this service
    --state STATE                    held, redriving, redriven, 'in doubt', parked or refused
    --since TIME                     a day, a time, or how long ago: 2026-03-31, 2026-03-31T18:00Z, 2h
    --most N                         so many (default: 50)
  show TENANT ID                     one failure with its payload, and what can be done
  redrive --tenant T                 give what is held back to the account that it came from
    --id ID                          only this one, and again for others; what is parked or in doubt has to be named
    --service S                      only what is of this service
    --rate N                         so many in a second (default: 5)
  replay --tenant T                  have the account say again what it could not hand over for longer than a day
    --from TIME, --to TIME           of this time
    --tenant-region NAME             in this Region of the tenant (default: that of the CentralTelemetry)

  --reason TEXT                      why; needed by redrive and replay
  --by WHO                           who asks (default: the ARN of the credentials)
  --wait                             until it is done; exit code 1 when some were not given back
  --platform NAME                    the platform (default: tenants)
  --profile NAME, --region NAME      as AWS's command line has them
  --platform-profile NAME            the profile of the platform account, where that is another one, for tenants' names
  --json                             the answer as JSON`;

/** What there is to do with failures. Returns the exit code. */
export async function dlq([name, ...args]: string[], terminal: Terminal, world = DLQ_WORLD): Promise<number> {
  if (name === '--help' || args.includes('--help')) {
    terminal.stdout.write(`${DLQ_USAGE}\n`);
    return 0;
  }
  if (name === undefined || !Object.hasOwn(COMMANDS, name)) {
    throw new Error(`${name === undefined ? 'say what' : `there is no '${name}'`}: ${Object.keys(COMMANDS).join(', ')}; --help shows how to use them`);
  }
  return serve(COMMANDS[name], args, terminal, world);
}
