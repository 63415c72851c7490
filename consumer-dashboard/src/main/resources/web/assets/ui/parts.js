// What pages are built from: cards, tiles, tables, badges, choices, and the states of loading, empty, stale and failed.

import { h, put, refill } from './dom.js';
import { second as time } from './time.js';

/** A card with a heading; `unit` and `note` stand beside it, `tools` at its right end. Size: a class such as w6 of the grid. */
export function card({ title, unit, note, tools, size = '', level = 'h2' }, ...children) {
  return h('section', { class: `card ${size}`, 'aria-label': title },
    h('header', {}, h(level, {}, title), unit && h('span', { class: 'unit' }, unit), note && h('span', { class: 'note' }, note),
      tools && h('div', { class: 'tools' }, tools)),
    children);
}

/** One figure. State: ok, warn, bad or none. */
export function tile({ label, value, detail, state = '', size = 'w3' }) {
  return h('div', { class: `card tile ${state} ${size}`, role: 'group', 'aria-label': label },
    h('div', { class: 'label' }, label), h('div', { class: 'value' }, value), detail && h('div', { class: 'detail' }, detail));
}

export function badge(text, state = '') {
  return h('span', { class: `badge ${state}` }, text);
}

/**
 * A table in a box that scrolls. Columns: {title, cell: (row) => text or element, number: right-aligned, nowrap}; with
 * `open`, a row is a link that mouse and keyboard follow; `key` tells rows apart.
 */
export function table({ caption, columns, rows, open, selected, key, empty = 'Nothing here.' }) {
  if (rows.length === 0) return nothing(...[empty].flat());
  const kind = (column) => [column.number && 'number', column.nowrap && 'nowrap'].filter(Boolean).join(' ');
  const line = (row) => h('tr', open ? { class: 'link', tabindex: 0, 'data-key': key?.(row), 'aria-selected': selected?.(row) ? 'true' : null,
    onclick: () => open(row), onkeydown: (event) => event.key === 'Enter' && open(row) } : {},
    columns.map((column) => h('td', { class: kind(column) }, column.cell(row))));
  return h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': caption },
    h('table', {}, h('caption', { class: 'visually-hidden' }, caption),
      h('thead', {}, h('tr', {}, columns.map((column) => h('th', { scope: 'col', class: kind(column) }, column.title)))),
      h('tbody', {}, rows.map(line))));
}

/** Buttons of which one is pressed. Options: [{id, name}]. */
export function choice(label, options, chosen, choose) {
  return h('div', { class: 'choice', role: 'group', 'aria-label': label },
    options.map(({ id, name }) => h('button', { type: 'button', 'data-key': `${label} ${id}`, 'aria-pressed': String(id === chosen), onclick: () => choose(id) }, name)));
}

/** Buttons of which any may be pressed; `toggle` is called with the id of one, which then changes by itself. */
export function choices(label, options, pressed, toggle) {
  const button = ({ id, name }) => {
    const made = h('button', { type: 'button', 'data-key': `${label} ${id}`, 'aria-pressed': String(pressed.includes(id)), onclick: () => {
      made.setAttribute('aria-pressed', String(made.getAttribute('aria-pressed') !== 'true'));
      toggle(id);
    } }, name);
    return made;
  };
  return h('div', { class: 'choice', role: 'group', 'aria-label': label }, options.map(button));
}

/** A labelled list to choose from. */
export function select(label, options, chosen, choose) {
  const box = h('select', { 'aria-label': label, onchange: () => choose(box.value) },
    options.map(({ id, name }) => h('option', { value: id, selected: id === chosen }, name)));
  return box;
}

/** Nothing to show, and what would change that. */
export function nothing(title, ...advice) {
  return h('div', { class: 'state' }, h('strong', {}, title), advice.map((line) => h('span', {}, line)));
}

/** A call that failed, with the server's advice. */
export function failed(error, retry) {
  return h('div', { class: 'state bad', role: 'alert' }, h('strong', {}, error.message), error.hint && h('span', {}, error.hint),
    retry && h('button', { class: 'button', type: 'button', onclick: retry }, 'Try again'));
}

const SOURCES = { postgres: 'PostgreSQL does not answer.', kafka: 'Kafka does not answer.' };

/** What was true at a time, and why nothing newer is here. */
export function stale(asOf, error) {
  return h('div', { class: 'state stale', role: 'status' }, h('span', { class: 'dot warn' }),
    h('span', {}, h('strong', {}, 'As of ', time(asOf)), `. ${SOURCES[error.source] ?? error.message} ${error.hint ?? ''}`));
}

/**
 * Fills a box with what `load` brings and `show` makes of it: what is known of it already or a skeleton first, the failure
 * with a button if it fails; on a later failure what was shown stays, marked as stale. What is as before is left alone.
 * Gives the function that loads again.
 */
export function loaded(box, load, show) {
  let last = load.known?.() ?? null;
  let drawn = null;
  const draw = (failure) => {
    const next = JSON.stringify([failure?.message, last], (key, value) => (key === 'as_of' && !failure ? undefined : value));
    if (next === drawn) return;
    drawn = next;
    if (last === null) refill(box, failed(failure, again));
    else refill(box, failure && stale(last.as_of, failure), shown(last));
  };
  const shown = (told) => {
    try {
      return show(told);
    } catch (error) {
      console.error(error);
      return failed({ message: 'This part of the page cannot be drawn.', hint: String(error) });
    }
  };
  const again = async () => {
    try {
      last = await load();
      draw(null);
    } catch (error) {
      if (error.name !== 'AbortError') draw(error);
    }
  };
  if (last === null) put(box, h('div', { class: 'skeleton', 'aria-busy': 'true' }, h('span', { class: 'visually-hidden' }, 'Loading')));
  else draw(null);
  again();
  return again;
}
