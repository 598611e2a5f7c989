import { css } from 'lit';

// Styles of the stage table in the form, and of the list and drawing of stages in the preview.
export const stageStyles = css`
  .fields .load-stages {
    grid-column: 1 / -1;
  }
  .stages {
    list-style: none;
    margin: 0.3rem 0 0.6rem;
  }
  .stages li {
    padding: 0.35rem 0 0.5rem;
    border-top: 1px solid var(--rule);
  }
  .stages li .bad {
    font-size: 0.86rem;
  }
  .stages .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem 0.5rem;
    align-items: end;
  }
  .stages label {
    flex: 1 1 4.2rem;
    max-width: 7rem;
    margin: 0;
    font-weight: 450;
  }
  .stages label span {
    display: block;
    font-size: 0.78rem;
    color: var(--ink-3);
    white-space: nowrap;
  }
  .stages input,
  .stages select {
    padding-inline: 0.4rem;
  }
  .stages label.kind {
    flex: none;
    width: 9.4rem;
    max-width: none;
  }
  .stages label:has(select) {
    min-width: 7.4rem;
  }
  .stages label.name {
    flex-grow: 2;
    max-width: 11rem;
  }
  .number {
    width: 1rem;
    line-height: 2.15rem;
    color: var(--ink-3);
  }
  .moves {
    margin-left: auto;
    white-space: nowrap;
  }
  .moves button:disabled {
    opacity: 0.4;
  }
  .profile .bound {
    stroke: var(--rule-2);
    stroke-dasharray: 2 3;
    vector-effect: non-scaling-stroke;
  }
  .profile text {
    font-size: 0.78rem;
    fill: var(--ink-2);
    text-anchor: middle;
  }
  .plan-stages {
    list-style: none;
    margin-top: 0.7rem;
    font-size: 0.92rem;
  }
  .plan-stages li {
    display: grid;
    grid-template-columns: 1.6rem 1fr max-content;
    gap: 0.6rem;
  }
  .plan-stages .faint:last-child {
    text-align: right;
  }
`;
