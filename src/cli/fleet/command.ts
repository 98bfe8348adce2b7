import { halt, pin, promote, release, resume, ring, rollback, unpin } from './act';
import { releases, show, tenants } from './look';
import { page } from './page/command';
import { FleetCommand, serve, THIS_WORLD } from './request';
import { status } from './status';
import { Terminal } from '../terminal';

const COMMANDS: Readonly<Record<string, FleetCommand>> = {
  status, tenants, releases, show, page, release, halt, resume, promote, rollback, pin, unpin, ring,
};

export const FLEET_USAGE = `Usage: cdk-account-per-tenant fleet COMMAND [options]

What each tenant runs, and releases of it, with the credentials of the platform account, by AWS's own command line.

  status [--service S]               each service: its good version, what is under way, how many tenants have what
  tenants [--behind] [--service S]   what each tenant has of each service, or only those who should have something else
  releases [--service S]             all releases, the last one first
  show SERVICE [RELEASE]             one release: waves, what gates said, who did what
  page SERVICE [RELEASE] --html FILE the same as one page for a browser, with what change sets said and the time left

  release SERVICE                    bring the newest published version to everybody, wave by wave
    --version V                      or one that was released before
    --may-replace ID,ID              stateful resources that it may replace or delete
  halt SERVICE [RELEASE]             stop what runs, and wait
  resume SERVICE [RELEASE]           go on where it was halted, or got stuck
  promote SERVICE [RELEASE]          go on to the next wave, whatever bake and gates say
  rollback SERVICE [RELEASE]         bring every touched account back to the last good version
  pin TENANT SERVICE [--until DATE]  leave a tenant alone with what it has of a service
  unpin TENANT SERVICE               let it go with the others again
  ring TENANT [RING]                 put a tenant into a ring of releases, or out of it

  --reason TEXT                      why; needed by all that changes something, except release
  --by WHO                           who asks (default: the ARN of the credentials)
  --wait                             follow the release until it is over; exit code 1 when it does not end as was meant
  --platform NAME                    the platform (default: tenants)
  --profile NAME, --region NAME      as AWS's command line has them
  --observability-profile NAME       that of the account of the CentralTelemetry, for health in status and page
  --json                             the answer as JSON`;

/** What there is to do with a fleet. Returns the exit code. */
export async function fleet([name, ...args]: string[], terminal: Terminal, world = THIS_WORLD): Promise<number> {
  if (name === '--help' || args.includes('--help')) {
    terminal.stdout.write(`${FLEET_USAGE}\n`);
    return 0;
  }
  if (name === undefined || !Object.hasOwn(COMMANDS, name)) {
    throw new Error(`${name === undefined ? 'say what' : `there is no '${name}'`}: ${Object.keys(COMMANDS).join(', ')}; --help shows how to use them`);
  }
  return serve(COMMANDS[name], args, terminal, world);
}
