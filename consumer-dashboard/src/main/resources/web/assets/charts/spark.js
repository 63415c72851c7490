// A line as small as a word.

import { s } from '../ui/dom.js';

/** values: numbers, at least two. Coloured by whether it ends higher than it began. */
export function spark(values, width = 84, height = 22) {
  if (!values || values.length < 2) return '';
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, at) => `${((at / (values.length - 1)) * width).toFixed(1)},${(height - 2 - ((value - low) / span) * (height - 4)).toFixed(1)}`);
  return s('svg', { class: values.at(-1) >= values[0] ? 'up' : 'down', viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' },
    s('polyline', { points: points.join(' '), fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5, 'stroke-linejoin': 'round' }));
}
