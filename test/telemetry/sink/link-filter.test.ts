import * as fc from 'fast-check';
import { complaintsAboutFilter, logGroupFilter, namespaceFilter } from '../../../src/telemetry/sink/link-filter';
import { letsThrough } from '../../../src/telemetry/tiers/telemetry-tiers';

/** What AWS documents of filters: https://docs.aws.amazon.com/OAM/latest/APIReference/API_LogGroupConfiguration.html */
function passes(filter: string, name: string): boolean {
  return filter.split(' OR ').some(part => {
    const [, , operator, value] = /^(Namespace|LogGroupName) (IN|LIKE|!=|=) (.+)$/.exec(part)!;
    switch (operator) {
      case 'IN': return value.slice(1, -1).split(', ').includes(`'${name}'`);
      case 'LIKE': return name.startsWith(value.slice(1, -2));
      case '!=': return value !== `'${name}'`;
      default: return value === `'${name}'`;
    }
  });
}

const name = fc.stringMatching(/^[a-c]{1,3}(\/[a-c]{1,3})?$/);
const entry = fc.oneof(name, name.map(each => `${each}*`), fc.constant('*'));

test('a filter lets through what the tier says, and nothing else', () => {
  fc.assert(fc.property(fc.array(entry, { maxLength: 5 }), name, (list, seen) => {
    expect(passes(namespaceFilter(list), seen)).toBe(letsThrough(list, seen));
  }));
});

test('log groups are known by the beginnings of their names, with a * at the end or without', () => {
  fc.assert(fc.property(fc.array(name, { maxLength: 5 }), fc.boolean(), name, (list, starred, seen) => {
    const written = list.map(each => starred ? `${each}*` : each);
    expect(passes(logGroupFilter(written), seen)).toBe(list.some(each => seen.startsWith(each)));
  }));
});

test('what AWS would refuse is complained about, and nothing else', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,40}$/), { maxLength: 100 }), fc.boolean(), (names, starred) => {
    const filter = namespaceFilter(names.map(each => starred ? `${each}*` : each));
    const operands = filter.split(' OR ').length - 1;
    expect(complaintsAboutFilter('p', filter).length === 0).toBe(operands <= 5 && filter.length <= 2000);
  }));
});
