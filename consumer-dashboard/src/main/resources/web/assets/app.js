// The frame of every page: who is here, where, in which theme, and whether the stack is well.
//
// A page is a module of pages/ that exports `async function page(view, url)`: it fills the element `view`, reads its state
// from url.searchParams and changes it with `go(path, parameters)`. What it returns, if anything, is called when it is left.
// What it can draw at once it draws before it waits for anything, so that a change of a choice does not flicker.

import { ApiError, get, onSessionEnd, post, query, useToken } from './api.js';
import { h, icon, keepFocus, put } from './ui/dom.js';
import { second } from './ui/time.js';
import { failed } from './ui/parts.js';
import * as live from './live.js';
import { login } from './pages/login.js';

const PAGES = [['overview', 'Overview'], ['market', 'Market'], ['pipeline', 'Pipeline'], ['quality', 'Quality'], ['features', 'Features'],
  ['runs', 'Runs'], ['trading', 'Trading']];
const THEMES = ['system', 'light', 'dark'];

/** {user, role, csrf_token, ...} of whoever is logged in. */
export let session = null;

let leave = null;
let shown = null;
let turn = 0;

/** Goes to a page; the parameters stand in the address, so that it can be sent to somebody. With `replace` no step back. */
export function go(path, parameters = {}, { replace = false } = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', path + query(parameters));
  return show();
}

/** Notes in the address what the page has changed by itself. */
export function note(path, parameters) {
  history.replaceState(null, '', path + query(parameters));
}

/** The function that fills a page; the browser keeps its module. */
async function pageOf(id) {
  try {
    return (await import(`./pages/${id}.js`)).page;
  } catch (error) {
    console.warn(error);
    throw new ApiError(0, { hint: 'See that it runs: ./quarterdeck status' });
  }
}

/** Puts the page of the address in the place of the one that is there; on the same page whoever uses the keyboard keeps the place. */
async function show() {
  const now = ++turn;
  const url = new URL(location.href);
  const [id, title] = PAGES.find(([of]) => `/${of}` === url.pathname) ?? PAGES[0];
  const main = document.getElementById('main');
  const view = h('div', {});
  try {
    const page = await pageOf(id);
    if (now !== turn) return;
    leave?.();
    leave = null;
    document.title = `${title} · Quarterdeck`;
    document.querySelectorAll('.rail a.page').forEach((link) =>
      link.pathname === `/${id}` ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current'));
    const focus = keepFocus(main);
    const opened = page(view, url);
    put(main, view);
    if (shown !== null && !(shown === id && focus(main))) main.focus({ preventScroll: true });
    if (shown !== id) scrollTo(0, 0);
    shown = id;
    const end = await opened;
    if (now === turn) leave = end ?? null;
    else end?.();
  } catch (error) {
    if (now === turn) put(main, failed(error, show));
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

const NAMES = { kafka: 'Kafka', postgres: 'PostgreSQL' };

/** Whether the stack is well: a dot's state and a few words. */
function health(pulse) {
  const down = Object.keys(pulse.up).filter((name) => !pulse.up[name]).map((name) => NAMES[name] ?? name);
  if (down.length > 0) return ['bad', `${down.join(' and ')} down`];
  if (pulse.alerts > 0) return ['warn', `${pulse.alerts} ${pulse.alerts === 1 ? 'alert' : 'alerts'}`];
  return ['ok', 'all up'];
}

/** The stack's state and when it was seen. Only a change of the state is read out, not each second. */
function liveState() {
  const dot = h('span', { class: 'dot' });
  const words = h('span', { role: 'status' }, 'connecting');
  const seen = h('span', { class: 'seen' });
  const say = (state, text) => {
    dot.className = `dot ${state}`;
    if (words.textContent !== text) words.textContent = text;
  };
  live.onPulse((pulse) => {
    say(...health(pulse));
    put(seen, 'as of ', second(pulse.as_of));
  });
  live.on('connection', (is) => is || say('bad', 'dashboard does not answer, trying again'));
  return h('div', { class: 'live' }, dot, words, seen);
}

async function logOut() {
  live.stop();
  await post('/logout').catch(() => null);
  location.assign('/login');
}

function frame() {
  const link = ([id, name]) => h('a', { class: 'page', href: `/${id}` }, icon(id), name);
  const main = h('main', { id: 'main', class: 'main', tabindex: -1 });
  const skip = (event) => { event.preventDefault(); main.focus(); };
  put(document.body,
    h('a', { class: 'skip', href: '#main', onclick: skip }, 'Skip to content'),
    h('div', { class: 'shell' },
      h('nav', { class: 'rail', 'aria-label': 'Pages' },
        h('a', { class: 'brand', href: '/overview' }, h('img', { src: '/assets/icon.svg', alt: '', width: 26, height: 26 }), 'Quarterdeck'),
        PAGES.map(link)),
      h('header', { class: 'bar' }, liveState(),
        h('div', { class: 'right' }, themeButton(), who(),
          h('button', { type: 'button', class: 'button', onclick: logOut }, 'Log out'))),
      main,
      h('footer', { class: 'foot' }, `Version ${session.version}. Times in UTC, local ones on hover. `,
        'TradingView Lightweight Charts™ © 2026 TradingView, Inc. ',
        h('a', { href: 'https://www.tradingview.com/', rel: 'noopener noreferrer' }, 'www.tradingview.com'))));
}

function who() {
  const { user, role } = session;
  return h('span', { class: 'user-name muted' }, user === role ? user : `${user}, ${role}`);
}

/** Links within the dashboard change the page without loading it anew. */
function followLinks() {
  addEventListener('popstate', show);
  addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="/"]');
    if (!link || link.hasAttribute('download') || link.pathname.startsWith('/api/') || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(link.pathname, Object.fromEntries(new URLSearchParams(link.search)));
  });
}

async function begin() {
  theme();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => theme());
  const enter = () => login(PAGES.map(([id]) => `/${id}`));
  if (location.pathname === '/login') return enter();
  try {
    session = await get('/session');
  } catch (error) {
    if (error.status === 401) return enter();
    return put(document.body, h('main', { class: 'login' }, failed(error, () => location.reload())));
  }
  if (location.pathname === '/') history.replaceState(null, '', '/overview');
  useToken(session.csrf_token);
  onSessionEnd(() => location.assign(`/login${query({ next: location.pathname + location.search })}`));
  frame();
  followLinks();
  live.start();
  await show();
  PAGES.forEach(([id]) => pageOf(id).catch(() => null)); // so that the next page opens at once
}

begin();
