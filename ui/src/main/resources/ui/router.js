// Routes are paths; the query holds the rest of the page's state, so that a link captures all of it.

/** @typedef {'runs' | 'compare' | 'sweeps' | 'sweep' | 'schedules' | 'fleet' | 'cluster' | 'new' | 'run' | 'report' | 'missing'} Page */

const ID = /^[\w.-]+$/;

/**
 * Parses a URL: {page, id}. Unknown paths are page 'missing'.
 * @param {URL} url
 * @returns {{ page: Page, id: string | null }}
 */
export function parse(url) {
  const parts = url.pathname.split('/').filter(Boolean);
  if (parts.length === 0) return { page: 'runs', id: null };
  if (parts.length === 1 && ['runs', 'compare', 'sweeps', 'schedules', 'fleet', 'cluster'].includes(parts[0]))
    return { page: /** @type {Page} */ (parts[0]), id: null };
  if (parts[0] === 'runs' && parts.length === 2) {
    if (parts[1] === 'new') return { page: 'new', id: null };
    if (ID.test(parts[1])) return { page: 'run', id: parts[1] };
  }
  if (parts[0] === 'sweeps' && parts.length === 2 && ID.test(parts[1])) return { page: 'sweep', id: parts[1] };
  if (parts[0] === 'runs' && parts.length === 3 && parts[2] === 'report' && ID.test(parts[1]))
    return { page: 'report', id: parts[1] };
  return { page: 'missing', id: null };
}

/**
 * The query with some keys changed; null or '' removes a key.
 * @param {string} search
 * @param {Record<string, string | null | undefined>} changes
 */
export function withQuery(search, changes) {
  const query = new URLSearchParams(search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

/**
 * Whether a link points to a console page, so that no page load is needed.
 * @param {URL} url
 * @param {string} origin
 */
export function isPage(url, origin) {
  return url.origin === origin && parse(url).page !== 'missing';
}

/** @param {string} href */
export function navigate(href) {
  history.pushState(null, '', href);
  window.dispatchEvent(new Event('route'));
}

/**
 * Changes the query in place, without a new history entry: the Back button should not step through filters.
 * @param {Record<string, string | null>} changes
 */
export function setQuery(changes) {
  history.replaceState(null, '', location.pathname + withQuery(location.search, changes));
  window.dispatchEvent(new Event('route'));
}

/**
 * Plain links become client-side navigation; the browser handles modified clicks, downloads and external links.
 * @param {Document} root
 */
export function interceptLinks(root) {
  root.addEventListener('click', (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link?.href || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (!isPage(url, location.origin)) return;
    event.preventDefault();
    navigate(url.href);
  });
}
