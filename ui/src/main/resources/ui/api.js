import { session } from './session.js';

// The HTTP API. All failures, including network errors, are thrown as a Problem with a title, a detail and the invalid fields.

export class Problem extends Error {
  /** @param {{ title: string, status: number, detail?: string, errors?: Api.FieldError[] }} problem */
  constructor({ title, status, detail, errors }) {
    super(detail || title);
    this.title = title;
    this.status = status;
    this.detail = detail ?? '';
    this.errors = errors ?? [];
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [type]
 * @param {AbortSignal} [signal]
 */
async function call(method, path, body, type = 'application/json', signal = undefined) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      headers: body === undefined ? {} : { 'Content-Type': type },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem({
      title: 'The controller is not responding',
      status: 0,
      detail: 'Check that it is running and reachable from this machine, then try again.',
    });
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  // the session may have expired
  if (response.status === 401) session.read();
  throw await problemOf(response);
}

/** @param {Response} response */
async function problemOf(response) {
  const status = response.status;
  try {
    return new Problem({ ...(await response.json()), status });
  } catch {
    return new Problem({
      title: `HTTP ${status}`,
      status,
      detail: `${response.url} returned ${status} ${response.statusText}`,
    });
  }
}

/** Why the controller is not ready. Null if it is ready or not responding; the stream reports a controller that is not responding. */
async function notReady() {
  try {
    const response = await fetch('/health/ready');
    return response.status === 503 ? ((await response.json()).reason ?? 'The controller is not ready.') : null;
  } catch {
    return null;
  }
}

/** @param {string} id */
const run = (id) => `/api/runs/${encodeURIComponent(id)}`;

export const api = {
  /** @type {(query: string, signal?: AbortSignal) => Promise<Api.RunList>} */
  runs: (query, signal) => call('GET', `/api/runs${query}`, undefined, undefined, signal),
  /** @type {(id: string) => Promise<Api.Run>} */
  run: (id) => call('GET', run(id)),
  /** @type {(id: string) => Promise<Api.Report>} */
  report: (id) => call('GET', `${run(id)}/report.json`),
  /** @type {(body: string | Api.SpecInput, type?: string) => Promise<Api.Run>} */
  submit: (body, type) => call('POST', '/api/runs', body, type),
  /** @type {(body: string | Api.SpecInput, type?: string, signal?: AbortSignal) => Promise<Api.PlanPreview>} */
  validate: (body, type, signal) => call('POST', '/api/runs/validate', body, type, signal),
  /** @type {(body: string | Api.SpecInput, type?: string, signal?: AbortSignal) => Promise<Api.PlanPreview>} */
  preflight: (body, type, signal) => call('POST', '/api/runs/validate?cluster=true', body, type, signal),
  /** @type {(id: string) => Promise<null>} */
  remove: (id) => call('DELETE', run(id)),
  /** @type {(id: string) => Promise<Api.Run>} */
  stop: (id) => call('POST', `${run(id)}/stop`),
  /** @type {(id: string) => Promise<Api.Run>} */
  pause: (id) => call('POST', `${run(id)}/pause`),
  /** @type {(id: string) => Promise<Api.Run>} */
  resume: (id) => call('POST', `${run(id)}/resume`),
  /** @type {(id: string, change: { rate: number } | { factor: number }) => Promise<Api.Run>} */
  rate: (id, change) => call('PUT', `${run(id)}/rate`, change),
  /** @type {(id: string) => Promise<Api.Run>} */
  skip: (id) => call('POST', `${run(id)}/skip`),
  /** @type {(id: string, text: string) => Promise<Api.Run>} */
  annotate: (id, text) => call('POST', `${run(id)}/annotations`, { text }),
  /** @type {(a: string, b: string) => Promise<Api.Comparison>} */
  compare: (a, b) => call('GET', `/api/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`),
  /** @type {() => Promise<Api.BaselineList>} */
  baselines: () => call('GET', '/api/baselines'),
  /** @type {(name: string, runs: string[]) => Promise<Api.Baseline>} */
  setBaseline: (name, runs) => call('PUT', `/api/baselines/${encodeURIComponent(name)}`, { runs }),
  /** @type {(name: string) => Promise<null>} */
  removeBaseline: (name) => call('DELETE', `/api/baselines/${encodeURIComponent(name)}`),
  /** @type {() => Promise<Api.SweepList>} */
  sweeps: () => call('GET', '/api/sweeps'),
  /** @type {(id: string) => Promise<Api.Sweep>} */
  sweep: (id) => call('GET', `/api/sweeps/${encodeURIComponent(id)}`),
  /** @type {(id: string) => Promise<Api.Sweep>} */
  stopSweep: (id) => call('POST', `/api/sweeps/${encodeURIComponent(id)}/stop`),
  /** @type {() => Promise<Api.ScheduleList>} */
  schedules: () => call('GET', '/api/schedules'),
  /** @type {(name: string) => Promise<Api.Schedule>} */
  schedule: (name) => call('GET', `/api/schedules/${encodeURIComponent(name)}`),
  /** @type {(name: string, settings: Pick<Api.Schedule, 'cron' | 'zone' | 'overlap' | 'enabled' | 'spec'>) => Promise<Api.Schedule>} */
  setSchedule: (name, settings) => call('PUT', `/api/schedules/${encodeURIComponent(name)}`, settings),
  /** @type {(name: string) => Promise<null>} */
  removeSchedule: (name) => call('DELETE', `/api/schedules/${encodeURIComponent(name)}`),
  /** @type {() => Promise<Api.Presets>} */
  presets: () => call('GET', '/api/presets'),
  /** @type {() => Promise<Api.SpecSchema>} */
  specSchema: () => call('GET', '/api/spec-schema'),
  /** @type {() => Promise<Api.LoadStop>} */
  stopAll: () => call('POST', '/api/stop-all'),
  /** @type {() => Promise<Api.LoadStop>} */
  allowLoad: () => call('DELETE', '/api/stop-all'),
  /** @type {() => Promise<Api.Fleet>} */
  fleet: () => call('GET', '/api/fleet'),
  /** @type {(replicas: number) => Promise<Api.Fleet>} */
  scale: (replicas) => call('PUT', '/api/fleet/replicas', { replicas }),
  notReady,
  /** @type {() => Promise<Api.Cluster>} */
  cluster: () => call('GET', '/api/cluster'),
  /** @type {() => Promise<Api.Webhook>} */
  webhook: () => call('GET', '/api/webhook'),
  /** @type {() => Promise<Api.WebhookAttempt>} */
  testWebhook: () => call('POST', '/api/webhook/test'),
  /** @type {(id: string) => string} */
  csvHref: (id) => `${run(id)}/series.csv`,
  /** @type {(id: string) => string} */
  reportHref: (id) => `${run(id)}/report.json`,
  /** @type {(id: string) => string} */
  pageHref: (id) => `${run(id)}/report.html`,
  /** @type {(id: string, metric: string) => string} */
  hgrmHref: (id, metric) => `${run(id)}/histogram.hgrm?metric=${metric}`,
};
