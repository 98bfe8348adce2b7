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
export { IFleetStack } from './fleet/i-fleet-stack';
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

// telemetry: one place to look at every tenant
export { CentralTelemetry } from './telemetry/central-telemetry';
export { CentralTelemetryGrants } from './telemetry/central-telemetry-grants';
export { CentralTelemetryProps } from './telemetry/central-telemetry-props';
export { TelemetryBudgetProps } from './telemetry/cost/telemetry-budget';
export { TelemetryWorkloadProps } from './telemetry/cost/telemetry-workload';
export { TenantFailures } from './telemetry/failures/tenant-failures';
export { FleetAlarmProps, FleetAlarmStatistic } from './telemetry/health/fleet-alarm';
export { CentralLogRetention, CentralLogRetentionProps } from './telemetry/log-groups/central-log-retention';
export { LogPriority } from './telemetry/log-groups/log-priority';
export { TenantLogCentralization, TenantLogCentralizationProps } from './telemetry/log-groups/tenant-log-centralization';
export { TenantLogGroup, TenantLogGroupProps } from './telemetry/log-groups/tenant-log-group';
export { ITelemetrySink } from './telemetry/sink/i-telemetry-sink';
export { TelemetryResourceType } from './telemetry/sink/telemetry-resource-type';
export { TelemetrySink, TelemetrySinkAttributes, TelemetrySinkProps } from './telemetry/sink/telemetry-sink';
export { TelemetryReaders, TelemetryReadersProps } from './telemetry/access/telemetry-readers';
export { MetricStreamDestination, VendorEndpointOptions } from './telemetry/streams/metric-stream-destination';
export { StreamedMetrics } from './telemetry/streams/streamed-metrics';
export { MetricStreamFormat, TenantMetricStream, TenantMetricStreamProps } from './telemetry/streams/tenant-metric-stream';
export { TenantTelemetry } from './telemetry/tenant-telemetry';
export { TenantTelemetryProps } from './telemetry/tenant-telemetry-props';
export { ActivitySignal } from './telemetry/tiers/activity-signal';
export { TelemetryTier, TelemetryTierProps, TelemetryTiersProps } from './telemetry/tiers/telemetry-tiers';
