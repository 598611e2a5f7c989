/**
 * The keyboard shortcuts that open a page: a single key, or g followed by a key.
 * @type {{ keys: string, page: string, href: string }[]}
 */
export const SHORTCUTS = [
  { keys: 'n', page: 'New run', href: '/runs/new' },
  { keys: 'g r', page: 'Runs', href: '/runs' },
  { keys: 'g f', page: 'Fleet', href: '/fleet' },
  { keys: 'g c', page: 'Cluster', href: '/cluster' },
];
