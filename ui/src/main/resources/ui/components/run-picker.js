import { html, nothing } from 'lit';
import { SIDES_MAX, SIDES_MIN, compareHref, withPick } from '../compare.js';
import { icon } from '../icons.js';
import { hasEnded } from '../phases.js';
import { setQuery } from '../router.js';

// The selection of runs to compare in the run list. It is in the URL.

/**
 * The checkbox of a run.
 * @param {Pick<Api.RunSummary, 'id' | 'name' | 'phase'>} run
 * @param {string[]} picked
 */
export function pickBox({ id, name, phase }, picked) {
  const checked = picked.includes(id);
  const full = !checked && picked.length >= SIDES_MAX;
  const why = !hasEnded(phase)
    ? 'Only ended runs can be compared'
    : full
      ? `At most ${SIDES_MAX} runs can be compared`
      : 'Select to compare';
  return html`<label class="pick" title=${why}
    ><input
      type="checkbox"
      aria-label="Select ${name || id} to compare"
      .checked=${checked}
      ?disabled=${!hasEnded(phase) || full}
      @change=${() => setQuery({ compare: withPick(picked, id) })}
  /></label>`;
}

/**
 * The bar with the number of selected runs, and the link to their comparison.
 * @param {string[]} picked
 */
export function pickBar(picked) {
  if (picked.length === 0) return nothing;
  const enough = picked.length >= SIDES_MIN;
  return html`<div class="picked" role="status" data-testid="picked">
    <strong>${picked.length} selected</strong>
    <span class="label"
      >${
        enough
          ? 'The first one selected is the reference.'
          : `Select ${SIDES_MIN} to ${SIDES_MAX} runs to compare them.`
      }</span
    >
    <span class="spacer"></span>
    <button @click=${() => setQuery({ compare: null })}>Clear</button>
    ${
      enough
        ? html`<a class="button primary" data-testid="compare-picked" href=${compareHref(picked)}
            >${icon('compare')}Compare</a
          >`
        : nothing
    }
  </div>`;
}
