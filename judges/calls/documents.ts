import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { findExamples, runExample } from '../../build-tools/examples';
import { isObject, JsonObject } from '../../src/lab';
import { synthesize as releases } from '../../test/fleet/releases/platform';
import { synthesize as rollout } from '../../test/guardrails/rollout-platform';
import { Shape, synthesize } from '../../test/stories/platform';

/** A synthesized app. */
export interface Assembly { readonly name: string; readonly folder: string; remove(): void }

/** A state machine as it stands in a template. */
export interface Document { readonly name: string; readonly definition: JsonObject }

const SHAPES: readonly Shape[] = ['plain', 'probing'];

/** All examples, the platforms of the stories, and guardrails that are tried first. */
export async function assemblies(): Promise<Assembly[]> {
  const made: Assembly[] = [];
  for (const name of findExamples()) { made.push(await example(name)); }
  return [...made, ...SHAPES.map(story), assembly('rollout', rollout({ denied: ['sqs:CreateQueue'], soak: 24, alarms: ['errors'] }))];
}

/** An app of examples/. */
export async function example(name: string): Promise<Assembly> {
  const folder = mkdtempSync(join(tmpdir(), `calls-${name}-`));
  const { ok, output } = await runExample(name, folder, { validate: false });
  if (!ok) { throw new Error(`examples/${name} cannot be synthesized:\n${output}`); }
  return assembly(name, folder);
}

/** The platform of the stories in one of its shapes. */
export const story = (shape: Shape): Assembly => assembly(`stories, ${shape}`, synthesize(shape));

/** The platform of stories about releases. */
export const releasing = (): Assembly => assembly('releases', releases());

const assembly = (name: string, folder: string): Assembly =>
  ({ name, folder, remove: () => rmSync(folder, { recursive: true, force: true }) });

/** All state machines of an assembly's templates, nested ones too. */
export function documentsOf(from: Assembly): Document[] {
  return templatesOf(from).flatMap(resources =>
    Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::StepFunctions::StateMachine').map(([id, { Properties }]) => {
      const where = `${from.name}: ${id}`;
      return { name: where, definition: definitionOf(Properties as JsonObject, resources, where) };
    }));
}

/** The resources of each template of an assembly, by their logical ids. */
export function templatesOf({ folder }: Assembly): Record<string, JsonObject>[] {
  return readdirSync(folder).filter(file => file.endsWith('.template.json')).sort()
    .map(file => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { Resources?: Record<string, JsonObject> }).Resources ?? {});
}

function definitionOf(properties: JsonObject, resources: Record<string, JsonObject>, where: string): JsonObject {
  if (isObject(properties.Definition)) { return resolved(properties.Definition, resources) as JsonObject; }
  if (properties.DefinitionString === undefined) { throw new Error(`${where} has its definition elsewhere than in the template, where nothing judges it`); }
  return JSON.parse(String(resolved(properties.DefinitionString, resources))) as JsonObject;
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1', 'AWS::AccountId': '111111111111', 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackName': 'Stack',
  'AWS::StackId': 'arn:aws:cloudformation:us-east-1:111111111111:stack/Stack/00000000-0000-0000-0000-000000000000',
};

/** A value of a template with something plausible for each reference: what a service would take there. */
function resolved(value: unknown, resources: Record<string, JsonObject>): unknown {
  const of = (each: unknown) => resolved(each, resources);
  if (Array.isArray(value)) { return value.map(of); }
  if (!isObject(value)) { return value; }
  const [[name, argument], ...more] = Object.entries(value);
  if (more.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, of(each)]));
  }
  const referred = (id: string, attribute?: string): string => PSEUDO[id] ?? plausible(id, String(resources[id]?.Type ?? ''), attribute);
  switch (name) {
    case 'Ref': return referred(String(argument));
    case 'Fn::GetAtt': return referred(...(Array.isArray(argument) ? argument : String(argument).split('.')).map(String) as [string, string]);
    case 'Fn::Join': return (of((argument as unknown[])[1]) as unknown[]).join(String((argument as unknown[])[0]));
    case 'Fn::Sub': {
      const [text, given = {}] = (Array.isArray(argument) ? argument : [argument]) as [string, JsonObject?];
      return text.replace(/\$\{(?!!)([^}]+)\}/g, (_, id: string) => given[id] === undefined ? referred(...id.split('.') as [string, string?]) : String(of(given[id])));
    }
    case 'Fn::Select': return (of((argument as unknown[])[1]) as unknown[])[Number((argument as unknown[])[0])];
    case 'Fn::Split': return String(of((argument as unknown[])[1])).split(String((argument as unknown[])[0]));
    case 'Fn::ImportValue': case 'Fn::GetStackOutput': return 'imported';
    default: throw new Error(`${name} in a definition is not understood here`);
  }
}

/** The name of a resource is its logical id; its ARN is one of its service. */
function plausible(id: string, type: string, attribute?: string): string {
  const [, service = 'unknown', kind = 'thing'] = type.split('::').map(word => word.toLowerCase());
  const arn = service === 'iam' ? `arn:aws:iam::111111111111:${kind}/${id}`
    : service === 'stepfunctions' ? `arn:aws:states:us-east-1:111111111111:stateMachine:${id}`
      : `arn:aws:${service}:us-east-1:111111111111:${kind === 'table' || kind === 'eventbus' ? `${kind}/` : `${kind}:`}${id}`;
  if (attribute === undefined) { return type === 'AWS::SNS::Topic' || type === 'AWS::StepFunctions::StateMachine' ? arn : id; }
  return attribute.endsWith('Arn') ? arn : `${id}-${attribute}`;
}
