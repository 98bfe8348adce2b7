import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledge, wildcard } from '../../private/acknowledge';

/** Lets a role in the observability account ask whose metrics are seen there, in each Region. */
export function letListLinks(role: iam.Role): void {
  const sinks = `arn:${Aws.PARTITION}:oam:*:${Aws.ACCOUNT_ID}:sink/*`;
  role.addToPolicy(new iam.PolicyStatement({ actions: ['oam:ListSinks'], resources: ['*'] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['oam:ListAttachedLinks'], resources: [sinks] }));
  acknowledge(role, { [wildcard(sinks)]: 'AWS chooses the ids of sinks; there is one in each Region.' });
}
