import { css } from 'lit';

export const newRunStyles = css`
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.7rem 1rem;
    align-items: center;
  }
  .head select {
    width: auto;
  }
  [role='tablist'] {
    display: flex;
  }
  [role='tab'] {
    border-radius: 0;
    margin-left: -1px;
  }
  [role='tab']:first-child {
    border-radius: 3px 0 0 3px;
  }
  [role='tab']:last-child {
    border-radius: 0 3px 3px 0;
  }
  .sides {
    display: grid;
    gap: 1.6rem 3rem;
    margin-top: 1.2rem;
  }
  .left {
    min-width: 0;
    max-width: 56rem;
  }
  .simple {
    display: grid;
    gap: 0.9rem 1.4rem;
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  .either {
    grid-column: 1 / -1;
  }
  .either {
    display: grid;
    grid-template-columns: 1fr auto 1fr;
    gap: 0 1rem;
  }
  .either .or {
    padding-top: 1.9rem;
    color: var(--ink-3);
  }
  .field label {
    display: block;
    font-weight: 550;
    margin-bottom: 0.2rem;
  }
  .field label .faint {
    font-weight: 400;
    font-size: 0.86rem;
  }
  .simple input {
    font-size: 1.25rem;
    min-height: 2.7rem;
  }
  .hint {
    display: block;
    min-height: 1.3em;
    margin-top: 0.15rem;
    font-size: 0.86rem;
    color: var(--ink-3);
  }
  details {
    border-top: 1px solid var(--rule);
  }
  details:last-of-type {
    border-bottom: 1px solid var(--rule);
  }
  .simple + details {
    margin-top: 1.1rem;
  }
  summary {
    display: flex;
    gap: 0.8rem;
    align-items: baseline;
    padding: 0.65rem 0;
    font-weight: 550;
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary::before {
    content: '+';
    width: 0.8rem;
    color: var(--ink-3);
    font-weight: 400;
  }
  details[open] > summary::before {
    content: '−';
  }
  summary .faint {
    font-weight: 400;
    font-size: 0.92rem;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .fields {
    display: grid;
    gap: 0.5rem 1.4rem;
    grid-template-columns: repeat(auto-fill, minmax(min(9.5rem, 100%), 1fr));
    padding: 0.3rem 0 1rem 1.6rem;
  }
  .fields .objectives {
    grid-column: 1 / -1;
  }
  .summary button {
    margin-top: 0.6rem;
  }
  .summary {
    margin-bottom: 1.2rem;
  }
  .summary ul {
    margin: 0.4rem 0 0 1.1rem;
  }
  .summary li {
    margin-top: 0.2rem;
  }
  .yaml-errors {
    list-style: none;
    margin-top: 0.6rem;
  }
  .commands {
    display: grid;
    gap: 1.4rem;
    grid-template-columns: minmax(0, 1fr);
  }
  .commands header {
    display: flex;
    justify-content: space-between;
    align-items: center;
  }
  .commands pre {
    margin: 0.2rem 0 0;
    padding: 0.9rem 1rem;
    background: var(--sunk);
    overflow-x: auto;
    line-height: 1.6;
  }
  aside {
    align-self: start;
    position: sticky;
    top: 1rem;
    padding: 1.1rem 1.3rem 1.3rem;
    background: var(--sheet);
    border: 1px solid var(--rule-2);
    border-radius: 3px;
  }
  .start {
    width: 100%;
    min-height: 3rem;
    margin-top: 1.1rem;
    font-size: 1.2rem;
    font-weight: 600;
  }
  .profile {
    display: block;
    width: 100%;
    height: 7rem;
    margin: 0.7rem 0 0.2rem;
    overflow: visible;
  }
  .profile .area {
    fill: var(--signal-wash);
  }
  .profile .line {
    fill: none;
    stroke: var(--signal);
    stroke-width: 2;
    vector-effect: non-scaling-stroke;
  }
  .profile .axis {
    stroke: var(--rule-2);
    vector-effect: non-scaling-stroke;
  }
  .ends {
    display: flex;
    justify-content: space-between;
    font-size: 0.86rem;
    color: var(--ink-3);
  }
  .plan {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 0.3rem 1.2rem;
    margin-top: 0.9rem;
  }
  .plan dt {
    color: var(--ink-3);
  }
  .plan dd {
    text-align: right;
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .says {
    font-size: 1.5rem;
    line-height: 1.25;
    font-weight: 600;
    letter-spacing: -0.015em;
    margin-top: 0.3rem;
  }
  .warnings {
    list-style: none;
    margin-top: 0.9rem;
    display: grid;
    gap: 0.4rem;
  }
  .warnings li {
    display: flex;
    gap: 0.5rem;
    padding: 0.5rem 0.7rem;
    font-size: 0.92rem;
    background: var(--warn-wash);
    border-left: 3px solid var(--warn);
  }
  .warnings svg {
    color: var(--warn);
    translate: 0 0.2em;
  }
  .preflight {
    margin-top: 0.9rem;
  }
  .preflight h3 {
    font-size: 1rem;
    font-weight: 650;
    margin-bottom: 0.3rem;
  }
  .preflight ul {
    list-style: none;
    display: grid;
    gap: 0.4rem;
  }
  .preflight li {
    padding: 0.5rem 0.7rem;
    font-size: 0.92rem;
    overflow-wrap: anywhere;
    color: var(--ink);
    border-left: 3px solid;
  }
  .preflight li.bad {
    background: var(--bad-wash);
    border-color: var(--bad);
  }
  .preflight li.warn {
    background: var(--warn-wash);
    border-color: var(--warn);
  }
  .preflight li .badge {
    display: inline;
    background: none;
    padding: 0;
    margin-right: 0.3em;
    font-size: 1em;
  }
  .cure {
    display: block;
    margin-top: 0.2rem;
    color: var(--ink-2);
  }
  @media (min-width: 62rem) {
    .sides {
      grid-template-columns: minmax(0, 1fr) minmax(20rem, 26rem);
    }
  }
  @media (min-width: 110rem) {
    .head {
      max-width: 93rem;
    }
    .sides {
      grid-template-columns: minmax(0, 56rem) minmax(26rem, 34rem);
    }
  }
  @media (max-width: 30rem) {
    aside {
      position: static;
    }
  }
`;
