import { LitElement, css, html } from 'lit';
import { base } from '../styles.js';

/** @typedef {{ title: string, text: string, action: string }} Question */

/** One modal question at a time: `await ask({title, text, action})` is true if the user confirmed. */
export class ConfirmDialog extends LitElement {
  static properties = { question: { state: true } };

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
      }
    `,
  ];

  /** @type {(sure: boolean) => void} */
  #answer = () => {};

  constructor() {
    super();
    /** @type {Question | null} */
    this.question = null;
  }

  /**
   * @param {Question} question
   * @returns {Promise<boolean>}
   */
  ask(question) {
    this.question = question;
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

  render() {
    const question = this.question ?? { title: '', text: '', action: '' };
    return html`<dialog aria-labelledby="title" @close=${this.#closed}>
      <h2 id="title">${question.title}</h2>
      <p>${question.text}</p>
      <form method="dialog">
        <button value="no" autofocus>Cancel</button>
        <button value="yes" class="danger" data-testid="confirm">${question.action}</button>
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
