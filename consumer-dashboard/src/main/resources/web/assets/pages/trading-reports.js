// What runs and backtests were worth, side by side, and how many were tried.

import { asking } from '../api.js';
import { go } from '../app.js';
import { h, put } from '../ui/dom.js';
import { at, day } from '../ui/time.js';
import { change, count, percent } from '../ui/format.js';
import { badge, card, loaded, nothing, table } from '../ui/parts.js';

const MODE = { live: 'ok', replay: 'accent', backtest: '' };
const ratio = (value) => (value === null ? '–' : value.toFixed(2));
const way = (value) => value !== null && h('span', { class: value >= 0 ? 'up' : 'down' }, change(value));

/** Fills the box; gives what ends it. */
export function reports(box, state) {
  const [made, tried] = [h('div', {}), h('div', {})];
  const note = h('span', {}, '');
  put(box, h('div', { class: 'stack' },
    card({ title: 'Reports', note: 'newest first; of a live run one a day' }, made),
    card({ title: 'Trials', note }, tried)));
  const again = loaded(made, asking('/trading/reports', { limit: 50, before: state.before }), (told) => [reportList(told.reports), pages(told.reports, told.more, state)]);
  const more = loaded(tried, asking('/trading/trials', { limit: 200 }), (told) => {
    put(note, `${count(told.count)} in all: the luck of the best grows with them`);
    return trialList(told.trials);
  });
  const timer = setInterval(() => { again(); more(); }, 30_000);
  return () => clearInterval(timer);
}

function pages(rows, more, state) {
  return (state.before || more) && h('div', { class: 'keys pages' },
    state.before && h('button', { type: 'button', class: 'button', onclick: () => go('/trading', { view: 'reports' }) }, 'Newest'),
    more && h('button', { type: 'button', class: 'button', onclick: () => go('/trading', { view: 'reports', before: rows.at(-1).id }) }, 'Older'));
}

function reportList(rows) {
  if (rows.length === 0) {
    return nothing('No report yet.', 'Over all that is stored: ./quarterdeck bot replay --run first', 'Over a file: ./quarterdeck bot backtest --bars FILE.csv --symbols BTCUSD');
  }
  const page = (row) => `/api/v1/trading/reports/${row.id}/page`;
  return table({ caption: 'Reports', rows, columns: [
    { title: 'Run', nowrap: true, cell: (row) => [h('strong', {}, row.mode === 'backtest' ? row.run : h('a', { href: `/trading?run=${encodeURIComponent(row.run)}` }, row.run)), ' ', badge(row.mode, MODE[row.mode]), h('div', { class: 'muted small' }, at(row.made_at))] },
    { title: 'Strategy', cell: (row) => [strategy(row.strategy), row.from && h('div', { class: 'muted small nowrap' }, `${day(row.from)} to ${day(row.to)}`)] },
    { title: 'Growth', number: true, cell: (row) => way(row.growth) || '–' },
    { title: 'Buy and hold', number: true, cell: (row) => change(row.hold_growth) },
    { title: 'Sharpe', number: true, cell: (row) => [ratio(row.sharpe), row.sharpe_low !== null && h('div', { class: 'muted small', title: 'In 95 of 100 other courses of the same days' }, `${ratio(row.sharpe_low)} to ${ratio(row.sharpe_high)}`)] },
    { title: 'Drawdown', number: true, cell: (row) => percent(row.maximum_drawdown) },
    { title: 'Costs', number: true, cell: (row) => [count(row.costs), row.trades !== null && h('div', { class: 'muted small' }, `${count(row.trades)} trades`)] },
    { title: 'More than luck', number: true, cell: (row) => [percent(row.skill, 0), row.trials !== null && h('div', { class: 'muted small' }, `of ${count(row.trials)} ${row.trials === 1 ? 'trial' : 'trials'}`)] },
    { title: 'Report', cell: (row) => h('span', { class: 'links' }, h('a', { href: page(row), target: '_blank', rel: 'noopener', 'aria-label': `Open report ${row.id}` }, 'Open'),
      h('a', { href: page(row), download: `report-${row.id}.html`, 'aria-label': `Save report ${row.id}` }, 'Save'), h('a', { href: `/api/v1/trading/reports/${row.id}`, download: `report-${row.id}.json`, 'aria-label': `JSON of report ${row.id}` }, 'JSON')) },
  ] });
}

/** Trend[fast=48, slow=192] as a name and its options. */
function strategy(text) {
  const [, name, options] = /^([^[]+)\[(.*)\]$/.exec(text) ?? [null, text, ''];
  return [name, options && h('div', { class: 'muted small long' }, options.replaceAll('=', ' '))];
}

function trialList(trials) {
  const best = Math.max(...trials.map((trial) => trial.sharpe ?? -Infinity));
  const most = Math.max(0.01, ...trials.map((trial) => Math.abs(trial.sharpe ?? 0)));
  return table({ caption: 'Trials', rows: trials, empty: ['Nothing was tried yet.', 'All combinations of some options: ./quarterdeck bot backtest --bars FILE.csv --symbols BTCUSD --grid fast=12,24,48'], columns: [
    { title: 'Trial', nowrap: true, cell: (row) => [row.id, ' ', row.sharpe === best && trials.length > 1 && badge('best of these', 'accent'), h('div', { class: 'muted small' }, at(row.tried_at))] },
    { title: 'Strategy', cell: (row) => strategy(row.options) },
    { title: 'Sharpe', cell: (row) => [ratio(row.sharpe), h('div', { class: 'share', 'aria-hidden': 'true' }, h('div', { class: row.sharpe < 0 ? 'open' : '', style: { width: `${(100 * Math.abs(row.sharpe ?? 0)) / most}%` } }))] },
    { title: 'Growth', number: true, cell: (row) => way(row.growth) || '–' },
    { title: 'Drawdown', number: true, cell: (row) => percent(row.maximum_drawdown) },
    { title: 'Costs', number: true, cell: (row) => count(row.costs) },
    { title: 'Trades', number: true, cell: (row) => count(row.trades) },
  ] });
}
