import { html, nothing } from 'lit';
import { live as sync } from 'lit/directives/live.js';

// The errors in a spec as reported by the controller, below the spec as YAML.

/**
 * An error about the spec as a whole has no field.
 * @param {string} field
 */
const named = (field) => (field ? html`<code>${field}</code>: ` : nothing);

/**
 * A summary of the errors in a spec, with links to the fields in error. `jump` is null if there are no fields.
 * @param {Problem} problem
 * @param {SpecKeys} keys
 * @param {((path: string) => void) | null} jump
 */
export function problemSummary({ title, detail, errors }, keys, jump) {
  const link = (/** @type {string} */ path) => (/** @type {Event} */ event) => {
    event.preventDefault();
    jump?.(path);
  };
  return html`<div class="summary error" role="alert" tabindex="-1" data-testid="problem">
    <strong>${title}</strong> ${errors.length === 0 ? detail : nothing}
    ${
      errors.length > 0
        ? html`<ul>
            ${errors.map(({ field, message }) => {
              const path = keys.fieldOf(field);
              return html`<li>
                ${path && jump ? html`<a href="#${path}" @click=${link(path)}>${field}</a>: ` : named(field)}${message}
              </li>`;
            })}
          </ul>`
        : nothing
    }
  </div>`;
}

/**
 * @param {Problem} problem
 */
const problemList = ({ detail, errors }) =>
  html`<ul class="yaml-errors">
    ${
      errors.length > 0
        ? errors.map(({ field, message }) => html`<li class="bad">${named(field)}${message}</li>`)
        : html`<li class="bad">${detail}</li>`
    }
  </ul>`;

/**
 * A spec as YAML, with its errors below it.
 * @param {string} yaml
 * @param {Problem | null} problem
 * @param {(text: string) => void} set
 */
export function specYaml(yaml, problem, set) {
  return html`<label class="sr" for="yaml">Spec in YAML</label
    ><textarea
      id="yaml"
      class="mono"
      rows="18"
      spellcheck="false"
      data-testid="field-yaml"
      .value=${sync(yaml)}
      @input=${(/** @type {On<HTMLTextAreaElement>} */ event) => set(event.target.value)}
    ></textarea>
    ${problem ? problemList(problem) : nothing}`;
}

/**
 * Shown in place of the form until its fields have been loaded.
 * @param {Problem | null} problem why the controller has not sent the fields
 * @param {() => void} retry
 */
export function loading(problem, retry) {
  return html`<div class="sides">
    ${
      problem
        ? html`<div class="summary error" role="alert" data-testid="problem">
            <p><strong>${problem.title}</strong> ${problem.detail}</p>
            <button type="button" @click=${retry}>Try again</button>
          </div>`
        : html`<p class="faint">Loading…</p>`
    }
  </div>`;
}
