/* npm run cfn-lint: what AWS's linter of templates says of each template; fails on errors. */
import { readFileSync } from 'fs';
import { relative } from 'path';
import { withTemplates } from './templates';
import { ended, program, ROOT } from '../../build-tools/processes';
import { python } from '../python';

interface Match {
  readonly Level: string;
  readonly Message: string;
  readonly Filename: string;
  readonly Rule: { readonly Id: string; readonly ShortDescription: string };
  readonly Location: { readonly Path: readonly string[] | null; readonly Start: { readonly LineNumber: number } };
}

interface Known {
  readonly rule: string;
  readonly type: string;
  readonly property: string;
  readonly because: string;
}

/** What is said of templates that the CDK writes by itself, and where; nothing of ours can mend it. */
const KNOWN: readonly Known[] = [
  {
    rule: 'E3703', type: 'AWS::CodePipeline::Pipeline', property: 'RoleArn',
    because: "aws-cdk-lib joins the parts of the role's ARN with Fn::Join, where the linter would rather have Fn::Sub; both come to the same",
  },
];

/** Why it is no error of ours; undefined for all others. */
function knownBecause({ Rule, Filename, Location: { Path } }: Match): string | undefined {
  const path = Path ?? [];
  if (path[0] !== 'Resources') { return undefined; }
  const { Resources } = JSON.parse(readFileSync(Filename, 'utf8')) as { Resources: Record<string, { Type: string } | undefined> };
  const type = Resources[path[1]]?.Type;
  return KNOWN.find(each => each.rule === Rule.Id && each.type === type && path.includes(each.property))?.because;
}

/** Exit codes that say what it found: errors 2, warnings 4, hints 8, or several. With another one it came to no end. */
const SAID: ReadonlySet<number> = new Set([0, 2, 4, 6, 8, 10, 12, 14]);

async function lint(interpreter: string, files: readonly string[]): Promise<Match[]> {
  const start = 'import sys; from cfnlint.runner import main; sys.exit(main())';
  const options = ['--format', 'json', '--regions', 'us-east-1', '--'];
  const { code, output } = await ended(ROOT, interpreter, ['-c', start, ...options, ...files]);
  if (code === null || !SAID.has(code)) { throw new Error(`cfn-lint did not come to an end: exit code ${code}\n${output.slice(-2000)}`); }
  return JSON.parse(output || '[]') as Match[];
}

/** The rules of some matches with how often, the most frequent first. */
function byRule(matches: readonly Match[]): string[] {
  const rules = new Map<string, number>();
  for (const { Rule: { Id, ShortDescription } } of matches) {
    const rule = `${Id} (${ShortDescription})`;
    rules.set(rule, (rules.get(rule) ?? 0) + 1);
  }
  return [...rules].sort(([, a], [, b]) => b - a).map(([rule, count]) => `${count} ${rule}`);
}

async function main(args: string[]): Promise<number> {
  if (args.length > 0) { throw new Error(`no such option: ${args.join(' ')}; npm run cfn-lint takes none`); }
  const interpreter = await python();
  return withTemplates(async (files, folder) => {
    const matches = await lint(interpreter, files);
    const all = matches.filter(match => match.Level === 'Error');
    const errors = all.filter(match => knownBecause(match) === undefined);
    const known = all.filter(match => !errors.includes(match));
    for (const { Rule, Message, Filename, Location } of errors) {
      console.log(`${relative(folder, Filename)}:${Location.Start.LineNumber} ${Location.Path?.join('/') ?? ''}: ${Rule.Id} ${Message}`);
    }
    for (const line of byRule(matches.filter(({ Level }) => Level !== 'Error'))) { console.log(`warnings: ${line}`); }
    for (const each of known) { console.log(`known: ${relative(folder, each.Filename)} ${each.Location.Path!.join('/')}: ${each.Rule.Id}: ${knownBecause(each)}`); }
    console.log(`${files.length} templates, ${errors.length} errors, ${known.length} known`);
    return errors.length === 0 ? 0 : 1;
  });
}

if (require.main === module) { program(main, 'nothing was judged'); }
