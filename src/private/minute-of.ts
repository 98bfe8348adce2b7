import { Names } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** A minute that follows from where a construct is: not all platforms of the world look in the same one. */
export function minuteOf({ node }: IConstruct, within: number): number {
  const sum = [...Names.nodeUniqueId(node)].reduce((so, letter) => (so * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
  return sum % within;
}
