import { AwsError } from '../aws-error';
import { Json, JsonObject, isObject } from '../json';
import { QueryLanguage } from './data';
import { Flow, Kind, Program, Source, State } from './flow';
import { Sources } from './functions';
import { Query, compileQuery } from './jsonata';
import { stateData } from './state-data';
import { choice } from './states/choice';
import { fail } from './states/fail';
import { map } from './states/map';
import { parallel } from './states/parallel';
import { pass } from './states/pass';
import { succeed } from './states/succeed';
import { task } from './states/task';
import { wait } from './states/wait';
import { isTimeout } from './time';

const KINDS: Record<string, Kind> = {
  Pass: pass, Task: task, Choice: choice, Wait: wait, Succeed: succeed, Fail: fail, Parallel: parallel, Map: map,
};
const ALWAYS = ['Type', 'Comment', 'QueryLanguage'];
const OF_MACHINE = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
const OF_BRANCH = ['Comment', 'QueryLanguage', 'StartAt', 'States'];
const OF_PROCESSOR = [...OF_BRANCH, 'ProcessorConfig'];

/**
 * Reads a document once: checks it and makes it ready to run. Throws `InvalidDefinition` with everything that AWS would
 * refuse, and an Error for what AWS takes and the lab does not model.
 */
export function compile(definition: Json, sources: Sources): Program {
  return new Compiler(sources).program(definition);
}

class Compiler {
  private readonly complaints: string[] = [];
  private readonly queries = new Map<string, Query>();
  private readonly names = new Set<string>();

  constructor(private readonly sources: Sources) {}

  public program(definition: Json): Program {
    if (!isObject(definition)) { throw new AwsError('InvalidDefinition', 'the definition must be a JSON object'); }
    const language = this.language(definition, 'JSONPath', 'the machine');
    const { TimeoutSeconds: timeout } = definition;
    if (timeout !== undefined && !isTimeout(timeout)) { this.complaints.push(`TimeoutSeconds of the machine must be a whole number from 1 to 99999999, got ${JSON.stringify(timeout)}`); }
    const flow = this.flow(definition, 'the machine', OF_MACHINE, language, new Set());
    if (this.complaints.length > 0) { throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: ${this.complaints.join('; ')}`); }
    return { flow, timeoutSeconds: timeout as number | undefined };
  }

  private language(fields: JsonObject, otherwise: QueryLanguage, where: string): QueryLanguage {
    const language = fields.QueryLanguage ?? otherwise;
    if (language !== 'JSONata' && language !== 'JSONPath') {
      this.complaints.push(`QueryLanguage of ${where} must be JSONata or JSONPath, got ${JSON.stringify(language)}`);
      return otherwise;
    }
    return language;
  }

  private flow(
    definition: Json | undefined, where: string, known: readonly string[], outer: QueryLanguage,
    taken: ReadonlySet<string>,
  ): Flow {
    const fields = isObject(definition) ? definition : {};
    const { StartAt: startAt, States: states } = fields;
    for (const field of Object.keys(fields)) {
      if (!known.includes(field)) { this.complaints.push(`${where} has the unknown field '${field}'`); }
    }
    if (!isObject(states) || Object.keys(states).length === 0) {
      this.complaints.push(`${where} needs States with at least one state`);
      return { startAt: '', states: new Map() };
    }
    if (typeof startAt !== 'string' || !isObject(states[startAt])) { this.complaints.push(`StartAt of ${where} names no state: ${JSON.stringify(startAt)}`); }
    this.checkLinks(states, startAt, where);
    const assigned = assignedIn(states);
    for (const name of assigned) {
      if (taken.has(name)) { this.complaints.push(`${where} assigns the variable '${name}', which a scope around it assigns too`); }
    }
    const compiled = new Map<string, State>();
    for (const [name, state] of Object.entries(states)) {
      const made = this.state(name, state as Json, outer, new Set([...taken, ...assigned]));
      if (made) { compiled.set(name, made); }
    }
    return { startAt: String(startAt), states: compiled };
  }

  private state(name: string, fields: Json, outer: QueryLanguage, taken: ReadonlySet<string>): State | undefined {
    const complain = (text: string) => { this.complaints.push(`state '${name}': ${text}`); };
    if (name.length > 80) { complain('its name is longer than 80 characters'); }
    if (this.names.has(name)) { complain('another state has this name; names are unique in the whole machine'); }
    this.names.add(name);
    if (!isObject(fields) || typeof fields.Type !== 'string' || !Object.prototype.hasOwnProperty.call(KINDS, fields.Type)) {
      complain(`its Type must be one of ${Object.keys(KINDS).join(', ')}`);
      return undefined;
    }
    const kind = KINDS[fields.Type];
    const language = this.language(fields, outer, `state '${name}'`);
    if (language === 'JSONPath' && outer === 'JSONata') {
      complain('a machine in JSONata cannot hold a state in JSONPath');
      return undefined;
    }
    for (const field of Object.keys(fields)) {
      if (!ALWAYS.includes(field) && !kind.fields.includes(field) && !kind.only?.[language].includes(field)) {
        const elsewhere = kind.only?.[language === 'JSONata' ? 'JSONPath' : 'JSONata'].includes(field);
        complain(`a ${fields.Type} state does not know the field '${field}'${elsewhere ? ` in ${language}` : ''}`);
      }
    }
    checkEnd(fields, kind, complain);
    const tools = { sources: this.sources, query: (text: string) => this.query(text), complain };
    const source: Source = {
      ...tools,
      name,
      fields,
      data: stateData(language, fields, tools),
      // The language of the machine holds inside, not that of the state.
      flow: (definition, where) => this.flow(
        definition, `${where} of state '${name}'`, where.startsWith('Branches') ? OF_BRANCH : OF_PROCESSOR, this.languageInside(definition, outer),
        isApart(definition) ? new Set() : taken,
      ),
    };
    return { name, type: fields.Type, work: kind.compile(source) };
  }

  private languageInside(definition: Json | undefined, outer: QueryLanguage): QueryLanguage {
    return isObject(definition) ? this.language(definition, outer, 'a flow') : outer;
  }

  private query(text: string): Query {
    let query = this.queries.get(text);
    if (!query) {
      query = compileQuery(text, this.sources);
      this.queries.set(text, query);
    }
    return query;
  }

  private checkLinks(states: JsonObject, startAt: Json | undefined, where: string): void {
    const reached = new Set<string>();
    const open = typeof startAt === 'string' ? [startAt] : [];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name) || !isObject(states[name])) { continue; }
      reached.add(name);
      open.push(...linksOf(states[name] as JsonObject));
    }
    for (const [name, state] of Object.entries(states)) {
      if (!isObject(state)) { continue; }
      if (!reached.has(name)) { this.complaints.push(`state '${name}': it cannot be reached from StartAt of ${where}`); }
      for (const link of linksOf(state)) {
        if (!isObject(states[link])) { this.complaints.push(`state '${name}': there is no state '${link}' in ${where} to go to`); }
      }
    }
  }
}

function checkEnd(fields: JsonObject, kind: Kind, complain: (text: string) => void): void {
  if (!kind.fields.includes('End')) { return; }
  const { Next: next, End: end } = fields;
  if (end !== undefined && typeof end !== 'boolean') { complain('End must be true or false'); }
  if (next !== undefined && typeof next !== 'string') { complain('Next must name a state'); }
  if ((next !== undefined) === (end === true)) { complain('it needs either Next or End'); }
}

/** Whether a flow is played by executions of its own, which know nothing of the variables around it. */
function isApart(definition: Json | undefined): boolean {
  return isObject(definition) && isObject(definition.ProcessorConfig) && definition.ProcessorConfig.Mode === 'DISTRIBUTED';
}

/** The states that a state may lead to. */
function linksOf(state: JsonObject): string[] {
  const lists = [state.Choices, state.Catch].flatMap(list => Array.isArray(list) ? list : []);
  return [state.Next, state.Default, ...lists.map(entry => isObject(entry) ? entry.Next : undefined)].filter(link => typeof link === 'string');
}

/** The variables that the states of one scope assign. */
function assignedIn(states: JsonObject): Set<string> {
  const names = new Set<string>();
  for (const state of Object.values(states)) {
    if (!isObject(state)) { continue; }
    const lists = [state.Choices, state.Catch].flatMap(list => Array.isArray(list) ? list : []);
    for (const place of [state, ...lists]) {
      if (isObject(place) && isObject(place.Assign)) { Object.keys(place.Assign).forEach(name => names.add(name.replace(/\.\$$/, ''))); }
    }
  }
  return names;
}
