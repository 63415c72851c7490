// One column: what it means, how it is spread, how it went.

import { asking } from '../api.js';
import { h } from '../ui/dom.js';
import { count, number, percent } from '../ui/format.js';
import { day } from '../ui/time.js';
import { badge, card, loaded, nothing } from '../ui/parts.js';
import { lines } from '../charts/lines.js';
import { histogram } from '../charts/histogram.js';

const fact = (name, value) => value && [h('dt', {}, name), h('dd', {}, value)];

/** one: an entry of the dictionary; of: its table. What is to be ended when the page is left is put into `ends`. */
export function column(one, state, of, open, ends) {
  const numbers = one.type === 'double precision';
  return h('div', { class: 'stack' },
    card({ title: one.column, tools: badge(one.kind, one.kind === 'label' ? 'warn' : 'accent'), note: one.group },
      h('p', {}, one.meaning),
      h('dl', { class: 'facts' }, fact('Unit', one.unit), fact('Formula', h('code', {}, one.formula)), fact('Rests on', one.rests_on),
        fact('Warm-up', one.warm_up_bars > 0 ? `${count(one.warm_up_bars)} ${one.warm_up_bars === 1 ? 'bar' : 'bars'}` : null),
        fact('Null', one.nulls), fact('Source', one.source), fact('Inputs', one.inputs?.join(', ')))),
    numbers ? [spread(one, state), history(one, state, of, open, ends)] : null);
}

function spread(one, state) {
  const box = h('div', {});
  loaded(box, asking('/features/distribution', { table: state.table, column: one.column, quarter: state.quarter, symbol: state.symbol }), (told) => {
    if (told.rows - told.nulls === 0) return nothing('Every value is null.', one.nulls ? `Null: ${one.nulls}.` : '');
    return [told.bins.length > 0 ? histogram({ title: one.column, bins: told.bins, median: told.median }) : null,
      h('p', { class: 'summary' }, `Mean ${number(told.mean, 4)}, standard deviation ${number(told.standard_deviation, 4)}, from ${number(told.min, 4)} to ${number(told.max, 4)}; `
        + `${count(told.rows)} rows, ${percent(told.nulls / told.rows)} null, ${count(told.below)} below and ${count(told.above)} above what is drawn (1 % at each end).`)];
  });
  return card({ title: 'Distribution', unit: one.unit, note: `${state.quarter}, ${state.symbol || 'all symbols'}`, level: 'h3' }, box);
}

function history(one, state, of, open, ends) {
  const symbol = state.symbol || (of.symbols.includes('BTCUSD') ? 'BTCUSD' : of.symbols[0]);
  const box = h('div', {});
  const told = (times, { min, max, mean }) => {
    const known = (list) => list.filter((value) => value !== null);
    if (known(mean).length === 0) return null;
    return `${day(times[0])} to ${day(times.at(-1))}: between ${number(Math.min(...known(min)), 4)} and ${number(Math.max(...known(max)), 4)}, last ${number(known(mean).at(-1), 4)}.`;
  };
  const chart = lines({ title: `${one.column} of ${symbol} over time`, series: [{ id: 'mean', name: 'mean', color: 'series-1' }],
    band: { low: 'min', high: 'max', name: 'lowest to highest', color: 'muted' }, told, empty: `${symbol} has no values of this column.` });
  ends.push(chart.end);
  loaded(box, asking('/features/history', { table: state.table, column: one.column, symbol }), (past) => {
    chart.set(past.times, past);
    return chart.element;
  });
  return card({ title: 'History', unit: one.unit, note: symbol, level: 'h3' }, box);
}
