import { LitElement, html, nothing } from 'lit';
import { base } from '../styles.js';
import { micros } from '../format.js';
import { percentileAxis, percentileData } from './percentiles.js';
import './chart.js';

const LINES = [
  { label: 'response', token: '--p99', width: 2.25 },
  { label: 'service', token: '--p95', width: 1.5 },
  { label: 'send lag', token: '--warn', width: 1.5, dash: [3, 3] },
];
const WITH_REPAIRED = [...LINES, { label: 'repaired', token: '--p999', width: 1.5, dash: [6, 3] }];

/** Response time, service time and send lag by percentile, and the response time of repaired messages if there are any, on an axis of
 * nines. */
class PercentileChart extends LitElement {
  static properties = { report: { attribute: false } };

  static styles = [base];

  constructor() {
    super();
    /** @type {Api.Report | null} */
    this.report = null;
    /** @type {Line[]} */
    this.lines = LINES;
    /** @type {ChartData} */
    this.data = [[]];
    /** @type {XAxis | null} */
    this.x = null;
  }

  willUpdate() {
    if (!this.report) return;
    const { responseTime, serviceTime, sendLag, repairedResponseTime } = this.report;
    const repaired = repairedResponseTime.count + repairedResponseTime.unanswered > 0;
    this.lines = repaired ? WITH_REPAIRED : LINES;
    this.data = percentileData([responseTime, serviceTime, sendLag, ...(repaired ? [repairedResponseTime] : [])]);
    this.x = percentileAxis(this.data);
  }

  render() {
    if (!this.report) return nothing;
    return html`<lt-chart
      heading="Latency by percentile"
      data-testid="chart-percentiles"
      .lines=${this.lines}
      .data=${this.data}
      .format=${micros}
      log
      .x=${this.x}
    ></lt-chart>`;
  }
}
customElements.define('lt-percentile-chart', PercentileChart);
