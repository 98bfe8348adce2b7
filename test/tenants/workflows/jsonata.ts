import { createHash, randomUUID } from 'crypto';
import jsonata from 'jsonata';

/** JSONata as Step Functions has it, as far as a request needs it: its own functions added, `$states` given. */
export function evaluator<T>(expression: string): (input: unknown) => Promise<T> {
  const compiled = compile(expression);
  return async input => {
    const result: unknown = await compiled.evaluate(undefined, { states: { input } });
    return (result === undefined ? undefined : JSON.parse(JSON.stringify(result))) as T;
  };
}

/** Throws what JSONata says of an expression that it cannot read. */
export function compile(expression: string): jsonata.Expression {
  const compiled = jsonata(expression);
  compiled.registerFunction('hash', (text: string, algorithm: string) => createHash(algorithm.replace('-', '')).update(text).digest('hex'), '<ss:s>');
  compiled.registerFunction('uuid', () => randomUUID(), '<:s>');
  compiled.registerFunction('parse', (text: string) => JSON.parse(text) as unknown, '<s:x>');
  return compiled;
}
