// Checks dashboards against Grafana's own types.
//
//   node dashboards.mjs FILE.json…
import { readFileSync } from "node:fs";
import { PLAIN, problems as literalProblems } from "./literals.mjs";

const SDK = "@grafana/grafana-foundation-sdk";
const PANELS = ["timeseries", "stat", "heatmap"];

function literals(file, { panels, ...board }) {
  const imports = `import type { Dashboard, RowPanel, Panel, FieldConfig } from "${SDK}/dashboard";
import type { Dataquery } from "${SDK}/prometheus";
${PANELS.map((type) => `import type * as ${type} from "${SDK}/${type}";`).join("\n")}
${PLAIN}
type Of<O> = Plain<Omit<Panel, "targets" | "options" | "fieldConfig"> & { targets: Dataquery[], options: O,
  fieldConfig: { defaults: Omit<FieldConfig, "custom">, overrides: [] } }>;`;
  const found = [{ what: file, imports, type: 'Plain<Omit<Dashboard, "panels">>', value: board }];
  for (const panel of panels) {
    const what = `${file}: ${panel.title}`;
    if (panel.type === "row") {
      found.push({ what, imports, type: "Plain<RowPanel>", value: panel });
      continue;
    }
    const { custom, ...defaults } = panel.fieldConfig?.defaults ?? {};
    const value = { ...panel, fieldConfig: { ...panel.fieldConfig, defaults } };
    const known = PANELS.includes(panel.type);
    found.push({ what, imports, type: known ? `Of<${panel.type}.Options>` : "never", value });
    if (custom !== undefined) {
      found.push({ what, imports, type: `Plain<${panel.type}.FieldConfig>`, value: custom });
    }
  }
  return found;
}

/** Checks the rules that the types cannot express. */
function layoutProblems(file, { panels }) {
  const found = [];
  const ids = new Set();
  for (const panel of panels) {
    const { x, y, w, h } = panel.gridPos;
    if (ids.has(panel.id)) found.push(`${file}: ${panel.title}: another panel has the id ${panel.id}`);
    ids.add(panel.id);
    if (x + w > 24) found.push(`${file}: ${panel.title}: is wider than the page`);
    const hit = panels.find(
      (other) =>
        other !== panel &&
        x < other.gridPos.x + other.gridPos.w && other.gridPos.x < x + w &&
        y < other.gridPos.y + other.gridPos.h && other.gridPos.y < y + h,
    );
    if (hit) found.push(`${file}: ${panel.title}: lies on ${hit.title}`);
  }
  return found;
}

/** @param {{file: string, board: object}[]} boards @returns {string[]} problems, one per line */
export function problems(boards) {
  return [
    ...literalProblems(boards.flatMap(({ file, board }) => literals(file, board))),
    ...boards.flatMap(({ file, board }) => layoutProblems(file, board)),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const boards = process.argv.slice(2).map((path) => ({
    file: path.split("/").at(-1),
    board: JSON.parse(readFileSync(path, "utf8")),
  }));
  const found = problems(boards);
  found.forEach((problem) => console.error(problem));
  console.log(`${boards.length} dashboards, ${found.length} problems`);
  process.exitCode = found.length > 0 || boards.length === 0 ? 1 : 0;
}
