import { LitElement, css, html } from 'lit';
import { SHORTCUTS } from '../shortcuts.js';
import { base } from '../styles.js';

const KEYS = [...SHORTCUTS.map(({ keys, page }) => [keys, page]), ['/', 'Search runs'], ['?', 'This help']];

export class Help extends LitElement {
  static styles = [
    base,
    css`
      dialog {
        padding: 1.4rem;
        min-width: min(24rem, calc(100vw - 2rem));
        color: var(--ink);
        background: var(--sheet);
        border: 1px solid var(--rule-2);
        border-radius: 4px;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.45);
      }
      dl {
        display: grid;
        grid-template-columns: 5rem 1fr;
        gap: 0.5rem 0;
        margin: 0.9rem 0 1rem;
      }
      kbd {
        font: 0.92em var(--mono);
        padding: 0.1em 0.45em;
        border: 1px solid var(--rule-2);
        border-bottom-width: 2px;
        border-radius: 3px;
      }
      form {
        display: flex;
        justify-content: space-between;
        align-items: center;
        margin-top: 1.2rem;
      }
    `,
  ];

  show() {
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  render() {
    return html`<dialog aria-labelledby="title">
      <h2 id="title">Keyboard shortcuts</h2>
      <dl>
        ${KEYS.map(
          ([keys, what]) =>
            html`<dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd> `)}</dt>
              <dd>${what}</dd>`,
        )}
      </dl>
      <p class="label">On a chart: drag to zoom, double-click to reset.</p>
      <form method="dialog"><a href="/openapi.yaml">API document</a><button autofocus>Close</button></form>
    </dialog>`;
  }
}
customElements.define('lt-help', Help);
