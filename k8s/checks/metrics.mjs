// Compares the metrics in docs/metrics.md with a scrape.

/** @returns {Map<string, {type: string, labels: string}>} by the name of the family, as it is exposed */
export function documented(markdown) {
  const rows = [...markdown.matchAll(/^\| `(klt_\w+)` \| (\w+) \|[^|]*\|([^|]*)\|/gm)];
  return new Map(rows.map(([, name, type, labels]) => [name, { type, labels: words(labels.replaceAll("`", "")) }]));
}

/** Returns the same map for several scrapes in Prometheus' text format, with only our own families. */
export function exposed(scrapes) {
  const found = new Map();
  for (const line of scrapes.flatMap((scrape) => scrape.split("\n"))) {
    const [, name, type] = line.match(/^# TYPE (klt_\w+) (\w+)/) ?? [];
    if (name) {
      found.set(name, { type, labels: found.get(name)?.labels ?? "" });
      continue;
    }
    const [, sample, labels] = line.match(/^(klt_\w+?)(?:\{(.*)\})? /) ?? [];
    const family = sample && [sample, sample.replace(/_(bucket|count|sum)$/, "")].find((candidate) => found.has(candidate));
    if (family) {
      const names = [...(labels ?? "").matchAll(/(\w+)="/g)].map(([, label]) => label).filter((label) => label !== "le");
      found.get(family).labels = words([found.get(family).labels, ...names].join(" "));
    }
  }
  return found;
}

const words = (text) => [...new Set(text.split(/[\s,]+/).filter(Boolean))].sort().join(" ");

/** @returns {string[]} one line per difference */
export function mismatches(said, seen) {
  const show = ({ type, labels }) => `${type} {${labels}}`;
  return [
    ...[...seen].filter(([name]) => !said.has(name)).map(([name, is]) => `${name}: is not in docs/metrics.md: ${show(is)}`),
    ...[...said].filter(([name]) => !seen.has(name)).map(([name]) => `${name}: is in docs/metrics.md and nowhere else`),
    ...[...said]
      .filter(([name, is]) => seen.has(name) && show(is) !== show(seen.get(name)))
      .map(([name, is]) => `${name}: docs/metrics.md says ${show(is)}, the scrape ${show(seen.get(name))}`),
  ];
}
