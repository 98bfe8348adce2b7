import { Aws, Stack, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Findings of cdk-nag that are meant to be so, each with its reason, for whoever runs cdk-nag over an app that uses
 * this library.
 *
 * Written as `Validations.acknowledge` writes it, which refuses ids such as cdk-nag's own
 * `AwsSolutions-IAM5[Resource::*]` when a second `::` stands in them.
 */
export function acknowledge(scope: IConstruct, findings: Record<string, string>): void {
  for (const [id, reason] of Object.entries(findings)) {
    scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
  }
}

/** How cdk-nag calls a wildcard in a policy. A pseudo parameter stands there as `<AWS::Partition>`. */
export const wildcard = (resource: string) => `AwsSolutions-IAM5[Resource::${spelledOut(resource)}]`;

/** The same for an ARN of which CloudFormation knows a part only. */
export function wildcardIn(scope: IConstruct, arn: string): string {
  type Part = string | { readonly 'Ref'?: string; readonly 'Fn::GetAtt'?: readonly string[] };
  const resolved = Stack.of(scope).resolve(arn) as string | { readonly 'Fn::Join': readonly [string, readonly Part[]] };
  const parts = typeof resolved === 'string' ? [resolved] : resolved['Fn::Join'][1];
  return wildcard(parts.map(part => typeof part === 'string' ? part : `<${part.Ref ?? part['Fn::GetAtt']?.join('.')}>`).join('')
    // Variables of IAM.
    .replace(/\$\{(aws:[^}]*)\}/g, '<$1>'));
}

/** How cdk-nag calls a managed policy of AWS. */
export const managedPolicy = (name: string) => `AwsSolutions-IAM4[Policy::${spelledOut(`arn:${Aws.PARTITION}:iam::aws:policy/${name}`)}]`;

const PSEUDO_PARAMETERS = { Partition: Aws.PARTITION, AccountId: Aws.ACCOUNT_ID, Region: Aws.REGION };

function spelledOut(value: string): string {
  return Object.entries(PSEUDO_PARAMETERS).reduce((text, [name, token]) => text.replaceAll(token, `<AWS::${name}>`), value);
}
