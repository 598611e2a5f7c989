import { html, svg } from 'lit';

// The icons are 16 × 16 pixels, and drawn in the colour of the text. An icon is always accompanied by a word or a label.
/** @typedef {keyof typeof SHAPES} Shape */

const SHAPES = {
  check: svg`<path d="M2.5 8.5 6.2 12.2 13.5 4.2"/>`,
  cross: svg`<path d="m3.5 3.5 9 9m0-9-9 9"/>`,
  warning: svg`<path d="M8 2 14.6 13.6H1.4Z"/><path d="M8 6.4v3.4M8 11.4v.9"/>`,
  none: svg`<circle cx="8" cy="8" r="5.6"/><path d="M5.4 8h5.2"/>`,
  play: svg`<path d="M4.5 2.8v10.4L13 8Z" fill="currentColor"/>`,
  pause: svg`<path d="M5 3v10M11 3v10" stroke-width="2.6"/>`,
  stop: svg`<rect x="3.4" y="3.4" width="9.2" height="9.2" fill="currentColor"/>`,
  wait: svg`<circle cx="8" cy="8" r="5.8"/><path d="M8 4.6V8l2.4 1.6"/>`,
  drain: svg`<path d="M2.5 3h11L9.4 8.4v4.8L6.6 11.6V8.4Z"/>`,
  search: svg`<circle cx="7" cy="7" r="4.4"/><path d="m10.4 10.4 3.4 3.4"/>`,
  plus: svg`<path d="M8 2.6v10.8M2.6 8h10.8"/>`,
  runs: svg`<path d="M2.8 13V8.6M6.3 13V5M9.7 13V2.8M13.2 13V7"  stroke-width="2"/>`,
  fleet: svg`<rect x="2" y="2" width="5" height="5"/><rect x="9" y="2" width="5" height="5"/>
    <rect x="2" y="9" width="5" height="5"/><rect x="9" y="9" width="5" height="5"/>`,
  cluster: svg`<circle cx="8" cy="3.2" r="1.9"/><circle cx="3.2" cy="12" r="1.9"/><circle cx="12.8" cy="12" r="1.9"/>
    <path d="M7.1 4.9 4.1 10.3M8.9 4.9l3 5.4M5.1 12h5.8"/>`,
  clone: svg`<rect x="5.4" y="5.4" width="8" height="8"/><path d="M3.4 10.6H2.6V2.6h8v.8"/>`,
  trash: svg`<path d="M2.6 4.4h10.8M6 4.2V2.6h4v1.6M4 4.6l.6 8.8h6.8l.6-8.8M6.7 7v4M9.3 7v4"/>`,
  light: svg`<circle cx="8" cy="8" r="2.8"/>
    <path d="M8 1.2v2M8 12.8v2M1.2 8h2M12.8 8h2M3.2 3.2l1.4 1.4M11.4 11.4l1.4 1.4M12.8 3.2l-1.4 1.4M4.6 11.4l-1.4 1.4"/>`,
  dark: svg`<path d="M13 9.6A5.6 5.6 0 1 1 6.4 3a4.6 4.6 0 0 0 6.6 6.6Z"/>`,
  auto: svg`<circle cx="8" cy="8" r="5.6"/><path d="M8 2.4a5.6 5.6 0 0 1 0 11.2Z" fill="currentColor"/>`,
  help: svg`<circle cx="8" cy="8" r="6"/><path d="M6.2 6.3a1.9 1.9 0 1 1 2.6 1.9c-.5.2-.8.5-.8 1M8 11.2v.7"/>`,
  table: svg`<path d="M2.5 3.2h11v9.6h-11zM2.5 6.4h11M2.5 9.6h11M6.4 6.4v6.4"/>`,
  chart: svg`<path d="M2.4 2.6v10.8h11.2M4.6 10.2l2.8-3 2 1.6 3.6-4.6"/>`,
  compare: svg`<path d="M3 13.4V5M6.4 13.4V8.6" stroke-width="2"/><path d="M10 13.4V10.2M13.4 13.4V2.6" stroke-width="2"/>`,
  pin: svg`<path d="M5.2 2h5.6M6 2.2v4L4 8.6h8L10 6.2v-4M8 8.8v5.4"/>`,
  copy: svg`<rect x="4" y="3.4" width="8" height="10"/><path d="M6 3.2V2h4v1.2M6 7h4M6 9.6h4"/>`,
  download: svg`<path d="M8 2.2v7.4M4.8 6.6 8 9.8l3.2-3.2M2.8 13.2h10.4"/>`,
  report: svg`<path d="M3.4 1.8h6l3.2 3.2v9.2H3.4ZM9.2 2v3.2h3.2M5.6 8.4h4.8M5.6 11h4.8"/>`,
  live: svg`<circle cx="8" cy="8" r="3.6" fill="currentColor"/>`,
  broken: svg`<circle cx="8" cy="8" r="5" stroke-dasharray="2.6 2"/>`,
  bell: svg`<path d="M3 11.6h10c-1-1-1.4-2.2-1.4-4.4a3.6 3.6 0 0 0-7.2 0c0 2.2-.4 3.4-1.4 4.4ZM6.8 13.8h2.4"/>`,
  dots: svg`<path d="M3.5 8h.1M8 8h.1M12.5 8h.1" stroke-width="2.4" stroke-linecap="round"/>`,
};

/** @param {Shape} name */
export const icon = (name) =>
  html`<svg class="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true">
    ${SHAPES[name]}
  </svg>`;
