import { diff, DIFF_USAGE } from './diff';
import { render, RENDER_USAGE } from './render';
import { Terminal } from '../terminal';

export const GUARDRAILS_USAGE = `${RENDER_USAGE}

${DIFF_USAGE}`;

/** What is there to be known of guardrails. Returns the exit code. */
export async function guardrails([name, ...args]: string[], terminal: Terminal): Promise<number> {
  switch (name) {
    case 'render': return render(args, terminal);
    case 'diff': return diff(args, terminal);
    case '--help':
      terminal.stdout.write(`${GUARDRAILS_USAGE}\n`);
      return 0;
    default: throw new Error(`${name === undefined ? 'say what' : `there is no '${name}'`}: render or diff; --help shows how to use them`);
  }
}
