// Candles of a symbol over years, with volume and what the feature table knows of them.

import { get } from '../api.js';
import { go } from '../app.js';
import { h, put } from '../ui/dom.js';
import { change, count, number } from '../ui/format.js';
import { day } from '../ui/time.js';
import { card, choice, loaded, nothing } from '../ui/parts.js';
import { candles } from '../charts/series.js';
import { spark } from '../charts/spark.js';

const PAGE = 500;
const MOST = 20_000;
const COLORS = { ema_12: 'series-1', ema_26: 'series-3', vwap: 'series-4', bollinger_20: 'muted' };

export async function page(view, url) {
  const state = { symbol: url.searchParams.get('symbol'), interval: url.searchParams.get('interval') ?? '1h',
    overlays: (url.searchParams.get('overlays') ?? '').split(',').filter(Boolean), log: url.searchParams.get('scale') === 'log' };
  const list = h('div', {});
  const chart = h('div', {});
  put(view, h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Market'), h('p', {}, 'What was traded, as it is stored.'))), list);
  let drawn = null;
  let gone = false;
  loaded(list, () => get('/market/symbols'), (told) => {
    if (told.symbols.length === 0) {
      return nothing('No symbol is known yet.', 'The list comes with the first release: ./quarterdeck quarter 2016Q4', 'or with the first rows: ./quarterdeck produce FILE.csv');
    }
    const known = told.symbols.some(({ symbol }) => symbol === state.symbol);
    if (!known) state.symbol = told.symbols[0].symbol;
    drawn?.end();
    drawn = picture(told, state);
    if (gone) drawn.end();
    put(chart, drawn.element);
    return h('div', { class: 'grid' }, symbols(told, state), h('div', { class: 'w9' }, chart));
  });
  return () => { gone = true; drawn?.end(); };
}

function open(state, changed) {
  const next = { ...state, ...changed };
  return go('/market', { symbol: next.symbol, interval: next.interval, overlays: next.overlays.join(','), scale: next.log ? 'log' : null }, { replace: changed.symbol === undefined });
}

function symbols(told, state) {
  const line = (one) => h('li', {}, h('button', { type: 'button', class: 'symbol', 'aria-pressed': String(one.symbol === state.symbol), onclick: () => open(state, { symbol: one.symbol }) },
    h('strong', {}, one.symbol), spark(one.sparkline),
    h('span', { class: 'last' }, number(one.last_close, 6)), h('span', { class: one.change_1d >= 0 ? 'up' : 'down' }, change(one.change_1d))));
  return card({ title: 'Symbols', note: 'close, change in a day', size: 'w3' }, h('ul', { class: 'symbols' }, told.symbols.map(line)));
}

function picture(told, state) {
  const one = told.symbols.find(({ symbol }) => symbol === state.symbol);
  const chart = candles({ title: `${state.symbol}, candles of ${state.interval}` });
  const summary = h('p', { class: 'summary', role: 'status' }, 'Loading …');
  const offered = told.overlays.filter((overlay) => overlay.of.includes(state.interval));
  const shown = state.overlays.filter((id) => offered.some((overlay) => overlay.id === id));
  const tools = [
    choice('Interval', told.intervals.map((id) => ({ id, name: id })), state.interval, (interval) => open(state, { interval })),
    h('div', { class: 'choice', role: 'group', 'aria-label': 'Overlays' }, offered.map(({ id, name }) => h('button', { type: 'button', 'aria-pressed': String(shown.includes(id)),
      onclick: () => open(state, { overlays: shown.includes(id) ? shown.filter((other) => other !== id) : [...shown, id] }) }, name))),
    h('div', { class: 'choice' }, h('button', { type: 'button', 'aria-pressed': String(state.log), onclick: () => open(state, { log: !state.log }) }, 'log')),
  ];
  const end = scroll(chart, state, shown, summary);
  chart.log(state.log);
  get('/market/trades', { symbol: state.symbol }).then(({ markers }) => chart.markers(markers), () => {});
  const element = card({ title: state.symbol, note: `${count(one.days)} days, ${day(one.first)} to ${day(one.last)}`, tools },
    chart.element, h('div', { class: 'keys' }, shown.map((id) => h('span', { class: 'key', style: { color: `var(--${COLORS[id] ?? 'series-2'})` } }, h('span', { class: 'muted' }, told.overlays.find((overlay) => overlay.id === id).name)))), summary);
  return { element, end };
}

/** Shows the newest bars, then those before as the chart is moved to them. */
function scroll(chart, state, overlays, summary) {
  let bars = [];
  let values = {};
  let more = true;
  let busy = false;
  let ended = false;
  const load = async () => {
    if (busy || !more || ended || bars.length >= MOST) return;
    busy = true;
    try {
      const told = await get('/market/bars', { symbol: state.symbol, interval: state.interval, before: bars[0]?.[0], limit: PAGE, overlays: overlays.join(',') });
      if (ended) return;
      more = told.more && told.bars.length > 0;
      bars = [...told.bars, ...bars];
      values = joined(told.overlays, values);
      chart.set(bars);
      overlays.forEach((id) => chart.overlay(id, parts(id, values[id])));
      summary.textContent = bars.length === 0 ? `There are no bars of ${state.interval} for ${state.symbol}.` : `${count(bars.length)} bars of ${state.interval} shown, ${day(bars[0][0])} to ${day(bars.at(-1)[0])}, from ${told.source}`
        + `; last close ${number(bars.at(-1)[4], 6)}. ${more ? 'Drag to the right for those before.' : 'These are all.'}`;
    } catch (error) {
      more = false;
      summary.textContent = `${error.message} ${error.hint ?? ''}`;
    } finally {
      busy = false;
    }
  };
  chart.onNeedMore(load);
  load();
  return () => { ended = true; chart.end(); };
}

/** Older values in front of newer ones: arrays, or objects of arrays. */
function joined(older, newer) {
  return Object.fromEntries(Object.entries(older).map(([id, of]) => [id, Array.isArray(of) ? [...of, ...(newer[id] ?? [])] : joined(of, newer[id] ?? {})]));
}

function parts(id, values) {
  if (!values) return [];
  const color = COLORS[id] ?? 'series-2';
  return Array.isArray(values) ? [{ name: '', color, values }] : Object.entries(values).map(([, of]) => ({ name: '', color, values: of }));
}
