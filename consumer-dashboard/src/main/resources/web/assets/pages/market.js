// Candles of a symbol over years, with volume and what the feature table knows of them.

import { asking, get } from '../api.js';
import { go, note } from '../app.js';
import { h, put } from '../ui/dom.js';
import { change, count, number } from '../ui/format.js';
import { day } from '../ui/time.js';
import { badge, card, choice, choices, failed, loaded, nothing, select } from '../ui/parts.js';
import { candles } from '../charts/candles.js';
import { key } from '../charts/frame.js';
import { spark } from '../charts/spark.js';

const PAGE = 500;
const LARGEST = 2_000;
const MOST = 20_000;
const COLORS = { ema_12: 'series-1', ema_26: 'series-3', vwap: 'series-4', bollinger_20: 'muted' };

export async function page(view, url) {
  const asked = url.searchParams;
  const state = { symbol: asked.get('symbol'), interval: asked.get('interval') ?? '1h',
    overlays: (asked.get('overlays') ?? '').split(',').filter(Boolean), log: asked.get('scale') === 'log', run: asked.get('run') };
  const box = h('div', {});
  put(view, h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Market'), h('p', {}, 'What was traded, as it is stored.'))), box);
  let drawn = null;
  let gone = false;
  loaded(box, asking('/market/symbols'), (told) => {
    drawn?.end();
    drawn = null;
    if (gone) return null;
    if (told.symbols.length === 0) {
      return nothing('No symbol is known yet.', 'The list comes with the first release: ./quarterdeck quarter 2016Q4', 'or with the first rows: ./quarterdeck produce FILE.csv');
    }
    if (!told.symbols.some(({ symbol }) => symbol === state.symbol)) state.symbol = told.symbols[0].symbol;
    drawn = picture(told, state);
    return h('div', { class: 'grid' }, symbols(told, state), h('div', { class: 'w9' }, drawn.element));
  });
  return () => { gone = true; drawn?.end(); };
}

const address = ({ symbol, interval, overlays, log, run }) => ({ symbol, interval, overlays: overlays.join(','), scale: log ? 'log' : null, run });

function symbols(told, state) {
  const line = (one) => h('li', {}, h('button', { type: 'button', class: 'symbol', 'data-key': one.symbol, 'aria-pressed': String(one.symbol === state.symbol),
    onclick: () => go('/market', address({ ...state, symbol: one.symbol })) },
  h('strong', {}, one.symbol), spark(one.sparkline),
  h('span', { class: 'last' }, number(one.last_close, 6)), h('span', { class: one.change_1d >= 0 ? 'up' : 'down' }, change(one.change_1d))));
  return card({ title: 'Symbols', note: 'close, change in a day', size: 'w3' }, h('ul', { class: 'symbols' }, told.symbols.map(line)));
}

function picture(told, state) {
  const one = told.symbols.find(({ symbol }) => symbol === state.symbol);
  const offered = told.overlays.filter((overlay) => overlay.of.includes(state.interval));
  const name = (id) => offered.find((overlay) => overlay.id === id).name;
  const on = () => state.overlays.filter((id) => offered.some((overlay) => overlay.id === id));
  const chart = candles({ title: `${state.symbol}, candles of ${state.interval}` });
  const summary = h('p', { class: 'summary', role: 'status' }, 'Loading …');
  const keys = h('div', { class: 'keys' });
  const traded = trades(chart, state);
  const shown = scroll(chart, state, name, summary, traded.see);
  const draw = () => {
    put(keys, on().map((id) => key(name(id), COLORS[id] ?? 'series-2')));
    shown.overlay(on());
    chart.log(state.log);
    note('/market', address(state));
  };
  const toggle = (id) => {
    state.overlays = state.overlays.includes(id) ? state.overlays.filter((other) => other !== id) : [...state.overlays, id];
    draw();
  };
  draw();
  const tools = [
    choice('Interval', told.intervals.map((id) => ({ id, name: id })), state.interval, (interval) => go('/market', address({ ...state, interval }))),
    offered.length > 0 && choices('Overlays', offered, on(), toggle),
    choices('Scale', [{ id: 'log', name: 'log' }], state.log ? ['log'] : [], () => { state.log = !state.log; draw(); }),
  ];
  const element = card({ title: state.symbol, note: `${count(one.days)} days, ${day(one.first)} to ${day(one.last)}`, tools }, chart.element, keys, traded.element, summary);
  return { element, end: () => { shown.end(); chart.end(); } };
}

/** Shows the newest bars, then those before as the chart is moved to them. Gives {overlay(ids), end}. */
function scroll(chart, state, name, summary, seen) {
  let bars = [];
  let values = {};
  let overlays = [];
  let more = true;
  let turn = 0;
  let busy = false;

  const ask = (before, limit) => get('/market/bars', { symbol: state.symbol, interval: state.interval, before, limit, overlays: overlays.join(',') });
  const add = (told) => {
    more = told.more && told.bars.length > 0;
    bars = [...told.bars, ...bars];
    values = joined(told.overlays, values);
    seen(bars);
    chart.set(bars, overlays.flatMap((id) => parts(name(id), COLORS[id] ?? 'series-2', values[id])));
    summary.textContent = bars.length === 0 ? `There are no bars of ${state.interval} for ${state.symbol}.`
      : `${count(bars.length)} bars of ${state.interval} shown, ${day(bars[0][0])} to ${day(bars.at(-1)[0])}, from ${told.source}`
        + `; last close ${number(bars.at(-1)[4], 6)}. ${more ? 'Drag to the right for those before.' : 'These are all.'}`;
  };
  const turned = async (load) => {
    const now = ++turn;
    busy = true;
    try {
      await load(() => now === turn);
    } catch (error) {
      if (now !== turn) return;
      more = false;
      put(summary, failed(error, () => { more = true; turned(load); }));
    } finally {
      if (now === turn) busy = false;
    }
  };
  const before = () => busy || !more || bars.length >= MOST || turned(async (mine) => {
    const told = await ask(bars[0]?.[0], PAGE);
    if (mine()) add(told);
  });
  /** As many bars as there were, with other lines over them. */
  const overlay = (ids) => {
    if (bars.length > 0 && ids.join() === overlays.join()) return;
    overlays = ids;
    turned(async (mine) => {
      const wanted = Math.max(PAGE, bars.length);
      let all = null;
      for (let have = 0; have < wanted && (all === null || all.more); have = all.bars.length) {
        const told = await ask(all?.bars[0]?.[0], Math.min(LARGEST, wanted - have));
        all = { ...told, bars: [...told.bars, ...(all?.bars ?? [])], overlays: joined(told.overlays, all?.overlays ?? {}), more: told.more && told.bars.length > 0 };
      }
      if (!mine()) return;
      [bars, values] = [[], {}];
      add(all);
    });
  };
  chart.onNeedMore(before);
  return { overlay, end: () => { turn = -1; busy = true; } };
}

/** What the bot bought and sold, on the bars that are shown: gives {element, see(bars)}. */
function trades(chart, state) {
  const element = h('div', { class: 'keys traded' });
  const ask = (from, to) => get('/market/trades', { symbol: state.symbol, run: state.run === 'none' ? null : state.run, from, to });
  let known = [];
  let from = null;
  let turn = 0;
  const draw = (told, bars) => {
    chart.markers(state.run === 'none' ? [] : known, bars);
    if (!told.available) return;
    put(element, select('Trades of the bot', [{ id: 'none', name: 'no trades' }, ...told.runs.map((id) => ({ id, name: `trades of ${id}` }))], state.run === 'none' ? 'none' : told.run,
      (run) => go('/market', address({ ...state, run }))),
    state.run !== 'none' && h('span', {}, known.length === 0 ? 'None on the bars shown.' : [badge('bought', 'buys'), ' ', badge('sold', 'sells'), ` ${count(known.length)} orders on the bars shown`]));
  };
  const see = async (bars) => {
    if (bars.length === 0 || bars[0][0] === from) return;
    const now = ++turn;
    try {
      const last = bars.at(-1)[0];
      const told = await ask(bars[0][0], last + Math.max(60, last - (bars.at(-2)?.[0] ?? last)));
      if (now !== turn) return;
      from = bars[0][0];
      known = told.markers;
      draw(told, bars);
    } catch {
      // candles are of use without them, and the next bars ask again
    }
  };
  return { element, see };
}

/** Older values in front of newer ones: arrays, or objects of arrays. */
function joined(older, newer) {
  return Object.fromEntries(Object.entries(older).map(([id, of]) => [id, Array.isArray(of) ? [...of, ...(newer[id] ?? [])] : joined(of, newer[id] ?? {})]));
}

/** The lines of an overlay: one, or several that share its colour. */
function parts(name, color, values) {
  if (!values) return [];
  return Array.isArray(values) ? [{ name, color, values }] : Object.entries(values).map(([which, of]) => ({ name: `${name} ${which}`, color, values: of }));
}
