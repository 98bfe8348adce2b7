import type { AwsCommand } from '../../src/cli/fleet/aws-command';
import type { Terminal } from '../../src/cli/terminal';

type Program = (terminal: Terminal) => number | Promise<number>;

/** What a program says, and with what it ends. */
export async function said(program: Program): Promise<{ code: number; out: string; err: string }> {
  const heard = { out: '', err: '' };
  const code = await program({
    stdout: { write: (text: string) => { heard.out += text; } },
    stderr: { write: (text: string) => { heard.err += text; } },
  });
  return { code, ...heard };
}

/** The same of a command, whose errors the program around it tells. */
export const saidOf = (command: Program) => said(async terminal => {
  try {
    return await command(terminal);
  } catch (error) {
    terminal.stderr.write((error as Error).message);
    return 2;
  }
});

/** A world in which time passes while a command waits. Each pause lets `meanwhile` change things. */
export function worldOf<T>(data: T | Error, startsAt: number, meanwhile: (pauses: number) => void) {
  let [now, pauses] = [startsAt, 0];
  return {
    connect: () => data instanceof Error ? Promise.reject(data) : Promise.resolve(data),
    now: () => now,
    pause: (milliseconds: number) => {
      now += milliseconds;
      meanwhile(++pauses);
      if (pauses > 1000) { throw new Error('it waits for ever'); }
      return Promise.resolve();
    },
  };
}

/** Answers by service and command; what was asked is kept. */
export function answering(answers: Record<string, unknown>): { aws: AwsCommand; asked: string[][] } {
  const asked: string[][] = [];
  const aws: AwsCommand = args => {
    asked.push([...args]);
    const answer = answers[args.slice(0, 2).join(' ')];
    if (answer instanceof Error) { return Promise.reject(answer); }
    return Promise.resolve(typeof answer === 'string' ? answer : JSON.stringify(answer));
  };
  return { aws, asked };
}
