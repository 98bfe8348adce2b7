import { isObject, Json, JsonObject } from '../json';
import { STAND_IN } from './template';

/** What a template's functions ask of the stack around them. */
export interface Names {
  readonly region: string;
  /** What `Ref` gives: a parameter, a pseudo parameter or a resource. */
  ref(name: string): Json | undefined;
  attribute(logicalId: string, attribute: string): Json;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): Json | undefined;
  importValue(name: string): string;
}

/** The functions of a template's language, worked out against the names of one stack. */
export class Intrinsics {
  constructor(private readonly names: Names) {}

  /** A value with all functions worked out; undefined where it is `AWS::NoValue`. */
  public resolve(value: Json | undefined): Json | undefined {
    if (typeof value === 'string') { return dynamicReference(value); }
    if (Array.isArray(value)) { return value.map(part => this.resolve(part)).filter(part => part !== undefined); }
    if (!isObject(value)) { return value; }
    const keys = Object.keys(value);
    const [key] = keys;
    if (keys.length === 1 && (key === 'Ref' || key.startsWith('Fn::'))) { return this.call(key, value[key] ?? null); }
    const resolved: JsonObject = {};
    for (const name of keys) {
      const part = this.resolve(value[name]);
      if (part !== undefined) { resolved[name] = part; }
    }
    return resolved;
  }

  /** A condition, or the value of `Fn::If`'s first argument. */
  public holds(condition: Json): boolean {
    if (isObject(condition)) {
      const [key] = Object.keys(condition);
      const parts = condition[key];
      const all = Array.isArray(parts) ? parts : [];
      switch (key) {
        case 'Condition': return this.names.condition(String(parts));
        case 'Fn::And': return all.every(part => this.holds(part));
        case 'Fn::Or': return all.some(part => this.holds(part));
        case 'Fn::Not': return !this.holds(all[0]);
        case 'Fn::Equals': return JSON.stringify(this.resolve(all[0])) === JSON.stringify(this.resolve(all[1]));
      }
    }
    throw new Error(`the lab does not model the condition ${JSON.stringify(condition)}`);
  }

  private call(name: string, given: Json): Json | undefined {
    switch (name) {
      case 'Ref': return given === 'AWS::NoValue' ? undefined : this.ref(String(given));
      case 'Fn::GetAtt': return this.getAtt(given);
      case 'Fn::Join': return this.join(given);
      case 'Fn::Sub': return this.sub(given);
      case 'Fn::Select': return this.select(given);
      case 'Fn::Split': return this.split(given);
      case 'Fn::If': return this.resolve((given as Json[])[this.names.condition(String((given as Json[])[0])) ? 1 : 2]);
      case 'Fn::Equals': case 'Fn::And': case 'Fn::Or': case 'Fn::Not': return this.holds({ [name]: given });
      case 'Fn::FindInMap': return this.findInMap(given);
      case 'Fn::Base64': return Buffer.from(String(this.resolve(given))).toString('base64');
      case 'Fn::GetAZs': return ['a', 'b', 'c'].map(zone => `${this.resolve(given) || this.names.region}${zone}`);
      case 'Fn::ImportValue': return this.names.importValue(String(this.resolve(given)));
      case 'Fn::ToJsonString': return JSON.stringify(this.resolve(given));
      default: throw new Error(`the lab does not model ${name}`);
    }
  }

  private ref(name: string): Json {
    const value = this.names.ref(name);
    if (value === undefined) { throw new Error(`Template error: Unresolved dependency [${name}]`); }
    return value;
  }

  private getAtt(given: Json): Json {
    const [logicalId, ...attribute] = Array.isArray(given) ? given.map(part => String(this.resolve(part))) : String(given).split('.');
    return this.names.attribute(logicalId, attribute.join('.'));
  }

  private join(given: Json): string {
    const [separator, parts] = given as [string, Json];
    return this.list(parts).map(text).join(separator);
  }

  private sub(given: Json): string {
    const [template, own] = Array.isArray(given) ? given as [string, JsonObject] : [String(given), {}];
    return template.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, inside: string) => {
      const name = inside.trim();
      if (literal) { return `\${${inside}}`; }
      if (Object.hasOwn(own, name)) { return text(this.resolve(own[name]) ?? ''); }
      return text(name.includes('.') ? this.getAtt(name) : this.ref(name));
    });
  }

  private select(given: Json): Json | undefined {
    const [at, parts] = given as [Json, Json];
    const [index, list] = [Number(this.resolve(at)), this.list(parts)];
    if (list.length === 1 && String(list[0]).startsWith(STAND_IN)) { return list[0]; }
    if (!(index >= 0 && index < list.length)) { throw new Error(`Template error: Fn::Select cannot select nonexistent value at index ${index}`); }
    return list[index];
  }

  private split(given: Json): Json[] {
    const [separator, whole] = given as [string, Json];
    return String(this.resolve(whole)).split(separator);
  }

  private findInMap(given: Json): Json {
    const [map, first, second, fallback] = (given as Json[]).map(part => this.resolve(part));
    const found = this.names.mapping(String(map), String(first), String(second))
      ?? (isObject(fallback) ? fallback.DefaultValue : undefined);
    if (found === undefined) { throw new Error(`Template error: Unable to get mapping for ${map}::${first}::${second}`); }
    return found;
  }

  /** A list; the stand-in of a resource that is not modelled counts as a list of itself. */
  private list(given: Json): Json[] {
    const value = this.resolve(given);
    if (Array.isArray(value)) { return value; }
    if (typeof value === 'string' && value.includes(STAND_IN)) { return [value]; }
    throw new Error(`Template error: expected a list, got ${JSON.stringify(value)}`);
  }
}

function text(value: Json): string {
  if (typeof value === 'object' && value !== null) { throw new Error(`Template error: expected a string, got ${JSON.stringify(value)}`); }
  return String(value);
}

function dynamicReference(value: string): string {
  if (value.includes('{{resolve:')) { throw new Error(`the lab does not model dynamic references: ${value}`); }
  return value;
}
