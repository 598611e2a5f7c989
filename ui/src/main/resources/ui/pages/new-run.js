import { LitElement, html, nothing } from 'lit';
import { live as sync } from 'lit/directives/live.js';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { navigate, setQuery } from '../router.js';
import { toCurl, toYaml } from '../spec.js';
import { SpecForm } from '../spec-form.js';
import { planPreview } from '../components/plan-preview.js';
import { fieldId, specField } from '../components/spec-field.js';
import { newRunStyles } from './new-run-styles.js';

const TYPING_MILLIS = 250;
const TABS = [
  ['form', 'Form'],
  ['yaml', 'YAML'],
  ['command', 'Command line'],
];
/** The group whose fields are always shown. */
const OPEN_GROUP = 'load';

/** A spec as a form, as YAML and as commands, beside a preview of the run. Only Start starts it. */
class NewRunPage extends LitElement {
  static properties = {
    form: { state: true },
    values: { state: true },
    yaml: { state: true },
    plan: { state: true },
    preflight: { state: true },
    problem: { state: true },
    presets: { state: true },
    tab: { state: true },
    showAll: { state: true },
    starting: { state: true },
    copied: { state: true },
  };

  static styles = [base, newRunStyles];

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  /** @type {AbortController | null} */
  #asking = null;
  #defaultRate = 0;

  constructor() {
    super();
    /** without fields until the controller has sent them */
    this.form = new SpecForm({ groups: [], keys: [] });
    /** @type {FormValues} */
    this.values = {};
    this.yaml = '';
    /** @type {Api.PlanPreview | null} */
    this.plan = null;
    /** @type {import('../components/plan-preview.js').Preflight} */
    this.preflight = undefined;
    /** @type {Api.Presets['presets']} */
    this.presets = [];
    /** @type {Problem | null} */
    this.problem = null;
    this.showAll = false;
    this.starting = false;
    /** @type {string | null} the command that was copied last */
    this.copied = null;
    this.tab = this.#tabInUrl();
    /** @type {Set<string>} */
    this.open = new Set();
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('route', this.#routed);
    this.#begin();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('route', this.#routed);
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  get #isLoaded() {
    return this.form.fields.length > 0;
  }

  async #begin() {
    this.problem = null;
    try {
      const [schema, { presets, defaultRate }] = await Promise.all([api.specSchema(), api.presets()]);
      if (!this.isConnected) return;
      this.form = new SpecForm(schema);
      this.presets = presets;
      this.#defaultRate = defaultRate;
    } catch (problem) {
      this.problem = problem;
      return;
    }
    const linked = this.form.fromQuery(location.search);
    if (linked) {
      this.#take(linked);
      this.#shorten().then(() => this.#unfold());
    } else {
      this.#startOver();
    }
    this.#ask();
  }

  #startOver() {
    this.#take(this.form.firstValues(this.#defaultRate));
  }

  /** @param {FormValues} values */
  #take(values) {
    this.values = values;
    this.yaml = toYaml(this.form.toSpec(values));
  }

  /** A resolved spec names every default; the form shows only what differs from them, as its author wrote it. */
  async #shorten() {
    try {
      // some defaults depend on the length of the run
      const { messages, duration, rate } = this.values;
      const { spec } = await api.validate(this.form.toSpec({ messages, duration, rate }));
      this.values = this.form.withoutDefaults(this.values, this.form.toValues(spec).values);
    } catch {
      // without the defaults the form is only longer
    }
  }

  #unfold() {
    for (const { id } of this.form.groups)
      if (this.form.inGroup(id).some(({ path }) => this.values[path])) this.open.add(id);
    this.requestUpdate();
  }

  /** The mistakes that are shown neither beside a field nor in the summary. */
  #unseen() {
    if (!this.problem || this.showAll || this.tab === 'yaml') return [];
    return this.problem.errors.filter(
      ({ field }) => this.tab !== 'form' || this.#messages(this.form.fieldOf(field)).length === 0,
    );
  }

  #tabInUrl() {
    const tab = new URLSearchParams(location.search).get('tab');
    return TABS.some(([name]) => name === tab) ? tab : 'form';
  }

  #routed = () => {
    this.tab = this.#tabInUrl();
    // "New run" in the rail, on this page: start over
    if (!this.#isLoaded || location.search !== '' || location.pathname !== '/runs/new') return;
    this.#startOver();
    this.showAll = false;
    this.#ask();
  };

  /**
   * The body to send: the YAML tab sends its text unchanged.
   * @returns {[body: string | Api.SpecInput, type: string]}
   */
  get #body() {
    return this.tab === 'yaml' ? [this.yaml, 'application/yaml'] : [this.form.toSpec(this.values), 'application/json'];
  }

  async #ask() {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const [body, type] = this.#body;
    try {
      this.plan = await api.validate(body, type, asking.signal);
      this.problem = null;
      this.showAll = false;
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      this.plan = null;
      this.problem = problem;
      return;
    }
    await this.#askCluster(body, type, asking.signal);
  }

  /**
   * The plan is shown at once; the cluster may take seconds to answer.
   * @param {string | Api.SpecInput} body
   * @param {string} type
   * @param {AbortSignal} signal
   */
  async #askCluster(body, type, signal) {
    this.preflight = undefined;
    try {
      const { preflight } = await api.preflight(body, type, signal);
      this.preflight = preflight ? { findings: preflight } : null;
    } catch (problem) {
      if (problem.name !== 'AbortError') this.preflight = problem;
    }
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.tab !== 'yaml') setQuery({ spec: JSON.stringify(this.form.toSpec(this.values)) });
      this.#ask();
    }, TYPING_MILLIS);
  }

  /**
   * @param {string} path
   * @param {string} text
   */
  #set(path, text) {
    this.values = { ...this.values, [path]: text };
    // a run ends by its messages or by its duration: one replaces the other
    const other = path === 'messages' ? 'duration' : path === 'duration' ? 'messages' : null;
    if (other && text.trim()) this.values[other] = '';
    this.#later();
  }

  /** @param {On<HTMLSelectElement>} event */
  #usePreset(event) {
    const preset = this.presets.find(({ id }) => id === event.target.value);
    if (!preset) return;
    this.#take({
      'topic.name': this.values['topic.name'] ?? this.form.firstValues(this.#defaultRate)['topic.name'],
      ...this.form.toValues(preset.spec).values,
    });
    this.#later();
  }

  /** @param {string} tab */
  async #show(tab) {
    if (tab === 'yaml') this.yaml = toYaml(this.form.toSpec(this.values));
    // the server has parsed the YAML: its result becomes the form, so no second parser can disagree
    else if (this.tab === 'yaml' && this.plan) {
      this.values = this.form.toValues(this.plan.spec).values;
      await this.#shorten();
    }
    setQuery({ tab: tab === 'form' ? null : tab, spec: JSON.stringify(this.form.toSpec(this.values)) });
    this.#ask();
  }

  /** @param {SubmitEvent} event */
  async #start(event) {
    event.preventDefault();
    this.starting = true;
    try {
      const run = await api.submit(...this.#body);
      navigate(`/runs/${run.id}`);
    } catch (problem) {
      this.problem = problem;
      this.showAll = true;
      for (const { field } of problem.errors) {
        const group = this.form.groupOf(this.form.fieldOf(field) ?? '');
        if (group) this.open.add(group);
      }
      this.requestUpdate();
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.renderRoot.querySelector('.summary'))?.focus();
    } finally {
      this.starting = false;
    }
  }

  /** @param {string | null} path */
  #messages(path) {
    // before Start, an empty form is not yet a mistake
    const quiet = path === null || (!this.showAll && !(this.values[path] ?? '').trim());
    return quiet
      ? []
      : (this.problem?.errors ?? [])
          .filter(({ field }) => this.form.fieldOf(field) === path)
          .map(({ message }) => message);
  }

  /** @param {Field} field */
  #field(field) {
    const { path } = field;
    return specField(field, this.values[path] ?? '', this.#default(path), this.#messages(path), (text) =>
      this.#set(path, text),
    );
  }

  /**
   * What a field is if it is left empty: as planned by the server, or without a plan as its key has it.
   * @param {string} path
   */
  #default(path) {
    if (this.values[path]) return '';
    return this.plan ? (this.form.toValues(this.plan.spec).values[path] ?? '') : this.form.usual(path);
  }

  #summary() {
    if (!this.problem || !this.showAll) return nothing;
    const { title, detail, errors } = this.problem;
    const jump = (/** @type {string} */ path) => (/** @type {Event} */ event) => {
      event.preventDefault();
      /** @type {ShadowRoot} */ (this.renderRoot).getElementById(fieldId(path))?.focus();
    };
    return html`<div class="summary error" role="alert" tabindex="-1" data-testid="problem">
      <strong>${title}</strong> ${errors.length === 0 ? detail : nothing}
      ${
        errors.length > 0
          ? html`<ul>
              ${errors.map(({ field, message }) => {
                const path = this.form.fieldOf(field);
                return html`<li>
                  ${
                    path && this.tab === 'form'
                      ? html`<a href="#${path}" @click=${jump(path)}>${field}</a>: `
                      : named(field)
                  }${message}
                </li>`;
              })}
            </ul>`
          : nothing
      }
    </div>`;
  }

  #fields() {
    return this.form.groups.map(({ id, title, about }) =>
      id === OPEN_GROUP
        ? html`<div class="simple" role="group" aria-label=${title}>${this.#openFields()}</div>`
        : html`<details ?open=${this.open.has(id)}>
            <summary>${title}<span class="faint">${this.#changed(id) || about}</span></summary>
            <div class="fields">${this.form.inGroup(id).map((field) => this.#field(field))}</div>
          </details>`,
    );
  }

  /** Messages and duration side by side, since a spec has one of them. */
  #openFields() {
    const fields = this.form.inGroup(OPEN_GROUP);
    const either = fields.filter(({ path }) => path === 'messages' || path === 'duration');
    return fields.map((field) => {
      if (!either.includes(field)) return this.#field(field);
      if (field !== either[0]) return nothing;
      return html`<div class="either">
        ${either.map((one, i) => html`${i > 0 ? html`<span class="or">or</span>` : nothing}${this.#field(one)}`)}
      </div>`;
    });
  }

  /** @param {string} group */
  #changed(group) {
    return this.form
      .inGroup(group)
      .filter(({ path }) => (this.values[path] ?? '').trim())
      .map(({ label, path }) =>
        path === 'objectives'
          ? this.values[path].trim().replaceAll('\n', ', ')
          : `${label.toLowerCase()} ${this.values[path]}`,
      )
      .join(' · ');
  }

  #yamlTab() {
    return html`<label class="sr" for="yaml">Spec in YAML</label
      ><textarea
        id="yaml"
        class="mono"
        rows="18"
        spellcheck="false"
        data-testid="field-yaml"
        .value=${sync(this.yaml)}
        @input=${(/** @type {On<HTMLTextAreaElement>} */ event) => {
          this.yaml = event.target.value;
          this.#later();
        }}
      ></textarea>
      ${
        this.problem
          ? html`<ul class="yaml-errors">
              ${
                this.problem.errors.length > 0
                  ? this.problem.errors.map(
                      ({ field, message }) => html`<li class="bad">${named(field)}${message}</li>`,
                    )
                  : html`<li class="bad">${this.problem.detail}</li>`
              }
            </ul>`
          : nothing
      }`;
  }

  #commandTab() {
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
      ${command('loadtester', this.form.toCommand(this.values))}${command('curl', toCurl(this.form.toSpec(this.values), location.origin))}
    </div>`;
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
      // without a secure origin the browser refuses: the user can select the text
      this.copied = null;
    }
  }

  #loading() {
    if (!this.problem) return html`<p class="faint">Loading…</p>`;
    return html`<div class="summary error" role="alert" data-testid="problem">
      <strong>${this.problem.title}</strong> ${this.problem.detail}
      <button type="button" class="plain" @click=${() => this.#begin()}>Try again</button>
    </div>`;
  }

  #sides() {
    return html`<div class="sides">
      <div class="left" role="tabpanel">
        ${this.#summary()}${
          this.tab === 'form' ? this.#fields() : this.tab === 'yaml' ? this.#yamlTab() : this.#commandTab()
        }
      </div>
      <aside aria-label="Preview">
        ${planPreview(this.plan, this.problem, this.#unseen(), this.preflight)}
        <button class="primary start" data-testid="start" ?disabled=${this.starting}>
          ${icon('play')}${this.starting ? 'Starting' : 'Start'}
        </button>
      </aside>
    </div>`;
  }

  render() {
    return html`<form class="page" novalidate @submit=${this.#start}>
      <div class="head">
        <h1>New run</h1>
        ${
          this.presets.length > 0
            ? html`<select aria-label="Start from a preset" data-testid="preset" @change=${this.#usePreset}>
                <option value="">start from a preset…</option>
                ${this.presets.map(
                  ({ id, title, description }) => html`<option value=${id} title=${description}>${title}</option>`,
                )}
              </select>`
            : nothing
        }
        <span class="spacer"></span>
        <div role="tablist" aria-label="Format of the spec">
          ${TABS.map(
            ([name, label]) =>
              html`<button
                type="button"
                role="tab"
                aria-selected=${this.tab === name}
                data-testid="tab-${name}"
                @click=${() => this.#show(name)}
              >
                ${label}
              </button>`,
          )}
        </div>
      </div>
      ${this.#isLoaded ? this.#sides() : this.#loading()}
    </form>`;
  }
}

/**
 * a mistake in the spec as a whole has no field
 * @param {string} field
 */
const named = (field) => (field ? html`<code>${field}</code>: ` : nothing);

customElements.define('lt-new-run-page', NewRunPage);
