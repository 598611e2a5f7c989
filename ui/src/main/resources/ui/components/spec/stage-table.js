import { html, nothing } from 'lit';
import { live as sync } from 'lit/directives/live.js';
import { icon } from '../../icons.js';
import { KINDS, SIZE, formatStages, kindOf, moved, parseStages, valueOf, withValue } from '../../stages.js';

// The stages of a load as rows. The rows have no state: they are parsed from the text of the field for stages, and written back to it.

/** @typedef {import('../../stages.js').Stage} Stage */
/** @typedef {import('../../stages.js').Kind} Kind */
/** @typedef {import('../../stages.js').StageField} StageField */

const NAME = { path: 'name', label: 'name', example: 'optional' };

/**
 * Moves the focus along with a row, to an element of the form after the next rendering.
 * @param {Event} event
 * @param {string} id
 */
function focus({ target }, id) {
  const root = /** @type {ShadowRoot} */ (/** @type {HTMLElement} */ (target).getRootNode());
  requestAnimationFrame(() => root.getElementById(id)?.focus());
}

/**
 * @param {string} text
 * @param {Api.FieldError[]} errors of the stages, with paths such as load.stages[2].spike.peak
 * @param {(text: string) => void} set
 */
export function stageTable(text, errors, set) {
  const stages = parseStages(text);
  if (stages === null) return html`<p class="hint">Complete the text above to see the stages in a table.</p>`;
  const put = (/** @type {Stage[]} */ list) => set(formatStages(list));
  const replace = (/** @type {number} */ at, /** @type {Stage} */ stage) => put(stages.with(at, stage));

  const input = (/** @type {number} */ at, /** @type {StageField} */ field) => {
    const { path, label, example, values } = field;
    const typed = (/** @type {On<HTMLInputElement>} */ event) =>
      replace(at, withValue(stages[at], path, event.target.value));
    const id = `stage-${at}-${path.replace('.', '-')}`;
    const value = valueOf(stages[at], path);
    // a size distribution is an object with its own keys
    const wrong = errors.some(({ field }) => `${field}.`.includes(`[${at}].${path}.`));
    return html`<label class=${path === 'name' ? 'name' : ''}
      ><span>${label}</span>${
        values
          ? html`<select id=${id} aria-invalid=${wrong} @change=${typed}>
              ${values.map(
                (word) =>
                  html`<option value=${word} ?selected=${word === (value || example)}>
                    ${word.replace('-', ' ')}
                  </option>`,
              )}
            </select>`
          : html`<input
              id=${id}
              aria-invalid=${wrong}
              aria-describedby="stage-${at}-error"
              autocomplete="off"
              spellcheck="false"
              placeholder=${example}
              .value=${sync(value)}
              @input=${typed}
            />`
      }</label
    >`;
  };

  const move = (/** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ word) =>
    html`<button
      type="button"
      class="plain"
      id="stage-${from}-${word}"
      aria-label="Move stage ${from + 1} ${word}"
      title="Move ${word}"
      ?disabled=${to < 0 || to === stages.length}
      @click=${(/** @type {Event} */ event) => {
        put(moved(stages, from, to));
        // at the end of the list this button is disabled
        const end = to === 0 || to === stages.length - 1;
        focus(event, `stage-${to}-${end ? 'kind' : word}`);
      }}
    >
      ${word === 'up' ? '↑' : '↓'}
    </button>`;

  const row = (/** @type {Stage} */ stage, /** @type {number} */ at) => {
    const kind = kindOf(stage);
    const mistakes = errors.filter(({ field }) => field.includes(`[${at}]`));
    return html`<li role="group" aria-label="Stage ${at + 1}">
      <div class="row">
        <span class="number">${at + 1}</span>
        <label class="kind"
          ><span>kind</span
          ><select
            id="stage-${at}-kind"
            .value=${sync(kind)}
            @change=${(/** @type {On<HTMLSelectElement>} */ event) =>
              replace(at, {
                ...KINDS[/** @type {Kind} */ (event.target.value)].first,
                ...('size' in stage && event.target.value !== 'pause' ? { size: stage.size } : {}),
                ...('name' in stage ? { name: stage.name } : {}),
              })}
          >
            ${Object.entries(KINDS).map(
              ([word, { label }]) => html`<option value=${word} ?selected=${word === kind}>${label}</option>`,
            )}
          </select></label
        >
        ${[...KINDS[kind].fields, ...(kind === 'pause' ? [] : [SIZE]), NAME].map((field) => input(at, field))}
        <span class="moves"
          >${move(at, at - 1, 'up')}${move(at, at + 1, 'down')}<button
            type="button"
            class="plain"
            aria-label="Remove stage ${at + 1}"
            title="Remove"
            @click=${(/** @type {Event} */ event) => {
              put(stages.toSpliced(at, 1));
              focus(event, stages.length > 1 ? `stage-${Math.min(at, stages.length - 2)}-kind` : 'add-stage');
            }}
          >
            ${icon('trash')}
          </button></span
        >
      </div>
      <span class="bad" id="stage-${at}-error"
        >${
          mistakes.length > 0
            ? html`${icon('warning')}
              ${mistakes.map(({ field, message }) => `${field.replace(/^.*\]\.?/, '')} ${message}`).join('; ')}`
            : nothing
        }</span
      >
    </li>`;
  };

  const add = (/** @type {Event} */ event) => {
    const { duration, target } = { ...KINDS.linear.first, ...stages.findLast((stage) => kindOf(stage) === 'linear') };
    put([...stages, { duration, target }]);
    focus(event, `stage-${stages.length}-duration`);
  };
  return html`<ol class="stages">
      ${stages.map(row)}
    </ol>
    <button type="button" id="add-stage" data-testid="add-stage" @click=${add}>${icon('plus')}Add stage</button>`;
}
