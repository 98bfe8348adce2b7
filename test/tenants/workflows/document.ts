import { Template } from 'aws-cdk-lib/assertions';

/** A state of a workflow document, as far as tests look into it. */
export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Credentials?: { readonly RoleArn: string };
  readonly Next?: string;
  readonly Default?: string;
  readonly End?: boolean;
  readonly TimeoutSeconds?: number;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string; readonly ErrorEquals: readonly string[] }[];
  readonly Arguments?: unknown;
  readonly ItemProcessor?: Machine;
}

export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
}

/**
 * The workflow document of a template, that of the enrolment unless said otherwise, with words in place of what
 * CloudFormation fills in.
 */
export function documentOf(template: Template, id = 'Enrolment'): Machine {
  const machines = Object.entries(template.findResources('AWS::StepFunctions::StateMachine'));
  const [, machine] = machines.find(([logicalId]) => logicalId.includes(id))!;
  return JSON.parse(inWords(machine.Properties.DefinitionString)) as Machine;
}

/** A text of a template: references become their last word, such as `Partition` or the logical id. */
export function inWords(value: unknown): string {
  if (typeof value === 'string') { return value; }
  const [[fn, argument]] = Object.entries(value as Record<string, unknown>);
  if (fn === 'Fn::Join') { return (argument as [string, unknown[]])[1].map(inWords).join(''); }
  if (fn === 'Ref') { return (argument as string).replace('AWS::Partition', 'aws').replace(/^AWS::/, ''); }
  if (fn === 'Fn::GetAtt') { return (argument as string[]).join('.'); }
  throw new Error(`${fn} is not looked into`);
}

/** Every state by its name, those within maps included. */
export function statesOf(machine: Machine): [string, State][] {
  return Object.entries(machine.States).flatMap(([name, state]) =>
    [[name, state] as [string, State], ...state.ItemProcessor ? statesOf(state.ItemProcessor) : []]);
}

/** Where a state may go. */
export const exits = (state: State): string[] => [
  ...state.Next ? [state.Next] : [], ...state.Default ? [state.Default] : [],
  ...(state.Choices ?? []).map(choice => choice.Next), ...(state.Catch ?? []).map(each => each.Next),
];

/** Every text between `{%` and `%}`, with the path that leads to it. */
export function expressionsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') {
    return value.startsWith('{%') ? [[path, value.replace(/^\{%/, '').replace(/%\}$/, '')]] : [];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, member]) => expressionsOf(member, `${path}/${key}`)) : [];
}
