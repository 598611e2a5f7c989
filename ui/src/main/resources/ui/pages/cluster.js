import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { exactly } from '../format.js';
import '../components/webhook.js';

class ClusterPage extends LitElement {
  static properties = { cluster: { state: true }, problem: { state: true } };

  static styles = [
    base,
    css`
      .badge {
        white-space: normal;
      }
      .facts {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0.45rem 1.6rem;
        margin-top: 1rem;
      }
      .facts dt {
        color: var(--ink-3);
      }
      .facts dd {
        overflow-wrap: anywhere;
      }
      .two {
        display: grid;
        gap: 0 2.4rem;
        grid-template-columns: minmax(0, 1fr);
      }
      @media (min-width: 70rem) {
        .two {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      th:first-child,
      td:first-child {
        padding-left: 0;
      }
      td {
        overflow-wrap: anywhere;
      }
      .links {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem 1.5rem;
      }
      .error {
        margin-top: 1rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Api.Cluster | null} */
    this.cluster = null;
    /** @type {Problem | null} */
    this.problem = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read() {
    this.problem = null;
    try {
      this.cluster = await api.cluster();
    } catch (problem) {
      this.problem = problem;
    }
  }

  /** @param {Api.Cluster['controlTopics'][number]} topic */
  #topic({ name, endOffset, warnings }) {
    return html`<tr>
      <th scope="row"><code>${name}</code></th>
      <td class="num">${exactly(endOffset)}</td>
      <td>
        ${
          warnings.length === 0
            ? html`<span class="badge good">${icon('check')}as expected</span>`
            : warnings.map((warning) => html`<span class="badge warn">${icon('warning')}${warning}</span> `)
        }
      </td>
    </tr>`;
  }

  /** @param {Api.Cluster} cluster */
  #facts(cluster) {
    const apart = cluster.controlBootstrapServers !== cluster.bootstrapServers;
    return html`<dl class="facts">
        <dt>Bootstrap servers</dt>
        <dd><code>${cluster.bootstrapServers}</code></dd>
        <dt>Cluster id</dt>
        <dd><code>${cluster.clusterId}</code></dd>
        <dt>Controller</dt>
        <dd>${cluster.controllerId === null ? '–' : `broker ${cluster.controllerId}`}</dd>
        <dt>Control topics on</dt>
        <dd>${apart ? html`<code>${cluster.controlBootstrapServers}</code>` : 'the same cluster'}</dd>
      </dl>
      <div class="two">
        <section class="section">
          <h2>Brokers</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">Id</th>
                <th scope="col">Address</th>
              </tr>
            </thead>
            <tbody>
              ${cluster.brokers.map(
                ({ id, address }) =>
                  html`<tr>
                    <td>${id}</td>
                    <td>
                      <code>${address}</code
                      >${id === cluster.controllerId ? html` <span class="badge">controller</span>` : nothing}
                    </td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </section>
        <section class="section">
          <h2>Control topics</h2>
          <div class="scroll" tabindex="0" role="region" aria-label="Control topics">
            <table>
              <thead>
                <tr>
                  <th scope="col">Topic</th>
                  <th scope="col" class="num">End offset</th>
                  <th scope="col">Settings</th>
                </tr>
              </thead>
              <tbody>
                ${cluster.controlTopics.map((topic) => this.#topic(topic))}
              </tbody>
            </table>
          </div>
        </section>
        <section class="section">
          <h2>Effective client settings</h2>
          <table>
            <tbody>
              ${Object.entries(cluster.settings)
                .sort()
                .map(
                  ([key, value]) =>
                    html`<tr>
                      <th scope="row"><code>${key}</code></th>
                      <td><code>${value}</code></td>
                    </tr>`,
                )}
            </tbody>
          </table>
        </section>
        <lt-webhook></lt-webhook>
        <section class="section">
          <h2>Elsewhere</h2>
          <p class="links">
            <a href="/openapi.yaml">API document</a><a href="/metrics">Prometheus metrics</a
            ><a href="/health/ready">Readiness</a>
          </p>
        </section>
      </div>`;
  }

  render() {
    return html`<div class="page">
      <h1>Cluster under test</h1>
      ${
        this.problem
          ? html`<div class="error" role="alert">
              <strong>${this.problem.title}</strong> ${this.problem.detail}
              <button @click=${this.#read}>Try again</button>
            </div>`
          : nothing
      }
      ${this.cluster ? this.#facts(this.cluster) : nothing}
      ${this.cluster || this.problem ? nothing : html`<p class="empty">Loading the cluster…</p>`}
    </div>`;
  }
}
customElements.define('lt-cluster-page', ClusterPage);
