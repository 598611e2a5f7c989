import { css } from 'lit';

export const sweepStyles = css`
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem 1rem;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.2rem;
    margin: 0.5rem 0 1rem;
    color: var(--ink-2);
  }
  progress {
    width: 100%;
    height: 0.5rem;
    accent-color: var(--signal);
  }
  .note {
    margin: 0.5rem 0;
  }
  .links {
    margin-top: 1.2rem;
  }
`;
