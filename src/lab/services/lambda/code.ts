import { existsSync, readFileSync, statSync } from 'fs';
import { dirname, join, normalize, relative } from 'path';
import { Script } from 'vm';
import { JsonObject } from '../../json';
import { ResourceRequest } from '../../room';

/** One file of a function's code, compiled once for all invocations. */
export interface SourceFile {
  /** Where it lies within the function, for example `index.js`. */
  readonly path: string;
  readonly script?: Script;
  readonly json?: unknown;
}

/** The code of a function: the files of an asset's folder, or the text in the template. */
export interface Code {
  /** Finds what `require(name)` means in a file; undefined when there is no such file. */
  find(name: string, from: string): SourceFile | undefined;
}

/** Why there is no code that could run here. The function exists all the same; invoking it is an error of the lab. */
export class NoCode implements Code {
  constructor(private readonly why: string) {}

  public find(): SourceFile | undefined {
    throw new Error(this.why);
  }
}

class InlineCode implements Code {
  private file?: SourceFile;

  constructor(private readonly text: string) {}

  public find(name: string): SourceFile | undefined {
    return normalize(name).replace(/\.js$/, '') === 'index' ? this.file ??= compiled('index.js', this.text) : undefined;
  }
}

class FolderCode implements Code {
  private readonly files = new Map<string, SourceFile>();
  /** What was found for a name in a file. Each invocation asks for the same ones. */
  private readonly found = new Map<string, SourceFile | undefined>();

  constructor(private readonly folder: string) {}

  public find(name: string, from: string): SourceFile | undefined {
    const asked = `${from} ${name}`;
    if (!this.found.has(asked)) { this.found.set(asked, this.lookFor(name, from)); }
    return this.found.get(asked);
  }

  private lookFor(name: string, from: string): SourceFile | undefined {
    const base = normalize(join(dirname(from), name));
    if (base.startsWith('..')) { return undefined; }
    for (const candidate of [base, `${base}.js`, `${base}.cjs`, `${base}.json`, join(base, 'index.js')]) {
      const known = this.files.get(candidate);
      if (known) { return known; }
      const file = join(this.folder, candidate);
      if (existsSync(file) && statSync(file).isFile()) {
        const read = compiled(relative(this.folder, file), readFileSync(file, 'utf8'));
        this.files.set(candidate, read);
        return read;
      }
    }
    if (existsSync(join(this.folder, `${base}.mjs`))) { throw new Error(`the lab does not model ES modules: ${base}.mjs; bundle the handler as CommonJS`); }
    return undefined;
  }
}

/** Finds the code that a template's `Code` property names. Folders are shared, so that a file is compiled once. */
export class CodeShelf {
  private readonly folders = new Map<string, Code>();

  public find(code: JsonObject, asset: ResourceRequest['asset']): Code {
    if (typeof code.ZipFile === 'string') { return new InlineCode(code.ZipFile); }
    if (code.ImageUri !== undefined) { return new NoCode('the lab does not model functions in container images'); }
    const folder = asset(String(code.S3Key), code.S3Bucket === undefined ? undefined : String(code.S3Bucket));
    if (folder === undefined) { return new NoCode(`the lab has no file for the code at S3Key '${code.S3Key}'; give the stack's assets, or register a handler`); }
    if (!existsSync(folder) || !statSync(folder).isDirectory()) { return new NoCode(`the lab does not model code in an archive: ${code.S3Key}; register a handler`); }
    const known = this.folders.get(folder) ?? new FolderCode(folder);
    this.folders.set(folder, known);
    return known;
  }
}

function compiled(path: string, text: string): SourceFile {
  if (path.endsWith('.json')) { return { path, json: JSON.parse(text) }; }
  return { path, script: new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, { filename: path }) };
}
