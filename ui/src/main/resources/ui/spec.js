// A spec in its four forms: form values (path → text), JSON, YAML and the command line. Text stays text: the server parses units.

/**
 * The form's fields. `flag` is the command line's short option; the others are set with --set path=value.
 * @type {Field[]}
 */
export const FIELDS = [
  { path: 'name', label: 'Name', group: 'what', hint: 'to find the run later' },
  {
    path: 'topic.name',
    label: 'Topic',
    group: 'simple',
    testid: 'field-topic',
    flag: 'topic',
    hint: 'created if it does not exist',
  },
  {
    path: 'messages',
    label: 'Messages',
    group: 'simple',
    testid: 'field-messages',
    flag: 'messages',
    numeric: true,
    hint: '10000, 50k, 2M',
  },
  {
    path: 'duration',
    label: 'Duration',
    group: 'simple',
    testid: 'field-duration',
    flag: 'duration',
    hint: '90s, 10m, 1h20m',
  },
  {
    path: 'rate',
    label: 'Rate',
    group: 'simple',
    testid: 'field-rate',
    flag: 'rate',
    numeric: true,
    unit: 'msg/s',
    hint: '1000, 50k, or max',
  },
  {
    path: 'payload.size',
    label: 'Message size',
    group: 'simple',
    testid: 'field-size',
    flag: 'size',
    numeric: true,
    unit: 'bytes',
    hint: '1024, 10kB',
  },
  { path: 'topic.partitions', label: 'Partitions', group: 'topic', numeric: true },
  { path: 'topic.replication', label: 'Replication', group: 'topic', numeric: true },
  { path: 'payload.format', label: 'Payload format', group: 'topic', choices: ['json', 'raw'] },
  { path: 'key.kind', label: 'Key', group: 'topic', choices: ['none', 'sequential'] },
  { path: 'producer.acks', label: 'Acks', group: 'producer', choices: ['all', '1', '0'] },
  { path: 'producer.idempotence', label: 'Idempotence', group: 'producer', choices: ['true', 'false'], boolean: true },
  {
    path: 'producer.compression',
    label: 'Compression',
    group: 'producer',
    choices: ['none', 'gzip', 'snappy', 'lz4', 'zstd'],
  },
  { path: 'producer.lingerMs', label: 'Linger', group: 'producer', numeric: true, unit: 'ms' },
  {
    path: 'producer.batchSize',
    label: 'Batch size',
    group: 'producer',
    numeric: true,
    unit: 'bytes',
    hint: '16384, 64kB',
  },
  {
    path: 'producer.bufferMemory',
    label: 'Buffer memory',
    group: 'producer',
    numeric: true,
    unit: 'bytes',
    hint: '32MB',
  },
  { path: 'producer.maxInFlight', label: 'Requests in flight', group: 'producer', numeric: true, unit: 'per broker' },
  { path: 'producer.requestTimeoutMs', label: 'Request timeout', group: 'producer', numeric: true, unit: 'ms' },
  { path: 'producer.deliveryTimeoutMs', label: 'Delivery timeout', group: 'producer', numeric: true, unit: 'ms' },
  {
    path: 'workers.expected',
    label: 'Workers expected',
    group: 'fleet',
    numeric: true,
    hint: 'the run waits for this many',
  },
  { path: 'workers.timeout', label: 'Worker timeout', group: 'fleet', hint: '60s, 5m' },
  {
    path: 'workers.lapse',
    label: 'Without a controller',
    group: 'fleet',
    choices: ['continue', 'strict'],
    hint: 'continue for 30 s, or stop after 5 s',
  },
  {
    path: 'consumers.groups',
    label: 'Groups',
    group: 'consumers',
    numeric: true,
    hint: 'each reads every message; 0 for none',
  },
  {
    path: 'consumers.members',
    label: 'Members per group',
    group: 'consumers',
    numeric: true,
    hint: 'spread over the workers',
  },
  {
    path: 'consumers.protocol',
    label: 'Group protocol',
    group: 'consumers',
    choices: ['classic', 'consumer', 'share'],
    hint: 'consumer is KIP-848, share is KIP-932',
  },
  { path: 'consumers.start', label: 'Start at', group: 'consumers', choices: ['latest', 'earliest'] },
  {
    path: 'consumers.backlog',
    label: 'Backlog',
    group: 'consumers',
    choices: ['false', 'true'],
    boolean: true,
    hint: 'produce first, then drain',
  },
  {
    path: 'consumers.isolation',
    label: 'Isolation',
    group: 'consumers',
    choices: ['read_uncommitted', 'read_committed'],
  },
  {
    path: 'consumers.processingMicros',
    label: 'Processing',
    group: 'consumers',
    numeric: true,
    unit: 'µs',
    hint: 'per record',
  },
  {
    path: 'consumers.rate',
    label: 'Rate per group',
    group: 'consumers',
    numeric: true,
    unit: '/s',
    hint: '5000 records, or max',
  },
  { path: 'consumers.maxPollRecords', label: 'Max. records per poll', group: 'consumers', numeric: true },
  { path: 'consumers.fetchMinBytes', label: 'Min. fetch size', group: 'consumers', numeric: true, unit: 'bytes' },
  { path: 'consumers.fetchMaxWaitMs', label: 'Max. fetch wait', group: 'consumers', numeric: true, unit: 'ms' },
  { path: 'consumers.catchUp', label: 'Time to catch up', group: 'consumers', hint: '60s, 10m' },
  {
    path: 'warmup',
    label: 'Warm-up',
    group: 'objectives',
    hint: 'excluded from latencies, rates and objectives; 0s for none',
  },
  {
    path: 'verification',
    label: 'Verification',
    group: 'objectives',
    choices: ['none', 'after', 'live'],
    hint: 'read and check the messages: after all are sent, or during the run',
  },
  {
    path: 'objectives',
    label: 'Objectives',
    group: 'objectives',
    hint: 'one per line, e.g. response.p99<20ms; none to disable them',
  },
];
const BY_PATH = new Map(FIELDS.map((field) => [field.path, field]));

const FIRST_SECONDS = 10;

/**
 * Initial values of the form: ten seconds at the controller's default rate. Until that is known, the rate is left empty, which means the
 * same.
 * @param {number | null} defaultRate
 * @returns {FormValues}
 */
export function firstValues(defaultRate) {
  /** @type {FormValues} */
  const load =
    defaultRate === null
      ? { messages: '10000' }
      : { messages: String(Math.max(1, Math.round(defaultRate * FIRST_SECONDS))), rate: String(defaultRate) };
  return { 'topic.name': 'loadtest', ...load, 'payload.size': '1024' };
}

/** @param {string} text */
const plain = (text) => /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && String(Number(text)) === text;

/**
 * @param {Field} field
 * @param {string} text
 */
function typed(field, text) {
  if (field.boolean) return text === 'true';
  return field.numeric && plain(text) ? Number(text) : text;
}

/** Text for an empty list, since an empty field means the defaults. */
const NO_OBJECTIVES = 'none';

/** @param {string} text */
export function objectivesOf(text) {
  return text.trim() === NO_OBJECTIVES
    ? []
    : text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
}

/**
 * Form values → the spec as JSON; empty values are left to the server's defaults.
 * @param {FormValues} values
 * @returns {Api.SpecInput}
 */
export function toSpec(values) {
  /** @type {Record<string, any>} */
  const spec = {};
  for (const field of FIELDS) {
    const text = (values[field.path] ?? '').trim();
    if (text === '') continue;
    const value = field.path === 'objectives' ? objectivesOf(text) : typed(field, text);
    const [head, tail] = field.path.split('.');
    if (tail === undefined) spec[head] = value;
    else (spec[head] ??= {})[tail] = value;
  }
  return spec;
}

/**
 * A spec, given or resolved → form values. Reports a key that the form does not know instead of dropping it.
 * @param {Api.SpecInput | Api.Spec | null} spec
 */
export function toValues(spec) {
  /** @type {FormValues} */
  const values = {};
  /** @type {string[]} */
  const unknown = [];
  /** @type {(path: string, value: unknown) => void} */
  const put = (path, value) => {
    if (value === null || value === undefined) return;
    if (path === 'topic' && typeof value === 'string') values['topic.name'] = value;
    else if (path === 'objectives' && Array.isArray(value))
      values.objectives = value.length === 0 ? NO_OBJECTIVES : value.join('\n');
    else if (BY_PATH.has(path)) values[path] = String(value);
    else if (typeof value === 'object' && !path.includes('.'))
      for (const [key, inner] of Object.entries(value)) put(`${path}.${key}`, inner);
    else unknown.push(path);
  };
  for (const [key, value] of Object.entries(spec ?? {})) put(key, value);
  return { values, unknown };
}

/**
 * Values that differ from the server's defaults, and the simple fields always.
 * @param {FormValues} values
 * @param {FormValues} defaults
 * @returns {FormValues}
 */
export function withoutDefaults(values, defaults) {
  const keep = ['topic.name', 'messages', 'duration', 'rate', 'payload.size'];
  return Object.fromEntries(
    Object.entries(values).filter(([path, text]) => keep.includes(path) || defaults[path] !== text),
  );
}

/**
 * The query of a link → form values, or null when it has none. `spec=` is JSON; simple keys are field paths or their last word.
 * @param {string} search
 */
export function fromQuery(search) {
  const query = new URLSearchParams(search);
  /** @type {FormValues | null} */
  let values = null;
  const given = query.get('spec');
  if (given !== null) {
    try {
      values = toValues(JSON.parse(given)).values;
    } catch {
      values = null;
    }
  }
  /** @type {Record<string, string>} */
  const short = {
    topic: 'topic.name',
    size: 'payload.size',
    partitions: 'topic.partitions',
    acks: 'producer.acks',
    compression: 'producer.compression',
    workers: 'workers.expected',
  };
  for (const [key, value] of query) {
    const path = short[key] ?? key;
    if (!BY_PATH.has(path)) continue;
    values ??= {};
    values[path] = path === 'objectives' && values[path] ? `${values[path]}\n${value}` : value;
  }
  return values;
}

/**
 * A path of the server's error → the field that shows it; null when only the summary can.
 * @param {string} path
 */
export function fieldOf(path) {
  const bare = path
    .replace(/\[\d+\]/g, '')
    .replace(/\/\d+$/, '')
    .replace(/^[/$.]+/, '')
    .replaceAll('/', '.');
  if (bare === 'topic') return 'topic.name';
  if (BY_PATH.has(bare)) return bare;
  const head = bare.split('.')[0];
  return BY_PATH.has(head) ? head : null;
}

/** @param {unknown} value */
const scalar = (value) => {
  if (typeof value !== 'string') return String(value);
  // quotes a word that YAML would read as something else; JSON strings are YAML strings
  return /^[A-Za-z][\w ./-]*$/.test(value) &&
    !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value) &&
    !/\s$/.test(value)
    ? value
    : JSON.stringify(value);
};

/** @param {Api.SpecInput | Api.Spec} spec */
export function toYaml(spec) {
  const lines = [];
  for (const [key, value] of Object.entries(spec)) {
    if (value === null) continue;
    if (Array.isArray(value)) {
      lines.push(value.length === 0 ? `${key}: []` : `${key}:`);
      for (const item of value) lines.push(`  - ${scalar(item)}`);
    } else if (typeof value === 'object') {
      lines.push(`${key}:`);
      for (const [inner, leaf] of Object.entries(value)) lines.push(`  ${inner}: ${scalar(leaf)}`);
    } else {
      lines.push(`${key}: ${scalar(value)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** @param {string} text */
export const shellQuote = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** @param {FormValues} values */
export function toCommand(values) {
  const words = ['./loadtester run'];
  for (const field of FIELDS) {
    const text = (values[field.path] ?? '').trim();
    if (text === '') continue;
    if (field.path === 'objectives' && objectivesOf(text).length === 0)
      words.push(`--set ${shellQuote('objectives=[]')}`);
    else if (field.path === 'objectives')
      for (const objective of objectivesOf(text)) words.push(`--objective ${shellQuote(objective)}`);
    else if (field.flag) words.push(`--${field.flag} ${shellQuote(text)}`);
    else words.push(`--set ${shellQuote(`${field.path}=${text}`)}`);
  }
  return words;
}

/**
 * @param {Api.SpecInput} spec
 * @param {string} origin
 */
export function toCurl(spec, origin) {
  return [
    `curl -sS -X POST ${origin}/api/runs`,
    `-H 'Content-Type: application/json'`,
    `-d ${shellQuote(JSON.stringify(spec))}`,
  ];
}

/**
 * Parses a new rate: the one number that the API takes only as a number, so its unit is read here. 1500, 1.5k, 2M; null for anything
 * else.
 * @param {string} text
 */
export function parseRate(text) {
  const match = /^\s*([\d.,_]+)\s*([kM]?)\s*(?:msg\/s|\/s)?\s*$/.exec(text);
  if (!match) return null;
  const unit = { '': 1, k: 1e3, M: 1e6 }[/** @type {'' | 'k' | 'M'} */ (match[2])];
  const value = Number(match[1].replace(/[,_]/g, '')) * unit;
  return value > 0 ? value : null;
}
