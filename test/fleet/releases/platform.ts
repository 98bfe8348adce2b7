import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aws, Stack } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Releases } from '../../../src/fleet/releases/releases';
import { TenantDirectory, TenantOrganization } from 'cdk-account-per-tenant';

export const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
export const PLATFORM = { account: '222222222222', region: 'us-east-1' };
export const ASSETS = 'cdk-apt-tenants-222222222222-us-east-1';
export const ORGANIZATION_ID = 'o-exampleorgid';
export const ALARM = 'orders-errors';

/** What releases need and no more, so that thousands of them can be played; and what a play adds. */
export function synthesize(add: (stack: Stack, releases: Releases) => void = () => undefined): string {
  const outdir = mkdtempSync(join(tmpdir(), 'releases-'));
  const app = new App({ outdir, analyticsReporting: false });
  const land = new Stack(app, 'Organization', { env: MANAGEMENT });
  const organization = new TenantOrganization(land, 'Land', { platformAccount: PLATFORM.account });
  const stack = new Stack(app, 'Platform', { env: PLATFORM });
  stack.addStackDependency(land);
  const assets = new Bucket(stack, 'Assets', { bucketName: ASSETS });
  assets.addToResourcePolicy(new PolicyStatement({
    actions: ['s3:GetObject'], principals: [new AnyPrincipal()], resources: [assets.arnForObjects('*')],
    conditions: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION_ID } },
  }));
  new Alarm(stack, 'Alarm', {
    alarmName: ALARM, metric: new Metric({ namespace: 'Orders', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1,
  });
  const releases = new Releases(stack, 'Releases', {
    organization,
    callAs: 'DELEGATED_ADMIN',
    directory: new TenantDirectory(stack, 'Directory'),
    bus: new EventBus(stack, 'Bus'),
    templates: `arn:${Aws.PARTITION}:s3:::${ASSETS}/*`,
  });
  add(stack, releases);
  app.synth();
  return outdir;
}
