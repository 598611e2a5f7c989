// A spec as YAML and as a curl command, and the texts of its parts. Text stays text: the server parses units.

/** @param {unknown} value */
const scalar = (value) => {
  if (typeof value === 'object') return JSON.stringify(value);
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
      for (const [inner, leaf] of Object.entries(value)) lines.push(`  ${scalar(inner)}: ${scalar(leaf)}`);
    } else {
      lines.push(`${key}: ${scalar(value)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

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
