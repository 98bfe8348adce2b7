import { synthesize } from './platform';
import { otherKinds } from './stories/other-kinds';
import { recorded } from './stories/recorded';
import { redriven } from './stories/redriven';
import { Stories } from './stories/stories';
import { redrive } from '../../../src/telemetry/failures/workflows/redrive.asl';

const stories = new Stories(synthesize());

afterEach(() => { stories.close(); });

recorded(stories);
redriven(stories);
otherKinds(stories);

describe('What roles of failures may do', () => {
  it('is what some story needs', () => {
    const ours = stories.privileges.idle().filter(entry => /^(Observability-|cdk-account-per-tenant-tenants-(failure|redriv))/.test(entry));
    expect(ours).toEqual([]);
  });

  it('is all that is called', () => {
    expect([...stories.privileges.refused]).toEqual([]);
  });
});

describe('Every state', () => {
  it('of the document is one that some story comes to', () => {
    expect(Object.keys(redrive({ partition: '', redrive: '' }).States).filter(state => !stories.visited.has(state))).toEqual([]);
  });
});
