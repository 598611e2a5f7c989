// The spec keys known to the controller, as form fields. The JSON and the command line are built from the form.

import { shellQuote } from './spec.js';
import { formatStages, parseStages } from './stages.js';

/**
 * The command-line options that are alternatives to --set path=value, by the path of the key.
 * @type {Record<string, string>}
 */
const FLAGS = {
  'topic.name': 'topic',
  messages: 'messages',
  duration: 'duration',
  rate: 'rate',
  'payload.size': 'size',
};

/**
 * Key groups with a string or a list as shorthand, and the key that the shorthand sets.
 * @type {Record<string, string>}
 */
const SHORT_FORMS = { topic: 'topic.name', partitioner: 'partitioner.kind', consumers: 'consumers.groups' };

/**
 * Short names in a link's query for the keys most often set by links.
 * @type {Record<string, string>}
 */
const LINK_WORDS = {
  topic: 'topic.name',
  size: 'payload.size',
  partitions: 'topic.partitions',
  acks: 'producer.acks',
  compression: 'producer.compression',
  workers: 'workers.expected',
};

const NUMBERS = ['integer', 'number', 'bytes', 'sizes', 'rate', 'groups'];
/** The key whose stages replace a rate and a duration. */
export const STAGES = 'load.stages';

/** The keys that determine the length of a run; some defaults depend on it. */
export const LENGTH = ['messages', 'duration', 'rate', STAGES, 'load.repeat'];

const FIRST_SECONDS = 10;

/** The text for an empty list; an empty field means the default. */
const NO_OBJECTIVES = 'none';

/** @param {string} text */
const plain = (text) => /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && String(Number(text)) === text;

/** @param {string} text */
function objectivesOf(text) {
  return text.trim() === NO_OBJECTIVES
    ? []
    : text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
}

/**
 * A value as the text of a field.
 * @param {unknown} value
 */
const shown = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/**
 * A value with its own keys; the server also parses YAML in a string.
 * @param {string} text
 */
function structured(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The content of a field; white space alone counts as empty.
 * @param {Field} field
 * @param {FormValues} values
 */
function textOf({ path, type }, values) {
  const text = values[path] ?? '';
  return type === 'lines' && text.trim() !== '' ? text : text.trim();
}

/**
 * @param {Field} field
 * @param {string} text
 */
function typed(field, text) {
  if (field.type === 'objectives') return objectivesOf(text);
  if (field.type === 'lines') return text;
  if (field.type === 'stages') return text.startsWith('[') ? (parseStages(text) ?? text) : text;
  if (field.type === 'boolean') return text === 'true';
  if (/^[{[]/.test(text)) return structured(text);
  return NUMBERS.includes(field.type) && plain(text) ? Number(text) : text;
}

/** @param {string} text */
const stagesOption = (text) =>
  text.startsWith('[')
    ? `--set ${shellQuote(`${STAGES}=${text.replaceAll('\n ', '')}`)}`
    : `--stages ${shellQuote(text)}`;

/**
 * A field's command-line option other than --set, if there is one.
 * @param {string} path
 * @returns {string | undefined}
 */
export const flagOf = (path) => FLAGS[path];

/** The keys as fields, and the conversions between a form's values (path → text) and a spec. */
export class SpecKeys {
  /** Stands for the keys until the controller has sent them. */
  static NONE = new SpecKeys({ groups: [], keys: [] });

  /** @type {Map<string, Field>} */
  #byPath;

  /** @param {Api.SpecSchema} schema */
  constructor({ groups, keys }) {
    this.groups = groups;
    this.fields = keys;
    this.#byPath = new Map(keys.map((field) => [field.path, field]));
  }

  /** @param {string} group */
  inGroup(group) {
    return this.fields.filter((field) => field.group === group);
  }

  /**
   * Whether a field has any effect given these values; fields without one are neither shown nor sent.
   * @param {Field} field
   * @param {FormValues} values
   */
  applies({ onlyWith }, values) {
    return (
      onlyWith === null || onlyWith.values.includes((values[onlyWith.path] ?? '').trim() || this.usual(onlyWith.path))
    );
  }

  /** @param {string} path */
  groupOf(path) {
    return this.#byPath.get(path)?.group;
  }

  /**
   * The default of a field; empty if it depends on other fields, or if there is none.
   * @param {string} path
   */
  usual(path) {
    return shown(this.#byPath.get(path)?.default.value ?? '');
  }

  /**
   * The initial values: ten seconds at the controller's default rate.
   * @param {number} defaultRate
   * @returns {FormValues}
   */
  firstValues(defaultRate) {
    return {
      'topic.name': this.usual('topic.name'),
      messages: String(Math.max(1, Math.round(defaultRate * FIRST_SECONDS))),
      rate: String(defaultRate),
      'payload.size': this.usual('payload.size'),
    };
  }

  /**
   * Form values → the spec as JSON; empty values are left to the server's defaults.
   * @param {FormValues} values
   * @returns {Api.SpecInput}
   */
  toSpec(values) {
    /** @type {Record<string, any>} */
    const spec = {};
    for (const field of this.fields) {
      const text = textOf(field, values);
      if (text === '' || !this.applies(field, values)) continue;
      const value = typed(field, text);
      const [head, tail] = field.path.split('.');
      if (tail === undefined) spec[head] = value;
      else (spec[head] ??= {})[tail] = value;
    }
    return spec;
  }

  /**
   * A spec, given or resolved → form values. Reports keys that the form does not know instead of dropping them.
   * @param {Api.SpecInput | Api.Spec | null} spec
   */
  toValues(spec) {
    /** @type {FormValues} */
    const values = {};
    /** @type {string[]} */
    const unknown = [];
    /** @type {(path: string, value: unknown) => void} */
    const put = (path, value) => {
      if (value === null || value === undefined) return;
      if (SHORT_FORMS[path] && (typeof value === 'string' || Array.isArray(value)))
        values[SHORT_FORMS[path]] = shown(value);
      else if (path === 'objectives' && Array.isArray(value))
        values.objectives = value.length === 0 ? NO_OBJECTIVES : value.join('\n');
      else if (path === STAGES && Array.isArray(value)) values[path] = formatStages(value);
      else if (this.#byPath.has(path)) values[path] = shown(value);
      else if (typeof value === 'object' && !path.includes('.'))
        for (const [key, inner] of Object.entries(value)) put(`${path}.${key}`, inner);
      else unknown.push(path);
    };
    for (const [key, value] of Object.entries(spec ?? {})) put(key, value);
    return { values, unknown };
  }

  /**
   * Values that differ from the server's defaults, and always those that define the load.
   * @param {FormValues} values
   * @param {FormValues} defaults
   * @returns {FormValues}
   */
  withoutDefaults(values, defaults) {
    return Object.fromEntries(
      Object.entries(values).filter(
        ([path, text]) => LENGTH.includes(path) || flagOf(path) !== undefined || defaults[path] !== text,
      ),
    );
  }

  /**
   * Parses a link's query string into form values; returns null if it contains none. `spec=` is JSON; other keys are the path
   * of a field, or the last word of the path.
   * @param {string} search
   */
  fromQuery(search) {
    const query = new URLSearchParams(search);
    /** @type {FormValues | null} */
    let values = null;
    const given = query.get('spec');
    if (given !== null) {
      try {
        values = this.toValues(JSON.parse(given)).values;
      } catch {
        values = null;
      }
    }
    for (const [key, value] of query) {
      const path = LINK_WORDS[key] ?? key;
      if (!this.#byPath.has(path)) continue;
      values ??= {};
      values[path] = path === 'objectives' && values[path] ? `${values[path]}\n${value}` : value;
    }
    return values;
  }

  /**
   * The path of an error from the server → the field that shows it; null if only the summary can show it.
   * @param {string} path
   */
  fieldOf(path) {
    const list = /^(\w+)\[/.exec(path)?.[1] ?? '';
    if (SHORT_FORMS[list]) return SHORT_FORMS[list];
    let bare = path
      .replace(/\[(\d+|'.*')\]/g, '')
      .replace(/\/\d+$/, '')
      .replace(/^[/$.]+/, '')
      .replaceAll('/', '.');
    if (SHORT_FORMS[bare]) return SHORT_FORMS[bare];
    // errors inside a value with its own keys belong to its field
    for (let at = bare; at !== ''; at = at.substring(0, Math.max(0, at.lastIndexOf('.'))))
      if (this.#byPath.has(at)) return at;
    return null;
  }

  /** @param {FormValues} values */
  toCommand(values) {
    const words = ['./loadtester run'];
    for (const field of this.fields) {
      const { path } = field;
      const text = textOf(field, values);
      const flag = flagOf(path);
      if (text === '' || !this.applies(field, values)) continue;
      if (path === 'objectives' && objectivesOf(text).length === 0) words.push(`--set ${shellQuote('objectives=[]')}`);
      else if (path === 'objectives')
        for (const objective of objectivesOf(text)) words.push(`--objective ${shellQuote(objective)}`);
      else if (path === STAGES) words.push(stagesOption(text));
      else if (flag) words.push(`--${flag} ${shellQuote(text)}`);
      else words.push(`--set ${shellQuote(`${path}=${text}`)}`);
    }
    return words;
  }
}
