// The bot's page, which is empty until there is a bot.

import { get } from '../api.js';
import { h, put } from '../ui/dom.js';
import { card, loaded, nothing } from '../ui/parts.js';

const PLANNED = [
  ['Equity and drawdown', 'of each run, against buying once and holding'],
  ['Positions, orders and fills', 'each with the bar and the features it was decided on'],
  ['Guards', 'exposure, drawdown, daily loss, stale data, missing release: which are set, which have tripped'],
  ['Backtests side by side', 'with costs, confidence intervals and the number of trials'],
];

export async function page(view) {
  const box = h('div', {});
  put(view, h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Trading'), h('p', {}, 'What the features are worth, after costs.'))), box);
  loaded(box, () => get('/trading'), (told) => h('div', { class: 'grid' },
    h('div', { class: 'w7' }, nothing(told.message, 'The bot will trade on paper only, on closed bars and released features, and keep a journal of each decision.', 'Until then the features wait for you: see the page Features for a snippet that reads them.')),
    card({ title: 'What will stand here', size: 'w5' }, h('dl', { class: 'planned' }, PLANNED.map(([name, what]) => [h('dt', {}, name), h('dd', { class: 'muted' }, what)])))));
}
