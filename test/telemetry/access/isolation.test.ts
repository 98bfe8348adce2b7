import { Proof, prove } from '../../../judges/isolation/proof';

let proof: Proof;

beforeAll(async () => { proof = await prove(); });

const hostile = () => Object.values(proof.trials).flat();

test('nobody sees or reaches a tenant through telemetry who must not', () => {
  expect(hostile().length).toBeGreaterThanOrEqual(60);
  expect(proof.crossings).toEqual([]);
});

test('each hostile call was seen to succeed once its protections were taken out, and not before all of them were', () => {
  expect(proof.unproven).toEqual([]);
  expect(proof.needless).toEqual([]);
});

test('what has to go on goes on', () => {
  expect(proof.legitimate.length).toBeGreaterThanOrEqual(20);
  expect(proof.shutOut).toEqual([]);
});

test('each call is told apart from all others', () => {
  const calls = hostile().map(({ says }) => says);
  expect(calls.filter((call, at) => calls.indexOf(call) !== at)).toEqual([]);
});
