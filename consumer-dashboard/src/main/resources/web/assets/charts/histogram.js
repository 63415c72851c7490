// How often which values occur.

import { h, s } from '../ui/dom.js';
import { count, number } from '../ui/format.js';

const [WIDTH, HEIGHT] = [600, 170];

/** bins: [{from, to, rows}] next to one another. */
export function histogram({ title, bins, median }) {
  const most = Math.max(1, ...bins.map((bin) => bin.rows));
  const width = WIDTH / bins.length;
  const [low, high] = [bins[0].from, bins.at(-1).to];
  const bar = (bin, at) => s('rect', { class: 'bin', x: at * width + 0.5, width: Math.max(0.5, width - 1), y: HEIGHT - (HEIGHT * bin.rows) / most, height: (HEIGHT * bin.rows) / most },
    s('title', {}, `${number(bin.from)} to ${number(bin.to)}: ${count(bin.rows)} rows`));
  const x = ((median - low) / (high - low || 1)) * WIDTH;
  return h('figure', { class: 'histogram' },
    s('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${title}: most often between ${peak(bins)}` }, bins.map(bar),
      median !== null && s('line', { class: 'median', x1: x, x2: x, y1: 0, y2: HEIGHT })),
    h('figcaption', { class: 'axis' }, h('span', {}, number(low, 4)), h('span', {}, `median ${number(median, 4)}`), h('span', {}, number(high, 4))));
}

function peak(bins) {
  const highest = bins.reduce((best, bin) => (bin.rows > best.rows ? bin : best));
  return `${number(highest.from)} and ${number(highest.to)}`;
}
