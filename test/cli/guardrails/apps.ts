import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { BaselineGuardrails, Guardrail, TenantOrganization } from '../../../src';
import { run } from '../../../src/cli/run';
import { MANAGEMENT, PLATFORM } from '../../good';
import { said } from '../command-line';

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'guardrails-'));

/** Synthesizes an app whose organization stack is filled in, and says where. */
export function assembly(define: (stack: Stack, organization: TenantOrganization) => void): string {
  const outdir = newFolder();
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Organization', { env: { account: MANAGEMENT, region: 'us-east-1' } });
  define(stack, new TenantOrganization(stack, 'Land', { platformAccount: PLATFORM }));
  app.synth();
  return outdir;
}

/** An app with these rules. */
export const guarded = (rules: (stack: Stack) => Guardrail[]): string => assembly((stack, organization) => {
  new BaselineGuardrails(stack, 'Guardrails', { organization, guardrails: rules(stack), breakGlassRoles: ['BreakGlass'] });
});

/** A policy of somebody else's. */
export const otherPolicy = (stack: Stack): CfnPolicy => new CfnPolicy(stack, 'Other', {
  name: 'backup-plan', type: 'BACKUP_POLICY', content: {}, targetIds: ['ou-abcd-12345678'],
});

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `guardrails …`, as on a command line. */
export const guardrails = (...args: string[]): Promise<Said> => said(terminal => run(['guardrails', ...args], terminal));
