// The bot's page, which is empty until there is a bot.

import { asking } from '../api.js';
import { h, put } from '../ui/dom.js';
import { loaded } from '../ui/parts.js';

const PLANNED = [
  ['Equity and drawdown', 'of each run, against buying once and holding'],
  ['Positions, orders and fills', 'each with the bar and the features it was decided on'],
  ['Guards', 'exposure, drawdown, daily loss, stale data, missing release: which are set, which have tripped'],
  ['Backtests side by side', 'with costs, confidence intervals and the number of trials'],
];

export async function page(view) {
  const box = h('div', {});
  put(view, h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Trading'), h('p', {}, 'What the features are worth, after costs.'))), box);
  loaded(box, asking('/trading'), (told) => h('div', { class: 'stack' },
    h('div', { class: 'state' }, h('strong', {}, told.message),
      h('span', {}, 'The service consumer-trading-bot will trade on paper only, on closed bars and released features, and keep a journal of each decision.'),
      h('span', {}, 'Until then the features wait for you.'),
      h('a', { class: 'button primary', href: '/features?view=export' }, 'Read them from Python or JDBC')),
    h('h2', {}, 'What will stand here'),
    h('div', { class: 'grid' }, PLANNED.map(([name, what]) => h('div', { class: 'w3 card planned' }, h('h3', {}, name), h('p', { class: 'muted' }, what))))));
}
