import { cost, COST_USAGE } from './cost';
import { limits, LIMITS_USAGE } from './limits';
import { tier, TIER_USAGE } from './tier';
import { tiers, TIERS_USAGE } from './tiers';
import { Terminal } from '../terminal';

type TelemetryCommand = (args: string[], terminal: Terminal) => number | Promise<number>;

const COMMANDS: Readonly<Record<string, TelemetryCommand>> = { cost, limits, tiers, tier };

export const TELEMETRY_USAGE = `Usage: cdk-account-per-tenant telemetry COMMAND [options]

What telemetry of tenants costs, and how far it reaches.

${COST_USAGE}
${LIMITS_USAGE}
${TIERS_USAGE}
${TIER_USAGE}
                             (tiers and tier ask the platform account: --platform, --profile, --region)
  --json                     the answer as JSON`;

/** What there is to do with telemetry. Returns the exit code. */
export async function telemetry([name, ...args]: string[], terminal: Terminal): Promise<number> {
  if (name === '--help' || args.includes('--help')) {
    terminal.stdout.write(`${TELEMETRY_USAGE}\n`);
    return 0;
  }
  if (name === undefined || !Object.hasOwn(COMMANDS, name)) {
    throw new Error(`${name === undefined ? 'say what' : `there is no '${name}'`}: ${Object.keys(COMMANDS).join(', ')}; --help shows how to use them`);
  }
  return COMMANDS[name](args, terminal);
}
