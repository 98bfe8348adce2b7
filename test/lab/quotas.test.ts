import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError, Lab } from '../../src/lab';
import { Quotas } from '../../src/lab/quotas';
import * as data from '../../src/lab/quotas.json';

interface Bucket { ratePerSecond: number; burst: number }
interface Throttle extends Bucket {
  service: string; actions: string[]; per?: string; regions?: Record<string, Bucket>;
  error: string; message: string; source: string; verified: boolean; missing?: string;
}
interface Value { value: number; unit: string; source: string; verified: boolean }

const throttles = data.throttles as unknown as Throttle[];
const values = data.values as Record<string, Value>;
const lines = readFileSync('src/lab/quotas.json', 'utf8').split('\n').filter(line => line.startsWith('    '));

const sources = readdirSync('src/lab', { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts')).map(file => readFileSync(join('src/lab', file), 'utf8')).join('\n');

/** Names that the code puts together, or hands to a helper that asks for the value. */
const COMPOSED: readonly [RegExp, RegExp][] = [
  [/^dynamodb\.(\w+)$/, /value\('(\w+)'\)/g],
  [/^sfn\.(\w+)$/, /limit\('(\w+)'\)/g],
  [/^cloudformation\.template(Resources|Parameters|Mappings|Outputs)$/, /\b(Resources|Parameters|Mappings|Outputs)\b/g],
  [/^organizations\.policySize\.(\w+)$/, /value\(`organizations\.policySize\.\$\{type\}`\)/g],
  [/^organizations\.policiesAttached\.(\w+)$/, /value\(`organizations\.policiesAttached\.\$\{type\}`\)/g],
  [/^servicequotas\.quota\.(.+)$/, /'servicequotas\.quota\.'/g],
];

test.each(Object.entries(values))('%s has a value, a unit, a source and says whether it is verified', (_, value) => {
  expect(value).toMatchObject({ value: expect.any(Number), unit: expect.stringMatching(/./), verified: expect.any(Boolean) });
  expect(value.source).toMatch(/^https:\/\/(docs\.)?aws\.amazon\.com\/\S+$/);
});

test.each(throttles.map(throttle => [`${throttle.service} ${throttle.actions.join()} ${throttle.per ?? ''}`, throttle] as const))(
  'the throttle of %s is whole', (_, throttle) => {
    const { ratePerSecond, burst, error, message, source, verified, missing, regions = {}, per = 'account' } = throttle;
    for (const bucket of [{ ratePerSecond, burst }, ...Object.values(regions)]) {
      expect(bucket.ratePerSecond).toBeGreaterThan(0);
      expect(bucket.burst).toBeGreaterThanOrEqual(1);
    }
    // CloudFormation speaks an older protocol, in which the error has another name.
    expect(error).toMatch(/^(\w+Exception|Throttling)$/);
    expect(message).not.toBe('');
    expect(source).toMatch(/^https:\/\/(docs\.)?aws\.amazon\.com\/\S+$/);
    expect(['account', 'organization']).toContain(per);
    // A throttle that is only partly known says what is not.
    expect(missing !== undefined).toBe(!verified);
  });

const throttled = [...new Set(throttles.flatMap(({ service, actions }) => actions.map(action => `${service}:${action}`)))];

test.each(throttled)('%s is taken as often as its burst allows, and then at its rate', name => {
  const [service, action] = name.split(':');
  const caller = { principal: 'role', account: '222222222222', region: 'eu-central-2' };
  const quotas = new Quotas();
  const isTaken = (at: number) => {
    try {
      quotas.admit({ service, action, parameters: {}, caller }, at);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(AwsError);
      return false;
    }
  };
  // Of several buckets the smallest decides, and the slowest.
  const mine = throttles.filter(each => each.service === service && each.actions.includes(action));
  const burst = Math.min(...mine.map(each => each.burst));
  const pause = 1000 / Math.min(...mine.map(each => each.ratePerSecond));
  const answers = Array.from({ length: burst + 1 }, () => isTaken(0));
  expect(answers.lastIndexOf(true)).toBe(burst - 1);
  expect([isTaken(0.9 * pause), isTaken(1.1 * pause)]).toEqual([false, true]);
});

test('each entry stands on a line of its own, in order', () => {
  expect(lines).toHaveLength(throttles.length + Object.keys(values).length);
  expect(Object.keys(values)).toEqual(Object.keys(values).sort());
  const services = throttles.map(({ service }) => service);
  expect(services).toEqual([...services].sort());
});

test('each name that the lab asks for is in the file', () => {
  const asked = [...sources.matchAll(/'([a-z]+\.[a-z]\w*)'/g)].map(match => match[1])
    .filter(name => Object.keys(values).some(known => known.startsWith(`${name.split('.')[0]}.`)) && !name.endsWith('.amazonaws'));
  const composed = [['dynamodb', /value\('(\w+)'\)/g], ['sfn', /limit\('(\w+)'\)/g]] as const;
  asked.push(...composed.flatMap(([service, call]) => [...sources.matchAll(call)].map(match => `${service}.${match[1]}`)));
  expect(asked.length).toBeGreaterThan(100);
  expect([...new Set(asked)].filter(name => !values[name])).toEqual([]);
});

test('each value in the file is asked for by the lab', () => {
  const idle = Object.keys(values).filter(name => !sources.includes(`'${name}'`) && !COMPOSED.some(([pattern, call]) => {
    const part = pattern.exec(name)?.[1];
    return part !== undefined && [...sources.matchAll(call)].some(match => match[1] === undefined || match[1] === part);
  }));
  expect(idle).toEqual([]);
});

test('a name that is not in the file is an error', () => {
  expect(() => new Quotas().value('organizations.moons')).toThrow("no value 'organizations.moons'");
});

test('a rate is that of the Region, and of one account where all of the organization share another', () => {
  const quotas = new Quotas();
  expect(() => quotas.rate('organizations', 'flyToTheMoon', 'us-east-1')).toThrow('no rate for organizations:flyToTheMoon');
  expect(quotas.rate('organizations', 'describeAccount', 'us-east-1')).toBe(20);
  expect(['us-east-1', 'eu-north-1'].map(region => quotas.rate('sfn', 'startExecution', region))).toEqual([300, 150]);
});

describe('throttles and rooms', () => {
  const rooms = new Map(new Lab().cloud.allRooms().map(room => [room.service, room]));

  test('each throttle is for a service of the lab, and for an action that its room answers', () => {
    const idle = throttles.filter(({ service, actions }) => {
      const room = rooms.get(service);
      const answers = room?.answers;
      return !room || (answers && !actions.some(action => answers.includes(action)));
    });
    expect(idle.map(({ service, actions }) => `${service}: ${actions.join()}`)).toEqual([]);
  });

  test('rooms answer what they say they answer, and refuse the rest', async () => {
    const lab = new Lab();
    const caller = lab.operator({ account: lab.cloud.managementAccount, region: 'us-east-1' });
    const modelled = async (service: string, action: string) => {
      try {
        await lab.cloud.room(service).handle({ service, action, parameters: {}, caller });
        return true;
      } catch (error) {
        return error instanceof AwsError || !/^the lab does not model \w+:\w+/.test((error as Error).message);
      }
    };
    for (const [service, { answers }] of rooms) {
      if (!answers) { continue; }
      expect(await modelled(service, 'flyToTheMoon')).toBe(false);
      for (const action of answers) {
        expect([service, action, await modelled(service, action)]).toEqual([service, action, true]);
      }
    }
  });
});
