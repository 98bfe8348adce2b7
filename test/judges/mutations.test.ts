import { rmSync } from 'node:fs';
import { changedCopy } from '../../build-tools/changed-assembly';
import { documentsOf } from '../../judges/calls/documents';
import { drop, inEnrolment, inState } from '../../judges/calls/edits';
import { STORIES } from '../../judges/cloud/stories';
import { MUTATIONS } from '../../judges/mutations/list';
import { synthesize } from '../stories/platform';

const assembly = synthesize('plain');
const machine = (folder: string) => documentsOf({ name: 'it', folder, remove: () => {} })
  .find(({ name }) => name.includes('Enrolment'))!.definition.States as Record<string, object>;
const whole = machine(assembly);

afterAll(() => { rmSync(assembly, { recursive: true }); });

test('there are enough mistakes, each is another one, and each is looked for in a story that there is', () => {
  expect(new Set(MUTATIONS.map(({ what }) => what)).size).toBe(MUTATIONS.length);
  expect(MUTATIONS.length).toBeGreaterThanOrEqual(10);
  expect(STORIES.map(({ name }) => name)).toEqual(expect.arrayContaining(MUTATIONS.map(({ story }) => story)));
});

test.each(MUTATIONS.map(mutation => [mutation.what, mutation] as const))('%s: changes one state, and keeps all others reachable', (_, mutation) => {
  const { folder, templates } = changedCopy(assembly, { inDocument: inEnrolment(mutation) });
  try {
    expect(templates).toBe(1);
    const states = machine(folder);
    const changed = Object.keys(whole).filter(name => JSON.stringify(states[name]) !== JSON.stringify(whole[name]));
    // The first state takes in those to which nothing leads any more.
    expect(changed.filter(name => name !== 'Is it a request?' || name === mutation.state)).toEqual([mutation.state]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a mistake whose place is not there any more is an error, and changes nothing silently', () => {
  const apply = (mistake: ReturnType<typeof inState>) =>
    changedCopy(assembly, { inDocument: inEnrolment(mistake) });
  expect(() => apply(inState('No such state', '', () => {}))).toThrow("there is no state 'No such state'");
  expect(() => apply(inState('Create account', '', drop('Arguments/NoSuchParameter')))).toThrow("there is no 'Arguments/NoSuchParameter'");
});
