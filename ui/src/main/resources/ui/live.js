import { isSending } from './phases.js';
import { Series } from './series.js';
import { session } from './session.js';

// One EventSource per tab. It carries the fleet, the active runs, and the one run that the page follows.

const SILENCE_MILLIS = 5000;
const FIRST_RETRY_MILLIS = 1000;
const LAST_RETRY_MILLIS = 15000;

class Live extends EventTarget {
  /** @type {EventSource | null} */
  #source = null;
  /** @type {string | null} */
  #following = null;
  #retryMillis = FIRST_RETRY_MILLIS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retryTimer = undefined;
  #receivedAt = 0;
  #lostAt = 0;
  #dirty = false;

  /** @type {Api.EventTick | null} */
  tick = null;
  /** @type {Api.Run | null} */
  run = null;
  series = new Series();
  /** @type {{ state: 'connecting' | 'live' | 'reconnecting' | 'stale', seconds: number }} */
  connection = { state: 'connecting', seconds: 0 };

  start() {
    this.#open();
    session.addEventListener('change', () => {
      if (session.signedOut) this.#close();
      else if (this.#source === null) this.#open();
    });
    setInterval(() => this.#watch(), 1000);
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.#dirty) this.#announce();
    });
  }

  /**
   * Follows a run; with null, follows none. Reopens the stream, so that its snapshot contains the run's whole history.
   * @param {string | null} id
   */
  follow(id) {
    if (id === this.#following) return;
    this.#following = id;
    this.run = null;
    this.series.clear();
    this.#open();
  }

  #close() {
    clearTimeout(this.#retryTimer);
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    this.#close();
    const query = this.#following === null ? '' : `?run=${encodeURIComponent(this.#following)}`;
    const source = new EventSource(`/api/events${query}`);
    this.#source = source;
    source.addEventListener('snapshot', (event) => this.#take(event, true));
    source.addEventListener('tick', (event) => this.#take(event, false));
    // the controller ends a stream after some minutes, to check the credentials again
    source.addEventListener('end', () => {
      if (source === this.#source) this.#open();
    });
    source.addEventListener('error', () => this.#lost(source));
  }

  /**
   * @param {MessageEvent<string>} event
   * @param {boolean} whole
   */
  #take(event, whole) {
    /** @type {Api.EventTick} */
    const tick = JSON.parse(event.data);
    this.#receivedAt = performance.now();
    this.#lostAt = 0;
    this.#retryMillis = FIRST_RETRY_MILLIS;
    this.connection = { state: 'live', seconds: 0 };
    this.tick = tick;
    this.run = tick.run;
    if (whole) this.series.clear();
    this.series.merge(complete(tick));
    this.dispatchEvent(new Event('received'));
    this.#announce();
  }

  /** @param {EventSource} source */
  #lost(source) {
    if (source !== this.#source) return;
    if (this.#lostAt === 0) this.#lostAt = performance.now();
    // the browser retries a dropped connection by itself, but stops for good on an HTTP error
    if (source.readyState === EventSource.CLOSED) {
      // an expired session is such an error
      session.read();
      this.#retryTimer = setTimeout(() => this.#open(), this.#retryMillis);
      this.#retryMillis = Math.min(LAST_RETRY_MILLIS, this.#retryMillis * 2);
    }
    this.#watch();
  }

  #watch() {
    const now = performance.now();
    const before = this.connection;
    if (this.#lostAt > 0) this.connection = { state: 'reconnecting', seconds: Math.round((now - this.#lostAt) / 1000) };
    else if (this.#receivedAt > 0 && now - this.#receivedAt > SILENCE_MILLIS)
      this.connection = { state: 'stale', seconds: Math.round((now - this.#receivedAt) / 1000) };
    if (before.state !== this.connection.state || before.seconds !== this.connection.seconds) this.#announce();
  }

  /** A hidden tab keeps collecting data (`received`) but draws nothing; `change` follows once when it becomes visible again. */
  #announce() {
    this.#dirty = document.hidden;
    if (!document.hidden) this.dispatchEvent(new Event('change'));
  }
}

export const live = new Live();

/**
 * The rows that every worker has reported; a partly reported second would look like a dip. A second with late data is sent again with
 * the next tick.
 * @param {Api.EventTick} tick
 */
function complete({ run, rows }) {
  if (run === null || !isSending(run.phase)) return rows;
  const { current } = run;
  return current === null ? [] : rows.filter(({ second }) => second <= current.second);
}

/** Re-renders its host whenever the stream changes. */
export class LiveController {
  /** @param {import('lit').ReactiveControllerHost} host */
  constructor(host) {
    this.host = host;
    host.addController(this);
  }
  #changed = () => this.host.requestUpdate();
  hostConnected() {
    live.addEventListener('change', this.#changed);
  }
  hostDisconnected() {
    live.removeEventListener('change', this.#changed);
  }
}
