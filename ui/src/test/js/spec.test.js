import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseRate, shellQuote, toCurl, toYaml } from '../../main/resources/ui/spec.js';
import { SpecKeys } from '../../main/resources/ui/spec-keys.js';

const keys = new SpecKeys(JSON.parse(readFileSync(new URL('./spec-schema.json', import.meta.url), 'utf8')));

test('the form becomes a spec: numbers where they are plain, text with units as it is, nothing for an empty field', () => {
  const spec = keys.toSpec({
    'topic.name': 'orders',
    messages: '10000',
    rate: '50k',
    'payload.size': '',
    'producer.idempotence': 'false',
    objectives: 'response.p99<20ms\n\n rate>990 ',
  });

  assert.deepEqual(spec, {
    topic: { name: 'orders' },
    messages: 10000,
    rate: '50k',
    producer: { idempotence: false },
    objectives: ['response.p99<20ms', 'rate>990'],
  });
});

test('every key of a spec is a field of a group, and its default is a value of the form', () => {
  const groups = keys.groups.map(({ id }) => id);
  for (const { path, group, label, help, onlyWith, default: usual } of keys.fields) {
    assert.ok(groups.includes(group) && label && help, path);
    if (usual.value === null) continue;
    /** @type {Record<string, any>} */
    const spec = {};
    const set = (/** @type {string} */ at, /** @type {unknown} */ value) => {
      const [head, tail] = at.split('.');
      spec[head] = tail ? { ...spec[head], [tail]: value } : value;
    };
    if (onlyWith) set(onlyWith.path, onlyWith.values[0]);
    set(path, usual.value);
    assert.deepEqual(keys.toSpec(keys.toValues(spec).values), spec);
  }
});

test('a field that has no effect is neither shown nor sent', () => {
  const values = { 'payload.size': '100', 'payload.template': '{"n": {{sequence}}}\n', 'key.cardinality': '5' };
  const shown = (/** @type {Record<string, string>} */ form) =>
    keys.fields.filter((field) => keys.applies(field, form)).map(({ path }) => path);

  assert.ok(shown({}).includes('payload.size') && !shown({}).includes('payload.template'));
  assert.deepEqual(keys.toSpec(values), { payload: { size: 100 } });
  const template = { ...values, 'payload.format': 'template' };
  assert.ok(!shown(template).includes('payload.size') && shown(template).includes('payload.template'));
  assert.deepEqual(keys.toSpec(template), { payload: { format: 'template', template: '{"n": {{sequence}}}\n' } });
  assert.deepEqual(keys.toCommand(template).slice(1), [
    '--set payload.format=template',
    `--set 'payload.template={"n": {{sequence}}}\n'`,
  ]);
});

test('text of several lines is a block in YAML', () => {
  assert.equal(
    toYaml({ payload: { format: 'template', template: '{\n  "n": {{sequence}}\n}', hex: ' a\nb' } }),
    'payload:\n  format: template\n  template: |-\n    {\n      "n": {{sequence}}\n    }\n  hex: " a\\nb"\n',
  );
});

test('no objectives are not the default ones', () => {
  assert.deepEqual(keys.toSpec({ objectives: ' ' }), {});
  assert.deepEqual(keys.toSpec({ objectives: 'none' }), { objectives: [] });
  assert.deepEqual(keys.toValues({ objectives: [] }).values, { objectives: 'none' });
  assert.deepEqual(keys.toCommand({ objectives: 'none', warmup: '0s' }), [
    './loadtester run',
    '--set warmup=0s',
    "--set 'objectives=[]'",
  ]);
});

test('the form starts with ten seconds at the rate of the controller', () => {
  assert.deepEqual(keys.firstValues(10), {
    'topic.name': 'loadtest',
    messages: '100',
    rate: '10',
    'payload.size': '1024',
  });
  assert.deepEqual(keys.toSpec(keys.firstValues(0.02)), {
    topic: { name: 'loadtest' },
    messages: 1,
    rate: 0.02,
    payload: { size: 1024 },
  });
});

test('what workers do without a controller is a choice of the form', () => {
  assert.deepEqual(keys.toSpec({ 'workers.expected': '2', 'workers.lapse': 'strict' }), {
    workers: { expected: 2, lapse: 'strict' },
  });
  assert.deepEqual(keys.toValues({ workers: { expected: 1, timeout: '60s', lapse: 'continue' } }), {
    values: { 'workers.expected': '1', 'workers.timeout': '60s', 'workers.lapse': 'continue' },
    unknown: [],
  });
});

test('a distribution of sizes is a text of the form', () => {
  const spec = { payload: { size: { uniform: { min: 100, max: '2KiB' } } } };
  const values = { 'payload.size': '{"uniform":{"min":100,"max":"2KiB"}}' };

  assert.deepEqual(keys.toValues(spec), { values, unknown: [] });
  assert.deepEqual(keys.toSpec(values), spec);
  assert.deepEqual(keys.toSpec({ 'payload.size': '{uniform: {min: 1}}' }), {
    payload: { size: '{uniform: {min: 1}}' },
  });
  assert.equal(toYaml(spec), 'payload:\n  size: {uniform: {min: 100, max: 2KiB}}\n');
  assert.equal(keys.fieldOf('payload.size.uniform.min'), 'payload.size');
  assert.equal(keys.fieldOf("payload.size.histogram['9-1']"), 'payload.size');
});

test('record headers are a text of the form', () => {
  const spec = { headers: { tenant: '42', 'a: b': 'x, y' } };

  assert.deepEqual(keys.toSpec(keys.toValues(spec).values), spec);
  assert.equal(keys.usual('headers'), '{}');
  assert.equal(toYaml(spec), 'headers:\n  tenant: "42"\n  "a: b": "x, y"\n');
  assert.equal(toYaml({ headers: {} }), 'headers: {}\n');
  assert.equal(toYaml({ transactions: { messages: null, interval: null }, name: 'x' }), 'name: x\n');
});

test('properties of a client are a text of the form, and their mistakes are at the field', () => {
  const spec = { producer: { properties: { 'send.buffer.bytes': '131072', 'metadata.recovery.strategy': 'none' } } };

  assert.deepEqual(keys.toSpec(keys.toValues(spec).values), spec);
  assert.equal(keys.usual('producer.properties'), '{}');
  assert.equal(
    toYaml(spec),
    'producer:\n  properties: {send.buffer.bytes: "131072", metadata.recovery.strategy: none}\n',
  );
  assert.equal(keys.fieldOf("producer.properties['send.buffer.bytes']"), 'producer.properties');
  assert.equal(keys.fieldOf("headers['a.b']"), 'headers');
});

test('a partitioner and its weights are fields of the form', () => {
  const spec = { partitioner: { kind: 'weighted', weights: [5, 1] } };

  assert.deepEqual(keys.toSpec(keys.toValues(spec).values), spec);
  assert.equal(keys.toValues({ partitioner: 'round-robin' }).values['partitioner.kind'], 'round-robin');
  assert.equal(keys.fieldOf('partitioner'), 'partitioner.kind');
});

test('consumer groups are a number or a list of the form', () => {
  const spec = { consumers: { groups: [{ name: 'fast' }, { name: 'slow', rate: 100 }], members: 2 } };

  assert.deepEqual(keys.toSpec(keys.toValues(spec).values), spec);
  assert.equal(
    toYaml(spec),
    'consumers:\n  groups:\n    - {name: fast}\n    - {name: slow, rate: 100}\n  members: 2\n',
  );
  assert.deepEqual(keys.toSpec(keys.toValues({ consumers: [{ rate: 5 }] }).values), {
    consumers: { groups: [{ rate: 5 }] },
  });
  assert.deepEqual(keys.toSpec({ 'consumers.groups': '3' }), { consumers: { groups: 3 } });
  assert.deepEqual(keys.toSpec({ 'consumers.groups': '[{rate: 5}]' }), { consumers: { groups: '[{rate: 5}]' } });
  assert.equal(keys.fieldOf('consumers.groups[1].rate'), 'consumers.groups');
  assert.equal(keys.fieldOf('consumers[1].rate'), 'consumers.groups');
});

test('a topic that looks like a number stays a name', () => {
  assert.deepEqual(keys.toSpec({ 'topic.name': '42' }), { topic: { name: '42' } });
});

test('a spec becomes the form and back', () => {
  const spec = {
    name: 'a',
    topic: { name: 't', partitions: 3 },
    messages: 5,
    rate: 'max',
    producer: { acks: '1', lingerMs: 0 },
    objectives: ['rate>1'],
  };

  assert.deepEqual(keys.toSpec(keys.toValues(spec).values), spec);
  assert.equal(keys.toValues({ topic: 'short' }).values['topic.name'], 'short');
  assert.deepEqual(keys.toValues({ stages: [{}], messages: null }).unknown, ['stages.0']);
});

test('a clone shows only what is not a default', () => {
  assert.deepEqual(
    keys.withoutDefaults(
      { rate: '1000', 'producer.acks': 'all', 'producer.lingerMs': '50' },
      { rate: '1000', 'producer.acks': 'all', 'producer.lingerMs': '5' },
    ),
    { rate: '1000', 'producer.lingerMs': '50' },
  );
});

test('a link prefills', () => {
  assert.equal(keys.fromQuery('?tab=yaml'), null);
  assert.deepEqual(keys.fromQuery('?spec={"messages":"1M","topic":"t"}&rate=5k'), {
    messages: '1M',
    'topic.name': 't',
    rate: '5k',
  });
  assert.deepEqual(keys.fromQuery('?topic=x&size=2kB&producer.acks=1'), {
    'topic.name': 'x',
    'payload.size': '2kB',
    'producer.acks': '1',
  });
  assert.equal(keys.fromQuery('?spec=broken'), null);
});

test('an error finds its field', () => {
  assert.equal(keys.fieldOf('payload.size'), 'payload.size');
  assert.equal(keys.fieldOf('topic'), 'topic.name');
  assert.equal(keys.fieldOf('objectives[1]'), 'objectives');
  assert.equal(keys.fieldOf('/producer/acks'), 'producer.acks');
  assert.equal(keys.fieldOf('nonsense'), null);
});

test('YAML quotes what it would else misread', () => {
  const yaml = toYaml({
    name: 'peak hour',
    topic: { name: '42' },
    rate: 'max',
    producer: { acks: '1', idempotence: true },
    duration: null,
    objectives: ['response.p99<20ms'],
  });

  assert.equal(
    yaml,
    'name: peak hour\ntopic:\n  name: "42"\nrate: max\nproducer:\n  acks: "1"\n  idempotence: true\nobjectives:\n  - "response.p99<20ms"\n',
  );
  assert.equal(toYaml({ name: 'no' }), 'name: "no"\n');
});

test('the command line uses the short flags and quotes for the shell', () => {
  assert.deepEqual(
    keys.toCommand({
      'topic.name': 't',
      messages: '50k',
      'producer.acks': '1',
      name: "it's",
      objectives: 'response.p99<20ms',
    }),
    [
      './loadtester run',
      `--set 'name=it'\\''s'`,
      '--topic t',
      '--messages 50k',
      '--set producer.acks=1',
      `--objective 'response.p99<20ms'`,
    ],
  );
  assert.equal(shellQuote('a b'), `'a b'`);
  assert.equal(toCurl({ messages: 1 }, 'http://h')[2], `-d '{"messages":1}'`);
});

test('a new rate is a number with a unit, or nothing', () => {
  assert.equal(parseRate('1.5k'), 1500);
  assert.equal(parseRate('2,000 msg/s'), 2000);
  assert.equal(parseRate('0'), null);
  assert.equal(parseRate('fast'), null);
});

test('stages of a spec are a text of the form, and flow mappings in YAML', () => {
  const short = { load: { stages: '2m:10k,10m:10k', repeat: 3 } };
  const long = { load: { stages: [{ duration: '2m', target: '10k', name: 'up' }, { pause: '30s' }] } };

  assert.deepEqual(keys.toSpec(keys.toValues(short).values), short);
  assert.deepEqual(keys.toSpec(keys.toValues(long).values), long);
  assert.equal(
    keys.toValues({ load: { stages: [{ duration: '2m', target: 10000 }] } }).values['load.stages'],
    '2m:10000',
  );
  assert.equal(toYaml(long), 'load:\n  stages:\n    - {duration: 2m, target: 10k, name: up}\n    - {pause: 30s}\n');
  assert.equal(
    keys.toCommand(keys.toValues(long).values)[1],
    `--set 'load.stages=[{"duration":"2m","target":"10k","name":"up"},{"pause":"30s"}]'`,
  );
  assert.equal(keys.toCommand(keys.toValues(short).values)[1], '--stages 2m:10k,10m:10k');
  assert.equal(keys.fieldOf('load.stages[2].spike.peak'), 'load.stages');
  const repeated = { 'load.stages': '2m:1', 'load.repeat': '3' };
  assert.deepEqual(keys.withoutDefaults({ ...repeated, warmup: '10s' }, { ...repeated, warmup: '10s' }), repeated);
});
