// The frame of every page: who is here, where, in which theme, and whether the stack is well.
//
// A page is a module of pages/ that exports `async function page(view, url)`: it fills the element `view`, reads its state
// from url.searchParams and changes it with `go(path, parameters)`. What it returns, if anything, is called when it is left.

import { get, post, useToken } from './api.js';
import { h, icon, put } from './ui/dom.js';
import { clock } from './ui/time.js';
import { failed } from './ui/parts.js';
import * as live from './live.js';
import { login } from './pages/login.js';

const PAGES = [['overview', 'Overview'], ['market', 'Market'], ['pipeline', 'Pipeline'], ['quality', 'Quality'], ['features', 'Features'],
  ['runs', 'Runs'], ['trading', 'Trading']];
const THEMES = ['system', 'light', 'dark'];

/** {user, role, csrf_token, ...} of whoever is logged in. */
export let session = null;

let leave = null;

/** Goes to a page; the parameters stand in the address, so that it can be sent to somebody. With `replace` no step back. */
export function go(path, parameters = {}, { replace = false } = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== ''));
  history[replace ? 'replaceState' : 'pushState'](null, '', query.size > 0 ? `${path}?${query}` : path);
  return show();
}

async function show() {
  const url = new URL(location.href);
  const name = url.pathname.slice(1) || 'overview';
  const known = PAGES.find(([id]) => id === name) ?? PAGES[0];
  leave?.();
  leave = null;
  document.title = `${known[1]} · Quarterdeck`;
  document.querySelectorAll('.rail a.page').forEach((link) =>
    link.pathname === `/${known[0]}` ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current'));
  const view = h('div', {});
  put(document.getElementById('main'), view);
  try {
    const { page } = await import(`./pages/${known[0]}.js`);
    const end = await page(view, url);
    if (view.isConnected) leave = end ?? null;
    else end?.();
  } catch (error) {
    put(view, failed(error, show));
  }
}

function theme(chosen = localStorage.getItem('theme') ?? 'system') {
  localStorage.setItem('theme', chosen);
  const dark = chosen === 'dark' || (chosen === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  dispatchEvent(new CustomEvent('theme'));
  return chosen;
}

function themeButton() {
  const button = h('button', { type: 'button', class: 'button quiet', onclick: () => draw(theme(THEMES[(THEMES.indexOf(button.dataset.theme) + 1) % THEMES.length])) });
  const draw = (chosen) => {
    button.dataset.theme = chosen;
    const name = `Theme: ${chosen}`;
    button.setAttribute('aria-label', name);
    button.setAttribute('title', name);
    put(button, icon({ system: 'system', light: 'sun', dark: 'moon' }[chosen]));
  };
  draw(theme());
  return button;
}

/** Whether the stack is well, in one dot and a few words. */
function liveState() {
  const dot = h('span', { class: 'dot' });
  const words = h('span', { role: 'status' }, 'connecting');
  const say = (state, text) => { dot.className = `dot ${state}`; words.textContent = text; };
  live.onPulse((pulse) => {
    const down = Object.entries(pulse.up).filter(([, up]) => !up).map(([name]) => ({ kafka: 'Kafka', postgres: 'PostgreSQL' })[name]);
    if (down.length > 0) say('bad', `${down.join(' and ')} down · ${clock(pulse.as_of)} UTC`);
    else if (pulse.alerts > 0) say('warn', `${pulse.alerts} ${pulse.alerts === 1 ? 'alert' : 'alerts'} · ${clock(pulse.as_of)} UTC`);
    else say('ok', `live · ${clock(pulse.as_of)} UTC`);
  });
  live.on('connection', (is) => is || say('bad', 'dashboard unreachable, trying again'));
  return h('div', { class: 'live' }, dot, words);
}

function frame() {
  const link = ([id, name]) => h('a', { class: 'page', href: `/${id}` }, icon(id), name);
  const out = h('button', { type: 'button', class: 'button', onclick: async () => { live.stop(); await post('/logout'); location.assign('/login'); } }, 'Log out');
  put(document.body,
    h('a', { class: 'skip', href: '#main' }, 'Skip to content'),
    h('div', { class: 'shell' },
      h('nav', { class: 'rail', 'aria-label': 'Pages' },
        h('a', { class: 'brand', href: '/overview' }, h('img', { src: '/assets/icon.svg', alt: '', width: 26, height: 26 }), 'Quarterdeck'),
        PAGES.map(link),
        h('div', { class: 'foot' }, `Version ${session.version}`, h('br'), 'Times in UTC', h('br'),
          h('a', { href: 'https://www.tradingview.com/', rel: 'noopener noreferrer' }, 'Charts by TradingView'))),
      h('header', { class: 'bar' }, liveState(),
        h('div', { class: 'right' }, themeButton(), h('span', { class: 'user-name muted' }, `${session.user} (${session.role})`), out)),
      h('main', { id: 'main', class: 'main', tabindex: -1 })));
}

/** Links within the dashboard change the page without loading it anew. */
function followLinks() {
  addEventListener('popstate', show);
  addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="/"]');
    if (!link || link.hasAttribute('download') || link.pathname.startsWith('/api/') || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(link.pathname, Object.fromEntries(new URLSearchParams(link.search)));
    document.getElementById('main')?.focus();
  });
}

async function begin() {
  theme();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => theme());
  try {
    session = await get('/session');
  } catch (error) {
    if (error.status === 401 || location.pathname === '/login') return login();
    return put(document.body, h('main', { class: 'login' }, failed(error, () => location.reload())));
  }
  if (location.pathname === '/login' || location.pathname === '/') history.replaceState(null, '', '/overview');
  useToken(session.csrf_token);
  frame();
  followLinks();
  live.start();
  await show();
}

begin();
