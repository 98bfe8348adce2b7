import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, JsonObject } from '../../src/lab';

/** A state of the played document, or of a Map in it. */
export interface DocumentState {
  readonly name: string;
  readonly fields: JsonObject;
}

/** All states of the machine in a cloud assembly, those inside of maps too. */
export function statesIn(assembly: string): DocumentState[] {
  const manifest = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8')) as { artifacts: Record<string, { properties?: { templateFile?: string } }> };
  return Object.values(manifest.artifacts).flatMap(({ properties }) => {
    if (!properties?.templateFile?.endsWith('.template.json')) { return []; }
    const { Resources } = JSON.parse(readFileSync(join(assembly, properties.templateFile), 'utf8')) as { Resources: Record<string, JsonObject> };
    return Object.values(Resources).filter(each => each.Type === 'AWS::StepFunctions::StateMachine')
      .flatMap(each => flatten(JSON.parse(textOf((each.Properties as JsonObject).DefinitionString)) as JsonObject));
  });
}

/** A definition with its references replaced by words: enough to read the states. */
function textOf(value: unknown): string {
  if (typeof value === 'string') { return value; }
  const join_ = isObject(value) ? value['Fn::Join'] : undefined;
  if (Array.isArray(join_)) { return (join_[1] as unknown[]).map(textOf).join(String(join_[0])); }
  return isObject(value) && value.Ref === 'AWS::Partition' ? 'aws' : 'reference';
}

function flatten(document: JsonObject): DocumentState[] {
  return Object.entries(document.States as JsonObject).flatMap(([name, fields]) => {
    const inner = (fields as JsonObject).ItemProcessor as JsonObject | undefined;
    return [{ name, fields: fields as JsonObject }, ...inner ? flatten(inner) : []];
  });
}

/** The service and action that a task calls, as the lab names them. */
export function callOf({ fields }: DocumentState): { service: string; action: string } | undefined {
  const [, sdk, service, action] = /:states:::(aws-sdk:)?(\w+):(\w+)/.exec(String(fields.Resource ?? '')) ?? [];
  return service ? { service: sdk || service !== 'events' ? service : 'eventbridge', action } : undefined;
}
