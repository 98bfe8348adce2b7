// Loaded before an example's app: adds cdk-nag's AwsSolutions pack to the app when it synthesizes, so that the
// examples themselves read as a user would write them. Acknowledgements stay where users put them, in the app:
// Validations.of(construct).acknowledge({ id: 'AwsSolutions-S1', reason: '…' }).
import { writeFileSync } from 'fs';
import { join } from 'path';
import { App, CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, IApplyRule, NagRuleCompliance, NagRuleResult } from 'cdk-nag';
import { IConstruct } from 'constructs';

const PACK = 'AwsSolutions';
const synth = App.prototype.synth;
const nagged = new WeakSet<App>();

/**
 * The pack, with two additions: it counts what it looked at, since no findings and not having looked leave the same
 * report; and it knows acknowledgements in which `::` is spelled `:`, since aws-cdk-lib refuses ids with more than one
 * `::`, such as cdk-nag's own `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:…]`.
 */
class Checks extends AwsSolutionsChecks {
  public resources = 0;

  protected checkResource(node: CfnResource): void {
    this.resources += 1;
    super.checkResource(node);
  }

  protected applyRule(params: IApplyRule): void {
    const ruleId = `${PACK}-${params.ruleSuffixOverride ?? params.rule.name}`;
    super.applyRule({
      ...params,
      ruleSuffixOverride: params.ruleSuffixOverride ?? params.rule.name,
      rule: (node: CfnResource): NagRuleResult => {
        const result = params.rule(node);
        if (!Array.isArray(result)) return result;
        const open = result.filter(finding => !acknowledged(node, `${ruleId}[${finding}]`));
        return open.length > 0 ? open : NagRuleCompliance.COMPLIANT;
      },
    });
  }
}

function acknowledged(node: IConstruct, finding: string): boolean {
  const spelled = finding.replaceAll('::', ':');
  return node.node.scopes.some(scope => scope.node.metadata
    .filter(entry => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(entry => Object.keys(entry.data as Record<string, unknown>))
    .some(id => id.replace(/^annotation::/i, '') === spelled));
}

App.prototype.synth = function (this: App, ...args: Parameters<typeof synth>) {
  if (!nagged.has(this)) {
    nagged.add(this);
    const checks = new Checks();
    Validations.of(this).addPlugins(checks);
    process.on('exit', () => writeFileSync(join(this.outdir, 'nag.json'), JSON.stringify({ resources: checks.resources })));
  }
  return synth.apply(this, args);
};
