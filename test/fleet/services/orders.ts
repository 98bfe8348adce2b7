import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, AppProps, CfnResource } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Manifest as schema } from 'aws-cdk-lib/cloud-assembly-schema';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { FleetStack, FleetStackProps } from '../../../src';
import { AssetPlace, FleetServices } from '../../../src/fleet/services/fleet-services';

export const PLACE: AssetPlace = { platformName: 'tenants', account: '222222222222', home: 'us-east-1', regions: ['us-east-1', 'eu-central-1'] };

/** A stage with services, as a pipeline makes it. */
export function stage(place: Partial<AssetPlace> = {}, app = new App(QUIET)): FleetServices {
  return new FleetServices(app, 'Fleet', { place: { ...PLACE, ...place } });
}

export const QUIET: AppProps = { analyticsReporting: false };

type Fill = (stack: FleetStack) => void;

/** A service of the fleet with whatever a test puts into it, and a topic where that is no resource. */
export function orders(fill: Fill = () => undefined, props: FleetStackProps = {}, services = stage()): FleetStack {
  const stack = new FleetStack(services, 'Orders', props);
  fill(stack);
  if (!stack.node.findAll().some(CfnResource.isCfnResource)) { new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' }); }
  return stack;
}

export interface Destination {
  readonly bucketName?: string;
  readonly objectKey?: string;
  readonly repositoryName?: string;
  readonly imageTag?: string;
  readonly region: string;
  readonly assumeRoleArn: string;
}

interface Asset {
  readonly source: { readonly path?: string; readonly directory?: string };
  readonly destinations: Readonly<Record<string, Destination>>;
}

export interface Manifest {
  readonly files: Readonly<Record<string, Asset>>;
  readonly dockerImages: Readonly<Record<string, Asset>>;
}

export interface Published {
  readonly assembly: CloudAssembly;
  readonly text: string;
  readonly template: Template;
  readonly manifest: Manifest;
}

/** What is published for a service: its template, and its manifest. */
export function published(stack: FleetStack): Published {
  const assembly = FleetServices.around(stack)!.synth();
  const text = readFileSync(join(assembly.directory, stack.templateFile), 'utf8');
  // Judged by the schema of the CDK's own command line.
  const manifest = schema.loadAssetManifest(join(assembly.directory, `${stack.artifactId}.assets.json`)) as Manifest;
  return { assembly, text, template: Template.fromJSON(JSON.parse(text)), manifest };
}

/** A folder with files in it. */
export function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'service-'));
  for (const [name, content] of Object.entries(files)) { writeFileSync(join(path, name), content); }
  return path;
}
