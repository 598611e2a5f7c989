import { css } from 'lit';

// A run is shown as a table row if it fits, otherwise as a separate block.
export const runsStyles = css`
  table {
    border-top: 1px solid var(--rule-2);
  }
  td {
    padding-block: 0.6rem;
  }
  th:first-child,
  td:first-child {
    padding-left: 0.4rem;
  }
  td .label {
    display: block;
    white-space: nowrap;
  }
  .what a {
    font-weight: 600;
    font-size: 1.08rem;
    text-decoration: none;
  }
  .what a.sweep {
    font-weight: inherit;
    font-size: inherit;
    text-decoration: underline;
  }
  .what .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem;
    margin-top: 0.25rem;
  }
  .what .tags a {
    font-weight: inherit;
    font-size: 0.85rem;
    padding: 0 0.4rem;
    border: 1px solid var(--rule-2);
    border-radius: 0.6rem;
    color: var(--ink-2);
  }
  .what a:hover {
    text-decoration: underline;
  }
  tbody tr:hover > td {
    background: color-mix(in srgb, var(--sunk) 55%, transparent);
  }
  tr.live > td:first-child {
    box-shadow: inset 3px 0 0 var(--signal);
  }
  tr.live > td {
    background: var(--signal-wash);
  }
  tr:has(+ .why) > td {
    border-bottom: 0;
    padding-bottom: 0.1rem;
  }
  .why td {
    padding-top: 0;
    padding-bottom: 0.6rem;
    font-size: 0.92rem;
  }
  .why span {
    display: block;
    max-width: 90ch;
  }
  .rate,
  .p99,
  .acked {
    font-size: 1.05rem;
  }
  .spark {
    width: 11rem;
    min-width: 7rem;
    color: var(--signal);
  }
  .spark svg {
    display: block;
    width: 100%;
    height: 2rem;
  }
  .spark rect {
    fill: currentColor;
  }
  .actions {
    width: 1%;
    white-space: nowrap;
    text-align: right;
  }
  .cap {
    display: none;
  }
  .verdicts {
    white-space: nowrap;
  }
  .verdicts .badge {
    font-size: 0.82rem;
  }
  @media (max-width: 66rem) {
    thead {
      display: none;
    }
    table,
    tbody {
      display: block;
    }
    tr {
      display: grid;
      grid-template-columns: repeat(4, 1fr);
      gap: 0.5rem 0.8rem;
      padding: 0.9rem 0.2rem;
      border-bottom: 1px solid var(--rule-2);
    }
    tr.live {
      background: var(--signal-wash);
      box-shadow: inset 3px 0 0 var(--signal);
      padding-left: 0.8rem;
    }
    tbody tr > td {
      display: block;
      padding: 0;
      border: 0;
      background: none !important;
      box-shadow: none !important;
      text-align: left !important;
    }
    .what {
      grid-column: 1 / 4;
      grid-row: 1;
      overflow: hidden;
    }
    .rate,
    .p99,
    .acked,
    .time {
      grid-row: 3;
    }
    .phase,
    .actions {
      justify-self: end;
    }
    .what .label {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .phase {
      grid-column: 4;
      grid-row: 1;
    }
    .verdicts {
      grid-column: 1 / 4;
      grid-row: 2;
      align-self: center;
    }
    .verdicts {
      white-space: normal;
    }
    .actions {
      grid-column: 4;
      grid-row: 2;
      width: auto;
    }
    .spark {
      grid-column: 1 / -1;
      grid-row: 4;
      width: 100%;
      max-width: 30rem;
    }
    .cap {
      display: block;
      font-size: 0.78rem;
      color: var(--ink-3);
    }
    tr:has(+ .why) {
      border-bottom: 0;
      padding-bottom: 0.3rem;
    }
    tr.why {
      padding-top: 0;
    }
    .why td:first-child {
      display: none;
    }
    .why td {
      grid-column: 1 / -1;
    }
    .num .label {
      white-space: normal;
    }
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem;
    align-items: center;
    margin: 1rem 0 1.2rem;
  }
  .filters .search {
    flex: 1 1 16rem;
    max-width: 30rem;
    position: relative;
  }
  .filters .search svg {
    position: absolute;
    left: 0.7rem;
    top: 50%;
    translate: 0 -50%;
    color: var(--ink-3);
  }
  .filters input {
    padding-left: 2.1rem;
  }
  .filters select {
    width: auto;
  }
  .presets {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr));
    gap: 0.8rem;
    margin-top: 1.2rem;
  }
  .presets a {
    display: block;
    padding: 1rem 1.1rem;
    background: var(--sheet);
    border: 1px solid var(--rule-2);
    border-radius: 3px;
    text-decoration: none;
  }
  .presets a:hover {
    border-color: var(--signal);
  }
  .presets strong {
    display: block;
    font-size: 1.15rem;
  }
  .presets pre {
    margin: 0.7rem 0 0;
    color: var(--ink-3);
    line-height: 1.35;
  }
  .phase {
    white-space: nowrap;
  }
  .pick {
    display: inline-grid;
    place-items: center;
    width: 2rem;
    height: 2rem;
    margin: -0.4rem 0.2rem -0.4rem -0.4rem;
    vertical-align: middle;
    cursor: pointer;
  }
  .pick input {
    width: 1.1rem;
    height: 1.1rem;
    min-height: 0;
    margin: 0;
    accent-color: var(--signal);
    cursor: inherit;
  }
  .picked {
    position: sticky;
    bottom: 0;
    z-index: 2;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.9rem;
    margin-top: 0.8rem;
    padding: 0.7rem 0.9rem;
    background: var(--sheet);
    border: 1px solid var(--rule-2);
    border-left: 3px solid var(--signal);
  }
  @media (pointer: coarse) {
    .pick {
      width: 2.75rem;
      height: 2.75rem;
      margin-block: -0.8rem;
    }
  }
  @media (max-width: 46rem) {
    /* above the navigation, which is at the bottom */
    .picked {
      bottom: 3.6rem;
    }
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    align-items: center;
  }
`;
