import { html, nothing, svg } from 'lit';
import { clock, rate } from '../../format.js';
import { peakRate, plannedRate, profileLine, stageText } from '../../stages.js';
import { q } from '../parts.js';

// The planned rate over time.

/** @typedef {Api.PlanPreview['stages'][number]} PlannedStage */

const LISTED = 12;
/** Minimum width of a stage, as a fraction of the drawing; the boundaries of narrower stages would merge into a grey area. */
const NARROW_PERCENT = 1.5;
/** Approximate width of a character in the drawing. */
const CHARACTER_PERCENT = 2.3;

/**
 * The label that fits into the drawing: the name of the stage, its number, or nothing.
 * @param {PlannedStage} stage
 * @param {number} percent
 */
function shortName({ name, index }, percent) {
  return [name, String(index + 1)].find((word) => word && word.length * CHARACTER_PERCENT < percent) ?? '';
}

/**
 * At rate max, the height is unknown, so the drawing is open at the top.
 * @param {Api.PlanPreview} plan
 */
export function profileDrawing({ spec, seconds, profile, stages }) {
  const peak = peakRate(spec);
  const end = seconds === null ? 'until all are sent' : clock(seconds);
  const { text, unit } = plannedRate(spec);
  const line = peak === null || seconds === null ? 'M0 58V4H100V58' : profileLine(profile, seconds, peak);
  const at = (/** @type {number} */ second) => Math.min(100, (second / (seconds ?? 1)) * 100);
  const parts = stages.map((stage) => ({ stage, from: at(stage.fromSecond), to: at(stage.toSecond) }));
  const bounds = parts.some(({ from, to }) => to - from < NARROW_PERCENT) ? [] : parts;
  return html`<svg class="profile" role="img" aria-label="Rate over time: ${text} ${unit}, ${end}">
      <svg width="100%" height="100%" viewBox="0 0 100 60" preserveAspectRatio="none">
        <path class="area" d=${`M0 58${line.replace('M', 'L')}L100 58Z`}></path>
        ${bounds.slice(1).map(({ from }) => svg`<path class="bound" d="M${from} 2V58"></path>`)}
        <path class="line" stroke-dasharray=${peak === null ? '4 4' : nothing} d=${line}></path>
        <path class="axis" d="M0 58H100"></path>
      </svg>
      ${bounds.map(
        ({ stage, from, to }) => svg`<text x="${(from + to) / 2}%" y="0.9em">${shortName(stage, to - from)}</text>`,
      )}
    </svg>
    <div class="ends">
      <span>0:00</span><span>${spec.load.stages ? html`peak ${q(rate(peak))}` : q(plannedRate(spec))}</span
      ><span>${end}</span>
    </div>
    ${stages.length > 0 ? stageList(spec, stages) : nothing}`;
}

/**
 * The planned rate in words.
 * @param {Api.Spec} spec
 * @param {PlannedStage[]} stages
 */
function stageList({ load }, stages) {
  const again = stages.findIndex(({ index }, k) => k > 0 && index <= stages[k - 1].index);
  const once = again < 0 ? stages : stages.slice(0, again);
  return html`<ol class="plan-stages" aria-label="Stages">
      ${once.slice(0, LISTED).map(
        ({ index, name, fromSecond, toSecond, fromRate }) =>
          html`<li>
            <span class="faint">${index + 1}</span>
            <span
              >${name ? html`<strong>${name}</strong> ` : nothing}${stageText(load.stages?.[index] ?? {}, fromRate)}</span
            >
            <span class="faint">${clock(toSecond - fromSecond)}</span>
          </li>`,
      )}
    </ol>
    ${once.length > LISTED ? html`<p class="faint">and ${once.length - LISTED} more</p>` : nothing}
    ${(load.repeat ?? 1) > 1 ? html`<p class="faint">runs ${load.repeat} times</p>` : nothing}`;
}
