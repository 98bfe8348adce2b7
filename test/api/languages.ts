import { dirname, join, relative } from 'path';
import * as ts from 'typescript';
import { ApiType, isPublic, ReadFile } from './api-surface';

// What compiles, and is lost or works otherwise in Python, Java and Go, without a word from jsii.

/** Methods of the API with several signatures: other languages have the first. */
export function overloads(types: readonly ApiType[]): string[] {
  return types.flatMap(type => {
    const signatures = (type.node ? [...type.node.members] as ts.Node[] : [])
      .filter(member => isMethod(member) || ts.isConstructorDeclaration(member))
      .map(member => `${type.name}.${isMethod(member) ? member.name.getText() : 'constructor'}`);
    return [...new Set(signatures.filter((name, at) => signatures.indexOf(name) !== at))].map(name => `${name} has overloads`);
  });
}

const isMethod = (member: ts.Node): member is ts.MethodDeclaration | ts.MethodSignature =>
  ts.isMethodDeclaration(member) || ts.isMethodSignature(member);

/** Type aliases and unions in what users see: the alias is lost, and a union is `Object` in Java and Go. */
export function losingTypes(types: readonly ApiType[], read: ReadFile): string[] {
  return types.flatMap(type => publicTypes(type).flatMap(({ member, node }) => {
    const found: string[] = [];
    const visit = (each: ts.Node): void => {
      const isUndefined = (part: ts.Node) => part.kind === ts.SyntaxKind.UndefinedKeyword;
      if (ts.isUnionTypeNode(each) && each.types.filter(part => !isUndefined(part)).length > 1) {
        found.push(`${member} has the union type ${each.getText()}`);
      }
      if (ts.isTypeReferenceNode(each) && isAlias(each.typeName.getText(), each.getSourceFile(), read)) {
        found.push(`${member} has the type alias ${each.typeName.getText()}`);
      }
      ts.forEachChild(each, visit);
    };
    visit(node);
    return found;
  }));
}

function publicTypes(type: ApiType): { member: string; node: ts.Node }[] {
  if (!type.node || ts.isEnumDeclaration(type.node)) return [];
  const members: readonly (ts.ClassElement | ts.TypeElement)[] = type.node.members;
  return members.filter(member => isPublic(member) || isUsersConstructor(member)).flatMap(member => {
    const name = `${type.name}.${member.name?.getText() ?? 'constructor'}`;
    const typed = member as ts.Node as { type?: ts.TypeNode; parameters?: ts.NodeArray<ts.ParameterDeclaration> };
    return [typed.type, ...(typed.parameters ?? []).map(parameter => parameter.type)]
      .filter(node => node !== undefined)
      .map(node => ({ member: name, node }));
  });
}

/** A private constructor is not for users. */
const isUsersConstructor = (member: ts.ClassElement | ts.TypeElement): boolean => ts.isConstructorDeclaration(member)
  && !ts.getModifiers(member)?.some(modifier => modifier.kind === ts.SyntaxKind.PrivateKeyword);

/** Whether a name in a file of ours stands for another type, here or where it was imported from. */
function isAlias(name: string, source: ts.SourceFile, read: ReadFile): boolean {
  return source.statements.some(statement => {
    if (ts.isTypeAliasDeclaration(statement)) return statement.name.text === name;
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return false;
    const from = statement.moduleSpecifier.text;
    const bindings = statement.importClause?.namedBindings;
    if (!from.startsWith('.') || !bindings || !ts.isNamedImports(bindings)) return false;
    const imported = bindings.elements.find(element => element.name.text === name);
    const path = `${join(dirname(source.fileName), from)}.ts`;
    return imported !== undefined && isAlias((imported.propertyName ?? imported.name).text, parse(path, read), read);
  });
}

function parse(file: string, read: ReadFile): ts.SourceFile {
  return ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
}

/**
 * What users may override and a constructor calls, itself or through private methods: overrides of other languages
 * come to the object after it was constructed.
 */
export function calledTooSoon(types: readonly ApiType[]): string[] {
  return types.filter(type => type.kind === 'class').flatMap(type => {
    const members = lineage(type, types).flatMap(each => [...(each.node as ts.ClassDeclaration).members]);
    const named = (name: string) => members.filter(member => member.name?.getText() === name);
    const begun = new Set<ts.Node>();
    const reached = new Set<string>();
    const visit = (node: ts.Node): void => {
      for (const name of ownNames(node)) {
        for (const member of named(name)) {
          if (isHook(member)) {
            reached.add(name);
          } else if (!begun.has(member) && !ts.isPropertyDeclaration(member)) {
            begun.add(member);
            ts.forEachChild(member, visit);
          }
        }
      }
      ts.forEachChild(node, visit);
    };
    for (const member of (type.node as ts.ClassDeclaration).members) {
      if (ts.isConstructorDeclaration(member) || (ts.isPropertyDeclaration(member) && !isStatic(member))) visit(member);
    }
    return [...reached].map(name => `${type.name}.${name} is called while a ${type.name} is constructed`);
  });
}

/** Names that follow `this.`, or are taken out of `this`. */
function ownNames(node: ts.Node): string[] {
  const isThis = (each?: ts.Node) => each?.kind === ts.SyntaxKind.ThisKeyword;
  if (ts.isPropertyAccessExpression(node) && isThis(node.expression)) return [node.name.text];
  if (ts.isVariableDeclaration(node) && isThis(node.initializer) && ts.isObjectBindingPattern(node.name)) {
    return node.name.elements.map(element => (element.propertyName ?? element.name).getText());
  }
  return [];
}

/** A class and its ancestors in this library. */
function lineage(type: ApiType, types: readonly ApiType[]): ApiType[] {
  const parents = types.filter(parent => parent.kind === 'class' && type.parents.includes(parent.name));
  return [type, ...parents.flatMap(parent => lineage(parent, types))];
}

function isHook(member: ts.Node): member is ts.MethodDeclaration | ts.AccessorDeclaration {
  return (ts.isMethodDeclaration(member) || ts.isAccessor(member)) && !isStatic(member)
    && !(ts.getModifiers(member) ?? []).some(modifier => modifier.kind === ts.SyntaxKind.PrivateKeyword)
    && !ts.getJSDocTags(member).some(tag => tag.tagName.text === 'internal');
}

function isStatic(member: ts.HasModifiers): boolean {
  return (ts.getModifiers(member) ?? []).some(modifier => modifier.kind === ts.SyntaxKind.StaticKeyword);
}

/**
 * Calls in `files` of what users may override, with an argument left out: an override in Go would panic over it, and
 * a test in TypeScript never sees that.
 */
export function calledShort(types: readonly ApiType[], files: readonly string[], read: ReadFile): string[] {
  const parameters = new Map(types.filter(type => type.kind === 'class')
    .flatMap(type => [...(type.node as ts.ClassDeclaration).members])
    .filter(member => isHook(member))
    .filter(member => ts.isMethodDeclaration(member))
    .map(member => [member.name.getText(), member.parameters.length]));
  return files.flatMap(file => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
        && node.expression.expression.kind !== ts.SyntaxKind.SuperKeyword
        && node.arguments.length < (parameters.get(node.expression.name.text) ?? 0)) {
        found.push(`${relative('.', file)}: ${node.getText()} leaves an argument out`);
      }
      ts.forEachChild(node, visit);
    };
    visit(parse(file, read));
    return found;
  });
}
