import { readFileSync } from 'node:fs';
import { Lab } from '../../src/lab';
import { synthesize } from '../stories/platform';

/** The snippet of docs/lab.md, run as it stands there on a platform as users write it. */
test('the snippet of docs/lab.md runs', async () => {
  const page = readFileSync('docs/lab.md', 'utf8');
  const snippet = /```ts\n([\s\S]*?)```/.exec(page)![1]
    .replace(/^import .*$/m, '')
    .replace("'cdk.out'", JSON.stringify(synthesize('plain')));
  const play = new Function('Lab', `return (async () => { ${snippet}; return lab; })()`) as (lab: typeof Lab) => Promise<Lab>;
  const lab = await play(Lab);
  expect(lab.states.executions().map(each => each.status)).toEqual(['SUCCEEDED']);
});
