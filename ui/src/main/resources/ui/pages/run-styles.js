import { css } from 'lit';

// Styles shared by the live page and the report.
export const runStyles = css`
  .reason {
    margin-top: 0.8rem;
    overflow-wrap: anywhere;
  }
  .reasons {
    list-style: none;
    margin-top: 0.8rem;
    display: grid;
    gap: 0.35rem;
  }
  .reasons li {
    display: flex;
    gap: 0.55rem;
    align-items: baseline;
    max-width: 110ch;
  }
  .reasons svg {
    color: var(--warn);
    translate: 0 0.15em;
  }
  .waiting {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 0.6rem;
    align-items: baseline;
    margin-top: 0.8rem;
  }
  .waiting strong {
    font-weight: 550;
    color: var(--ink);
  }
  .waiting strong::first-letter {
    text-transform: uppercase;
  }
  .waiting svg {
    translate: 0 0.12em;
  }
  .left-out {
    margin-top: 0.5rem;
  }
  .pair {
    display: grid;
    gap: 0 2rem;
    grid-template-columns: minmax(0, 1fr);
  }
  @media (min-width: 70rem) {
    .pair {
      grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    }
    .pair.full {
      grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    }
  }
  .events {
    list-style: none;
    max-height: 19rem;
    overflow: auto;
  }
  .events li {
    display: grid;
    grid-template-columns: 5.2rem 1.4rem 1fr;
    align-items: baseline;
    padding: 0.22rem 0;
  }
  .events time {
    color: var(--ink-3);
  }
  .events span {
    overflow-wrap: anywhere;
  }
`;
