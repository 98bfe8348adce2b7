import { Fault, Lab, LabOptions } from '../../src/lab';

test('an option that the lab does not have is refused, with those that it has', () => {
  expect(() => new Lab({ seeed: 1, quota: 5 } as LabOptions)).toThrow(/^the lab has no option seeed, quota; there are seed, startsAt, /);
});

test.each<[Fault, RegExp]>([
  [{ kind: 'crash', service: 'organizations', action: 'createAcount' }, /faults\[0\]\.action: the lab does not model organizations:createAcount; it has .*createAccount/],
  [{ kind: 'crash', service: 'ec2', action: 'runInstances' }, /faults\[0\]\.service: the lab does not model 'ec2'; it has /],
])('a fault that could never come is refused: %j', (fault, complaint) => {
  expect(() => new Lab({ faults: [fault] })).toThrow(complaint);
});
