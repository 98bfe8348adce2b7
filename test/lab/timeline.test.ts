import { Lab } from '../../src/lab';
import { Entry, Journal } from '../../src/lab/journal';
import { Timelines } from '../../src/lab/timeline';

const START = Date.parse('2026-01-05T09:00:00Z');

type Told<T extends Entry['type']> = Partial<Extract<Entry, { type: T }>>;

/** An execution named `run`, told second by second. */
function stories() {
  const journal = new Journal();
  const timelines = new Timelines(journal);
  const write = (second: number, entry: object) =>
    journal.write({ at: new Date(START + 1000 * second).toISOString(), execution: 'run', ...entry } as Entry);
  return {
    timelines,
    execution: (second: number, status: string, more: Told<'execution'> = {}) => write(second, { type: 'execution', status, ...more }),
    state: (second: number, state: string, event: string, more: Told<'transition'> = {}) =>
      write(second, { type: 'transition', state, stateType: 'Task', event, ...more }),
    call: (second: number, action: string, more: Told<'call'> = {}) => write(second, { type: 'call', service: 'sqs', action, ...more }),
  };
}

test('an execution that nobody has seen is an error', () => {
  expect(() => stories().timelines.of('other')).toThrow("no execution 'other' was seen");
});

test('a lab that was not asked to keep timelines says how to ask', () => {
  expect(() => new Lab().timeline({ arn: 'run' })).toThrow('new Lab({ keepTimelines: true })');
});

test('a failed run: each attempt on a line of its own, what was caught, and the end with its cause', () => {
  const { timelines, execution, state, call } = stories();
  execution(0, 'RUNNING');
  state(0, 'Send', 'entered');
  call(1, 'sendMessage', { error: { name: 'Throttled', message: 'slow down' } });
  state(1, 'Send', 'retried', { error: 'Sqs.Throttled' });
  call(3, 'sendMessage', { error: { name: 'Throttled', message: 'slow down' } });
  state(3, 'Send', 'caught', { error: 'Sqs.Throttled' });
  state(3, 'Send', 'exited');
  state(3, 'Give up', 'entered', { stateType: 'Fail' });
  execution(3, 'FAILED', { error: 'Enough', cause: 'twice is enough' });
  expect(timelines.of('run')).toEqual([
    '0:00:00.000  Send     sqs:sendMessage Throttled',
    '0:00:01.000           retried Sqs.Throttled',
    '0:00:03.000           sqs:sendMessage Throttled',
    '0:00:03.000           caught Sqs.Throttled  took 3 s',
    '0:00:03.000  Give up',
    '0:00:03.000  FAILED: Enough: twice is enough',
  ]);
});

test('waits and tasks say how long they took, and what is not over says nothing', () => {
  const { timelines, execution, state, call } = stories();
  execution(0, 'RUNNING');
  state(0, 'Sleep', 'entered', { stateType: 'Wait' });
  state(5400, 'Sleep', 'exited', { stateType: 'Wait' });
  state(5400, 'Send', 'entered');
  call(5400.25, 'sendMessage');
  state(5400.25, 'Send', 'exited');
  state(5400.25, 'Rest', 'entered', { stateType: 'Wait' });
  expect(timelines.of('run')).toEqual([
    '0:00:00.000  Sleep  waited 1 h 30 min',
    '1:30:00.000  Send   sqs:sendMessage ok  took 250 ms',
    '1:30:00.250  Rest',
    '0:00:00.000  RUNNING',
  ]);
});

test('a call belongs to a task that is not over, and calls of nobody and of others are left out', () => {
  const { timelines, execution, state, call } = stories();
  execution(0, 'RUNNING');
  state(0, 'Both', 'entered', { stateType: 'Parallel' });
  state(0, 'Left', 'entered');
  state(0, 'Right', 'entered', { stateType: 'Wait' });
  call(1, 'sendMessage');
  call(1, 'deleteMessage', { execution: undefined });
  call(1, 'deleteMessage', { execution: 'other' });
  state(1, 'Left', 'exited');
  expect(timelines.of('run').slice(0, 3)).toEqual([
    '0:00:00.000  Both', '0:00:00.000  Left   sqs:sendMessage ok  took 1 s', '0:00:00.000  Right',
  ]);
});

test('a redriven run goes on in the same timeline', () => {
  const { timelines, execution, state } = stories();
  execution(0, 'RUNNING');
  state(0, 'Send', 'entered');
  execution(1, 'FAILED', { error: 'Broken' });
  execution(60, 'RUNNING');
  state(60, 'Send', 'entered');
  state(61, 'Send', 'exited');
  execution(61, 'SUCCEEDED');
  expect(timelines.of('run')).toEqual(['0:00:00.000  Send', '0:01:00.000  Send  took 1 s', '0:01:01.000  SUCCEEDED']);
});
