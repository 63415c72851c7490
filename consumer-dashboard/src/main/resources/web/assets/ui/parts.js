// What pages are built from: cards, tiles, tables, badges, choices, and the states of loading, empty, stale and failed.

import { h, put } from './dom.js';
import { clock } from './time.js';

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
 * `open`, a row is a link that mouse and keyboard follow.
 */
export function table({ caption, columns, rows, open, selected, empty = 'Nothing here.' }) {
  if (rows.length === 0) return nothing(empty);
  const kind = (column) => [column.number && 'number', column.nowrap && 'nowrap'].filter(Boolean).join(' ');
  const line = (row) => h('tr', open ? { class: 'link', tabindex: 0, 'aria-selected': selected?.(row) ? 'true' : null,
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
    options.map(({ id, name }) => h('button', { type: 'button', 'aria-pressed': String(id === chosen), onclick: () => choose(id) }, name)));
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

export function stale(asOf, source) {
  return h('div', { class: 'state stale', role: 'status' }, h('span', { class: 'dot warn' }), `As of ${clock(asOf)} UTC: ${source} does not answer. What is shown was true then.`);
}

/**
 * Fills a box with what `load` brings and `show` makes of it: a skeleton first, the failure with a button if it fails; on
 * a later failure what was shown stays, marked as stale. Gives the function that loads again.
 */
export function loaded(box, load, show) {
  let last = null;
  const again = async () => {
    if (last === null) put(box, h('div', { class: 'skeleton', 'aria-busy': 'true' }, h('span', { class: 'visually-hidden' }, 'Loading')));
    try {
      last = await load();
      put(box, show(last));
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (last === null) put(box, failed(error, again));
      else put(box, stale(last.as_of, error.source ?? 'the dashboard'), show(last));
    }
  };
  again();
  return again;
}
