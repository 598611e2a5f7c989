import { css } from 'lit';

// uPlot's own CSS rules, copied once from the page's stylesheet link: with a link in each shadow root, charts would briefly appear
// unstyled.
export const uplotSheet = new CSSStyleSheet();
const uplotLink = /** @type {HTMLLinkElement} */ (document.getElementById('uplot-css'));
for (const rule of uplotLink.sheet?.cssRules ?? []) uplotSheet.insertRule(rule.cssText, uplotSheet.cssRules.length);

export const chartStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
  }
  header {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 1.1rem;
    align-items: baseline;
    padding-right: 2rem;
    min-height: 1.9rem;
  }
  header button {
    position: absolute;
    right: 0.4rem;
    top: -0.25rem;
  }
  .keys {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.95rem;
    flex-basis: 100%;
    min-height: 1.45em;
    font-size: 0.86rem;
    color: var(--ink-2);
  }
  .keys b {
    display: inline-block;
    min-width: 4em;
    font-weight: 600;
    color: var(--ink);
  }
  .keys svg {
    width: 1.5rem;
    height: 0.6rem;
    margin-right: 0.35rem;
  }
  .plot {
    position: relative;
    flex: 1;
    min-height: var(--chart-height, clamp(11rem, 24vh, 20rem));
    overflow: hidden;
  }
  .plot > .uplot {
    position: absolute;
  }
  .u-cursor-x,
  .u-cursor-y {
    border-color: var(--ink-3) !important;
  }
  .u-select {
    background: var(--signal-wash);
  }
  .tip {
    position: absolute;
    top: 1.4rem;
    z-index: 2;
    max-width: 17rem;
    padding: 0.3rem 0.55rem;
    font-size: 0.86rem;
    background: var(--ink);
    color: var(--sheet);
    border-radius: 2px;
    pointer-events: none;
  }
  .nothing {
    position: absolute;
    inset: 0;
    z-index: 1;
    background: var(--paper);
    border-block: 1px solid var(--rule);
    display: grid;
    place-items: center;
    color: var(--ink-3);
  }
  @media (max-width: 40rem) {
    .keys b {
      min-width: 3.4em;
    }
  }
`;
