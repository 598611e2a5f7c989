import { css } from 'lit';

// Shared by every shadow root: controls, tables, badges and numbers. Hairlines and typography structure the layout; there are no cards
// or shadows.
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
  }
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }
  h1 {
    font-size: 1.5rem;
    line-height: 1.15;
    font-weight: 650;
    letter-spacing: -0.015em;
  }
  h2 {
    font-size: 1rem;
    line-height: 1.3;
    font-weight: 650;
  }
  a {
    color: inherit;
    text-decoration-color: var(--rule-2);
    text-underline-offset: 0.2em;
  }
  a:hover {
    text-decoration-color: currentColor;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
    border-radius: 2px;
  }
  svg.icon {
    width: 1em;
    height: 1em;
    flex: none;
    vertical-align: -0.125em;
  }
  code,
  pre,
  .mono {
    font-family: var(--mono);
    font-size: 0.92em;
    font-variant-ligatures: none;
  }
  .label {
    font-size: 0.78rem;
    line-height: 1.3;
    color: var(--ink-3);
    letter-spacing: 0.01em;
  }
  .muted {
    color: var(--ink-2);
  }
  .faint {
    color: var(--ink-3);
  }
  .unit {
    font-size: 0.78em;
    color: var(--ink-3);
    margin-left: 0.3em;
    font-weight: 400;
    letter-spacing: 0;
  }
  .num {
    text-align: right;
    white-space: nowrap;
  }
  .bad {
    color: var(--bad);
  }
  .warn {
    color: var(--warn);
  }
  .good {
    color: var(--good);
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .spacer {
    flex: 1;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4em;
    min-height: 2.15rem;
    padding: 0 0.8rem;
    font: inherit;
    font-weight: 550;
    color: var(--ink);
    background: var(--sheet);
    border: 1px solid var(--rule-2);
    border-radius: 3px;
    cursor: pointer;
    text-decoration: none;
    white-space: nowrap;
  }
  button:hover,
  .button:hover {
    border-color: var(--ink-2);
    background: var(--paper);
  }
  button:active {
    translate: 0 1px;
  }
  button:disabled {
    color: var(--ink-3);
    background: transparent;
    border-color: var(--rule);
    cursor: not-allowed;
  }
  button.primary,
  .button.primary {
    color: var(--sheet);
    background: var(--signal);
    border-color: var(--signal);
  }
  button.primary:hover,
  .button.primary:hover {
    background: color-mix(in srgb, var(--signal) 86%, var(--ink));
  }
  button.primary:disabled {
    color: var(--ink-3);
    background: var(--sunk);
    border-color: var(--rule);
  }
  button.danger {
    color: var(--bad);
    border-color: var(--bad);
  }
  button.danger:hover {
    color: var(--sheet);
    background: var(--bad);
  }
  button.danger:disabled {
    color: var(--ink-3);
    border-color: var(--rule);
    background: transparent;
  }
  button.plain,
  .button.plain {
    border-color: transparent;
    background: transparent;
    min-height: 1.9rem;
    padding: 0 0.45rem;
    color: var(--ink-2);
    font-weight: 450;
  }
  button.plain:hover,
  .button.plain:hover {
    color: var(--ink);
    background: var(--sunk);
  }
  button[aria-pressed='true'],
  button[aria-selected='true'] {
    color: var(--ink);
    background: var(--sunk);
    border-color: var(--ink-3);
  }

  input,
  select,
  textarea {
    width: 100%;
    min-height: 2.15rem;
    padding: 0.25rem 0.6rem;
    font: inherit;
    font-variant-numeric: tabular-nums;
    color: var(--ink);
    background: var(--sheet);
    border: 1px solid var(--rule-2);
    border-radius: 3px;
  }
  textarea {
    padding: 0.5rem 0.6rem;
    resize: vertical;
  }
  input::placeholder,
  textarea::placeholder {
    color: var(--ink-3);
    opacity: 1;
  }
  select.unset {
    color: var(--ink-3);
  }
  [aria-invalid='true'] {
    border-color: var(--bad);
    box-shadow: inset 3px 0 0 var(--bad);
  }

  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    font-size: 0.78rem;
    font-weight: 500;
    color: var(--ink-3);
    text-align: left;
    white-space: nowrap;
  }
  th,
  td {
    padding: 0.4rem 0.7rem;
    border-bottom: 1px solid var(--rule);
    vertical-align: middle;
  }
  th.num {
    text-align: right;
  }
  tbody th {
    font-size: 1rem;
    font-weight: 450;
    color: var(--ink);
  }
  tbody tr:last-child > * {
    border-bottom: 0;
  }
  .scroll {
    overflow-x: auto;
  }

  .badge {
    display: inline-flex;
    align-items: center;
    gap: 0.35em;
    padding: 0.1em 0.5em 0.1em 0.4em;
    border-radius: 2px;
    font-size: 0.86rem;
    line-height: 1.45;
    font-weight: 550;
    white-space: nowrap;
    color: var(--ink-2);
    background: var(--chip);
  }
  .badge.good {
    color: var(--good);
    background: var(--good-wash);
  }
  .badge.warn {
    color: var(--warn);
    background: var(--warn-wash);
  }
  .badge.bad {
    color: var(--bad);
    background: var(--bad-wash);
  }
  .badge.signal {
    color: var(--signal);
    background: var(--signal-wash);
  }
  .badge.none {
    background: transparent;
    color: var(--ink-3);
    font-weight: 450;
    padding-left: 0;
  }
  .badges {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 0.3rem;
  }

  .page {
    padding: 1.25rem clamp(0.9rem, 1.6vw, 2.25rem) 3rem;
  }
  .section {
    border-top: 1px solid var(--rule-2);
    padding-top: 0.7rem;
    margin-top: 1.6rem;
  }
  .section > h2 {
    margin-bottom: 0.5rem;
  }
  .error {
    color: var(--bad);
    background: var(--bad-wash);
    padding: 0.7rem 0.9rem;
    border-left: 3px solid var(--bad);
  }
  .note {
    color: var(--ink-2);
    background: var(--sunk);
    padding: 0.7rem 0.9rem;
    border-left: 3px solid var(--rule-2);
  }
  .empty {
    color: var(--ink-3);
    padding: 0.6rem 0;
  }

  @media (pointer: coarse) {
    button,
    .button,
    input,
    select {
      min-height: 2.75rem;
    }
    button.plain,
    .button.plain {
      min-height: 2.5rem;
      min-width: 2.5rem;
    }
  }
`;
