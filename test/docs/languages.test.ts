import { readFileSync } from 'node:fs';

const page = readFileSync('docs/languages.md', 'utf8');

test.each([
  ['ts', 'examples/probing-platform/app.ts'],
  ['python', 'examples/python-platform/probing.py'],
  ['java', 'examples/java-platform/src/main/java/com/example/platform/PlatformApp.java'],
  ['go', 'examples/go-platform/main.go'],
])('the app in %s on docs/languages.md is %s, below its first comment', (language, file) => {
  const [, shown] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  expect(shown?.trim()).toBe(readFileSync(file, 'utf8').replace(/^((#|\/\/).*\n)+/, '').trim());
});
