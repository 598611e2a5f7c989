import { css } from 'lit';

// Styles of the live run page; the styles shared with the report are in run-styles.js.
export const liveRunStyles = css`
  .top {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem 1rem;
    align-items: center;
  }
  .top h1 {
    overflow-wrap: anywhere;
  }
  .top .badge {
    font-size: 1.05rem;
    padding: 0.2em 0.7em 0.2em 0.55em;
  }
  .top lt-run-controls {
    margin-left: auto;
  }
  .under {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 1.2rem;
    margin-top: 0.35rem;
    color: var(--ink-2);
  }
  .strip {
    margin-top: 1rem;
  }
  .clock {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.4rem;
    align-items: baseline;
    padding: 0.45rem 0 0.2rem;
    font-size: 1.05rem;
  }
  .clock strong {
    font-size: 1.35rem;
    letter-spacing: -0.01em;
  }
  .clock .stage {
    font-size: inherit;
  }
  .clock .warming {
    color: var(--warn);
    font-size: inherit;
  }
  .ended {
    display: flex;
    flex-wrap: wrap;
    gap: 0.7rem 1.2rem;
    align-items: center;
    margin: 0.9rem 0 0;
    padding: 0.75rem 1rem;
    background: var(--sheet);
    border: 1px solid var(--rule-2);
  }
  .charts {
    margin-top: 1rem;
  }
`;
