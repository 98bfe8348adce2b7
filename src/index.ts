// organization: the land on which tenant accounts stand
export { IManagedTenantOrganization } from './organization/i-managed-tenant-organization';
export { ITenantOrganization } from './organization/i-tenant-organization';
export { TenantOrganization, TenantOrganizationProps, TenantOrganizationalUnits } from './organization/tenant-organization';

// tenants: the birth and life of an account
export { ITenantDirectory } from './tenants/i-tenant-directory';
export { IReadinessProbe, ReadinessProbe, ReadinessProbeConfig, ReadinessProbeOptions } from './tenants/readiness-probe';
export { TenantAccountFactory } from './tenants/tenant-account-factory';
export { TenantAccountFactoryProps } from './tenants/tenant-account-factory-props';
export { TenantAccountFactoryGrants } from './tenants/tenant-account-factory-grants';
export { TenantAlarmOptions } from './tenants/tenant-alarms';
export { TenantDirectory, TenantDirectoryProps } from './tenants/tenant-directory';
export { TenantDirectoryGrants } from './tenants/tenant-directory-grants';

// fleet: one template, many accounts
export { FleetStack, FleetStackProps } from './fleet/services/fleet-stack';
export { IExtensibleTenantBaseline } from './fleet/i-extensible-tenant-baseline';
export { ITenantBaseline } from './fleet/i-tenant-baseline';
export { FleetGrants } from './fleet/pipeline/fleet-grants';
export { FleetService, FleetServiceOptions } from './fleet/pipeline/fleet-service';
export { FleetStackSetPipeline } from './fleet/pipeline/fleet-stack-set-pipeline';
export { FleetPipelineOptions, FleetStackSetPipelineProps, WhileAnother } from './fleet/pipeline/fleet-stack-set-pipeline-props';
export { TenantBaseline, TenantBaselineProps } from './fleet/tenant-baseline';
export { TenantFacts } from './fleet/services/tenant-facts';
export { HealthGate, HealthGateConfig, IHealthGate } from './fleet/waves/health-gate';
export { Pace } from './fleet/waves/pace';
export { Ring } from './fleet/waves/ring';
export { Wave, WaveOptions } from './fleet/waves/wave';

// guardrails: what no tenant account may do
export { BaselineGuardrails, BaselineGuardrailsProps } from './guardrails/baseline-guardrails';
export { ConfigRecordingFrequency } from './guardrails/config/recording-frequency';
export { TenantConfigRecorder, TenantConfigRecorderProps } from './guardrails/config/tenant-config-recorder';
export { ManagedConfigRuleOptions, TenantConfigRule } from './guardrails/config/tenant-config-rule';
export { TenantConfigRules, TenantConfigRulesProps } from './guardrails/config/tenant-config-rules';
export { CustomGuardrailProps } from './guardrails/custom-guardrail';
export { DataPerimeterProps } from './guardrails/data-perimeter';
export { TenantFindings, TenantFindingsProps } from './guardrails/findings/tenant-findings';
export { TenantFindingsForwarding, TenantFindingsForwardingProps } from './guardrails/findings/tenant-findings-forwarding';
export { Guardrail } from './guardrails/guardrail';
export { GuardrailPolicyType } from './guardrails/guardrail-policy-type';
export { IdleCost, IdleCostProps } from './guardrails/idle-cost';
export { TrustedOidcProvider } from './guardrails/oidc-provider';
export { GuardrailRollout } from './guardrails/rollout/guardrail-rollout';
export { TenantTagsProps } from './guardrails/tenant-tags';
export { GuardDutyPlan, ThreatDetectionProps } from './guardrails/threat-detection';
export { VpcBlockPublicAccessMode, VpcBlockPublicAccessProps } from './guardrails/vpc-block-public-access';
