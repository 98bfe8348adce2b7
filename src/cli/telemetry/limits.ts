import { readCostRequest } from './cost-request';
import { centralOf, coverageOf, reachesOf, RECOMMENDED } from './reach';
import { grouped } from '../../telemetry/cost/bill-item';
import { columns } from '../../telemetry/cost/print';
import { Terminal } from '../terminal';

export const LIMITS_USAGE = `  limits                     how near so many tenants come to AWS's limits, and how many of them are seen
                             (--tenants, --active, --regions, --app as above)`;

/** Prints how near the set-up comes to AWS's limits. Exit code 1 when it comes over one. */
export function limits(args: string[], terminal: Terminal): number {
  return readCostRequest(args, ({ input, of, json }, assembly) => {
    const central = assembly === undefined ? RECOMMENDED : centralOf(assembly);
    const [reaches, coverage] = [reachesOf(input, central), coverageOf(input)];
    const sources = [...new Set(reaches.map(({ source }) => source))];
    const table = columns([
      ['', 'here', 'AWS allows', ''],
      ...reaches.map(({ what, count, most, over, source, verified }) =>
        [what, grouped(count), most === undefined ? 'any' : grouped(most), `[${sources.indexOf(source) + 1}]${verified ? '' : ' ?'}${over ? ' TOO MANY' : ''}`]),
    ], new Set([0, 3]));
    const lines = [
      `${grouped(input.tenants)} tenants, ${input.regions} ${input.regions === 1 ? 'Region' : 'Regions'}: ${of ?? 'as recommended'}. ?: no source was found`,
      '',
      ...table.flatMap((line, index) => index === 0 ? [line] : [line, ...wrapped(reaches[index - 1].because)]),
      '',
      'Share of tenants that are seen',
      ...coverage.flatMap(({ of: what, share, because }) => [`${share.toFixed(2)}  ${what}`, ...wrapped(because)]),
      '',
      ...sources.map((source, index) => `[${index + 1}] ${source}`),
    ];
    terminal.stdout.write(json ? `${JSON.stringify({ of, input, central, reaches, coverage }, undefined, 2)}\n` : `${lines.join('\n')}\n`);
    return reaches.some(({ over }) => over) ? 1 : 0;
  });
}

const WIDTH = 100;
const INDENT = '      ';

/** A sentence in lines that are not too long. */
function wrapped(sentence: string): string[] {
  return sentence.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    return last === undefined || last.length + word.length >= WIDTH ? [...lines, `${INDENT}${word}`] : [...lines.slice(0, -1), `${last} ${word}`];
  }, []);
}
