import { html, nothing, svg } from 'lit';
import { bars } from '../charts/partition-bars.js';
import { count, exactly } from '../format.js';
import { q } from './parts.js';

/**
 * How evenly the partitions were filled.
 * @param {Api.PartitionSkew | null} skew
 */
export function partitionSkew(skew) {
  if (skew === null || skew.partitions === 1) return nothing;
  return html`<section class="section" data-testid="partitions">
    <h2>Partitions</h2>
    <p class="muted">
      ${q(count(skew.lowest))} to ${q(count(skew.highest))} records in each of ${exactly(skew.partitions)} partitions.
      Partition ${skew.fullest} got ${skew.skew.toFixed(2)} times the mean.
    </p>
    ${skew.added.length === 0 ? nothing : drawing(skew)}
  </section>`;
}

/** @param {Api.PartitionSkew} skew */
function drawing({ added, highest, skew }) {
  const drawn = bars(added);
  const top = (/** @type {number} */ records) => 100 - (100 * records) / highest;
  const gap = drawn.length > 60 ? 0 : 0.15;
  return html`<svg
    class="bars"
    viewBox="0 0 ${drawn.length} 100"
    preserveAspectRatio="none"
    role="img"
    aria-label="records of each partition"
  >
    ${drawn.map(
      ({ first, last, records }, bar) =>
        svg`<rect x=${bar + gap / 2} y=${top(records)} width=${1 - gap} height=${100 - top(records)}>
          <title>${first === last ? `partition ${first}: ${records}` : `partitions ${first} to ${last}: at most ${records}`}</title>
        </rect>`,
    )}
    <path d="M0 ${top(highest / skew)}H${drawn.length}"></path>
  </svg>`;
}
