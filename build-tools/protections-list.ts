import { isObject, Json, JsonObject } from '../src/lab';

/** Something that guards a promise, and how it is taken out of what was synthesized. */
export interface Protection {
  readonly name: string;
  readonly inState?: (name: string, state: JsonObject, states: Record<string, JsonObject>) => void;
  readonly inResource?: (resource: JsonObject, properties: JsonObject) => void;
}

/** Each text in a state, changed. */
function rewrite(state: JsonObject, change: (text: string) => string): void {
  const walk = (value: Json): Json => {
    if (typeof value === 'string') { return change(value); }
    if (Array.isArray(value)) { return value.map(walk); }
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner as Json)]))
      : value;
  };
  Object.assign(state, walk(state));
}

const items = (state: JsonObject) => ((state.Arguments as JsonObject | undefined)?.TransactItems ?? []) as JsonObject[];
const only = (wanted: string, change: (state: JsonObject, states: Record<string, JsonObject>) => void): Protection['inState'] => (name, state, states) => {
  if (name === wanted) { change(state, states); }
};
const choices = (state: JsonObject) => state.Choices as JsonObject[];
const writes = (item: JsonObject) => (item.Put ?? item.Update ?? item.Delete) as JsonObject;

/** A write that has no condition any more needs no names and values for one. */
function unconditional(write: JsonObject, ...values: string[]): void {
  delete write.ConditionExpression;
  const given = (write.ExpressionAttributeValues ?? {}) as JsonObject;
  for (const value of values) { delete given[value]; }
  if (Object.keys(given).length === 0) { delete write.ExpressionAttributeValues; }
}

/** What guards the enrolment. Those of one thing stand together. */
export const PROTECTIONS: readonly Protection[] = [
  { name: 'a record is opened only if there is none', inState: only('Open the record', state => { unconditional(writes(items(state)[0])); }) },
  {
    name: 'an address belongs to one tenant',
    inState: (name, state) => {
      if (!['Open the record', 'Write that it is taken over'].includes(name)) { return; }
      const [, address] = items(state);
      unconditional(writes(address), ...Object.keys((writes(address).ExpressionAttributeValues ?? {}) as JsonObject));
    },
  },
  {
    name: 'the address is put on record at all (EMAIL item)',
    inState: (name, state) => { if (['Open the record', 'Write that it is taken over'].includes(name)) { items(state).splice(1, 1); } },
  },
  {
    name: 'an account is written down for one tenant only',
    inState: only('Write the account down', state => {
      const account = items(state).map(writes).find(({ Item }) => JSON.stringify(Item ?? '').includes('ACCOUNT#'))!;
      unconditional(account, ':tenant');
    }),
  },
  {
    name: 'only the run that has the record changes it',
    inState: (_, state) => {
      for (const write of items(state).map(writes).filter(each => each?.ConditionExpression === '#run = :run')) {
        unconditional(write, ':run');
        delete (write.ExpressionAttributeNames as JsonObject)['#run'];
      }
    },
  },
  {
    name: 'of two who take a record over one does',
    inState: only('Write that it is taken over', state => { unconditional(writes(items(state)[0]), ':before'); }),
  },
  {
    name: 'a live run is left alone', inState: only('Is somebody at it?', state => { choices(state)[0].Condition = '{% false %}'; }),
  },
  {
    name: 'the fence before cleaning up: is it still mine?',
    inState: (name, state) => {
      if (/^May it (clean up|go on)/.test(name)) { choices(state).slice(-1)[0].Condition = '{% true %}'; }
    },
  },
  {
    name: 'an account is looked for in the root by its address', inState: only('How far had it come?', state => { state.Default = 'Join the line again'; }),
  },
  {
    name: 'the root is looked through again when the address is taken (mayExist)',
    inState: only('Is it in the root?', state => { state.Choices = choices(state).filter(({ Condition }) => !String(Condition).includes('$mayExist')); }),
  },
  {
    name: 'an account is looked for everywhere, in the end',
    inState: only('Is it in the root?', state => { state.Choices = choices(state).filter(({ Next }) => Next !== 'Look for it everywhere'); }),
  },
  {
    name: 'an unknown answer of CreateAccount may hide an account (mayExist)',
    inState: only('Create account', state => {
      const [last] = (state.Catch as JsonObject[]).slice(-1);
      Object.assign(last, { Assign: { ...last.Assign as JsonObject, mayExist: false } });
    }),
  },
  {
    name: 'an unknown answer of CreateAccount is no refusal: it is asked again',
    inState: only('Create account', state => { (state.Catch as JsonObject[]).slice(-1)[0].Next = 'Is it still mine?'; }),
  },
  {
    name: 'a newborn account that was there before the request is not adopted',
    inState: (_, state) => { rewrite(state, text => text.replace(' and $toMillis(JoinedTimestamp) >= $startedAt', '')); },
  },
  {
    name: 'the pace: a slot each ten seconds',
    inState: (name, state) => { if (name === 'Reserve a slot') { rewrite(state, text => text.replaceAll('10000', '0')); } },
  },
  {
    name: 'five places in flight',
    inState: (_, state) => { rewrite(state, text => text === '5' ? '1000' : text.replace('$count($nextInLine.others) < 5', '$count($nextInLine.others) < 1000')); },
  },
  {
    name: 'the line is held back when AWS refuses', inState: only('Hold the line back', state => { rewrite(state, text => text.replace('15000 *', '0 *')); }),
  },
  {
    name: 'whoever gives a place back looks at the line once more',
    inState: (name, state) => { if (name.startsWith('Give the place back')) { state.Next = name.includes('failure') ? 'Is there an account?' : 'Move to onboarding'; } },
  },
  {
    name: 'who was called does not go to sleep',
    inState: only('Stand in line', state => { unconditional(state.Arguments as JsonObject); }),
  },
  {
    // Each of the two conditions holds it alone.
    name: 'a place is handed on only in the line as it was seen, to who is asleep as it was seen',
    inState: (name, state) => {
      if (!name.startsWith('Hand the place on')) { return; }
      unconditional(writes(items(state)[0]), ':seen');
      const calling = writes(items(state)[1]);
      delete calling.ConditionExpression;
      calling.ExpressionAttributeValues = { ':now': { S: '{% $states.context.State.EnteredTime %}' } };
    },
  },
  {
    name: 'a transaction of the line that is repeated is one (client token)',
    inState: (name, state) => { if (name.startsWith('Hand the place on')) { delete (state.Arguments as JsonObject).ClientRequestToken; } },
  },
  {
    name: 'a transaction of the record that is repeated is one (client token)',
    inState: (name, state) => { if (items(state).length > 0 && !name.startsWith('Hand the place on')) { delete (state.Arguments as JsonObject).ClientRequestToken; } },
  },
  {
    name: 'who fails leaves the line', inState: only('May it clean up?', state => { choices(state).find(({ Next }) => Next === 'Leave the line')!.Next = 'Is there an account?'; }),
  },
  { name: 'an account is moved to onboarding', inState: only('Write the account down', (_, states) => { bypass(states, 'Move to onboarding', 'Bring the baseline'); }) },
  {
    name: 'an account that was moved by hand is followed',
    inState: (_, state) => { if (/organizations:moveAccount$/.test(String(state.Resource))) { state.Catch = [(state.Catch as JsonObject[])[0], ...(state.Catch as JsonObject[]).slice(2)]; } },
  },
  {
    name: 'a baseline operation has an id of its own, and is brought once',
    inState: only('Bring the baseline', state => {
      (state.Arguments as JsonObject).OperationId = '{% "enrol-" & $uuid() %}';
      (state.Assign as JsonObject).operation = '{% $states.result.OperationId %}';
    }),
  },
  {
    name: 'failed stack instances are counted (FailedStackInstancesCount)',
    inState: only('Is the baseline there?', state => { rewrite(state, text => text.replace(' and $status.failed = 0', '')); }),
  },
  { name: 'who fails goes to quarantine', inState: only('Is there an account?', state => { choices(state).forEach(each => { each.Next = 'Record the failure'; }); }) },
  { name: 'the unit for quarantine is read once more', inState: only('Is there an account?', state => { choices(state).shift(); }) },
  { name: 'who finds its tenant ready on record says so', inState: only('May it clean up?', state => { choices(state).shift(); }) },
  { name: 'an account of an earlier request gets the tags of this one', inState: only('Is the baseline there?', state => { choices(state).shift(); }) },
  { name: 'the fence before tagging', inState: only('Tag the account', state => { rewrite(state, text => text.replace('$states.context.Execution.RedriveCount = $redrives', 'true')); }) },
  {
    name: 'nobody gets a service that a release has closed',
    inState: only('Begin to install', state => {
      rewrite(state, text => text.replace(' AND (#open = :true OR contains(installing, :me))', ''));
      const { ExpressionAttributeNames, ExpressionAttributeValues } = state.Arguments as Record<string, JsonObject>;
      for (const unused of ['#open', ':true', ':me']) {
        delete ExpressionAttributeNames[unused];
        delete ExpressionAttributeValues[unused];
      }
    }),
  },
  {
    name: 'who is waited for by a release may go on, although the service is closed',
    inState: only('Begin to install', state => {
      rewrite(state, text => text.replace(' OR contains(installing, :me)', ''));
      delete (state.Arguments as Record<string, JsonObject>).ExpressionAttributeValues[':me'];
    }),
  },
  { name: 'who has the service is not waited for any longer', inState: only('Note the service', state => { items(state).splice(1, 1); }) },
  { name: 'who failed to get the service is not waited for any longer', inState: only('Give the install up', state => { items(state).splice(1, 1); }) },
  { name: 'who has not the record any more notes no service', inState: only('Note the service', state => { items(state).shift(); }) },
  {
    name: 'the fence before a service is brought',
    inState: (name, state) => {
      if (name === 'Begin to install' || name === 'Bring the service') { rewrite(state, text => text.replace('$states.context.Execution.RedriveCount = $redrives', 'true')); }
    },
  },
  {
    name: 'failed stacks of a service are counted (FailedStackInstancesCount)',
    inState: only('Is the service there?', state => { rewrite(state, text => text.replace(' and $status.failed = 0', '')); }),
  },
  { name: 'a service that is closed is waited for', inState: only('Is the service open?', state => { rewrite(state, text => text.replace('+ 14400000', '- 1')); }) },
  { name: 'a first release takes the tenant along', inState: only('May it be brought now?', state => { choices(state).pop(); }) },
  { name: 'a service finds the account wherever it is', inState: only('Bring the service', state => { rewrite(state, text => text.replace('$land.root', '$land.onboarding')); }) },
  { name: 'each task has a time-out', inState: (_, state) => { if (state.Type === 'Task' && !String(state.Resource).includes('waitForTaskToken')) { delete state.TimeoutSeconds; } } },
  {
    name: 'the sweeper is told of ends, and looks',
    inResource: (resource, properties) => {
      if (resource.Type === 'AWS::Events::Rule' && /^(Looks for|Enrolments that)/.test(String(properties.Description))) { properties.State = 'DISABLED'; }
    },
  },
  {
    name: 'the sweeper looks by itself',
    inResource: (resource, properties) => {
      if (resource.Type === 'AWS::Events::Rule' && /^Looks for/.test(String(properties.Description))) { properties.State = 'DISABLED'; }
    },
  },
  {
    name: 'it is looked once a day whether other guardrails are to be noted',
    inResource: (resource, properties) => {
      if (resource.Type === 'AWS::Events::Rule' && /^Notes which guardrails/.test(String(properties.Description))) { properties.State = 'DISABLED'; }
    },
  },
  {
    name: 'other guardrails are noted for whom they were not noted before',
    inState: only('Note it', state => { rewrite(state, text => text.replace(' AND (attribute_not_exists(#guardrails) OR #guardrails <> :held)', '')); }),
  },
  {
    name: 'other guardrails are noted for who is ready',
    inState: only('Note it', state => { rewrite(state, text => text.replace('#state = :ready AND (', ':ready = :ready AND (').replace(', "#state": "state"', '')); }),
  },
  {
    name: 'a run that is redriven notes nothing of what it knew before',
    inState: only('Note it', state => { rewrite(state, text => text.replace('$states.context.Execution.RedriveCount = $redrives', 'true')); }),
  },
];

/** All that led to a state leads past it. */
function bypass(states: Record<string, JsonObject>, from: string, to: string): void {
  for (const state of Object.values(states)) {
    rewrite(state, text => text === from ? to : text);
  }
}

/** Those whose names hold all the words; npm hands several words on one by one, even within quotes. */
export function protectionsNamed(words: readonly string[]): readonly Protection[] {
  const named = PROTECTIONS.filter(({ name }) => words.every(word => name.includes(word)));
  if (named.length === 0) {
    throw new Error([`the name of no protection has '${words.join(' ')}' in it; there are`, ...PROTECTIONS.map(({ name }) => `  ${name}`)].join('\n'));
  }
  return named;
}
