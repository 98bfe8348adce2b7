import { Element } from './template';

const CARRIED = 'stack sets with permissions of AWS Organizations carry no transforms';
const EXTENSION = `for which CloudFormation needs the transform AWS::LanguageExtensions, and ${CARRIED}`;

/** Functions that need a transform: what a construct does with one, and the cure. */
const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['Fn::ToJsonString', `uses Fn.toJsonString, ${EXTENSION}; use the stack's own 'toJsonString'`],
  ['Fn::Length', `uses Fn.len, ${EXTENSION}; count when the app is synthesized`],
  ['Fn::ForEach', `uses Fn::ForEach, ${EXTENSION}; loop in your own language`],
  ['Fn::FindInMap', `gives Fn.findInMap a default, ${EXTENSION}; put every key into the mapping`],
]);

const MACRO = 'Fn::Transform';
const FROM_OTHER_STACKS = ['Fn::ImportValue', 'Fn::GetStackOutput'];

/** What an element calls that stack sets do not carry. */
export function complaintsAboutFunctions({ path, fragment: { Transform, ...rest } }: Element): string[] {
  return [
    ...Transform === undefined ? [] : [`has the transform ${JSON.stringify(Transform)}, and ${CARRIED}; write out what it would make`],
    ...functionsIn(rest).flatMap(name => {
      if (name === MACRO) {
        return [`calls a macro with Fn.transform, and ${CARRIED}; write out what it would make`];
      }
      if (FROM_OTHER_STACKS.includes(name)) {
        return [`takes a value from another stack with ${name}, and no such stack is in tenants' accounts; `
          + 'give the resource a name of its own and spell the name here, or have the function read it when it runs'];
      }
      return EXTENSIONS.get(name) ?? [];
    }),
  ].map(words => `${path}: ${words}`);
}

/** Whether the CDK adds a transform to the whole template for what an element calls. */
export const needsLanguageExtensions = ({ fragment }: Element) =>
  functionsIn(fragment).some(name => EXTENSIONS.has(name));

function functionsIn(value: unknown): string[] {
  const called = new Set<string>();
  collect(value, called);
  return [...called];
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) { return; }
  for (const [key, inner] of Object.entries(value)) {
    const plain = key === 'Fn::FindInMap' && Array.isArray(inner) && inner.length <= 3;
    if (key.startsWith('Fn::') && !plain) { into.add(key.startsWith('Fn::ForEach') ? 'Fn::ForEach' : key); }
    collect(inner, into);
  }
}
