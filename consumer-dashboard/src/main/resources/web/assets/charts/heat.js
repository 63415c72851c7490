// Many values as colours, one cell each; mouse and arrow keys read them, and a line of text says what they show.

import { h, put } from '../ui/dom.js';
import { color } from './frame.js';

/**
 * rows, columns: names; value: (row, column) => number or null; shade: (value) => 0..1, or -1..1 with `both` colours; words:
 * (row, column, value) => text; scale: what the ends of the colours mean; about: what the whole shows, in words; ticks:
 * (column, index) => text below it.
 */
export function heat({ title, rows, columns, value, shade, words, scale, about, ticks = () => '', both = false }) {
  const size = rows.length > 30 ? 14 : 22;
  const told = h('span', { class: 'told', 'aria-live': 'polite' }, 'Point at a cell, or use the arrow keys.');
  const canvas = h('canvas', { role: 'img', tabindex: 0, 'aria-label': `${title}. ${about}` });
  const here = h('div', { class: 'heat-here', hidden: true });
  const frame = h('div', { class: 'heat-frame' }, canvas, here, feet(columns, ticks));
  const names = h('div', { class: 'heat-rows', 'aria-hidden': 'true', style: { '--cell': `${size}px` } }, rows.map((name) => h('span', { title: name }, name)));
  const paint = () => draw(canvas, rows.length, columns.length, size, (row, column) => tint(value(row, column), shade, both));
  const themed = () => (canvas.isConnected ? paint() : removeEventListener('theme', themed));
  new ResizeObserver(paint).observe(frame);
  addEventListener('theme', themed);

  let at = [0, 0];
  const look = (row, column) => {
    at = [Math.max(0, Math.min(rows.length - 1, row)), Math.max(0, Math.min(columns.length - 1, column))];
    here.hidden = false;
    const width = 100 / columns.length;
    Object.entries({ top: `${at[0] * size}px`, height: `${size - 1}px`, left: `${at[1] * width}%`, width: `${width}%` }).forEach(([name, of]) => here.style.setProperty(name, of));
    put(told, words(rows[at[0]], columns[at[1]], value(...at)));
  };
  canvas.addEventListener('pointermove', (event) => {
    const box = canvas.getBoundingClientRect();
    look(Math.floor((event.clientY - box.top) / size), Math.floor(((event.clientX - box.left) / box.width) * columns.length));
  });
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    look(at[0] + step[0], at[1] + step[1]);
  });
  return h('figure', {}, h('div', { class: 'heat' }, names, frame),
    h('figcaption', {}, h('div', { class: 'heat-foot' }, told, legend(scale, both)), h('p', { class: 'summary' }, about)));
}

function feet(columns, ticks) {
  const shown = columns.map((name, at) => [ticks(name, at), at]).filter(([text]) => text);
  return h('div', { class: 'heat-ticks', 'aria-hidden': 'true' }, shown.map(([text, at]) => h('span', { style: { left: `${(100 * at) / columns.length}%` } }, text)));
}

function legend([from, to], both) {
  return h('span', { class: 'heat-scale', 'aria-hidden': 'true' }, from, h('span', { class: both ? 'both' : 'one' }), to);
}

function draw(canvas, rows, columns, size, colorOf) {
  const width = canvas.parentElement.clientWidth;
  const scale = devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = rows * size * scale;
  canvas.style.setProperty('height', `${rows * size}px`);
  const ink = canvas.getContext('2d');
  ink.scale(scale, scale);
  const cell = width / columns;
  const gap = cell > 5 ? 1 : 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      ink.fillStyle = colorOf(row, column);
      ink.fillRect(column * cell, row * size, cell - gap, size - 1);
    }
  }
}

function tint(value, shade, both) {
  if (value === null || value === undefined) return color('raised');
  const strength = shade(value);
  if (both) return mix(color('surface'), color(strength >= 0 ? 'series-1' : 'series-2'), Math.abs(strength));
  return mix(color('heat-0'), color('heat-1'), strength);
}

/** Between two colours written like #0a5fa8. */
function mix(from, to, share) {
  const part = (text, at) => parseInt(text.slice(1 + 2 * at, 3 + 2 * at), 16);
  return `rgb(${[0, 1, 2].map((at) => Math.round(part(from, at) + (part(to, at) - part(from, at)) * Math.min(1, Math.max(0, share)))).join(' ')})`;
}
