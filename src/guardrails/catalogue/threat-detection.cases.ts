import { Settings } from '../guardrail-definition';
import { SettingsCase, UNLOCK, allowed, assign, denied } from '../settings-case';

const features = (region: string, settings: Settings): Settings =>
  ({ guardduty: { enablement: { [region]: settings } } });
const plan = (name: string, status: Settings, region = 'eu-central-1') => features(region, { [name]: { status } });

/** Cases are about a rule that was asked for runtime monitoring in eu-central-1. */
const OFF = ['s3_data_events', 'eks_audit_logs', 'ebs_malware_protection', 'rds_login_events', 'lambda_network_logs', 'ai_protection'];
const ON = ['foundational', 'runtime_monitoring'];

const agent = (name: string): Settings =>
  features('eu-central-1', { runtime_monitoring: { additional_configuration: { [name]: { status: assign('disabled') } } } });

export const THREAT_DETECTION_CASES: readonly SettingsCase[] = [
  ...(['account', 'root'] as const).flatMap(on => [
    ...ON.map(name => denied(`${name} is to be off, says the ${on}`, on, plan(name, assign('disabled')))),
    ...OFF.map(name => denied(`${name} is to be on and cost, says the ${on}`, on, plan(name, assign('enabled')))),
    ...['ec2_agent_management', 'ecs_fargate_agent_management', 'eks_addon_management']
      .map(name => denied(`${name} is to be off, says the ${on}`, on, agent(name))),
  ]),
  denied('an account opens what is locked', 'account', plan('foundational', { ...UNLOCK, ...assign('disabled') })),
  allowed('accounts without tenants are not watched', 'elsewhere', plan('foundational', assign('disabled')), { isNearMiss: true }),
  allowed('an account is watched in one more Region', 'account', plan('foundational', assign('enabled'), 'eu-west-1'), { isNearMiss: true }),
  allowed('the organization is watched everywhere', 'root', plan('foundational', assign('enabled'), 'default')),
];
