import { html, nothing } from 'lit';
import { live as sync } from 'lit/directives/live.js';
import { icon } from '../icons.js';
import { flagOf } from '../spec-form.js';

/**
 * The id of a field's element.
 * @param {string} path
 */
export const fieldId = (path) => path.replace('.', '-');

/**
 * A field of the form: its label, its input and beneath it its mistakes, or else what it means.
 * @param {Field} field
 * @param {string} value
 * @param {string} usual what it is if it is left empty; empty if that is not known
 * @param {string[]} errors
 * @param {(text: string) => void} changed
 */
export function specField(field, value, usual, errors, changed) {
  const { path, label, unit, help, type, limits } = field;
  const id = fieldId(path);
  const wrong = errors.length > 0;
  const typed = (/** @type {On<HTMLInputElement>} */ event) => changed(event.target.value);
  const choices = type === 'boolean' ? ['false', 'true'] : type === 'choice' ? field.values : null;
  const input = choices
    ? html`<select
        id=${id}
        class=${value === '' ? 'unset' : ''}
        aria-invalid=${wrong}
        aria-describedby="${id}-error"
        .value=${sync(value)}
        @change=${typed}
      >
        <option value="" ?selected=${value === ''}>${usual || 'default'}</option>
        ${choices
          .filter((choice) => choice !== usual || choice === value)
          .map((choice) => html`<option value=${choice} ?selected=${choice === value}>${choice}</option>`)}
      </select>`
    : type === 'objectives'
      ? html`<textarea
          id=${id}
          rows="3"
          spellcheck="false"
          class="mono"
          aria-invalid=${wrong}
          aria-describedby="${id}-error"
          placeholder=${usual}
          .value=${sync(value)}
          @input=${typed}
        ></textarea>`
      : html`<input
          id=${id}
          data-testid=${flagOf(path) ? `field-${flagOf(path)}` : nothing}
          title=${limits ? `${limits.shown}${unit ? ` ${unit}` : ''}` : nothing}
          autocomplete="off"
          spellcheck="false"
          aria-invalid=${wrong}
          aria-describedby="${id}-error"
          placeholder=${usual}
          .value=${sync(value)}
          @input=${typed}
        />`;
  return html`<div class="field ${id}">
    <label for=${id}>${label}${unit ? html` <span class="faint">${unit}</span>` : nothing}</label>${input}
    <span class="hint" id="${id}-error"
      >${wrong ? html`<span class="bad">${icon('warning')} ${errors.join(' ')}</span>` : hint(type, help)}</span
    >
  </div>`;
}

/**
 * @param {Field['type']} type
 * @param {string} help
 */
const hint = (type, help) => (type === 'objectives' ? `${help} One per line; the word none is an empty list.` : help);
