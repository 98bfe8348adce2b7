import { DEMO_USAGE, demo } from './demo/command';

const COMMANDS: Record<string, (args: string[]) => Promise<number>> = { demo };

const USAGE = `Usage: cdk-account-per-tenant COMMAND [options]

  demo   onboard tenants on the lab, offline

${DEMO_USAGE}`;

async function main([name, ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
  if (!command) {
    const asked = name === undefined || name === '--help' || name === 'help';
    (asked ? console.log : console.error)(asked ? USAGE : `there is no command '${name}'\n\n${USAGE}`);
    return asked ? 0 : 2;
  }
  return command(args);
}

main(process.argv.slice(2)).then(
  code => { process.exitCode = code; },
  (error: Error) => {
    console.error(`cdk-account-per-tenant: ${error.message}`);
    process.exitCode = 2;
  },
);
