import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { session } from '../session.js';

/** Shown instead of the pages while the user is signed out. The token becomes a session cookie, which scripts cannot read. */
class SignIn extends LitElement {
  static properties = { problem: { state: true }, busy: { state: true } };

  static styles = [
    base,
    css`
      form {
        display: grid;
        gap: 0.7rem;
        max-width: 26rem;
        margin-top: 1.2rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {string | null} */
    this.problem = null;
    this.busy = false;
  }

  /** @param {SubmitEvent} event */
  async #signIn(event) {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (this.renderRoot.querySelector('input'));
    this.busy = true;
    this.problem = await session.signIn(input.value.trim());
    this.busy = false;
    input.value = '';
    if (this.problem) input.focus();
  }

  render() {
    return html`<div class="page">
      <h1>Sign in</h1>
      <form @submit=${this.#signIn}>
        <label for="token">Token</label>
        <input
          id="token"
          type="password"
          autocomplete="current-password"
          required
          data-testid="token"
          aria-invalid=${String(this.problem !== null)}
          aria-describedby="problem"
        />
        ${this.problem ? html`<div id="problem" class="error" role="alert">${this.problem}</div>` : nothing}
        <span><button class="primary" data-testid="sign-in" ?disabled=${this.busy}>Sign in</button></span>
      </form>
    </div>`;
  }
}
customElements.define('lt-sign-in', SignIn);
