// Checks rendered manifests against the types of the resources of Kubernetes and the operators.
//
//   node manifests.mjs FILE.yaml…
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { problems as endingProblems } from "./endings.mjs";
import { problems as literalProblems } from "./literals.mjs";

const PACKAGES = [
  [/^monitoring\.coreos\.com\//, "@kubernetes-models/prometheus-operator/"],
  [/^argoproj\.io\//, "@kubernetes-models/argo-cd/"],
  [/^(kafka|core)\.strimzi\.io\//, "@kubernetes-models/strimzi-kafka-operator/"],
  [/^/, "kubernetes-models/"],
];

const moduleOf = (manifest) => PACKAGES.find(([group]) => group.test(manifest.apiVersion))[1] + manifest.apiVersion;

/** The documents of a YAML text; a duplicate key is an error. */
export function documents(yaml, file) {
  return parseAllDocuments(yaml, { uniqueKeys: true })
    .map((document) => {
      if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0].message}`);
      return document.toJS();
    })
    .filter((manifest) => manifest !== null)
    .map((manifest) => ({ what: `${file}: ${manifest.kind} ${manifest.metadata?.name}`, manifest }));
}

/** @returns {Promise<string[]>} problems, one per line */
export async function problems(manifests) {
  const found = [];
  const literals = [];
  for (const { what, manifest } of manifests) {
    const from = moduleOf(manifest);
    const model = await import(from).then((module) => module[manifest.kind], () => undefined);
    if (model === undefined) {
      found.push(`${what}: there is no ${manifest.kind} in ${manifest.apiVersion}`);
      continue;
    }
    found.push(...endingProblems({ what, manifest }));
    literals.push({
      what,
      imports: `import type { I${manifest.kind} } from "${from}";`,
      type: `I${manifest.kind}`,
      value: manifest,
    });
    try {
      new model(manifest).validate();
    } catch (error) {
      found.push(`${what}: ${error.message.replace(/\s+/g, " ")}`);
    }
  }
  return [...found, ...literalProblems(literals)];
}

if (process.argv[1] === import.meta.filename) {
  const manifests = process.argv.slice(2).flatMap((file) => documents(readFileSync(file, "utf8"), file.split("/").at(-1)));
  const found = await problems(manifests);
  found.forEach((problem) => console.error(problem));
  console.log(`${manifests.length} manifests, ${found.length} problems`);
  process.exitCode = found.length > 0 || manifests.length === 0 ? 1 : 0;
}
