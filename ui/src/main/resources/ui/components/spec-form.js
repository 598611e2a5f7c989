import { html, nothing } from 'lit';
import { live as sync } from 'lit/directives/live.js';
import { icon } from '../icons.js';
import { FIELDS } from '../spec-fields.js';

// The form of a spec, without state.

export const FOLDS = [
  [
    'objectives',
    'Objectives and verification',
    'what the run must meet to pass, and whether its messages are verified',
  ],
  ['consumers', 'Consumers', 'groups that read the topic as load: end-to-end latency, lag, rebalances'],
  ['topic', 'Topic, payload and key', ''],
  ['producer', 'Producer', ''],
  ['fleet', 'Workers', ''],
];
/** @param {string} group */
export const inGroup = (group) => FIELDS.filter((field) => field.group === group);

/**
 * @typedef {object} FieldState
 * @property {string} value
 * @property {string} usual the default, as the controller resolved it
 * @property {string[]} errors
 * @property {(text: string) => void} set
 */

/**
 * @param {Field} field
 * @param {FieldState} state
 */
export function specField(field, { value, usual, errors, set }) {
  const { path, label, hint, unit, choices } = field;
  const typed = (/** @type {On<HTMLInputElement>} */ event) => set(event.target.value);
  const id = path.replace('.', '-');
  const attributes = errors.length > 0;
  const input = choices
    ? html`<select
        id=${id}
        class=${value === '' ? 'unset' : ''}
        aria-invalid=${attributes}
        aria-describedby="${id}-error"
        .value=${sync(value)}
        @change=${typed}
      >
        <option value="" ?selected=${value === ''}>${usual || 'default'}</option>
        ${choices
          .filter((choice) => choice !== usual || choice === value)
          .map((choice) => html`<option value=${choice} ?selected=${choice === value}>${choice}</option>`)}
      </select>`
    : path === 'objectives'
      ? html`<textarea
          id=${id}
          rows="3"
          spellcheck="false"
          class="mono"
          aria-invalid=${attributes}
          aria-describedby="${id}-error"
          placeholder=${usual}
          .value=${sync(value)}
          @input=${typed}
        ></textarea>`
      : html`<input
          id=${id}
          data-testid=${field.testid ?? nothing}
          autocomplete="off"
          spellcheck="false"
          aria-invalid=${attributes}
          aria-describedby="${id}-error"
          placeholder=${usual}
          .value=${sync(value)}
          @input=${typed}
        />`;
  return html`<div class="field ${id}">
    <label for=${id}>${label}${unit ? html` <span class="faint">${unit}</span>` : nothing}</label>${input}
    <span class="hint" id="${id}-error"
      >${
        errors.length > 0 ? html`<span class="bad">${icon('warning')} ${errors.join(' ')}</span>` : (hint ?? nothing)
      }</span
    >
  </div>`;
}

/**
 * @param {FormValues} values
 * @param {Set<string>} open the groups that are unfolded
 * @param {(field: Field) => Content} draw
 */
export function specForm(values, open, draw) {
  const simple = Object.fromEntries(inGroup('simple').map((field) => [field.path, field]));
  return html`<div class="simple">
      ${draw(simple['topic.name'])}${draw(inGroup('what')[0])}
      <div class="either">${draw(simple.messages)}<span class="or">or</span>${draw(simple.duration)}</div>
      ${draw(simple.rate)}${draw(simple['payload.size'])}
    </div>
    ${FOLDS.map(
      ([group, title, about]) =>
        html`<details ?open=${open.has(group)}>
          <summary>${title}<span class="faint">${changed(group, values) || about}</span></summary>
          <div class="fields">${inGroup(group).map((field) => draw(field))}</div>
        </details>`,
    )}`;
}

/**
 * @param {string} group
 * @param {FormValues} values
 */
function changed(group, values) {
  return inGroup(group)
    .filter(({ path }) => (values[path] ?? '').trim())
    .map(({ label, path }) =>
      path === 'objectives' ? values[path].trim().replaceAll('\n', ', ') : `${label.toLowerCase()} ${values[path]}`,
    )
    .join(' · ');
}
