// Writes a spec as YAML and as a curl command, and parts of a spec as text. Strings stay strings: the server parses units.

/** @param {unknown} value */
const scalar = (value) => {
  if (typeof value !== 'string') return String(value);
  // quotes words that YAML would read as another type; JSON strings are YAML strings
  if (/^(\d+(\.\d+)?([um]?s|[mhd]|[kKMG](i?B)?))+$/.test(value)) return value;
  return /^[A-Za-z][\w ./-]*$/.test(value) &&
    !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value) &&
    !/\s$/.test(value)
    ? value
    : JSON.stringify(value);
};

/**
 * @param {unknown} value
 * @returns {string}
 */
const flow = (value) =>
  Array.isArray(value)
    ? `[${value.map(flow).join(', ')}]`
    : value !== null && typeof value === 'object'
      ? `{${Object.entries(value)
          .map(([key, inner]) => `${scalar(key)}: ${flow(inner)}`)
          .join(', ')}}`
      : scalar(value);

/**
 * Whether a value is multi-line text that YAML's literal style preserves exactly.
 * @param {unknown} value
 * @returns {value is string}
 */
const isBlock = (value) => typeof value === 'string' && /^\S[^\r\t]*\n[^\r\t]*\S$/.test(value);

/**
 * Whether a group of keys has no values, such as `transactions` in a run without transactions.
 * @param {unknown} value
 */
const isUnset = (value) =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length > 0 &&
  Object.values(value).every((inner) => inner === null);

/**
 * @param {object} spec
 * @param {string} indent
 * @returns {string[]}
 */
const lines = (spec, indent) =>
  Object.entries(spec).flatMap(([key, value]) => {
    if (value === null || isUnset(value)) return [];
    const start = `${indent}${scalar(key)}:`;
    if (Array.isArray(value))
      return value.length === 0 ? [`${start} []`] : [start, ...value.map((item) => `${indent}  - ${flow(item)}`)];
    if (isBlock(value)) return [`${start} |-`, ...value.split('\n').map((line) => `${indent}  ${line}`)];
    // the keys of a spec have one level of groups; anything deeper is a value with its own keys
    const isGroup = typeof value === 'object' && indent === '' && Object.keys(value).length > 0;
    return isGroup ? [start, ...lines(value, '  ')] : [`${start} ${flow(value)}`];
  });

/** @param {Api.SpecInput | Api.Spec} spec */
export const toYaml = (spec) => `${lines(spec, '').join('\n')}\n`;

/** @param {string} text */
export const shellQuote = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

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
 * Parses a new rate such as 1500, 1.5k or 2M; null for anything else. The API accepts this quantity only as a number, so its unit is parsed
 * here.
 * @param {string} text
 */
export function parseRate(text) {
  const match = /^\s*([\d.,_]+)\s*([kM]?)\s*(?:msg\/s|\/s)?\s*$/.exec(text);
  if (!match) return null;
  const unit = { '': 1, k: 1e3, M: 1e6 }[/** @type {'' | 'k' | 'M'} */ (match[2])];
  const value = Number(match[1].replace(/[,_]/g, '')) * unit;
  return value > 0 ? value : null;
}
