import { LitElement, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { navigate, setQuery } from '../router.js';
import { toYaml } from '../spec.js';
import { LENGTH, STAGES, SpecKeys } from '../spec-keys.js';
import { ALLOW_EXISTING, TOPIC_KEYS, askToAllow } from '../components/spec/other-records.js';
import { askCluster, planPreview } from '../components/spec/plan-preview.js';
import { fieldId, specField, specForm } from '../components/spec/spec-form.js';
import { presetSelect, specTabs, tabInUrl } from '../components/spec/spec-tabs.js';
import { loading, problemSummary, specYaml } from '../components/spec/spec-problems.js';
import { newRunStyles } from './new-run-styles.js';
import { stageStyles } from './stage-styles.js';
import '../components/spec/spec-commands.js';

const TYPING_MILLIS = 250;
const REPEAT = 'load.repeat';
/** A spec as a form, as YAML and as commands, next to a preview of the run. Only the Start button starts the run. */
class NewRunPage extends LitElement {
  static properties = {
    keys: { state: true },
    values: { state: true },
    yaml: { state: true },
    plan: { state: true },
    preflight: { state: true },
    problem: { state: true },
    presets: { state: true },
    tab: { state: true },
    showAll: { state: true },
    starting: { state: true },
  };

  static styles = [base, newRunStyles, stageStyles];

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  /** @type {AbortController | null} */
  #asking = null;
  #defaultRate = 0;
  /**
   * The form's values that the stages or the search replaced.
   * @type {FormValues}
   */
  #replaced = {};

  constructor() {
    super();
    this.keys = SpecKeys.NONE;
    /** @type {FormValues} */
    this.values = {};
    this.yaml = '';
    /** @type {Api.PlanPreview | null} */
    this.plan = null;
    /** @type {import('../components/spec/plan-preview.js').Preflight} */
    this.preflight = undefined;
    /** @type {Api.Presets['presets']} */
    this.presets = [];
    /** @type {Problem | null} */
    this.problem = null;
    this.showAll = false;
    this.starting = false;
    this.tab = tabInUrl();
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

  #isLoaded = () => this.keys !== SpecKeys.NONE;

  async #begin() {
    this.problem = null;
    try {
      const [schema, { presets, defaultRate }] = await Promise.all([api.specSchema(), api.presets()]);
      if (!this.isConnected) return;
      this.keys = new SpecKeys(schema);
      this.presets = presets;
      this.#defaultRate = defaultRate;
    } catch (problem) {
      this.problem = problem;
      return;
    }
    const linked = this.keys.fromQuery(location.search);
    if (linked) {
      this.#take(linked);
      this.#shorten().then(() => this.#unfold());
    } else {
      this.#startOver();
    }
    this.#ask();
  }

  #startOver() {
    this.#take(this.keys.firstValues(this.#defaultRate));
  }

  /** @param {FormValues} values */
  #take(values) {
    this.values = values;
    this.yaml = toYaml(this.keys.toSpec(values));
  }

  /** A resolved spec contains every default. The form shows only values that differ from the defaults, as the user wrote them. */
  async #shorten() {
    try {
      // some defaults depend on the length of the run
      const length = Object.fromEntries(LENGTH.map((path) => [path, this.values[path]]));
      const { spec } = await api.validate(this.keys.toSpec(length));
      this.values = this.keys.withoutDefaults(this.values, this.keys.toValues(spec).values);
    } catch {
      // without the defaults, the form only shows more values
    }
  }

  #unfold() {
    for (const { id } of this.keys.groups)
      if (this.keys.inGroup(id).some(({ path }) => this.values[path])) this.open.add(id);
    this.requestUpdate();
  }

  /** Errors shown neither next to a field nor in the summary. */
  #unseen() {
    if (!this.problem || this.showAll || this.tab === 'yaml') return [];
    return this.problem.errors.filter(
      ({ field }) => this.tab !== 'form' || this.#messages(this.keys.fieldOf(field)).length === 0,
    );
  }

  #routed = () => {
    this.tab = tabInUrl();
    // "New run" in the navigation was clicked on this page: start over
    if (!this.#isLoaded() || location.search !== '' || location.pathname !== '/runs/new') return;
    this.#startOver();
    this.showAll = false;
    this.#ask();
  };

  /**
   * The body to send: the YAML tab sends its text unchanged.
   * @returns {[body: string | Api.SpecInput, type: string]}
   */
  get #body() {
    return this.tab === 'yaml' ? [this.yaml, 'application/yaml'] : [this.keys.toSpec(this.values), 'application/json'];
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
    // the plan is shown immediately; the cluster may take seconds to respond
    this.preflight = undefined;
    const preflight = await askCluster(body, type, asking.signal);
    if (!asking.signal.aborted) this.preflight = preflight;
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.tab !== 'yaml') setQuery({ spec: JSON.stringify(this.keys.toSpec(this.values)) });
      this.#ask();
    }, TYPING_MILLIS);
  }

  /**
   * @param {string} path
   * @param {string} text
   */
  async #set(path, text) {
    if (path === ALLOW_EXISTING && text === 'true' && !(await askToAllow(this.#topic))) return this.requestUpdate();
    const before = this.#setsRates;
    this.values = { ...this.values, [path]: text };
    if (TOPIC_KEYS.includes(path)) this.values[ALLOW_EXISTING] = '';
    if (this.#setsRates !== before) this.#exchange();
    // either the messages or the duration determines the length of a run, so each replaces the other
    const other = path === 'messages' ? 'duration' : path === 'duration' ? 'messages' : null;
    if (other && text.trim()) this.values[other] = '';
    this.#later();
  }

  /** Stages and searches replace the rate and the length in the form; these are restored when the stages or the search are removed. */
  #exchange() {
    const { messages = '', duration = '', rate = '' } = this.values;
    Object.assign(
      this.values,
      this.#setsRates ? { messages: '', duration: '', rate: '' } : { ...this.#replaced, [REPEAT]: '' },
    );
    this.#replaced = { messages, duration, rate };
  }

  get #setsRates() {
    return this.#isStaged || this.#isSearch;
  }

  get #topic() {
    return this.values['topic.name'] || this.keys.usual('topic.name');
  }

  get #isStaged() {
    return (this.values[STAGES] ?? '').trim() !== '';
  }

  get #isSearch() {
    return this.values.kind === 'limit';
  }

  /** @param {On<HTMLSelectElement>} event */
  #usePreset(event) {
    const preset = this.presets.find(({ id }) => id === event.target.value);
    if (!preset) return;
    this.#take({
      'topic.name': this.#topic,
      ...this.keys.toValues(preset.spec).values,
    });
    this.#unfold();
    this.#later();
  }

  /** @param {string} tab */
  async #show(tab) {
    if (tab === 'yaml') this.yaml = toYaml(this.keys.toSpec(this.values));
    // the server has parsed the YAML, and its result becomes the form, so there is no second parser that could disagree
    else if (this.tab === 'yaml' && this.plan) {
      this.values = this.keys.toValues(this.plan.spec).values;
      await this.#shorten();
    }
    setQuery({ tab: tab === 'form' ? null : tab, spec: JSON.stringify(this.keys.toSpec(this.values)) });
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
        const group = this.keys.groupOf(this.keys.fieldOf(field) ?? '');
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
    // before the user presses Start, an empty form is not an error
    const quiet = path === null || (!this.showAll && !(this.values[path] ?? '').trim());
    return quiet ? [] : (this.problem?.errors ?? []).filter(({ field }) => this.keys.fieldOf(field) === path);
  }

  #field = (/** @type {Field} */ field) =>
    specField(field, {
      value: this.values[field.path] ?? '',
      usual: this.#default(field.path),
      errors: this.#messages(field.path),
      set: (text) => this.#set(field.path, text),
    });

  #jump = (/** @type {string} */ path) => {
    /** @type {ShadowRoot} */ (this.renderRoot).getElementById(fieldId(path))?.focus();
  };

  /**
   * The value that applies if a field is left empty: as planned by the server or, without a plan, the key's default.
   * @param {string} path
   */
  #default(path) {
    if (this.values[path]) return '';
    if (this.#isStaged && (path === 'rate' || path === 'duration')) return 'by the stages';
    if (this.#isSearch && path === 'rate') return 'by the search';
    return this.plan ? (this.keys.toValues(this.plan.spec).values[path] ?? '') : this.keys.usual(path);
  }

  #allow = () => this.#set(ALLOW_EXISTING, 'true');

  #typeYaml = (/** @type {string} */ text) => {
    this.yaml = text;
    this.#later();
  };

  #sides() {
    return html`<div class="sides">
      <div class="left" role="tabpanel">
        ${this.problem && this.showAll ? problemSummary(this.problem, this.keys, this.tab === 'form' ? this.#jump : null) : nothing}${
          this.tab === 'form'
            ? specForm(this.keys, this.values, this.open, this.#field)
            : this.tab === 'yaml'
              ? specYaml(this.yaml, this.problem, this.#typeYaml)
              : html`<lt-spec-commands .keys=${this.keys} .values=${this.values}></lt-spec-commands>`
        }
      </div>
      <aside aria-label="Preview">
        ${planPreview(this.plan, this.problem, this.#unseen(), this.preflight, this.tab === 'form' ? this.#allow : null)}
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
        ${presetSelect(this.presets, (event) => this.#usePreset(event))}
        <span class="spacer"></span>
        ${specTabs(this.tab, this.#isLoaded(), (tab) => this.#show(tab))}
      </div>
      ${this.#isLoaded() ? this.#sides() : loading(this.problem, () => this.#begin())}
    </form>`;
  }
}

customElements.define('lt-new-run-page', NewRunPage);
