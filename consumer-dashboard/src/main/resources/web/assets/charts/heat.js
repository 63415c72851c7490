// Many values as colours: one cell each, told on hover; the same in words for those who cannot see it.

import { h, put } from '../ui/dom.js';

/**
 * rows and columns: names; value: (row, column) => number or null; shade: (value) => 0..1, or -1..1 for both colours;
 * words: (row, column, value) => text. Gives an element; its last line says what the mouse or the focus is on.
 */
export function heat({ title, rows, columns, value, shade, words, ticks = () => '', both = false }) {
  const told = h('p', { class: 'summary', 'aria-live': 'polite' }, `${rows.length} × ${columns.length}; point at a cell to read it.`);
  const canvas = h('canvas', { role: 'img', tabindex: 0, 'aria-label': title });
  const names = h('div', { class: 'heat-rows', 'aria-hidden': 'true' }, rows.map((name) => h('span', { title: name }, name)));
  const feet = h('div', { class: 'heat-ticks', 'aria-hidden': 'true' }, columns.map((name, at) => [ticks(name, at), at]).filter(([text]) => text)
    .map(([text, at]) => h('span', { style: { left: `${(100 * at) / columns.length}%` } }, text)));
  const size = rows.length > 30 ? 12 : 20;
  names.style.setProperty('--cell', `${size}px`);
  const paint = () => draw(canvas, rows, columns, size, (row, column) => tint(value(row, column), shade, both));
  const frame = h('div', { class: 'heat-frame' }, canvas, feet);
  new ResizeObserver(paint).observe(frame);
  const themed = () => (canvas.isConnected ? paint() : removeEventListener('theme', themed));
  addEventListener('theme', themed);
  let at = [0, 0];
  const tell = () => put(told, words(rows[at[0]], columns[at[1]], value(...at)));
  canvas.addEventListener('mousemove', (event) => {
    const box = canvas.getBoundingClientRect();
    at = [Math.min(rows.length - 1, Math.floor((event.clientY - box.top) / size)), Math.min(columns.length - 1, Math.floor(((event.clientX - box.left) / box.width) * columns.length))];
    if (at.every((index) => index >= 0)) tell();
  });
  canvas.addEventListener('keydown', (event) => {
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
    if (down === undefined) return;
    event.preventDefault();
    at = [Math.max(0, Math.min(rows.length - 1, at[0] + down)), Math.max(0, Math.min(columns.length - 1, at[1] + right))];
    tell();
  });
  return h('div', {}, h('div', { class: 'heat' }, names, frame), told);
}

function draw(canvas, rows, columns, size, colorOf) {
  const width = canvas.parentElement.clientWidth;
  const scale = devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = rows.length * size * scale;
  canvas.style.setProperty('height', `${rows.length * size}px`);
  const ink = canvas.getContext('2d');
  ink.scale(scale, scale);
  const cell = width / columns.length;
  const gap = cell > 5 ? 1 : 0;
  rows.forEach((_, row) => columns.forEach((__, column) => {
    ink.fillStyle = colorOf(row, column);
    ink.fillRect(column * cell, row * size, cell - gap, size - 1);
  }));
}

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

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
