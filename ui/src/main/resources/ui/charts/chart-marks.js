// Event markers on a chart: a hairline and a small shape at its top. Shape and word convey the meaning; colour is only an aid.

/** @type {Partial<Record<Api.RunEvent['kind'], { shape: keyof typeof SHAPES, token: string, word: string }>>} */
export const MARKS = {
  RATE_CHANGED: { shape: 'triangle', token: '--signal', word: 'rate change' },
  STAGE_SKIPPED: { shape: 'play', token: '--signal', word: 'stage skipped' },
  PAUSED: { shape: 'bars', token: '--warn', word: 'paused' },
  RESUMED: { shape: 'play', token: '--signal', word: 'resumed' },
  WORKER_JOINED: { shape: 'plus', token: '--signal', word: 'worker joined' },
  WORKER_LEFT: { shape: 'minus', token: '--ink-2', word: 'worker left' },
  WORKER_LOST: { shape: 'diamond', token: '--bad', word: 'worker lost' },
  WORKER_RETURNED: { shape: 'diamond', token: '--warn', word: 'lost worker returned' },
  SHARDS_MOVED: { shape: 'triangle', token: '--ink-2', word: 'shards moved' },
  REBALANCE: { shape: 'triangle', token: '--warn', word: 'consumers rebalanced' },
  KAFKA_SILENT: { shape: 'bars', token: '--bad', word: 'Kafka did not respond' },
  CLOCK_JUMPED: { shape: 'diamond', token: '--warn', word: 'clock jumped' },
  WAITING: { shape: 'bars', token: '--bad', word: 'waiting for workers' },
  ANNOTATION: { shape: 'triangle', token: '--ink', word: 'annotation' },
  TOPIC_CHANGED: { shape: 'diamond', token: '--warn', word: 'topic changed' },
  REPORT_REFUSED: { shape: 'cross', token: '--bad', word: 'report refused' },
  ERROR: { shape: 'cross', token: '--bad', word: 'error' },
};

/** @typedef {(c: CanvasRenderingContext2D, x: number, y: number, r: number) => void} Draw draws a shape of radius r around x, y */

/** @satisfies {Record<string, Draw>} */
const SHAPES = {
  triangle: (c, x, y, r) => {
    c.moveTo(x, y - r);
    c.lineTo(x + r, y + r);
    c.lineTo(x - r, y + r);
    c.closePath();
    c.fill();
  },
  play: (c, x, y, r) => {
    c.moveTo(x - r * 0.8, y - r);
    c.lineTo(x + r, y);
    c.lineTo(x - r * 0.8, y + r);
    c.closePath();
    c.fill();
  },
  diamond: (c, x, y, r) => {
    c.moveTo(x, y - r * 1.2);
    c.lineTo(x + r * 1.2, y);
    c.lineTo(x, y + r * 1.2);
    c.lineTo(x - r * 1.2, y);
    c.closePath();
    c.fill();
  },
  bars: (c, x, y, r) => {
    c.rect(x - r, y - r, r * 0.7, r * 2);
    c.rect(x + r * 0.3, y - r, r * 0.7, r * 2);
    c.fill();
  },
  plus: (c, x, y, r) => {
    c.moveTo(x - r, y);
    c.lineTo(x + r, y);
    c.moveTo(x, y - r);
    c.lineTo(x, y + r);
    c.stroke();
  },
  minus: (c, x, y, r) => {
    c.moveTo(x - r, y);
    c.lineTo(x + r, y);
    c.stroke();
  },
  cross: (c, x, y, r) => {
    c.moveTo(x - r, y - r);
    c.lineTo(x + r, y + r);
    c.moveTo(x + r, y - r);
    c.lineTo(x - r, y + r);
    c.stroke();
  },
};

/**
 * @param {uPlot} plot
 * @param {Mark[]} marks
 * @param {Colour} colour
 */
export function drawMarks(plot, marks, colour) {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.lineWidth = scale;
  for (const mark of marks) {
    const style = MARKS[mark.kind];
    const x = plot.valToPos(mark.x, 'x', true);
    if (!style || x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = ctx.fillStyle = colour(style.token);
    ctx.globalAlpha = 0.5;
    ctx.setLineDash([2 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
    ctx.lineWidth = 2 * scale;
    ctx.beginPath();
    SHAPES[style.shape](ctx, x, bbox.top - 5 * scale, 4 * scale);
    ctx.lineWidth = scale;
  }
  ctx.restore();
}

/**
 * Text with a halo in the background colour, so that it stays legible over lines.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Colour} colour
 * @param {string} token
 * @param {number} size
 */
export function drawWord(ctx, text, x, y, colour, token, size) {
  ctx.setLineDash([]);
  ctx.lineJoin = 'round';
  ctx.lineWidth = size * 0.4;
  ctx.strokeStyle = colour('--paper');
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour(token);
  ctx.fillText(text, x, y);
}

/**
 * Horizontal lines with a label, such as the bound of an objective.
 * @param {uPlot} plot
 * @param {Bound[]} bounds
 * @param {Colour} colour
 * @param {string} font
 * @param {number} size
 */
export function drawBounds(plot, bounds, colour, font, size) {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = font;
  ctx.textAlign = 'right';
  for (const { y, label, token } of bounds) {
    const at = plot.valToPos(y, 'y', true);
    if (at < bbox.top || at > bbox.top + bbox.height) continue;
    ctx.strokeStyle = colour(token);
    ctx.lineWidth = scale;
    ctx.setLineDash([7 * scale, 4 * scale]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, at);
    ctx.lineTo(bbox.left + bbox.width, at);
    ctx.stroke();
    const below = at - size * 1.6 < bbox.top;
    const baseline = below ? at + size * 1.3 : at - size * 0.5;
    const right = bbox.left + bbox.width - size * 0.4;
    drawWord(ctx, label, right, baseline, colour, token, size);
  }
  ctx.restore();
}
