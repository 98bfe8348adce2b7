import { defineGates } from './gates/gates';
import { synthesize } from './platform';
import { bad } from './stories/bad';
import { corners } from './stories/corners';
import { first } from './stories/first';
import { gates } from './stories/gates';
import { line } from './stories/line';
import { mishaps } from './stories/mishaps';
import { people } from './stories/people';
import { regions } from './stories/regions';
import { runs } from './stories/runs';
import { Stories } from './stories/stories';
import { control } from '../../../src/fleet/releases/workflows/control.asl';
import { release } from '../../../src/fleet/releases/workflows/release.asl';

/** What AWS needs and the lab does not ask for, or no story comes to. */
const NOT_ASKED_IN_THE_LAB = [
  // Step Functions hears of the end of a gate's run by a rule, and stops it when it is stopped itself.
  /events:(DescribeRule|PutRule|PutTargets)$/, /rule\/StepFunctionsGetEventsForStepFunctionsExecutionRule$/, /states:StopExecution$/,
  // Without it S3 does not say that a file is not there.
  /s3:ListBucket$/, /arn:aws:s3:::[a-z0-9-]+$/,
  // Collecting needs versions of a month ago, and a doubtful stack a lost answer: handlers/lab.test.ts.
  /s3:DeleteObject$/, /dynamodb:DeleteItem$/, /Reconciliation.*ssm:/, /Reconciliation.*DescribeStackInstance$/, /arn:aws:s3:::cdk-apt-tenants-ACCOUNT-\*/,
];

const stories = new Stories(synthesize(defineGates));

afterEach(() => { stories.close(); });

first(stories);
bad(stories);
people(stories);
line(stories);
runs(stories);
gates(stories);
corners(stories);
mishaps(stories);
regions(stories);

describe('What roles of releases may do', () => {
  it('is what some story needs', () => {
    const ours = stories.privileges.idle().filter(entry => /^(Releases|cdk-account-per-tenant-tenants-preview)/.test(entry));
    expect(ours.filter(entry => !NOT_ASKED_IN_THE_LAB.some(known => known.test(entry)))).toEqual([]);
  });
});

describe('Every state', () => {
  it('of both documents is one that some story comes to', () => {
    const ties = {
      partition: '', region: '', urlSuffix: '', platform: '', callAs: '', table: '', bucket: '', busName: '', plan: '', settle: '', preview: '', machine: '',
    };
    const states = [release(ties), control(ties)].flatMap(({ States }) => Object.keys(States));
    expect(states.filter(state => !stories.visited.has(state))).toEqual([]);
  });
});
