import { html, nothing } from 'lit';
import { INTEGRITY_CODES } from '../codes.js';
import { counted } from '../format.js';
import { icon } from '../icons.js';
import { hasEnded } from '../phases.js';
import { verdictOf } from './parts.js';

// The three verdicts in words. They answer three separate questions, and each has its own colour.

/** @typedef {import('./parts.js').Question} Question */

/** @type {Record<Question, Record<string, (report: Api.Report) => string>>} */
const WORDS = {
  objectives: {
    PASS: ({ objectives }) =>
      objectives.length === 1 ? 'The objective was met.' : `All ${objectives.length} objectives were met.`,
    FAIL: ({ objectives }) => {
      const missed = objectives.filter(({ met }) => met === false).length;
      const open = objectives.filter(({ met }) => met === null).length;
      return `${counted(missed, 'objective')} of ${objectives.length} missed${open > 0 ? `, ${open} not measured` : ''}.`;
    },
    NONE: ({ objectives }) =>
      objectives.length === 0
        ? 'The spec disables the objectives, so there is nothing to pass or fail.'
        : 'No objective could be evaluated because nothing was measured.',
  },
  validity: {
    VALID: () =>
      'The load tester kept up: it was neither late nor short of CPU, memory or buffer space. The results reflect the cluster.',
    DEGRADED: () => 'Interpret the results with caution: they reflect more than the cluster. The reasons explain why.',
    INVALID: () => 'Do not trust the results: they do not measure the cluster. The reasons explain why.',
  },
  integrity: {
    INTACT: () => 'Every acked message was found unchanged, and no guarantee was broken.',
    VIOLATED: () => 'The messages found differ from those acked.',
    INCONCLUSIVE: () => 'Inconclusive: the messages found neither prove nor disprove that every message arrived.',
    UNCHECKED: () => 'The messages were not verified, so loss and order are unknown.',
  },
};
const QUESTIONS = {
  objectives: 'Did the cluster meet the objectives?',
  validity: 'Can the measurement be trusted?',
  integrity: 'Did every message arrive?',
};

// a reason's code determines which question it belongs to; unknown codes belong to validity
/**
 * @param {Question} kind
 * @param {Api.Reason[]} reasons
 */
function reasonsOf(kind, reasons) {
  if (kind === 'objectives') return reasons.filter(({ code }) => code.startsWith('OBJECTIVE'));
  return reasons.filter(
    ({ code }) => !code.startsWith('OBJECTIVE') && INTEGRITY_CODES.has(code) === (kind === 'integrity'),
  );
}

/**
 * @param {Question} kind
 * @param {Api.Report} report
 */
const panel = (kind, report) => {
  const value = report.verdict[kind];
  const { tone, shape, word } = verdictOf(kind, value);
  const reasons = reasonsOf(kind, report.verdict.reasons);
  return html`<section class="verdict ${tone}">
    <h2>${QUESTIONS[kind]}</h2>
    <div class="word" data-testid="verdict-${kind}" data-value=${value}>${icon(shape)}${word}</div>
    <p>${WORDS[kind][value](report)}</p>
    ${
      reasons.length > 0
        ? html`<ul>
            ${reasons.map(({ code, message }) => html`<li title=${code}>${message}</li>`)}
          </ul>`
        : nothing
    }
  </section>`;
};

/** @param {Api.Report} report */
export const verdictPanels = (report) =>
  html`<div class="verdicts" aria-label=${hasEnded(report.phase) ? 'Verdicts' : 'Verdicts so far'}>
    ${/** @type {Question[]} */ (Object.keys(QUESTIONS)).map((kind) => panel(kind, report))}
  </div>`;
