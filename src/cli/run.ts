import { DEMO_USAGE, demo } from './demo/command';
import { dlq, DLQ_USAGE } from './dlq/command';
import { fleet, FLEET_USAGE } from './fleet/command';
import { guardrails, GUARDRAILS_USAGE } from './guardrails/command';
import { simulate, SIMULATE_USAGE } from './simulate/command';
import { telemetry, TELEMETRY_USAGE } from './telemetry/command';
import { Terminal } from './terminal';

const NAME = 'cdk-account-per-tenant';

type Command = (args: string[], terminal: Terminal) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = { demo, simulate, guardrails, fleet, telemetry, dlq };

const USAGE = `Usage: ${NAME} COMMAND [options]

  demo       onboard tenants on the lab, offline, with faults
  simulate   what happens to your own platform when many tenants ask
  guardrails what your guardrails are, and what a change of them would deny
  fleet      what each tenant runs, and releases of it
  telemetry  what telemetry of tenants costs, and how far it reaches
  dlq        what failed in tenant accounts, and the way back

${DEMO_USAGE}

${SIMULATE_USAGE}

${GUARDRAILS_USAGE}

${FLEET_USAGE}

${TELEMETRY_USAGE}

${DLQ_USAGE}
`;

/** Runs a command. Returns the exit code: 0 when all is well, 1 when the result is not, 2 when it could not be run. */
export async function run([name, ...args]: string[], terminal: Terminal): Promise<number> {
  if (name === undefined || name === '--help' || name === 'help') {
    terminal.stdout.write(USAGE);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    const known = Object.keys(COMMANDS).join(', ');
    terminal.stderr.write(`${NAME}: there is no command '${name}'; there is ${known}. --help shows how to use it\n`);
    return 2;
  }
  try {
    return await command(args, terminal);
  } catch (error) {
    // A mistake in the program keeps its stack: it is for us, not for the user.
    const ours = [TypeError, RangeError, ReferenceError].some(type => error instanceof type);
    terminal.stderr.write(`${NAME} ${name}: ${ours ? (error as Error).stack : (error as Error).message}\n`);
    return 2;
  }
}
