import { css } from 'lit';

export const reportStyles = css`
  .bars {
    display: block;
    width: 100%;
    height: 6rem;
    margin-top: 0.8rem;
    border-bottom: 1px solid var(--rule-2);
  }
  .bars rect {
    fill: var(--signal);
  }
  .bars path {
    fill: none;
    stroke: var(--ink-2);
    stroke-dasharray: 4 4;
    vector-effect: non-scaling-stroke;
  }
  .verdicts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
    margin-top: 1.2rem;
    border: 1px solid var(--rule-2);
    background: var(--sheet);
  }
  .verdict {
    padding: 1rem 1.2rem 1.1rem;
    border-left: 5px solid var(--rule-2);
  }
  .verdict.good {
    border-color: var(--good);
  }
  .verdict.warn {
    border-color: var(--warn);
  }
  .verdict.bad {
    border-color: var(--bad);
  }
  .verdict h2 {
    font-weight: 500;
    color: var(--ink-2);
  }
  .verdict .word {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    font-size: clamp(1.6rem, 2.2vw, 2.6rem);
    line-height: 1.2;
    font-weight: 650;
    letter-spacing: -0.02em;
    color: var(--ink-2);
  }
  .verdict.good .word {
    color: var(--good);
  }
  .verdict.warn .word {
    color: var(--warn);
  }
  .verdict.bad .word {
    color: var(--bad);
  }
  .verdict p {
    margin-top: 0.3rem;
    color: var(--ink);
    max-width: 60ch;
  }
  .verdict ul {
    margin-top: 0.4rem;
    padding-left: 1.1rem;
    color: var(--ink);
  }
  .verdict li {
    margin-top: 0.25rem;
    max-width: 60ch;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(11rem, 45%), 1fr));
    margin-top: 1.4rem;
  }
  .figures > div {
    padding: 0.5rem 1rem 0.5rem 0.9rem;
    border-left: 1px solid var(--rule-2);
  }
  .figures dt {
    font-size: 0.86rem;
    color: var(--ink-2);
  }
  .figures dd {
    font-size: clamp(1.5rem, 2vw, 2.4rem);
    line-height: 1.25;
    font-weight: 600;
    letter-spacing: -0.02em;
  }
  .figures .sub {
    display: block;
    font-size: 0.86rem;
    font-weight: 400;
    letter-spacing: 0;
    color: var(--ink-2);
  }
  .figures .sub .unit {
    font-size: 1em;
  }
  .latencies {
    margin-top: 1rem;
  }
  .latencies th:first-child {
    padding-left: 0;
  }
  .latencies + *,
  .scroll + .label {
    margin-top: 0.5rem;
  }
  p.label {
    max-width: 180ch;
  }
  .pairs {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 0.3rem 1.4rem;
  }
  .pairs dt {
    color: var(--ink-3);
  }
  .downloads {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-top: 0.5rem;
  }
  .later {
    margin-top: 1.4rem;
  }
  th:first-child {
    padding-left: 0;
  }
  pre {
    margin: 0;
    overflow-x: auto;
  }
  lt-tape {
    margin-bottom: 0.8rem;
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem 1rem;
    align-items: center;
  }
  .under {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 1.2rem;
    margin-top: 0.35rem;
    color: var(--ink-2);
  }
`;
