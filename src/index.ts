// organization: the land on which tenant accounts stand
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
export { ITenantBaseline } from './fleet/i-tenant-baseline';
export { TenantBaseline, TenantBaselineProps } from './fleet/tenant-baseline';
