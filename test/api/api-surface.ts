import { readFileSync } from 'fs';
import { dirname, join } from 'path';
import * as ts from 'typescript';

/** A property, method, enum member or class as users see it. */
export interface Member {
  /** `TenantDirectoryProps.removalPolicy`. */
  readonly name: string;
  readonly kind: 'property' | 'method' | 'other';
  readonly optional: boolean;
  readonly documented: boolean;
  /** What follows `@default`. */
  readonly defaultValue?: string;
}

/** An exported class, interface or enum. */
export interface ApiType {
  readonly name: string;
  readonly kind: 'class' | 'struct' | 'interface' | 'enum' | 'other';
  readonly documented: boolean;
  readonly members: readonly Member[];
  /** The names after `extends` and `implements`. */
  readonly parents: readonly string[];
  /** Where it is declared; nowhere if no other language has it. */
  readonly node?: Declaration;
}

export type ReadFile = (path: string) => string;

/** Names in a file, with what they are called in the index. Without it, all exported names are meant. */
type Wanted = ReadonlyMap<string, string> | undefined;

export type Declaration = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.EnumDeclaration;

const fromDisk: ReadFile = path => readFileSync(path, 'utf8');

/** All that can be reached from an index, read from the sources alone: nothing needs to be compiled. */
export function apiSurface(index: string, read: ReadFile = fromDisk): ApiType[] {
  const types: ApiType[] = [];
  collect(index, undefined, read, types);
  return types;
}

function collect(file: string, wanted: Wanted, read: ReadFile, types: ApiType[]): void {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) {
      follow(file, statement, wanted, read, types);
    } else if (isDeclaration(statement) && isExported(statement)) {
      const name = statement.name?.text ?? 'default';
      const alias = wanted ? wanted.get(name) : name;
      if (alias !== undefined) types.push(apiType(alias, statement));
    } else if (ts.canHaveModifiers(statement) && isExported(statement)) {
      types.push(...unknownToJsii(statement, wanted));
    }
  }
}

function follow(file: string, statement: ts.ExportDeclaration, wanted: Wanted, read: ReadFile, types: ApiType[]): void {
  const from = statement.moduleSpecifier;
  if (!from || !ts.isStringLiteral(from) || !from.text.startsWith('.')) {
    types.push(other(statement.getText(), statement)); // jsii passes over it
    return;
  }
  const target = `${join(dirname(file), from.text)}.ts`;
  if (!statement.exportClause) {
    collect(target, wanted, read, types);
  } else if (ts.isNamedExports(statement.exportClause)) {
    const names = statement.exportClause.elements
      .map(element => ({ here: element.name.text, there: (element.propertyName ?? element.name).text }))
      .filter(({ here }) => !wanted || wanted.has(here));
    collect(target, new Map(names.map(({ here, there }) => [there, wanted?.get(here) ?? here])), read, types);
  } else {
    collect(target, undefined, read, types);
  }
}

/** Exported functions, constants and type aliases: no other language has them. */
function unknownToJsii(statement: ts.Statement, wanted: Wanted): ApiType[] {
  const names = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.map(declaration => declaration.name.getText())
    : (ts.isFunctionDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) && statement.name
      ? [statement.name.text]
      : [];
  return names
    .filter(name => !wanted || wanted.has(name))
    .map(name => other(name, statement));
}

function other(name: string, statement: ts.Statement): ApiType {
  return { name, kind: 'other', documented: documentation(statement).length > 0, members: [], parents: [] };
}

function apiType(name: string, node: Declaration): ApiType {
  const heritage = ts.isEnumDeclaration(node) ? [] : node.heritageClauses ?? [];
  const members: readonly (ts.ClassElement | ts.TypeElement | ts.EnumMember)[] = node.members;
  return {
    name,
    node,
    kind: ts.isClassDeclaration(node) ? 'class'
      : ts.isEnumDeclaration(node) ? 'enum'
        : /^I[A-Z]/.test(name) ? 'interface' : 'struct',
    documented: documentation(node).length > 0,
    members: members.filter(isPublic).map(member => ({
      name: `${name}.${member.name!.getText()}`,
      kind: ts.isMethodDeclaration(member) || ts.isMethodSignature(member) ? 'method'
        : ts.isEnumMember(member) ? 'other' : 'property',
      optional: 'questionToken' in member && member.questionToken !== undefined,
      documented: documentation(member).length > 0,
      defaultValue: defaultOf(member),
    })),
    parents: heritage.flatMap(clause => clause.types.map(type => type.expression.getText())),
  };
}

/** Overrides are described where they were declared, constructors by their props. */
export function isPublic(member: ts.ClassElement | ts.TypeElement | ts.EnumMember): boolean {
  if (!member.name || ts.isPrivateIdentifier(member.name)) return false;
  const modifiers = ts.canHaveModifiers(member) ? ts.getModifiers(member) ?? [] : [];
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.OverrideKeyword];
  return !modifiers.some(modifier => hidden.includes(modifier.kind))
    && !ts.getJSDocTags(member).some(tag => tag.tagName.text === 'internal');
}

function defaultOf(node: ts.Node): string | undefined {
  const tag = ts.getJSDocTags(node).find(candidate => candidate.tagName.text === 'default');
  return tag && (ts.getTextOfJSDocComment(tag.comment) ?? '').trim();
}

/** The first words of the docstring, its tags aside. */
function documentation(node: ts.Node): string {
  return ts.getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map(doc => (ts.getTextOfJSDocComment(doc.comment) ?? '').trim())
    .join('');
}

function isDeclaration(node: ts.Node): node is Declaration {
  return ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node);
}

function isExported(node: ts.HasModifiers | ts.Statement): boolean {
  return ts.canHaveModifiers(node)
    && (ts.getModifiers(node) ?? []).some(modifier => modifier.kind === ts.SyntaxKind.ExportKeyword);
}
