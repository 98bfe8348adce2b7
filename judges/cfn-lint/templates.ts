import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { findExamples, runExample } from '../../build-tools/examples';
import { BaselineGuardrails, Guardrail, TenantOrganization } from '../../src';
import { FleetServices } from '../../src/fleet/services/fleet-services';
import { CATALOGUE } from '../../test/fleet/catalogue';
import { everyGuardrail } from '../guardrails/every-guardrail';
import { everySetting } from '../guardrails/settings';

/** Rules that nobody chooses, and the one that allows there what another one stops. */
const NOT_TOGETHER = ['quarantine', 'suspended', 'idle-cost'];

/** Each preset, and each rule that there is. */
const PRESETS: Readonly<Record<string, () => Guardrail[]>> = {
  essential: () => Guardrail.essential(),
  recommended: () => Guardrail.recommended(),
  strict: () => Guardrail.strict(['us-east-1']),
  everything: () => [
    ...everyGuardrail().filter(({ name }) => !NOT_TOGETHER.includes(name)), Guardrail.idleCost(), ...everySetting(),
  ],
};

/** Writes all templates into a folder that goes afterwards: examples, presets, services, and what stack sets carry. */
export async function withTemplates<T>(look: (files: string[], folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
  try {
    for (const name of findExamples()) {
      const { ok, output } = await runExample(name, join(folder, name), { validate: false });
      if (!ok) { throw new Error(`examples/${name} cannot be synthesized:\n${output}`); }
    }
    for (const [name, guardrails] of Object.entries(PRESETS)) { synthesize(join(folder, name), guardrails()); }
    publishServices(join(folder, 'services'));
    const files = templatesBelow(folder);
    return await look([...files, ...files.flatMap(stackSetsOf)], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function synthesize(outdir: string, guardrails: Guardrail[]): void {
  mkdirSync(outdir);
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Organization', { env: { account: '111111111111', region: 'us-east-1' } });
  const organization = new TenantOrganization(stack, 'Land', { platformAccount: '222222222222' });
  new BaselineGuardrails(stack, 'Guardrails', {
    organization, guardrails, breakGlassRoles: ['BreakGlass'], securityAccount: '444444444444', securityRegions: ['eu-central-1', 'eu-west-1'],
  });
  app.synth();
}

/** Services of a fleet, of many kinds: their templates are published and in no stack of the app. */
function publishServices(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const fleet = new FleetServices(app, 'Fleet', {
    place: { platformName: 'tenants', account: '222222222222', home: 'us-east-1', regions: ['us-east-1', 'eu-central-1'] },
  });
  for (const Service of CATALOGUE) { new Service(fleet, Service.name); }
  app.synth();
}

/** Also those of stages. */
const templatesBelow = (folder: string) =>
  readdirSync(folder, { encoding: 'utf8', recursive: true }).filter(file => file.endsWith('.template.json')).map(file => join(folder, file));

interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly TemplateBody?: unknown };
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** What the stack sets of a template bring into other accounts, each in a file of its own beside it. */
function stackSetsOf(file: string): string[] {
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as Template;
  return Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::CloudFormation::StackSet').map(([id, { Properties }]) => {
    if (typeof Properties?.TemplateBody !== 'string') { throw new Error(`${basename(file)}: the template of ${id} is no text, and not looked at`); }
    const body = file.replace('.template.json', `.${id}.template.json`);
    writeFileSync(body, JSON.stringify(JSON.parse(Properties.TemplateBody), undefined, 1));
    return body;
  });
}
