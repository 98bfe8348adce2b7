import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { everySetting } from '../../judges/guardrails/settings';
import { BaselineGuardrails, Guardrail, TenantOrganization } from '../../src';
import { JsonObject, Lab } from '../../src/lab';
import { MANAGEMENT } from '../good';

const REGION = 'us-east-1';
const SECURITY = '444444444444';
const TYPES = ['DECLARATIVE_POLICY_EC2', 'S3_POLICY', 'AISERVICES_OPT_OUT_POLICY', 'TAG_POLICY', 'GUARDDUTY_POLICY'];

/** An organization with all rules that are settings, one tenant, and somebody else in it who makes policies. */
async function organization() {
  const outdir = mkdtempSync(join(tmpdir(), 'settings-'));
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Organization', { env: { account: MANAGEMENT, region: REGION } });
  const land = new TenantOrganization(stack, 'Land');
  const guardrails = [...Guardrail.essential(), ...everySetting()];
  new BaselineGuardrails(stack, 'Guardrails', {
    organization: land, guardrails, securityAccount: SECURITY, securityRegions: ['us-east-1', 'eu-central-1'],
  });
  app.synth();
  const lab = new Lab();
  lab.organization.addAccount({ id: SECURITY, name: 'security', email: 'security@example.com' });
  lab.organization.enableServiceAccess('guardduty.amazonaws.com');
  await lab.deploy(outdir);
  const production = lab.only('AWS::Organizations::OrganizationalUnit', 'Production').ref;
  const elsewhere = lab.organization.addOrganizationalUnit('elsewhere');
  const [tenant, other] = [[production, 'tenant'], [elsewhere, 'other']]
    .map(([parent, name]) => lab.organization.addAccount({ name, email: `${name}@example.com`, parent }));
  const act = (action: string, parameters: JsonObject) => lab.organization.handle({
    service: 'organizations', action, parameters, caller: lab.operator({ account: MANAGEMENT, region: REGION }),
  });
  const effective = (TargetId: string, PolicyType: string) => {
    const { EffectivePolicy } = act('describeEffectivePolicy', { TargetId, PolicyType });
    return JSON.parse(String((EffectivePolicy as JsonObject).PolicyContent)) as JsonObject;
  };
  const attach = (Type: string, document: JsonObject, ...targets: string[]) => {
    const name = `theirs ${lab.organization.policies().length}`;
    const { Policy } = act('createPolicy', { Type, Name: name, Description: '', Content: JSON.stringify(document) });
    const { Id: PolicyId } = (Policy as JsonObject).PolicySummary as JsonObject;
    for (const TargetId of targets) { act('attachPolicy', { PolicyId, TargetId }); }
  };
  return { lab, tenant, other, effective, attach };
}

test('all settings together are deployed, and hold in the account of a tenant', async () => {
  const { tenant, effective } = await organization();
  const held = Object.fromEntries(TYPES.map(type => [type, effective(tenant, type)]));
  expect(held).toEqual({
    DECLARATIVE_POLICY_EC2: {
      ec2_attributes: {
        instance_metadata_defaults: { http_tokens: 'required', http_tokens_enforced: 'enabled', http_put_response_hop_limit: '2' },
        image_block_public_access: { state: 'block_new_sharing' },
        snapshot_block_public_access: { state: 'block_all_sharing' },
        serial_console_access: { status: 'disabled' },
        vpc_block_public_access: { internet_gateway_block: { mode: 'block_ingress', exclusions_allowed: 'disabled' } },
      },
    },
    S3_POLICY: { s3_attributes: { public_access_block_configuration: 'all' } },
    AISERVICES_OPT_OUT_POLICY: { services: { default: { opt_out_policy: 'optOut' } } },
    TAG_POLICY: {
      tags: {
        'cdk-account-per-tenant:tenant': { tag_key: 'cdk-account-per-tenant:tenant', enforced_for: ['dynamodb:table', 's3:ALL_SUPPORTED'] },
        'cdk-account-per-tenant:stage': {
          tag_key: 'cdk-account-per-tenant:stage', tag_value: ['production', 'sandbox'], enforced_for: ['dynamodb:table', 's3:ALL_SUPPORTED'],
        },
      },
    },
    GUARDDUTY_POLICY: {
      guardduty: {
        enablement: {
          'eu-central-1': expect.objectContaining({
            foundational: { status: 'enabled' },
            lambda_network_logs: { status: 'disabled' },
            runtime_monitoring: {
              status: 'enabled',
              additional_configuration: {
                ec2_agent_management: { status: 'enabled' }, ecs_fargate_agent_management: { status: 'enabled' }, eks_addon_management: { status: 'enabled' },
              },
            },
          }) as object,
        },
      },
    },
  });
});

test('somebody else who attaches a policy to the root or to the account undoes nothing, and has his own way elsewhere', async () => {
  const { lab, tenant, other, effective, attach } = await organization();
  const open = { s3_attributes: { public_access_block_configuration: { '@@assign': 'none' } } };
  attach('S3_POLICY', open, lab.organization.rootId(), tenant);
  expect(effective(tenant, 'S3_POLICY')).toEqual({ s3_attributes: { public_access_block_configuration: 'all' } });
  expect(effective(other, 'S3_POLICY')).toEqual({ s3_attributes: { public_access_block_configuration: 'none' } });
});
