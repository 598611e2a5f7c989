import { infiniteRuns } from './chart-scales.js';
import { drawWord } from './chart-marks.js';

// Draws marked ranges of a chart's x axis, and infinite values.

const HATCH_PX = 7;
const ARROW_EVERY_PX = 44;
const ARROW_PX = 4;
const EDGE_PX = 3;

/**
 * Draws ranges of the x axis, [{from, to, label}], under the lines: as hatched areas or, for a stage, as a line at its start.
 * @param {uPlot} plot
 * @param {Zone[]} zones
 * @param {Colour} colour
 */
export function drawZones(plot, zones, colour) {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  // uPlot does not reset the dash pattern of a dashed series
  ctx.setLineDash([]);
  for (const { from, to, stage } of zones) {
    const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
    if (stage) {
      if (left > bbox.left && left < bbox.left + bbox.width) drawEdge(plot, left, colour);
      continue;
    }
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(to, 'x', true));
    if (right <= left) continue;
    const bottom = bbox.top + bbox.height;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    ctx.fillStyle = colour('--sunk');
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.strokeStyle = colour('--rule-2');
    ctx.globalAlpha = 0.5;
    ctx.lineWidth = scale;
    ctx.beginPath();
    for (let x = left - bbox.height; x < right; x += HATCH_PX * scale) {
      ctx.moveTo(x, bottom);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
    drawEdge(plot, right, colour);
  }
  ctx.restore();
}

/**
 * @param {uPlot} plot
 * @param {number} x
 * @param {Colour} colour
 */
function drawEdge({ ctx, bbox }, x, colour) {
  ctx.strokeStyle = colour('--rule-2');
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
}

/**
 * Draws the labels of the ranges over the lines. The label of a stage is at the top, if there is room.
 * @param {uPlot} plot
 * @param {Zone[]} zones
 * @param {Colour} colour
 * @param {string} font
 * @param {number} size
 */
export function drawZoneWords(plot, zones, colour, font, size) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = font;
  ctx.textAlign = 'left';
  for (const { from, to, label, stage } of zones) {
    const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
    const room = Math.min(bbox.left + bbox.width, plot.valToPos(to, 'x', true)) - left;
    const y = stage ? bbox.top + size * 1.2 : bbox.top + bbox.height - size * 0.6;
    if (room > (stage ? ctx.measureText(label).width + size * 0.8 : 0))
      drawWord(ctx, label, left + size * 0.4, y, colour, '--ink-2', size);
  }
  ctx.restore();
}

/**
 * Draws infinite values as a line along the top edge, with a label and arrows pointing beyond it.
 * @param {uPlot} plot
 * @param {ChartData} data
 * @param {Line[]} lines
 * @param {Colour} colour
 * @param {string} font
 * @param {number} size
 */
export function drawUnanswered(plot, data, lines, colour, font, size) {
  const [xs, ...columns] = data;
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  /** @type {number | null} */
  let labelAt = null;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = font;
  ctx.textAlign = 'left';
  columns.forEach((column, k) => {
    ctx.strokeStyle = ctx.fillStyle = colour(lines[k].token);
    // stacked, so that labels do not overlap
    const top = bbox.top + (EDGE_PX + k * EDGE_PX * 1.5) * scale;
    for (const [from, to] of infiniteRuns(column)) {
      const first = plot.valToPos(Number(xs[from]), 'x', true);
      const last = plot.valToPos(Number(xs[to]), 'x', true);
      ctx.lineWidth = (lines[k].width ?? 1.5) * scale;
      ctx.setLineDash((lines[k].dash ?? []).map((length) => length * scale));
      ctx.beginPath();
      const point = (/** @type {number} */ at, /** @type {boolean} */ move) => {
        const value = column[at];
        if (value === null || value === undefined) return;
        const [x, y] = [plot.valToPos(Number(xs[at]), 'x', true), plot.valToPos(value, 'y', true)];
        if (move) ctx.moveTo(x, y);
        else ctx.lineTo(x, y);
      };
      ctx.moveTo(first, top);
      point(from - 1, true);
      ctx.lineTo(first, top);
      ctx.lineTo(last, top);
      point(to + 1, false);
      ctx.stroke();
      for (let x = first; x <= last; x += ARROW_EVERY_PX * scale) {
        ctx.beginPath();
        const r = ARROW_PX * scale;
        ctx.moveTo(x, top - r);
        ctx.lineTo(x + r, top + r);
        ctx.lineTo(x - r, top + r);
        ctx.closePath();
        ctx.fill();
      }
      labelAt = labelAt === null ? first : Math.min(labelAt, first);
    }
  });
  if (labelAt !== null) {
    const width = ctx.measureText('no answer').width;
    const x = Math.max(bbox.left, Math.min(labelAt, bbox.left + bbox.width - width)) + size * 0.3;
    drawWord(
      ctx,
      'no answer',
      x,
      bbox.top + (EDGE_PX + columns.length * EDGE_PX * 1.5) * scale + size,
      colour,
      '--bad',
      size,
    );
  }
  ctx.restore();
}
