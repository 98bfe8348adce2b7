import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonObject } from '../src/lab';

/** A document of the Amazon States Language, as far as it is changed here. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Record<string, JsonObject>;
}

/** What to change in a synthesized app. */
export interface Change {
  /** Of each state machine, with its logical id. */
  readonly inDocument: (document: Machine, id: string) => void;
  readonly inResource?: (resource: JsonObject) => void;
}

/** A copy of a cloud assembly with something changed, and in how many templates it was. */
export function changedCopy(assembly: string, change: Change): { readonly folder: string; readonly templates: number } {
  const folder = mkdtempSync(join(tmpdir(), 'changed-'));
  cpSync(assembly, folder, { recursive: true });
  const changed = readdirSync(folder).filter(name => name.endsWith('.template.json')).filter(file => {
    const template = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { Resources: Record<string, JsonObject> };
    const before = JSON.stringify(template);
    for (const [id, resource] of Object.entries(template.Resources)) {
      if (resource.Type === 'AWS::StepFunctions::StateMachine') {
        inDocument(resource.Properties as JsonObject, document => change.inDocument(document, id));
      } else {
        change.inResource?.(resource);
      }
    }
    writeFileSync(join(folder, file), JSON.stringify(template));
    return JSON.stringify(template) !== before;
  });
  return { folder, templates: changed.length };
}

/** References stand in the text as words while it is edited. */
function inDocument(properties: JsonObject, edit: (document: Machine) => void): void {
  const definition = properties.DefinitionString as { 'Fn::Join': [string, unknown[]] };
  const pieces = definition['Fn::Join'][1];
  const document = JSON.parse(pieces.map((piece, index) => typeof piece === 'string' ? piece : `<<${index}>>`).join('')) as Machine;
  const before = JSON.stringify(document);
  edit(document);
  if (JSON.stringify(document) === before) { return; }
  keepReachable(document);
  definition['Fn::Join'][1] = JSON.stringify(document).split(/<<(\d+)>>/).map((piece, index) => index % 2 === 0 ? piece : pieces[Number(piece)]);
}

/** A machine with states to which nothing leads is refused: so the first Choice seems to lead there. */
function keepReachable({ StartAt, States }: Machine): void {
  const exits = (state: JsonObject) => [state.Choices ?? [], state.Catch ?? []].flat() as JsonObject[];
  const targets = (state: JsonObject): string[] => [state, ...exits(state)]
    .flatMap(({ Next, Default }) => [Next, Default]).filter((next): next is string => typeof next === 'string');
  const reached = new Set<string>();
  const visit = (name: string) => {
    if (reached.has(name) || !(name in States)) { return; }
    reached.add(name);
    targets(States[name]).forEach(visit);
  };
  visit(StartAt);
  for (const name of Object.keys(States).filter(each => !reached.has(each))) {
    (States[StartAt].Choices as JsonObject[]).push({ Condition: '{% false %}', Next: name });
  }
}
