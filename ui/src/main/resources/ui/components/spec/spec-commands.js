import { LitElement, html } from 'lit';
import { base } from '../../styles.js';
import { icon } from '../../icons.js';
import { toCurl } from '../../spec.js';
import { SpecKeys } from '../../spec-keys.js';
import { newRunStyles } from '../../pages/new-run-styles.js';

/** The commands that start the run described by the form. */
class SpecCommands extends LitElement {
  static properties = { keys: { attribute: false }, values: { attribute: false }, copied: { state: true } };

  static styles = [base, newRunStyles];

  constructor() {
    super();
    this.keys = SpecKeys.NONE;
    /** @type {FormValues} */
    this.values = {};
    /** @type {string | null} the command that was copied last */
    this.copied = null;
  }

  /**
   * @param {string} title
   * @param {string[]} words
   */
  async #copy(title, words) {
    try {
      await navigator.clipboard.writeText(words.join(' \\\n  '));
      this.copied = title;
    } catch {
      // outside a secure context, the browser denies access to the clipboard, but the user can select the text
      this.copied = null;
    }
  }

  render() {
    const command = (/** @type {string} */ title, /** @type {string[]} */ words) =>
      html`<section>
        <header>
          <h2>${title}</h2>
          <button type="button" class="plain" @click=${() => this.#copy(title, words)}>
            ${icon('copy')}${this.copied === title ? 'Copied' : 'Copy'}
          </button>
        </header>
        <pre tabindex="0">${words.join(' \\\n  ')}</pre>
      </section>`;
    return html`<div class="commands">
      ${command('loadtester', this.keys.toCommand(this.values))}${command('curl', toCurl(this.keys.toSpec(this.values), location.origin))}
    </div>`;
  }
}
customElements.define('lt-spec-commands', SpecCommands);
