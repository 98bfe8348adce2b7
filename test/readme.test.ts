import { readFileSync } from 'fs';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import * as typescript from 'typescript';

const ROOT = join(__dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The first block of the README whose opening line begins so. */
function block(opening: string): string {
  const lines = read('README.md').split('\n');
  const start = lines.findIndex(line => line.startsWith(`\`\`\`${opening}`)) + 1;
  expect(start).toBeGreaterThan(0);
  return lines.slice(start, lines.indexOf('```', start)).join('\n');
}

/** The templates of an app in TypeScript that names its App `app`. */
function templates(source: string): Record<string, unknown> {
  const { outputText } = typescript.transpileModule(source, {
    compilerOptions: { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 },
  });
  const app = new Function('require', 'exports', `${outputText}\nreturn app;`)(require, {}) as App;
  return Object.fromEntries(app.synth().stacks.map(stack => [stack.stackName, stack.template]));
}

test("the README's platform in TypeScript is the one of examples/platform", () => {
  const shown = templates(block('ts'));
  expect(Object.keys(shown)).toEqual(['Organization', 'Platform']);
  expect(shown).toEqual(templates(read('examples/platform/app.ts')));
});

test("the README's platform in Python is examples/python-platform, below its first comment", () => {
  expect(read('examples/python-platform/app.py').replace(/^(#.*\n)+/, '').trim()).toBe(block('python').trim());
});
