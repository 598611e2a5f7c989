// The HTTP API. Every failure, including network errors, is a Problem: a title, a detail and the invalid fields.

export class Problem extends Error {
  constructor({ title, status, detail, errors }) {
    super(detail || title);
    this.title = title;
    this.status = status;
    this.detail = detail ?? '';
    this.errors = errors ?? [];
  }
}

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
      title: 'The controller does not answer',
      status: 0,
      detail: 'Check that it runs and that this machine reaches it, then try again.',
    });
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  throw await problemOf(response);
}

async function problemOf(response) {
  const status = response.status;
  try {
    return new Problem({ ...(await response.json()), status });
  } catch {
    return new Problem({
      title: `HTTP ${status}`,
      status,
      detail: `${response.url} answered ${status} ${response.statusText}`,
    });
  }
}

/** Why the controller is not ready; null when it is, or when it does not answer at all (which the stream reports). */
async function notReady() {
  try {
    const response = await fetch('/health/ready');
    return response.status === 503 ? ((await response.json()).reason ?? 'The controller is not ready.') : null;
  } catch {
    return null;
  }
}

const run = (id) => `/api/runs/${encodeURIComponent(id)}`;

export const api = {
  runs: (query, signal) => call('GET', `/api/runs${query}`, undefined, undefined, signal),
  run: (id) => call('GET', run(id)),
  report: (id) => call('GET', `${run(id)}/report.json`),
  submit: (body, type) => call('POST', '/api/runs', body, type),
  validate: (body, type, signal) => call('POST', '/api/runs/validate', body, type, signal),
  preflight: (body, type, signal) => call('POST', '/api/runs/validate?cluster=true', body, type, signal),
  remove: (id) => call('DELETE', run(id)),
  stop: (id) => call('POST', `${run(id)}/stop`),
  pause: (id) => call('POST', `${run(id)}/pause`),
  resume: (id) => call('POST', `${run(id)}/resume`),
  rate: (id, rate) => call('PUT', `${run(id)}/rate`, { rate }),
  presets: () => call('GET', '/api/presets'),
  fleet: () => call('GET', '/api/fleet'),
  scale: (replicas) => call('PUT', '/api/fleet/replicas', { replicas }),
  notReady,
  cluster: () => call('GET', '/api/cluster'),
  csvHref: (id) => `${run(id)}/series.csv`,
  reportHref: (id) => `${run(id)}/report.json`,
  hgrmHref: (id, metric) => `${run(id)}/histogram.hgrm?metric=${metric}`,
};
