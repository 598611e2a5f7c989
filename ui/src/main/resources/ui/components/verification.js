import { html, nothing } from 'lit';
import { counted, exactly } from '../format.js';

// The results of the verification, during a run and in its report.

/** Maximum number of samples shown; the rest are in the JSON report. */
const SAMPLES_SHOWN = 20;

/**
 * Missing messages are known only at the end.
 * @param {Api.Findings} findings
 */
export function verifiedSoFar({ audited, corrupted, misrouted, reordered, duplicated, foreign }) {
  /** @type {[label: string, count: number][]} */
  const counts = [
    ['corrupt', corrupted],
    ['misrouted', misrouted],
    ['reordered', reordered],
    ['duplicated', duplicated.sameEpoch],
    ['foreign records', foreign],
  ];
  const found = counts.filter(([, value]) => value > 0);
  return html`<section class="section" data-testid="read-so-far">
    <h2>Verified so far: ${counted(audited, 'message')}</h2>
    ${
      audited === 0 && found.length === 0
        ? nothing
        : found.length === 0
          ? html`<p class="label">Unchanged, in the right partition, and in order.</p>`
          : html`<dl class="pairs">
              ${found.map(
                ([label, value]) =>
                  html`<dt>${label}</dt>
                    <dd>${exactly(value)}</dd>`,
              )}
            </dl>`
    }
  </section>`;
}

/**
 * @param {Api.Findings} verification
 * @param {boolean} severalTopics whether the run has more than one topic
 */
export function verificationResult(verification, severalTopics) {
  const { duplicated, indeterminate, samples } = verification;
  /** @type {[label: string, count: number, about: string][]} */
  const wrong = [
    ['lost', verification.lost, 'acked but not found'],
    ['ghosts', verification.ghosts, 'failed but found'],
    ['corrupt', verification.corrupted, 'changed after being sent'],
    ['misrouted', verification.misrouted, 'found in a different partition or topic'],
    ['reordered', verification.reordered, 'found after messages that the same worker sent later to the same partition'],
    ['duplicated', duplicated.sameEpoch, 'written twice by the client or the broker'],
  ];
  /** @type {[label: string, count: number][]} */
  const rest = [
    ['duplicated in a handover', duplicated.handover],
    ['duplicated by a lost worker', duplicated.zombie],
    ['indeterminate, found', indeterminate.present],
    ['indeterminate, not found', indeterminate.absent],
    ['foreign records', verification.foreign],
    ['offsets without a record', verification.offsetGaps],
    ['partitions whose offsets differ from the acks', verification.mismatched],
    ['truncated partitions', verification.truncated],
  ];
  return html`<section class="section" data-testid="verification">
    <h2>Verified: ${counted(verification.audited, 'message')}</h2>
    <dl class="figures">
      ${wrong.map(
        ([label, value, about]) =>
          html`<div>
            <dt>${label}</dt>
            <dd><span class=${value > 0 ? 'bad' : ''}>${exactly(value)}</span><span class="sub">${about}</span></dd>
          </div>`,
      )}
    </dl>
    <dl class="pairs later">
      ${rest
        .filter(([, value]) => value > 0)
        .map(
          ([label, value]) =>
            html`<dt>${label}</dt>
              <dd>${exactly(value)}</dd>`,
        )}
    </dl>
    ${
      samples.length > 0
        ? html`<div class="scroll later" tabindex="0" role="region" aria-label="Samples">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Sample</th>
                    ${severalTopics ? html`<th scope="col">topic</th>` : nothing}
                    <th scope="col" class="num">partition</th>
                    <th scope="col" class="num">offset</th>
                    <th scope="col" class="num">sequence</th>
                  </tr>
                </thead>
                <tbody>
                  ${samples.slice(0, SAMPLES_SHOWN).map(
                    ({ kind, topic, partition, offset, sequence }) =>
                      html`<tr>
                        <th scope="row">${kind.toLowerCase()}</th>
                        ${severalTopics ? html`<td>${topic}</td>` : nothing}
                        <td class="num">${partition}</td>
                        <td class="num">${offset ?? '–'}</td>
                        <td class="num">${sequence ?? '–'}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>
            ${
              samples.length > SAMPLES_SHOWN
                ? html`<p class="label">${samples.length - SAMPLES_SHOWN} more in the JSON report.</p>`
                : nothing
            }`
        : nothing
    }
  </section>`;
}
