// Tests that the checks detect faults.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as dashboards from "./dashboards.mjs";
import * as manifests from "./manifests.mjs";

const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  replicas: 3
  selector: {matchLabels: {app: worker}}
  strategy: {type: Recreate}
  template:
    metadata: {labels: {app: worker}}
    spec:
      containers: [{name: worker, image: worker, imagePullPolicy: Always, terminationMessagePolicy: FallbackToLogsOnError}]
`;

const of = (yaml) => manifests.problems(manifests.documents(yaml, "test"));
const planted = (from, to) => {
  assert.ok(DEPLOYMENT.includes(from));
  return of(DEPLOYMENT.replace(from, to));
};

test("a right manifest has no problem", async () => {
  assert.deepEqual(await of(DEPLOYMENT), []);
});

test("finds an unknown field", async () => {
  assert.match((await planted("replicas: 3", "replica: 3")).join("\n"), /test: Deployment worker: "replica".*does not exist/);
});

test("finds a wrong type", async () => {
  assert.match((await planted("replicas: 3", 'replicas: "3"')).join("\n"), /'string' is not assignable to type 'number/);
});

test("finds a word that is none of an enumeration", async () => {
  assert.match((await planted("Recreate", "Restart")).join("\n"), /"Restart"' is not assignable/);
});

test("finds a container that does not keep the end of its log", async () => {
  assert.deepEqual(await planted(", terminationMessagePolicy: FallbackToLogsOnError", ""), [
    "test: Deployment worker: the container worker needs terminationMessagePolicy: FallbackToLogsOnError",
  ]);
});

test("finds a field that is missing", async () => {
  assert.match((await planted("selector: {matchLabels: {app: worker}}", "paused: false")).join("\n"), /selector/);
});

test("finds a kind that does not exist", async () => {
  assert.deepEqual(await planted("kind: Deployment", "kind: Deploiment"), [
    "test: Deploiment worker: there is no Deploiment in apps/v1",
  ]);
});

for (const [kind, good, bad] of [
  ["monitoring.coreos.com/v1 PodMonitor", "{selector: {}, podMetricsEndpoints: [{port: metrics}]}", "{selector: {}, podMetricEndpoints: []}"],
  ["argoproj.io/v1alpha1 Application", "{project: p, source: {repoURL: u}, destination: {}}", "{project: p, source: {repoUrl: u}, destination: {}}"],
  ["kafka.strimzi.io/v1 KafkaTopic", "{partitions: 1}", "{partitions: one}"],
  ["kafka.strimzi.io/v1 KafkaUser", "{authentication: {type: tls}}", "{authentication: {type: ssl}}"],
]) {
  test(`knows ${kind}`, async () => {
    const [apiVersion, name] = kind.split(" ");
    const manifest = (spec) => of(`{apiVersion: ${apiVersion}, kind: ${name}, metadata: {name: x}, spec: ${spec}}`);
    assert.deepEqual(await manifest(good), []);
    assert.notDeepEqual(await manifest(bad), []);
  });
}

const board = () => JSON.parse(readFileSync(new URL("../components/monitoring/dashboards/run.json", import.meta.url), "utf8"));
const problemsOf = (change) => {
  const changed = board();
  change(changed);
  return dashboards.problems([{ file: "run.json", board: changed }]).join("\n");
};
const panel = (changed, type) => changed.panels.find((candidate) => candidate.type === type);

test("finds mistakes in a dashboard", () => {
  assert.equal(problemsOf(() => {}), "");
  assert.match(problemsOf((b) => { b.refreshes = "5s"; }), /refreshes/);
  assert.match(problemsOf((b) => { panel(b, "timeseries").targets[0].exp = "up"; }), /exp/);
  assert.match(problemsOf((b) => { panel(b, "timeseries").fieldConfig.defaults.custom.drawStyle = "dots"; }), /"dots"/);
  assert.match(problemsOf((b) => { panel(b, "heatmap").options.cellGap = "1"; }), /'string' is not assignable/);
  assert.match(problemsOf((b) => { panel(b, "stat").type = "stats"; }), /never/);
  assert.match(problemsOf((b) => { panel(b, "stat").gridPos.w = 8; }), /lies on/);
});
