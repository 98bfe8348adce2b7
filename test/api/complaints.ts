import { ApiType, Member } from './api-surface';

/** Style guide: props are few. */
const MOST_PROPS = 12;

function members(types: readonly ApiType[]): Member[] {
  return types.flatMap(type => type.members);
}

/** `@default`s that no test title names together with the word "default". */
export function untestedDefaults(types: readonly ApiType[], titles: readonly string[]): string[] {
  const names = (title: string, name: string) => new RegExp(`(?<![\\w.])${name.replace('.', '\\.')}(?![\\w])`).test(title);
  return members(types)
    .filter(member => member.defaultValue !== undefined)
    .filter(member => !titles.some(title => /\bdefaults?\b/i.test(title) && names(title, member.name)))
    .map(member => `no test '${member.name} default: …' for @default ${member.defaultValue}`);
}

/** Optional props that do not say what happens without them. */
export function silentDefaults(types: readonly ApiType[]): string[] {
  return members(types.filter(type => type.kind === 'struct'))
    .filter(member => member.optional && !member.defaultValue)
    .map(member => `${member.name} is optional and has no @default`);
}

/** Structs whose props, those of their parents in this library included, are too many to hold in the head. */
export function tooManyProps(types: readonly ApiType[]): string[] {
  const count = (type: ApiType): number => type.members.filter(member => member.kind === 'property').length
    + types.filter(parent => type.parents.includes(parent.name)).reduce((sum, parent) => sum + count(parent), 0);
  return types
    .filter(type => (type.kind === 'struct' || type.kind === 'interface') && count(type) > MOST_PROPS)
    .map(type => `${type.name} has ${count(type)} props, more than ${MOST_PROPS}`);
}

/** Exported names without a docstring. A member that a parent in this library describes needs none of its own. */
export function undocumented(types: readonly ApiType[]): string[] {
  const describedAbove = (type: ApiType, member: string): boolean => types
    .filter(parent => type.parents.includes(parent.name))
    .some(parent => describedAbove(parent, member)
      || parent.members.some(inherited => inherited.name === `${parent.name}.${member}` && inherited.documented));
  return types.flatMap(type => [
    ...type.documented ? [] : [`${type.name} has no docstring`],
    ...type.members
      .filter(member => !member.documented && !describedAbove(type, member.name.slice(type.name.length + 1)))
      .map(member => `${member.name} has no docstring`),
  ]);
}

/** Functions, constants and type aliases in the index: they are silently absent from every other language. */
export function lostInTranslation(types: readonly ApiType[]): string[] {
  return types.filter(type => type.kind === 'other').map(type => `${type.name} is neither class, interface nor enum`);
}
