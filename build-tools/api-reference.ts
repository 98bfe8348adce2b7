/** What is read of a jsii assembly. */
export interface Assembly {
  readonly name: string;
  readonly types: Readonly<Record<string, AssemblyType>>;
}

interface AssemblyType {
  readonly name: string;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly methods?: readonly Named[];
  readonly properties?: readonly Named[];
  /** Of an enum. */
  readonly members?: readonly Named[];
}

interface Named { readonly name: string }

/** A heading and what stands below it, up to the next one. */
interface Section { readonly level: number; readonly id: string; readonly lines: readonly string[] }

const MEMBER_LEVEL = 5;

/**
 * The reference that jsii-docgen wrote, with our own members only: it repeats at each type what that inherits from
 * other libraries. What is said twice goes as well: what all anchors begin with, imports at each static function,
 * properties as code, tables of members that are described below them, of which their names are left, and parameters of
 * constructors that have nothing but a type, which the table above them has too.
 */
export function ownReference(markdown: string, assembly: Assembly): string {
  if (!markdown.includes(` id="${assembly.name}.`)) { throw new Error('this is not what jsii-docgen writes; run docgen first'); }
  const isForeign = (id: string) => isInherited(assembly, id);
  const sections = sectionsOf(markdown);
  const kept = withoutEmpty(sections, withoutForeign(sections, isForeign));
  const silent = new Set(kept.filter(saysTypeOnly).map(({ id }) => id));
  const described = new Set(kept.filter(({ id }) => !silent.has(id)).map(({ id }) => id));
  const text = kept.filter(({ id }) => !silent.has(id)).flatMap(section => [
    section.lines[0],
    ...section.level === 1 ? ['', ...introduction(assembly)] : [],
    ...section.level === 3 ? inheritance(assembly, section.id) : [],
    ...withoutTables(withoutRepeats(section).filter(line => !isForeign(linkOf(line))), described),
  ]).map(line => shortened(line, assembly.name, silent)).join('\n');
  return text.replace(/\n{3,}/g, '\n\n');
}

/** What is in the assembly and not in the reference, and links that lead nowhere. */
export function missingIn(reference: string, assembly: Assembly): string[] {
  const ids = new Set([...reference.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const wanted = Object.values(assembly.types).flatMap(({ name, methods = [], properties = [], members = [] }) => [
    name,
    ...[...methods, ...members].map(member => `${name}.${member.name}`),
    ...properties.map(property => `${name}.property.${property.name}`),
  ]);
  const links = [...reference.matchAll(/\]\(#([^)]+)\)|href="#([^"]+)"/g)].map(([, link, href]) => link ?? href);
  return [
    ...wanted.filter(id => !ids.has(id)).map(id => `${id} is not in the reference`),
    ...[...new Set(links)].filter(link => !ids.has(link)).map(link => `a link leads to ${link}, which is not there`),
  ];
}

function sectionsOf(markdown: string): Section[] {
  const sections: { level: number; id: string; lines: string[] }[] = [];
  let inCode = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) { inCode = !inCode; }
    const heading = inCode ? null : /^(#+) .* id="([^"]+)"><\/a>$/.exec(line);
    if (heading) {
      sections.push({ level: heading[1].length, id: heading[2], lines: [line] });
    } else {
      sections.at(-1)?.lines.push(line);
    }
  }
  return sections;
}

/** Whether an anchor is about a member that a type of ours has from another library. Constructors are always ours. */
function isInherited(assembly: Assembly, id: string): boolean {
  if (!id.startsWith(`${assembly.name}.`)) { return false; }
  const [type, first, second] = id.slice(assembly.name.length + 1).split('.');
  const member = first === 'property' ? second : first;
  return member !== undefined && member !== 'Initializer' && !ownMembers(assembly, `${assembly.name}.${type}`).has(member);
}

/** What a type has of this library: its own members, and those of its parents here. */
function ownMembers(assembly: Assembly, fqn: string): ReadonlySet<string> {
  const { methods = [], properties = [], members = [], ...type } = assembly.types[fqn] ?? {};
  return new Set([
    ...[...methods, ...properties, ...members].map(({ name }) => name),
    ...parentsOf(type).flatMap(parent => [...ownMembers(assembly, parent)]),
  ]);
}

const parentsOf = ({ base, interfaces = [] }: Partial<AssemblyType>): string[] =>
  [...base ? [base] : [], ...interfaces];

function withoutForeign(sections: readonly Section[], isForeign: (id: string) => boolean): Section[] {
  let skipping = false;
  return sections.filter(({ level, id }) => {
    if (level <= MEMBER_LEVEL) { skipping = level === MEMBER_LEVEL && isForeign(id); }
    return !skipping;
  });
}

/** Without headings such as Methods below which nothing is left. */
function withoutEmpty(before: readonly Section[], after: readonly Section[]): Section[] {
  const hasMembers = (all: readonly Section[], heading: Section) =>
    all[all.indexOf(heading) + 1]?.level === MEMBER_LEVEL;
  const emptied = (section: Section) => hasMembers(before, section) && !hasMembers(after, section);
  return after.filter(section => section.level !== MEMBER_LEVEL - 1 || !emptied(section));
}

const saysTypeOnly = ({ id, lines }: Section): boolean => id.includes('.Initializer.parameter.')
  && lines.slice(1).every(line => line === '' || line === '---' || line.startsWith('- *Type:*'));

const introduction = ({ name, types }: Assembly): string[] => {
  const foreign = [...new Set(Object.values(types).flatMap(parentsOf))].filter(parent => !types[parent]).sort();
  return [
    `Everything is imported from \`${name}\`. Properties are read-only where nothing else is said.`,
    ...foreign.length > 0 ? [`What types inherit from other libraries is documented there: ${foreign.map(linked).join(', ')}.`] : [],
  ];
};

/** Which class a class is made from, in a line of its own; jsii-docgen says it of interfaces only. */
function inheritance({ types }: Assembly, fqn: string): string[] {
  const base = types[fqn]?.base;
  return base === undefined ? [] : ['', `- *Extends:* ${types[base] ? `[\`${types[base].name}\`](#${base})` : linked(base)}`];
}

const linked = (fqn: string): string => `[${fqn}](https://docs.aws.amazon.com/cdk/api/v2/docs/${fqn}.html)`;

/**
 * The lines below a heading, without the import that a static function's code begins with, and without the code of a
 * property, which is its name and type once more.
 */
function withoutRepeats({ level, lines }: Section): readonly string[] {
  const [, blank, fence, first = '', second] = lines;
  if (level !== MEMBER_LEVEL || fence !== '```typescript') { return lines.slice(1); }
  if (first.startsWith('public readonly ') && second === '```') { return lines.slice(5); }
  return first.startsWith('import ') && second === '' ? [blank, fence, ...lines.slice(5)] : lines.slice(1);
}

/** The lines with tables whose rows are all described in sections of their own as a line of names. */
function withoutTables(lines: readonly string[], described: ReadonlySet<string>): readonly string[] {
  const first = lines.findIndex(line => line.startsWith('|'));
  if (first < 0) { return lines; }
  const end = lines.findIndex((line, at) => at > first && !line.startsWith('|'));
  const last = end < 0 ? lines.length : end;
  const rows = lines.slice(first, last).filter(line => linkOf(line) !== '');
  if (rows.length === 0 || !rows.every(row => described.has(linkOf(row)))) { return lines; }
  const names = rows.map(row => `\`${/<a href="[^"]+">([^<]+)</.exec(row)![1]}\``);
  return [...lines.slice(0, first), names.join(', '), ...lines.slice(last)];
}

/** Where the first cell of a row in a table leads. */
const linkOf = (line: string): string => /^\| <code><a href="#([^"]+)"/.exec(line)?.[1] ?? '';

/** A line with shorter anchors, without those that are not of ours, and with no links to sections that are silent. */
function shortened(line: string, library: string, silent: ReadonlySet<string>): string {
  return line
    .replace(/ <a name="[^"]*" id="([^"]*)"><\/a>$/, (_, id: string) => id.startsWith(`${library}.`) ? ` <a id="${id}"></a>` : '')
    .replace(/<code><a href="#([^"]+)">([^<]+)<\/a><\/code>/g, (_, id: string, text: string) =>
      silent.has(id) ? `\`${text}\`` : `[\`${text}\`](#${id})`)
    .replaceAll(`id="${library}.`, 'id="').replaceAll(`"#${library}.`, '"#').replaceAll(`](#${library}.`, '](#');
}
