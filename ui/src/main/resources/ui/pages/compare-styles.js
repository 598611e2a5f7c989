import { css } from 'lit';

// A figure is a table row if it fits, otherwise a block with one line per run.
export const compareStyles = css`
  .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
    gap: 0.8rem;
    margin: 1rem 0;
    padding: 0;
    list-style: none;
  }
  .side {
    padding: 0.7rem 0.9rem;
    background: var(--sheet);
    border: 1px solid var(--rule-2);
    border-top: 3px solid var(--line);
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .side-A {
    --line: var(--run-1);
  }
  .side-B {
    --line: var(--run-2);
  }
  .side-C {
    --line: var(--run-3);
  }
  .side-D {
    --line: var(--run-4);
  }
  .side-E {
    --line: var(--run-5);
  }
  .side h2 {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
    font-size: 1.08rem;
  }
  .side .label {
    display: block;
  }
  .side .badges {
    margin-top: 0.4rem;
  }
  .side .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem;
    margin: 0.4rem 0 -0.3rem -0.45rem;
  }
  .letter {
    display: inline-flex;
    align-items: center;
    gap: 0.35rem;
    font-weight: 650;
  }
  .letter svg {
    width: 1.5rem;
    height: 0.6rem;
    flex: none;
  }
  .options {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1.2rem;
  }
  .options label {
    display: inline-flex;
    align-items: center;
    gap: 0.45rem;
    min-height: 2.15rem;
  }
  .options input {
    width: 1.1rem;
    min-height: 0;
    height: 1.1rem;
    accent-color: var(--signal);
  }
  .notes {
    margin: 0.8rem 0 0;
    padding-left: 1.1rem;
    max-width: 110ch;
  }
  th:first-child,
  td:first-child {
    padding-left: 0;
  }
  thead th {
    vertical-align: bottom;
  }
  .figures td {
    vertical-align: top;
  }
  .figures .value {
    font-weight: 600;
  }
  .figures .line {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    align-items: baseline;
    gap: 0 0.7rem;
  }
  .figures .change {
    min-width: 5em;
  }
  .figures .badge.none {
    padding-right: 0;
  }
  .figures .badge {
    white-space: normal;
    text-align: left;
  }
  .figures tbody tr:hover > * {
    background: color-mix(in srgb, var(--sunk) 55%, transparent);
  }
  .same {
    color: var(--ink-3);
  }
  .changed {
    font-weight: 600;
  }
  .values {
    overflow-wrap: anywhere;
    min-width: 6rem;
  }
  .cap {
    display: none;
  }
  @media (max-width: 46rem) {
    table,
    tbody,
    tr,
    tbody th,
    td {
      display: block;
    }
    thead {
      display: none;
    }
    tr {
      padding: 0.6rem 0;
      border-bottom: 1px solid var(--rule-2);
    }
    tbody th {
      padding: 0 0 0.2rem;
      border: 0;
      font-weight: 650;
    }
    td {
      display: grid;
      grid-template-columns: 2.2rem minmax(0, 1fr);
      gap: 0 0.5rem;
      padding: 0.15rem 0 !important;
      border: 0;
      text-align: left !important;
      white-space: normal !important;
    }
    .figures .line {
      justify-content: flex-start;
    }
    .figures .change {
      min-width: 0;
    }
    .cap {
      display: block;
      font-weight: 650;
      color: var(--ink-2);
    }
  }
`;
