// Writes the rules of a PrometheusRule as a file for Prometheus and promtool.
//
//   node rules.mjs PrometheusRule.yaml rules.yaml
import { readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";

const [from, to] = process.argv.slice(2);
writeFileSync(to, stringify(parse(readFileSync(from, "utf8")).spec));
