import { html, nothing } from 'lit';
import { clock, timeOfDay } from '../format.js';
import { icon } from '../icons.js';

/**
 * What a run is waiting for, how much of it is outstanding, and until when; nothing if the run is not waiting. `now` is the controller's
 * time.
 * @param {Api.Waiting | null} waiting
 * @param {string | undefined} now
 */
export function waitingNote(waiting, now) {
  if (!waiting) return nothing;
  const left =
    waiting.until === null || !now ? null : Math.max(0, (Date.parse(waiting.until) - Date.parse(now)) / 1000);
  return html`<p class="note waiting" role="status" data-testid="waiting">
    ${icon('wait')}<strong>${waiting.text}</strong>
    ${
      left === null
        ? nothing
        : html`<span class="faint">until ${timeOfDay(waiting.until)} UTC at the latest, ${clock(left)} left</span>`
    }
  </p>`;
}
