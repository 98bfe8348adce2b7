import { readOptions } from '../../src/cli/options';

export const USAGE = `Usage: npm run aws:smoke -- --email 'you+{id}@example.com' [options]

Tries the library in a real organization, with the credentials of its management account: deploys the smallest
platform, asks for one tenant, compares what happened with what the lab says, and puts everything back.

Take an organization for tests. It makes one account. AWS closes it at the end, keeps it suspended for 90 days, and
counts it against the organization's quota of accounts as long; and it closes at most 10 % of the accounts (10 at least)
in 30 days. What it uses costs less than 0.01 USD. The Region must be bootstrapped (cdk bootstrap).

  --email ADDRESS  the account's address, with {id} in it: a mailbox that you can read
  --region REGION  where the platform works (default: $AWS_REGION)
  --keep           leaves the account and the platform as they are
  --yes            does not ask`;

const OPTIONS = { email: 'value', region: 'value', keep: 'switch', yes: 'switch', help: 'switch' } as const;

export interface Wishes {
  readonly email: string;
  readonly region: string;
  readonly keep: boolean;
  readonly yes: boolean;
}

/** What is wished for, or the text to print instead. */
export function wishesOf(
  args: string[], environment: NodeJS.ProcessEnv,
): Wishes | { readonly print: string; readonly code: number } {
  const { values, switches, complaints } = readOptions(args, OPTIONS);
  if (switches.has('help')) { return { print: USAGE, code: 0 }; }
  const { email = '', region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? '' } = values;
  const wrong = [...complaints];
  if (!/^[^@\s]+@[^@\s]+$/.test(email) || !email.includes('{id}')) {
    wrong.push(`--email must be an address with {id} in it, such as 'you+{id}@example.com', got '${email}'`);
  }
  if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region)) { wrong.push(`--region must be a Region, such as us-east-1, got '${region}'`); }
  return wrong.length > 0
    ? { print: [...wrong, '', USAGE].join('\n'), code: 2 }
    : { email, region, keep: switches.has('keep'), yes: switches.has('yes') };
}
