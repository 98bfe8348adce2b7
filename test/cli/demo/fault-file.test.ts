import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complaintsAbout, readFaultFile } from '../../../src/cli/demo/fault-file';
import { Fault, Lab } from '../../../src/lab';
import { servicesOf } from '../../../src/lab/fault-fields';

const services = servicesOf(new Lab().cloud.allRooms());
const complaints = (...faults: unknown[]) => complaintsAbout({ faults }, services);
const FINE = { kind: 'error', service: 'organizations', action: 'createAccount', error: 'ServiceException' };

test.each<[string, unknown, RegExp]>([
  ['no object', 5, /^faults\[0\] must be an object, got 5$/],
  ['a list', [], /^faults\[0\] must be an object, got \[\]$/],
  ['no kind', {}, /^faults\[0\]\.kind must be one of error, late, twice, crash, kill, creation, stack, delivery, message, bus, got undefined$/],
  ['an unknown kind', { kind: 'explosion' }, /kind must be one of .*, got "explosion"/],
  ['a kind that objects have by nature', { kind: 'toString' }, /kind must be one of .*, got "toString"/],
  ['an unknown field', { ...FINE, wenn: 'after' }, /^faults\[0\]\.wenn is unknown; .*'error' has kind, name, .*, when$/],
  ['the field of another kind', { ...FINE, reason: 'x' }, /^faults\[0\]\.reason is unknown/],
  ['a missing service', { ...FINE, service: undefined }, /^faults\[0\]\.service must be a text .*, got undefined$/],
  ['a missing action', { ...FINE, action: undefined }, /^faults\[0\]\.action must be a text .*, got undefined$/],
  ['a missing error', { ...FINE, error: undefined }, /^faults\[0\]\.error must be a text .*, got undefined$/],
  ['an empty text', { ...FINE, mentions: '' }, /^faults\[0\]\.mentions must be a text that is not empty, got ""$/],
  ['a number as a text', { ...FINE, message: 5 }, /^faults\[0\]\.message must be a text .*, got 5$/],
  ['a text as a number', { ...FINE, times: '2' }, /^faults\[0\]\.times must be a whole number from 1 on, got "2"$/],
  ['half a time', { ...FINE, every: 1.5 }, /^faults\[0\]\.every must be a whole number from 1 on, got 1\.5$/],
  ['less than nothing', { ...FINE, skip: -1 }, /^faults\[0\]\.skip must be a whole number from 0 on, got -1$/],
  ['an unknown word', { ...FINE, when: 'never' }, /^faults\[0\]\.when must be one of before, after, got "never"$/],
  ['a reason that AWS never gives', { kind: 'creation', reason: 'BAD_LUCK' }, /reason must be one of .*EMAIL_ALREADY_EXISTS/],
  ['a delivery without a way', { kind: 'delivery' }, /^faults\[0\]\.how must be one of doubled, delayed, lost, got undefined$/],
  ['a message that is lost, which SQS does not', { kind: 'message', how: 'lost' }, /^faults\[0\]\.how must be one of doubled, delayed, got "lost"$/],
  ['a bus that is away without a time', { kind: 'bus', bus: 'b', from: 'now', until: '2026-01-05T10:00:00Z' }, /^faults\[0\]\.from must be a moment such as 2026-01-05T10:00:00Z, got "now"$/],
  ['a bus that is back before it is away', { kind: 'bus', bus: 'b', from: '2026-01-05T10:00:00Z', until: '2026-01-05T10:00:00Z' }, /^faults\[0\]\.until must be after 'from'/],
  ['the default bus away', { kind: 'bus', bus: 'default', from: '2026-01-05T09:00:00Z', until: '2026-01-05T10:00:00Z' }, /^faults\[0\]\.bus must be the name of a bus other than 'default'/],
  ['seconds without a delay', { kind: 'delivery', how: 'lost', seconds: 5 }, /seconds goes with how 'delayed' only/],
  ['a service that the lab lacks', { ...FINE, service: 'ec2' }, /^faults\[0\]\.service: the lab does not model 'ec2'; it has .*ssm/],
  ['an action in the wrong case', { ...FINE, action: 'CreateAccount' }, /organizations:CreateAccount; it has .*createAccount/],
  ['a service without calls', { kind: 'crash', service: 'iam', action: 'createRole' }, /iam:createRole; it has no actions/],
])('a fault with %s is refused', (_, fault, complaint) => {
  expect(complaints(fault)).toEqual([expect.stringMatching(complaint)]);
});

test('all complaints come at once, each with its place', () => {
  const content = { faults: [FINE, { ...FINE, action: 'fly', times: 0 }, { kind: 'stack' }], takenEmails: [5], fault: [] };
  expect(complaintsAbout(content, services).map(complaint => complaint.split(/[ :]/)[0]))
    .toEqual(['the', 'takenEmails', 'faults[1].times', 'faults[1].action', 'faults[2].reason']);
});

test.each([
  ['no object', [], /must hold an object/],
  ['faults that are no list', { faults: {} }, /^faults must be an array/],
  ['emails that are no list', { takenEmails: 'a@example.com' }, /takenEmails must be an array of texts/],
])('a file with %s is refused', (_, content, complaint) => {
  expect(complaintsAbout(content, services)).toEqual([expect.stringMatching(complaint)]);
});

test('an empty object is a plan without faults', () => {
  expect(complaintsAbout({}, services)).toEqual([]);
});

test('the file shown in docs/lab-log.md is taken, and shows every kind and every field', () => {
  const shown = /```json\n([\s\S]*?)\n```/.exec(readFileSync('docs/lab-log.md', 'utf8'))![1];
  const file = join(mkdtempSync(join(tmpdir(), 'faults-')), 'faults.json');
  writeFileSync(file, shown);
  const { faults, takenEmails } = readFaultFile(file);
  expect(takenEmails).not.toEqual([]);
  const fields: Record<Fault['kind'], string[]> = {
    error: ['service', 'action', 'error', 'message', 'when', 'inState'],
    late: ['service', 'action', 'seconds', 'when', 'inState'],
    twice: ['service', 'action', 'inState'],
    crash: ['service', 'action', 'inState'],
    kill: ['when', 'inState'],
    creation: ['reason'],
    stack: ['reason', 'stackSet', 'account', 'region', 'template', 'resource', 'stuck'],
    delivery: ['how', 'seconds', 'rule'],
    message: ['how', 'seconds', 'queue'],
    bus: ['bus', 'from', 'until', 'account', 'region'],
  };
  for (const [kind, own] of Object.entries(fields)) {
    const used = new Set(faults.filter(fault => fault.kind === kind).flatMap(Object.keys));
    expect({ kind, missing: own.filter(field => !used.has(field)) }).toEqual({ kind, missing: [] });
  }
  const all = new Set(faults.flatMap(Object.keys));
  expect(['name', 'mentions', 'times', 'skip', 'every'].filter(field => !all.has(field))).toEqual([]);
});
