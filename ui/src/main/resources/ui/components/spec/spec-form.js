import { html, nothing } from 'lit';
import { live as sync } from 'lit/directives/live.js';
import { icon } from '../../icons.js';
import { STAGES, flagOf } from '../../spec-keys.js';
import { counted } from '../../format.js';
import { parseStages } from '../../stages.js';
import { stageTable } from './stage-table.js';

// The form of a spec, without state.

/** The group whose fields are always shown. */
const OPEN_GROUP = 'load';

/** Field types whose value may span several lines. */
const LARGE = ['lines', 'objectives', 'stages'];

/**
 * The id of a field's element.
 * @param {string} path
 */
export const fieldId = (path) => path.replace('.', '-');

/**
 * @typedef {object} FieldState
 * @property {string} value
 * @property {string} usual its value if the field is left empty; an empty string if unknown
 * @property {Api.FieldError[]} errors
 * @property {(text: string) => void} set
 */

/**
 * A field with its label and input, and below them its errors or, if there are none, its description.
 * @param {Field} field
 * @param {FieldState} state
 */
export function specField(field, { value, usual, errors, set }) {
  const { path, label, help, unit, type, limits } = field;
  const typed = (/** @type {On<HTMLInputElement>} */ event) => set(event.target.value);
  const id = fieldId(path);
  // errors in stages are shown in the stage table, not here
  const inTable = (/** @type {string} */ place) =>
    type === 'stages' && place.includes(']') && parseStages(value) !== null;
  const own = errors.filter((error) => !inTable(error.field)).map(({ message }) => message);
  const wrong = own.length > 0;
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
    : LARGE.includes(type) || (type === 'groups' && value.startsWith('['))
      ? html`<textarea
          id=${id}
          rows=${type === 'objectives' ? 3 : Math.max(2, value.split('\n').length)}
          data-testid="field-${path}"
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
      >${wrong ? html`<span class="bad">${icon('warning')} ${own.join(' ')}</span>` : hint(type, help)}</span
    >${type === 'stages' ? stageTable(value, errors, set) : nothing}
  </div>`;
}

/**
 * @param {Field['type']} type
 * @param {string} help
 */
const hint = (type, help) => (type === 'objectives' ? `${help} One per line; enter none for an empty list.` : help);

/**
 * @param {SpecKeys} keys
 * @param {FormValues} values
 * @param {Set<string>} open the groups that are unfolded
 * @param {(field: Field) => Content} draw
 */
export function specForm(keys, values, open, draw) {
  return keys.groups.map(({ id, title, about }) => {
    const fields = keys.inGroup(id).filter((field) => keys.applies(field, values));
    return id === OPEN_GROUP
      ? html`<div class="simple" role="group" aria-label=${title}>${openFields(fields, draw)}</div>`
      : html`<details ?open=${open.has(id)}>
          <summary>${title}<span class="faint">${changed(fields, values) || about}</span></summary>
          <div class="fields">${fields.map((field) => draw(field))}</div>
        </details>`;
  });
}

/**
 * Places messages and duration side by side, because a spec may set only one of them.
 * @param {Field[]} fields
 * @param {(field: Field) => Content} draw
 */
function openFields(fields, draw) {
  const either = fields.filter(({ path }) => path === 'messages' || path === 'duration');
  return fields.map((field) => {
    if (!either.includes(field)) return draw(field);
    if (field !== either[0]) return nothing;
    return html`<div class="either">
      ${either.map((one, i) => html`${i > 0 ? html`<span class="or">or</span>` : nothing}${draw(one)}`)}
    </div>`;
  });
}

/**
 * @param {Field[]} fields
 * @param {FormValues} values
 */
function changed(fields, values) {
  return fields
    .filter(({ path }) => (values[path] ?? '').trim())
    .map(({ label, path }) => {
      if (path === 'objectives') return values[path].trim().replaceAll('\n', ', ');
      return path === STAGES
        ? counted(parseStages(values[path])?.length, 'stage')
        : `${label.toLowerCase()} ${values[path]}`;
    })
    .join(' · ');
}
