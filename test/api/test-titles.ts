import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';

/** The titles of all tests below a folder, as they are written. */
export function titlesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.ts'))
    .flatMap(file => testTitles(readFileSync(join(folder, file), 'utf8')));
}

/** The first argument of each `test(…)`, `it(…)` and `test.each(…)(…)`, where it is a text. */
export function testTitles(code: string): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(test|it)\b/.test(node.expression.getText())) {
      const [title] = node.arguments;
      if (title && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) {
        titles.push(title.getText().slice(1, -1));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('x.test.ts', code, ts.ScriptTarget.Latest, true));
  return titles;
}
