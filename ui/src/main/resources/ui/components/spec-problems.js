import { html, nothing } from 'lit';
import { fieldOf } from '../spec.js';

// The mistakes in a spec, as the controller reports them.

/**
 * a mistake in the spec as a whole has no field
 * @param {string} field
 */
const named = (field) => (field ? html`<code>${field}</code>: ` : nothing);

/**
 * The problem of a spec, with a link to each field that has a mistake; without `jump` there are no fields.
 * @param {Problem} problem
 * @param {((path: string) => void) | null} jump
 */
export function problemSummary({ title, detail, errors }, jump) {
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
              const path = fieldOf(field);
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
export const problemList = ({ detail, errors }) =>
  html`<ul class="yaml-errors">
    ${
      errors.length > 0
        ? errors.map(({ field, message }) => html`<li class="bad">${named(field)}${message}</li>`)
        : html`<li class="bad">${detail}</li>`
    }
  </ul>`;
