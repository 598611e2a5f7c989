import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';

/** @typedef {{ title: string, text: string, action: string, typed?: string }} Question a text to type before the action, if any */

/** One modal question at a time: `await ask({title, text, action})` is true if the user confirmed. */
export class ConfirmDialog extends LitElement {
  static properties = { question: { state: true }, input: { state: true } };

  static styles = [
    base,
    css`
      dialog {
        max-width: min(30rem, calc(100vw - 2rem));
        padding: 1.4rem;
        color: var(--ink);
        background: var(--sheet);
        border: 1px solid var(--rule-2);
        border-radius: 4px;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.45);
      }
      p {
        margin: 0.6rem 0 1.3rem;
        color: var(--ink-2);
        overflow-wrap: anywhere;
      }
      form {
        display: flex;
        gap: 0.6rem;
        justify-content: flex-end;
        flex-wrap: wrap;
      }
      label {
        flex: 1 0 100%;
      }
      input {
        display: block;
        width: 100%;
        margin-top: 0.3rem;
      }
    `,
  ];

  /** @type {(sure: boolean) => void} */
  #answer = () => {};

  constructor() {
    super();
    /** @type {Question | null} */
    this.question = null;
    this.input = '';
  }

  /**
   * @param {Question} question
   * @returns {Promise<boolean>}
   */
  ask(question) {
    this.question = question;
    this.input = '';
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.updateComplete.then(() => this.renderRoot.querySelector('dialog')?.showModal());
    });
  }

  /** @param {On<HTMLDialogElement>} event */
  #closed(event) {
    this.#answer(event.target.returnValue === 'yes');
    event.target.returnValue = '';
  }

  #cancel() {
    this.renderRoot.querySelector('dialog')?.close('no');
  }

  /** @param {string} expected */
  #typed(expected) {
    return html`<label
      >Type <strong>${expected}</strong> to confirm
      <input
        data-testid="confirm-typed"
        autocomplete="off"
        spellcheck="false"
        autofocus
        .value=${this.input}
        @input=${(/** @type {On<HTMLInputElement>} */ event) => (this.input = event.target.value)}
    /></label>`;
  }

  render() {
    /** @type {Question} */
    const question = this.question ?? { title: '', text: '', action: '' };
    const { typed } = question;
    return html`<dialog aria-labelledby="title" @close=${this.#closed}>
      <h2 id="title">${question.title}</h2>
      <p>${question.text}</p>
      <form method="dialog">
        ${typed ? this.#typed(typed) : nothing}
        <button type="button" ?autofocus=${!typed} @click=${this.#cancel}>Cancel</button>
        <button
          value="yes"
          class="danger"
          data-testid="confirm"
          ?disabled=${typed !== undefined && this.input.trim() !== typed}
        >
          ${question.action}
        </button>
      </form>
    </dialog>`;
  }
}
customElements.define('lt-confirm', ConfirmDialog);

/** @param {Question} question */
export function ask(question) {
  let dialog = document.querySelector('lt-confirm');
  if (!dialog) {
    dialog = document.createElement('lt-confirm');
    document.body.append(dialog);
  }
  return dialog.ask(question);
}
