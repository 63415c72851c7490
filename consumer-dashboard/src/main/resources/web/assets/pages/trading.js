// What the bot does with the features: one run of it, and what all runs and backtests were worth.

import { asking } from '../api.js';
import { go, note } from '../app.js';
import { h, put, refill } from '../ui/dom.js';
import { ago, at } from '../ui/time.js';
import { change, count, number, percent } from '../ui/format.js';
import { badge, card, choice, choices, loaded, nothing, select, table, tile } from '../ui/parts.js';
import { equityChart } from '../charts/equity.js';
import { HALTS, control } from './trading-control.js';
import { reports } from './trading-reports.js';

const VIEWS = [{ id: 'run', name: 'Run' }, { id: 'reports', name: 'Reports and trials' }];
const LISTS = [{ id: 'orders', name: 'Orders' }, { id: 'fills', name: 'Fills' }, { id: 'guards', name: 'Guards' }];
const EVERY = 5_000;

export async function page(view, url) {
  const asked = url.searchParams;
  const state = { view: asked.get('view') ?? 'run', run: asked.get('run'), list: asked.get('list') ?? 'orders', before: asked.get('before'), scale: asked.get('scale') === 'linear' ? 'linear' : null };
  const controls = h('div', { class: 'controls' });
  const box = h('div', {});
  put(view, h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Trading'), h('p', {}, 'What the features are worth, after costs. Paper money only.')), controls), box);
  const open = (changed) => go('/trading', { ...state, ...changed });
  const switches = (runs, chosen) => put(controls,
    state.view === 'run' && runs.length > 1 && select('Run', runs.map(({ name, mode }) => ({ id: name, name: `${name}, ${mode}` })), chosen, (run) => open({ run, before: null })),
    choice('View', VIEWS, state.view, (id) => go('/trading', { run: state.run, view: id === 'run' ? null : id })));
  if (state.view === 'reports') {
    switches([], null);
    return reports(box, state);
  }
  let shown = null;
  let known = null;
  let gone = false;
  const again = loaded(box, asking('/trading/runs'), ({ runs }) => {
    const chosen = runs.find(({ name }) => name === state.run) ?? runs.find(({ mode }) => mode === 'live') ?? runs[0];
    const names = JSON.stringify([chosen?.name, runs.map(({ name }) => name)]);
    if (names !== known) switches(runs, chosen?.name);
    known = names;
    if (chosen === undefined) return none();
    if (shown?.name !== chosen.name && !gone) {
      shown?.end();
      shown = one(chosen.name, state, open);
    }
    return shown?.element;
  });
  const timer = setInterval(() => { again(); shown?.again(); }, EVERY);
  return () => { gone = true; clearInterval(timer); shown?.end(); };
}

function none() {
  return h('div', { class: 'stack' },
    nothing('The bot has not run yet.', 'It trades on paper by itself as soon as it runs: ./quarterdeck up starts it.',
      'Over all that is stored, at once: ./quarterdeck bot replay --run first', 'Over a file: ./quarterdeck bot backtest --bars FILE.csv --symbols BTCUSD'),
    h('div', {}, h('a', { class: 'button', href: '/trading?view=reports' }, 'Reports and trials')));
}

/** Everything of one run: gives {name, element, again, end}. */
function one(name, state, open) {
  const boxes = Object.fromEntries(['banner', 'tiles', 'positions', 'open', 'about'].map((id) => [id, h('div', { class: id })]));
  boxes.tiles.className = 'grid tiles five';
  const [whole, curve, list] = [h('div', {}), h('div', { class: 'filling' }), h('div', {})];
  const controlled = control(name, () => look());
  const chart = equityChart({ title: `Equity of ${name}` });
  chart.log(state.scale !== 'linear');
  const drawn = {};
  let figures = null;
  /** What is as before is left alone, so that whoever reads or types is not disturbed. */
  const fill = (id, data, show) => {
    const next = JSON.stringify(data);
    if (drawn[id] === next) return;
    drawn[id] = next;
    refill(boxes[id], show(data));
  };
  const scale = () => {
    state.scale = state.scale === 'linear' ? null : 'linear';
    chart.log(state.scale !== 'linear');
    note('/trading', state);
  };
  const picture = h('div', { class: 'stack' }, boxes.banner, boxes.tiles,
    h('div', { class: 'grid even' },
      card({ title: 'Equity', note: 'at each hour’s close', size: 'w8 filling', tools: choices('Scale', [{ id: 'log', name: 'log' }], state.scale === 'linear' ? [] : ['log'], scale) }, curve),
      card({ title: 'Control', note: 'guards and the kill switch', size: 'w4 alone' }, controlled.element)),
    h('div', { class: 'grid even' },
      card({ title: 'Positions', note: 'as of the newest mark', size: 'w8' }, boxes.positions),
      card({ title: 'Open orders', note: 'wait for the next bar', size: 'w4 alone' }, boxes.open)),
    h('div', { class: 'grid' },
      card({ title: LISTS.find(({ id }) => id === state.list)?.name ?? 'Orders', note: 'newest first', size: 'w8',
        tools: choice('List', LISTS, state.list, (id) => open({ list: id, before: null })) }, list),
      card({ title: 'About the run', size: 'w4 alone' }, boxes.about)));

  const tiles = () => figures && fill('tiles', [figures.told, figures.equity], ([told, equity]) => summary(told, equity));
  const look = loaded(whole, asking(`/trading/runs/${name}`), (told) => {
    figures = { ...figures, told };
    tiles();
    fill('banner', told.halts.filter(({ symbol }) => symbol === null), banner);
    fill('positions', [told.positions, name], ([positions]) => positionList(positions, name));
    fill('open', told.open_orders, openList);
    fill('about', [told.settings, told.run.strategy, told.run.started_at, told.run.dropped], () => about(told));
    controlled.show(told);
    return picture;
  });
  const redraw = loaded(curve, asking(`/trading/runs/${name}/equity`), (told) => {
    figures = { ...figures, equity: told };
    if (figures.told) tiles();
    if (told.times.length === 0) return nothing('Nothing was valued yet.', 'The account is valued at the close of each hour of the market.');
    chart.set(told);
    return chart.element;
  });
  const lines = { orders: orderList, fills: fillList, guards: guardList }[state.list] ?? orderList;
  const relist = loaded(list, asking(`/trading/runs/${name}/${LISTS.some(({ id }) => id === state.list) ? state.list : 'orders'}`, { limit: 50, before: state.before }), (told) => {
    const rows = told.orders ?? told.fills ?? told.events;
    return [lines(rows, name), (state.before || told.more) && h('div', { class: 'keys pages' },
      state.before && h('button', { type: 'button', class: 'button', onclick: () => open({ before: null }) }, 'Newest'),
      told.more && h('button', { type: 'button', class: 'button', onclick: () => open({ before: rows.at(-1).sequence }) }, 'Older'))];
  });
  return { name, element: whole, again: () => { look(); redraw(); relist(); }, end: chart.end };
}

function standing({ run, halts }) {
  const account = halts.filter(({ symbol }) => symbol === null);
  if (run.silent) return { value: 'Silent', state: 'bad', detail: ['last seen ', ago(run.seen_at), '. ./quarterdeck status names its log'] };
  if (run.state === 'ended') return { value: 'Ended', detail: account.length > 0 ? `halted by ${account.map(({ guard }) => guard).join(' and ')}` : ['at ', at(run.slot)] };
  if (account.length > 0) return { value: 'Halted', state: 'bad', detail: `by ${account.map(({ guard }) => guard).join(' and ')}` };
  const words = { null: 'Not begun', 'catching up': 'Catching up', running: 'Running' }[run.state];
  return { value: words, state: run.state === 'running' ? 'ok' : '', detail: [halts.length > 0 ? `${halts.length} ${halts.length === 1 ? 'symbol is' : 'symbols are'} left alone. ` : '',
    'at ', at(run.slot)] };
}

function summary(told, equity) {
  const { run, positions } = told;
  const now = equity?.drawdown.at(-1);
  const hold = equity?.hold?.equity.length > 0 ? equity.hold.equity.at(-1) / run.start_equity - 1 : null;
  const way = (value) => (value === null || value === undefined ? '' : value >= 0 ? 'up' : 'down');
  return [tile({ label: 'State', ...standing(told), size: '' }),
    tile({ label: 'Equity', value: count(run.equity), detail: run.equity === null ? 'not valued yet' : `from ${count(run.start_equity)}`, size: '' }),
    tile({ label: 'Return', value: h('span', { class: way(run.growth) }, grown(run.growth)), detail: hold === null ? 'buy and hold: with the first report' : `buy and hold ${grown(hold)}`, size: '' }),
    tile({ label: 'Drawdown', value: now === undefined ? '–' : percent(-now), detail: equity?.maximum_drawdown === null || !equity ? 'below its peak' : `at worst ${percent(equity.maximum_drawdown)}`, size: '' }),
    tile({ label: 'Exposure', value: percent(run.exposure, 0), detail: positions.length === 0 ? 'no position' : `${positions.length} ${positions.length === 1 ? 'position' : 'positions'}, cash ${count(run.cash)}`, size: '' })];
}

/** A share with its sign, and no more digits than a large one is worth. */
const grown = (share) => (Math.abs(share) < 1 ? change(share) : `${share < 0 ? '−' : '+'}${count(100 * Math.abs(share))}\u00a0%`);

function banner(halts) {
  return halts.map(({ guard, halt, detail, at: since }) => h('div', { class: 'state bad' },
    h('strong', {}, `${guard} has halted trading: ${HALTS[halt] ?? halt.toLowerCase()}.`),
    h('span', {}, detail, '; since ', at(since), ' of the market.')));
}

const side = (quantity) => badge(quantity > 0 ? 'buy' : 'sell', quantity > 0 ? 'buys' : 'sells');
const signed = (value) => h('span', { class: value >= 0 ? 'up' : 'down' }, `${value >= 0 ? '+' : '−'}${count(Math.abs(value))}`);
const market = (symbol, run) => h('a', { href: `/market?symbol=${encodeURIComponent(symbol)}&run=${encodeURIComponent(run)}` }, symbol);

function positionList(positions, run) {
  return table({ caption: 'Positions', rows: positions, empty: ['No position.', 'The money is in cash.'], columns: [
    { title: 'Symbol', nowrap: true, cell: (row) => h('strong', {}, market(row.symbol, run)) },
    { title: 'Quantity', number: true, cell: (row) => number(row.quantity, 6) },
    { title: 'Paid', number: true, cell: (row) => number(row.average_price, 6) },
    { title: 'Price', number: true, cell: (row) => number(row.price, 6) },
    { title: 'Value', number: true, cell: (row) => count(row.value) },
    { title: 'Weight', cell: (row) => [percent(row.weight), h('div', { class: 'share', 'aria-hidden': 'true' }, h('div', { style: { width: `${Math.min(100, Math.abs(row.weight ?? 0) * 100)}%` } }))] },
    { title: 'Open profit', number: true, cell: (row) => [signed(row.profit), h('div', { class: 'small' }, change(row.profit_share))] },
    { title: 'Made before', number: true, cell: (row) => signed(row.realised) },
  ] });
}

function openList(orders) {
  return table({ caption: 'Open orders', rows: orders, empty: ['No order is open.', 'One waits at most until its symbol’s next decision.'], columns: [
    { title: 'Order', cell: (row) => [side(row.quantity), ' ', h('strong', {}, row.symbol), h('div', { class: 'muted small' }, at(row.at))] },
    { title: 'Quantity', number: true, cell: (row) => [number(Math.abs(row.quantity), 6), h('div', { class: 'muted small' }, `${percent(row.filled / row.quantity, 0)} filled`)] },
    { title: 'Why', cell: (row) => row.why ?? '–' },
  ] });
}

const ORDER = { open: 'accent', filled: 'ok', cancelled: 'warn' };

function orderList(orders, run) {
  return table({ caption: 'Orders', rows: orders, empty: ['No order yet.', 'A strategy that has seen too few bars waits.'], columns: [
    { title: 'At', nowrap: true, cell: (row) => at(row.at) },
    { title: 'Order', nowrap: true, cell: (row) => h('span', { title: row.order_id }, side(row.quantity), ' ', market(row.symbol, run)) },
    { title: 'Quantity', number: true, cell: (row) => number(Math.abs(row.quantity), 6) },
    { title: 'Price', number: true, cell: (row) => [number(row.average_price, 6), h('div', { class: 'muted small' }, `decided at ${number(row.reference_price, 6)}`)] },
    { title: 'Fees', number: true, cell: (row) => number(row.fees, 3) },
    { title: 'State', cell: (row) => [badge(row.state, ORDER[row.state]), row.state !== 'filled' && h('div', { class: 'muted small' }, h('span', { class: 'nowrap' }, `${percent(row.filled / row.quantity, 0)} filled`), row.cancelled_why && `; ${row.cancelled_why}`)] },
    { title: 'Why', cell: (row) => row.why ?? '–' },
  ] });
}

function fillList(fills, run) {
  return table({ caption: 'Fills', rows: fills, empty: ['Nothing was filled yet.', 'An order is filled at the open of its symbol’s next bar.'], columns: [
    { title: 'At', nowrap: true, cell: (row) => at(row.at) },
    { title: 'Fill', nowrap: true, cell: (row) => [side(row.quantity), ' ', market(row.symbol, run)] },
    { title: 'Quantity', number: true, cell: (row) => number(Math.abs(row.quantity), 6) },
    { title: 'Open', number: true, cell: (row) => number(row.open, 6) },
    { title: 'Price', number: true, cell: (row) => number(row.price, 6) },
    { title: 'Slippage', number: true, cell: (row) => `${((Math.abs(row.price - row.open) / row.open) * 10_000).toFixed(1)} bps` },
    { title: 'Fee', number: true, cell: (row) => number(row.fee, 3) },
    { title: 'Order', nowrap: true, cell: (row) => h('code', { title: row.order_id }, row.order_id.slice(0, 6)) },
  ] });
}

const ACT = { TRIPPED: 'warn', RELEASED: 'ok', REFUSED: '' };

function guardList(events) {
  return table({ caption: 'What guards did', rows: events, empty: ['No guard has done anything.', 'They watch each minute and each order.'], columns: [
    { title: 'At', nowrap: true, cell: (row) => at(row.at) },
    { title: 'Guard', nowrap: true, cell: (row) => row.guard },
    { title: 'Did', nowrap: true, cell: (row) => [badge(row.act.toLowerCase(), ACT[row.act]), row.halt && ` ${row.halt.toLowerCase()}`] },
    { title: 'Of', nowrap: true, cell: (row) => row.symbol ?? 'the account' },
    { title: 'Because', cell: (row) => row.detail ?? '–' },
    { title: 'Equity', number: true, cell: (row) => count(row.equity) },
  ] });
}

const fact = (name, value) => [h('dt', {}, name), h('dd', {}, value)];

function about({ run, settings }) {
  return h('dl', { class: 'facts' }, fact('Mode', run.mode === 'live' ? 'live, on what comes' : 'replay of what was there'), fact('Strategy', run.strategy), fact('Begun', at(run.started_at)),
    fact('Bars left out', count(run.dropped)), settings && fact('Settings', h('code', {}, settings)));
}
