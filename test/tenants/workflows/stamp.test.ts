import { Entry, Json, JsonObject, Lab } from '../../../src/lab';
import { guardrailsParameterName, stampMachineName } from '../../../src/organization/contract';
import { synthesize } from '../../stories/platform';

const [A, B] = ['a', 'b'].map(letter => letter.repeat(16));
const assembly = synthesize('probing');
type Home = Parameters<Lab['operator']>[0];

const S = (value: string) => ({ S: value });

/** A platform with so many ready tenants, with the longest ids there are, for whom the guardrails `A` are noted. */
async function crowd(count: number) {
  const lab = new Lab();
  await lab.deploy(assembly);
  const call = async (where: Home, service: string, action: string, parameters: JsonObject) => {
    const answer = lab.cloud.call(lab.operator(where), service, action, parameters);
    await lab.play();
    return answer;
  };
  const table = lab.only('AWS::DynamoDB::Table', 'Directory');
  for (let at = 0; at < count; at++) {
    const tenantId = `t-${String(at).padStart(5, '0')}-`.padEnd(40, 'x');
    await call(table, 'dynamodb', 'putItem', {
      TableName: table.ref,
      Item: {
        pk: S(`TENANT#${tenantId}`), sk: S('RECORD'), tenantId: S(tenantId), state: S('ready'), stage: S(at % 2 ? 'production' : 'sandbox'),
        changedAt: S('2026-01-05T09:00:00Z'), accountId: S(String(100_000_000_000 + at)), reason: S('.'), guardrails: S(A),
      },
    });
  }
  const { account, region } = lab.only('AWS::StepFunctions::StateMachine', 'Stamp');
  const answers: number[] = [];
  lab.cloud.journal.listen(entry => { answers.push(sizeOf(entry)); });
  return {
    lab,
    hold: (digest: string) => call({ account: lab.cloud.managementAccount, region }, 'ssm', 'putParameter', {
      Name: guardrailsParameterName('tenants'), Value: JSON.stringify({ digest, trial: [] }), Type: 'String', Overwrite: true,
    }),
    /** How a run went, and the bytes of the longest answer that it was given. */
    async stamp(input: Json = {}) {
      answers.length = 0;
      const run = lab.states.start(`arn:aws:states:${region}:${account}:stateMachine:${stampMachineName('tenants')}`, input);
      await lab.play();
      const { status, output, events, transitions } = run;
      return { status, said: JSON.parse(output ?? 'null') as unknown, events, transitions, longest: Math.max(...answers) };
    },
    /** What is noted on the records, and how many entries there are in histories. */
    noted: () => {
      const items = lab.items(table.ref) as Record<string, { S: string }>[];
      const digests = items.filter(item => item.sk.S === 'RECORD').map(item => item.guardrails.S);
      return { digests: [...new Set(digests)], entries: items.length - digests.length };
    },
  };
}

const sizeOf = (entry: Entry) => entry.type === 'call' ? Buffer.byteLength(JSON.stringify(entry.result ?? null)) : 0;

test('3,000 tenants are noted within what a run may hold, 50 at a time', async () => {
  const tenants = await crowd(3000);
  await tenants.hold(B);
  const { status, said, events, transitions, longest } = await tenants.stamp();
  expect({ status, said, transitions, ...tenants.noted() }).toEqual({ status: 'SUCCEEDED', said: { noted: 3000, left: 0 }, transitions: 71, digests: [B], entries: 3000 });
  expect(events).toBeLessThan(1000);
  // The longest ids there are make the longest page.
  expect(longest).toBeGreaterThan(200_000);
  expect(longest).toBeLessThan(250_000);
  // The index comes after the table by some moments.
  await tenants.lab.play(tenants.lab.cloud.clock.now() + 60_000);
  expect(await tenants.stamp()).toMatchObject({ said: { noted: 0, left: 0 }, transitions: 7 });
  expect(tenants.noted().entries).toBe(3000);
}, 60_000);

test('the daily run looks at no tenant when nothing was changed for forty days, but on the first of the month; whoever starts one by hand has it look', async () => {
  const tenants = await crowd(1);
  await tenants.hold(B);
  const on = async (day: string, input: Json = { daily: true }) => {
    await tenants.lab.play(Date.parse(`${day}T09:00:00Z`));
    return (await tenants.stamp(input)).transitions;
  };
  expect([await on('2026-02-13'), tenants.noted().digests]).toEqual([8, [B]]);
  expect([await on('2026-02-14'), await on('2026-02-16'), await on('2026-02-16', {}), await on('2026-03-01'), await on('2026-03-02')])
    .toEqual([5, 3, 5, 5, 3]);
  await tenants.hold(A);
  expect([await on('2026-03-03'), tenants.noted()]).toEqual([8, { digests: [A], entries: 2 }]);
});
