import { html, nothing } from 'lit';
import { api } from '../../api.js';
import { readsOnly, searches } from '../../figures.js';
import { icon } from '../../icons.js';
import { bytes, bytesPerSecond, clock, counted, exactly, rate, shortened } from '../../format.js';
import { plannedRate } from '../../stages.js';
import { q } from '../parts.js';
import { ALLOWABLE } from './other-records.js';
import { profileDrawing } from './profile-drawing.js';

// A preview of a spec as planned by the server: in one sentence, as a chart of its rate, and in numbers.

/** @param {Api.PlanPreview} plan */
function sentence({ spec, topics, messages, seconds }) {
  if (readsOnly(spec))
    return html`Reads
    ${spec.messages === null ? (topics > 1 ? counted(topics, 'topic') : 'topic') : counted(spec.messages, 'record')}${
      spec.messages !== null ? ' per group' : topics > 1 ? nothing : html` <strong>${spec.topic.name}</strong>`
    }${seconds === null ? (spec.messages === null ? ' to the end' : nothing) : html`, for ${clock(seconds)}`}`;
  if (searches(spec)) return html`Searches for the highest rate at which Kafka meets the objectives`;
  const what = messages === null ? 'messages' : counted(messages, 'message');
  const pace =
    spec.rate === 'max'
      ? 'as fast as the cluster accepts messages'
      : spec.rate === null
        ? html`in ${q(plannedRate(spec))}`
        : html`at ${exactly(spec.rate)}<span class="unit">msg/s</span>`;
  return html`${messages === null ? 'Sends ' : ''}${what}
  ${pace}${seconds === null ? nothing : html`, for ${clock(seconds)}`}`;
}

/** @type {Record<Api.Finding['level'], [tone: string, shape: import('../../icons.js').Shape, word: string]>} */
const LEVELS = { REFUSE: ['bad', 'cross', 'refused'], WARN: ['warn', 'warning', 'warning'] };

/** @typedef {undefined | null | Problem | { findings: Api.Finding[] }} Preflight */

/**
 * Requests the preflight's findings.
 * @param {string | Api.SpecInput} body
 * @param {string} type
 * @param {AbortSignal} signal
 * @returns {Promise<Preflight>}
 */
export async function askCluster(body, type, signal) {
  try {
    const { preflight } = await api.preflight(body, type, signal);
    return preflight ? { findings: preflight } : null;
  } catch (problem) {
    return problem;
  }
}

/**
 * The preflight's findings about the spec: undefined while the request is running, null if there was no request, a Problem if it failed,
 * otherwise {findings}.
 * @param {Preflight} preflight
 * @param {(() => void) | null} allow
 */
function preflightPart(preflight, allow) {
  if (preflight === null) return nothing;
  const part = (/** @type {Content} */ body) =>
    html`<section class="preflight" data-testid="preflight" aria-live="polite">
      <h3>Preflight</h3>
      ${body}
    </section>`;
  if (preflight === undefined) return part(html`<p class="faint">Checking the cluster…</p>`);
  if (!('findings' in preflight))
    return part(html`<p class="warn">${icon('warning')} ${preflight.title}. ${preflight.detail}</p>`);
  if (preflight.findings.length === 0)
    return part(html`<p class="good">${icon('check')} The topic, brokers, quotas and workers are suitable.</p>`);
  return part(
    html`<ul>
      ${preflight.findings.map(({ level, code, message, cure }) => {
        const [tone, shape, word] = LEVELS[level];
        return html`<li class=${tone} title=${code}>
          <span class="badge ${tone}">${icon(shape)}${word}</span>
          ${message}${cure ? html`<span class="cure">${cure}</span>` : nothing}${
            allow && ALLOWABLE.includes(code)
              ? html`<button type="button" data-testid="allow-existing" @click=${allow}>Allow other records…</button>`
              : nothing
          }
        </li>`;
      })}
    </ul>`,
  );
}

/**
 * @param {Api.PlanPreview | null} plan
 * @param {Problem | null} problem
 * @param {Api.FieldError[]} mistakes
 * @param {Preflight} preflight
 * @param {(() => void) | null} allow allows topics with other producers' records; null if the spec is not edited in the form
 */
export function planPreview(plan, problem, mistakes, preflight, allow) {
  if (!plan)
    return html`<h2>Preview</h2>
      <p class="empty">
        ${
          problem
            ? problem.status === 0 || problem.errors.length === 0
              ? `${problem.title}. ${problem.detail}`
              : `Not available yet: ${
                  problem.errors.length === 1 ? 'one field' : `${problem.errors.length} fields`
                } must be corrected.`
            : 'Validating…'
        }
      </p>
      ${
        mistakes.length > 0
          ? html`<ul class="warnings">
              ${mistakes.map(
                ({ field, message }) =>
                  html`<li>
                    ${icon('warning')}<span>${field ? html`<code>${field}</code> ` : nothing}${message}</span>
                  </li>`,
              )}
            </ul>`
          : nothing
      }`;
  const { spec } = plan;
  const replicated = plan.payloadBytes === null ? null : plan.payloadBytes * spec.topic.replication;
  const each = plan.ratePerWorker === null ? nothing : html` × ${q(rate(plan.ratePerWorker))}`;
  return html`<h2>Preview</h2>
    <p class="says" aria-live="polite">${sentence(plan)}</p>
    ${readsOnly(spec) || searches(spec) ? nothing : profileDrawing(plan)}
    <dl class="plan">
      ${
        spec.load.arrivals === 'uniform'
          ? nothing
          : html`<dt>Arrivals</dt>
              <dd>${spec.load.arrivals}</dd>`
      }
      <dt>${plan.topics > 1 ? 'Topics' : 'Topic'}</dt>
      <dd title=${spec.topic.name}>${shortened(spec.topic.name)}</dd>
      <dt>${plan.topics > 1 ? 'Topics × partitions' : 'Partitions'} × replication</dt>
      <dd>${plan.topics > 1 ? `${plan.topics} × ` : ''}${spec.topic.partitions} × ${spec.topic.replication}</dd>
      <dt>Payload</dt>
      <dd>${q(bytesPerSecond(plan.payloadBytesPerSecond))}</dd>
      <dt>Total payload</dt>
      <dd>${q(bytes(plan.payloadBytes))}</dd>
      <dt>On the brokers' disks</dt>
      <dd>${q(bytes(replicated))}</dd>
      <dt>Warm-up</dt>
      <dd>${spec.warmup}</dd>
      <dt>Objectives</dt>
      <dd>${spec.objectives.length === 0 ? 'none' : spec.objectives.join(', ')}</dd>
      <dt>Plan</dt>
      <dd>${counted(plan.workers, 'worker')}${each}</dd>
      <dt>Shards</dt>
      <dd>${plan.shards}</dd>
      <dt>Producer</dt>
      <dd>
        acks=${spec.producer.acks}${spec.producer.idempotence ? ', idempotent' : ''}${
          spec.producer.compression === 'none' ? '' : `, ${spec.producer.compression}`
        }
      </dd>
    </dl>
    ${
      plan.warnings.length > 0
        ? html`<ul class="warnings">
            ${plan.warnings.map((warning) => html`<li>${icon('warning')}<span>${warning}</span></li>`)}
          </ul>`
        : nothing
    }
    ${preflightPart(preflight, allow)}`;
}
