// Starts the whole system with its own Kafka, a run, and a Prometheus that scrapes it, all on this machine, and checks
//   - that every PromQL expression of the dashboards and alerts returns data,
//   - that docs/metrics.md matches the exposed metrics exactly,
//   - that promtool accepts the metrics.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { documented, exposed, mismatches } from "./metrics.mjs";

const ROOT = join(import.meta.dirname, "../..");
const MONITORING = join(ROOT, "k8s/components/monitoring");
const START_SECONDS_MAX = 240;
const DATA_SECONDS_MAX = 90;
// chosen for a scrape every second
const RATE_INTERVAL = "10s";

const work = mkdtempSync(join(tmpdir(), "checks-"));
const children = [];

function start(command, args, options = {}) {
  const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], ...options });
  child.text = "";
  child.stdout.on("data", (data) => (child.text += data));
  child.stderr.on("data", (data) => (child.text += data));
  child.ended = new Promise((resolve) => child.on("exit", resolve));
  children.push(child);
  return child;
}

async function until(what, secondsMax, probe, child) {
  for (const end = Date.now() + secondsMax * 1000; Date.now() < end; ) {
    const found = await probe();
    if (found) return found;
    if (child && child.exitCode !== null) throw new Error(`${what}: ended\n${child.text}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${what}: not within ${secondsMax} s\n${child?.text ?? ""}`);
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const text = async (url, options) => {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.text();
};

/** The console's address and the workers' metrics ports, from the output and the logs. */
async function startSystem() {
  // builds the project if necessary
  const help = spawnSync("./loadtester", ["--help"], { cwd: ROOT, encoding: "utf8" });
  if (help.status !== 0) throw new Error(help.stderr);
  // small generations, so that a garbage collection happens and can be measured
  const local = start("./loadtester", ["local", "--workers", "2", "--port", "0"], {
    env: { ...process.env, JAVA_TOOL_OPTIONS: "-Xmn4m" },
  });
  const [, console_, logs] = await until(
    "loadtester local", START_SECONDS_MAX, () => local.text.match(/Console +(http\S+)[^]*Logs +(\S+)[^]*Ctrl-C/), local);
  const workers = await until("the workers", START_SECONDS_MAX, () => {
    const ports = readdirSync(logs)
      .filter((name) => name.startsWith("worker-"))
      .map((name) => readFileSync(join(logs, name), "utf8").match(/READY http:\/\/(\S+)/)?.[1]);
    return ports.length === 2 && ports.every(Boolean) && ports;
  });
  return { local, controller: new URL(console_).host, workers };
}

async function startPrometheus(controller, workers) {
  const port = await freePort();
  const jobs = [["kafka-load-tester-controller", [controller]], ["kafka-load-tester-worker", workers]];
  writeFileSync(join(work, "prometheus.yml"), JSON.stringify({
    global: { scrape_interval: "1s" },
    scrape_configs: jobs.map(([job_name, targets]) => ({ job_name, static_configs: [{ targets, labels: { namespace: "kafka" } }] })),
  }));
  const prometheus = start("prometheus", [
    `--config.file=${work}/prometheus.yml`, `--storage.tsdb.path=${work}/data`, `--web.listen-address=127.0.0.1:${port}`]);
  const url = `http://127.0.0.1:${port}`;
  await until("Prometheus", 60, () => text(`${url}/-/ready`).catch(() => ""), prometheus);
  return async (expr) => {
    const answer = JSON.parse(await text(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`).catch((error) => {
      throw new Error(`${expr}: ${error.message}`);
    }));
    return answer.data.result.filter(({ value }) => value[1] !== "NaN").length;
  };
}

function expressions() {
  const found = [];
  for (const name of readdirSync(join(MONITORING, "dashboards"))) {
    const board = JSON.parse(readFileSync(join(MONITORING, "dashboards", name), "utf8"));
    for (const panel of board.panels) {
      for (const { expr } of panel.targets ?? []) found.push({ what: `${name}: ${panel.title}`, expr });
    }
    for (const { type, name: variable, definition } of board.templating.list) {
      // label_values(metric, label)
      const [, metric, label] = definition?.match(/^label_values\((\w+), (\w+)\)$/) ?? [];
      if (type === "query") found.push({ what: `${name}: $${variable}`, expr: `count by (${label}) (${metric}{${label}!=""})` });
    }
  }
  for (const group of parse(readFileSync(join(MONITORING, "alerts.yaml"), "utf8")).spec.groups) {
    for (const { alert, expr } of group.rules) {
      // in a healthy system the comparison returns nothing
      found.push({ what: `alert ${alert}`, expr: expr.replace(/ > [\d.]+$/, "") });
    }
  }
  return found.map(({ what, expr }) => ({
    what,
    expr: expr.replaceAll("$__rate_interval", RATE_INTERVAL).replaceAll(/\$(run|worker)\b/g, ".+"),
  }));
}

async function main() {
  const { local, controller, workers } = await startSystem();
  const api = `http://${controller}/api`;
  const submitted = await text(`${api}/runs`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ duration: "5m", rate: 2000, payload: { size: 1000 }, objectives: ["response.p99<10s"],
      consumers: { groups: 1, members: 2 }, verification: "live" }),
  });
  const run = JSON.parse(submitted).id;
  const query = await startPrometheus(controller, workers);
  const problems = [];

  let waiting = expressions();
  const all = waiting.length;
  await until("data", DATA_SECONDS_MAX, async () => {
    const counts = await Promise.all(waiting.map(({ expr }) => query(expr)));
    waiting = waiting.filter((_, i) => counts[i] === 0);
    return waiting.length === 0;
  }).catch(() => waiting.forEach(({ what, expr }) => problems.push(`${what}: no data: ${expr}`)));
  console.log(`${all} expressions, ${waiting.length} without data`);

  const scrapes = await Promise.all([controller, ...workers].map((host) => text(`http://${host}/metrics`)));
  const found = mismatches(documented(readFileSync(join(ROOT, "docs/metrics.md"), "utf8")), exposed(scrapes));
  problems.push(...found);
  console.log(`docs/metrics.md against the scrapes: ${found.length} differences`);
  for (const scrape of [scrapes[0], scrapes[1]]) {
    const lint = spawnSync("promtool", ["check", "metrics"], { input: scrape, encoding: "utf8" });
    const said = (lint.stdout + lint.stderr).split("\n").filter((line) => line.startsWith("klt_") || lint.status === 1);
    problems.push(...said.filter(Boolean).map((line) => `promtool check metrics: ${line}`));
  }

  await text(`${api}/runs/${run}/stop`, { method: "POST" });
  local.kill("SIGINT");
  await local.ended;
  problems.forEach((problem) => console.error(problem));
  process.exitCode = problems.length > 0 ? 1 : 0;
}

try {
  await main();
} finally {
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await child.ended;
  }
  rmSync(work, { recursive: true, force: true });
}
