import { readFileSync } from 'node:fs';
import { recompute, spread } from './recompute';
import { standardPlan } from '../../src/cli/demo/plan';
import { play } from '../../src/cli/demo/play';
import { Report } from '../../src/cli/demo/report';
import { Entry } from '../../src/lab';
import { synthesize } from '../stories/platform';

describe('the log of the demo with 12 tenants', () => {
  const lines: string[] = [];
  let report: Report;
  let said: ReturnType<typeof recompute>;

  beforeAll(async () => {
    const plan = standardPlan(12);
    const log = (entry: Entry) => { lines.push(JSON.stringify(entry)); };
    ({ report } = await play({ assembly: synthesize('plain'), plan, seed: 1, log }));
    said = recompute(lines);
  }, 60_000);

  test('tells how each request ended', () => {
    const outcomes = Object.values(said.tenants).map(tenant => tenant.outcome);
    const counted: Record<string, number> = {};
    for (const outcome of outcomes) { counted[outcome!] = (counted[outcome!] ?? 0) + 1; }
    expect(report.tenants).toBe(12);
    expect(counted).toEqual(report.outcomes);
    expect(report.unanswered).toEqual([]);
    expect(report.promises).not.toEqual([]);
    for (const { tenantId, saw } of report.promises) { expect(saw.split(' · ')[0]).toBe(said.tenants[tenantId].outcome); }
  });

  test('tells how long each tenant waited', () => {
    expect(said.secondsToReady).toEqual(report.secondsToReady);
    expect(said.secondsToReady.max).toBeGreaterThan(0);
  });

  test('tells of the line in front of CreateAccount', () => {
    expect(report.line).toMatchObject(said.line);
    expect(said.line.creations).toBeGreaterThan(0);
  });

  test('tells what Step Functions bills for each execution', () => {
    const executions = Object.values(said.executions);
    for (const { counted, told } of executions) { expect(counted).toBe(told); }
    const numbers = executions.filter(({ ready }) => ready).map(({ counted }) => counted);
    const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
    const { p95, max } = spread(numbers);
    expect({ mean, p95, max }).toEqual(report.transitions);
    const billed = report.usd.find(({ what }) => what === 'Step Functions transition')!;
    expect(executions.reduce((sum, { counted }) => sum + counted, 0)).toBe(billed.units);
  });

  test('tells of each account, and whose it is', () => {
    expect(said.accounts).toEqual(report.accounts);
    expect(said.accounts.made).toBeGreaterThan(0);
  });

  test('tells which faults of the plan were applied', () => {
    const counted = report.faults.map((_, planned) => said.faults[planned] ?? 0);
    expect(counted).toEqual(report.faults.map(({ applied }) => applied));
    expect(Object.keys(said.faults).length).toBeGreaterThan(0);
  });

  test('has the types and fields that docs/lab-log.md names, with an example of each', () => {
    const sections = readFileSync('docs/lab-log.md', 'utf8').split('\n### ').slice(1);
    const sectionOf = (type: string) => sections.find(section => section.startsWith(`\`${type}\``)) ?? '';
    for (const [type, fields] of fieldsOf(lines)) {
      const own = [...fields].filter(field => !['type', 'at'].includes(field));
      const undocumented = own.filter(field => !sectionOf(type).includes(`\`${field}\``));
      expect({ type, undocumented }).toEqual({ type, undocumented: [] });
      const examples = sectionOf(type).split('\n').filter(line => line.startsWith(`{"type":"${type}"`));
      const shown = fieldsOf(examples).get(type) ?? new Set();
      expect({ type, notShown: [...fields].filter(field => !shown.has(field)) }).toEqual({ type, notShown: [] });
    }
  });
});

function fieldsOf(entries: readonly string[]): Map<string, Set<string>> {
  const fields = new Map<string, Set<string>>();
  for (const line of entries) {
    const entry = JSON.parse(line) as Entry;
    fields.set(entry.type, new Set([...fields.get(entry.type) ?? [], ...Object.keys(entry)]));
  }
  return fields;
}
