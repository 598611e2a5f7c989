import { html, nothing } from 'lit';

// The header of the spec form: a preset to start from, and the spec formats.

const TABS = [
  ['form', 'Form'],
  ['yaml', 'YAML'],
  ['command', 'Command line'],
];

/** The tab given by the page's URL. */
export function tabInUrl() {
  const tab = new URLSearchParams(location.search).get('tab');
  return TABS.some(([name]) => name === tab) ? tab : 'form';
}

/**
 * @param {Api.Presets['presets']} presets
 * @param {(event: On<HTMLSelectElement>) => void} use
 */
export const presetSelect = (presets, use) =>
  presets.length === 0
    ? nothing
    : html`<select aria-label="Start from a preset" data-testid="preset" @change=${use}>
        <option value="">start from a preset…</option>
        ${presets.map(({ id, title, description }) => html`<option value=${id} title=${description}>${title}</option>`)}
      </select>`;

/**
 * @param {string | null} current
 * @param {boolean} ready
 * @param {(tab: string) => void} show
 */
export const specTabs = (current, ready, show) =>
  html`<div role="tablist" aria-label="Format of the spec">
    ${TABS.map(
      ([name, label]) =>
        html`<button
          type="button"
          role="tab"
          aria-selected=${current === name}
          data-testid="tab-${name}"
          ?disabled=${!ready}
          @click=${() => show(name)}
        >
          ${label}
        </button>`,
    )}
  </div>`;
