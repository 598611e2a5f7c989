// Checks data as if it were TypeScript. Each value becomes a typed literal, so the compiler finds unknown fields, wrong types and values
// that are not in an enumeration.
import ts from "typescript";

/**
 * @param {{what: string, imports?: string, type: string, value: unknown}[]} literals what: the name under which problems are reported;
 *     imports: the imports of `type`
 * @returns {string[]} problems, one per line
 */
export function problems(literals) {
  const folder = import.meta.dirname;
  const sources = new Map(
    literals.map(({ imports = "", type, value }, i) => [
      `${folder}/literal-${i}.ts`,
      `${imports}\nexport const value: ${type} = ${JSON.stringify(value, null, 1)};\n`,
    ]),
  );
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) =>
    sources.has(name) ? ts.createSourceFile(name, sources.get(name), rest[0]) : getSourceFile(name, ...rest);
  const names = [...sources.keys()];
  const program = ts.createProgram(names, options, host);
  return names.flatMap((name, i) => {
    const file = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((found) => {
      const text = file.text.slice(found.start, found.start + found.length).split("\n")[0];
      return `${literals[i].what}: ${text}: ${ts.flattenDiagnosticMessageText(found.messageText, " ").replace(/\s+/g, " ")}`;
    });
  });
}

/** A type whose enumerations accept the strings used in JSON. */
export const PLAIN = `
type Plain<T> = 0 extends 1 & T ? any
  : T extends string ? \`\${T}\`
  : T extends (...args: any[]) => any ? never
  : T extends (infer U)[] ? Plain<U>[]
  : T extends object ? { [K in keyof T as T[K] extends (...args: any[]) => any ? never : K]: Plain<T[K]> }
  : T;`;
