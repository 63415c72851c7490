// The pulse of the stack: pushed by the server, asked for while that fails.

import { get } from './api.js';

const EVERY = 5_000;

const listeners = new Map();
let newest = null;
let source = null;
let asking = null;

/** Calls back with each pulse from now on, at once with the newest; gives the function that ends it. */
export function onPulse(callback) {
  if (newest) callback(newest);
  return on('pulse', callback);
}

/** Events: pulse, alert, release, connection (true or false). */
export function on(event, callback) {
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(callback);
  return () => listeners.get(event).delete(callback);
}

function tell(event, what) {
  if (event === 'pulse') newest = what;
  listeners.get(event)?.forEach((callback) => callback(what));
}

export function start() {
  source = new EventSource('/api/v1/stream');
  for (const event of ['pulse', 'alert', 'release']) {
    source.addEventListener(event, ({ data }) => {
      connected(true);
      tell(event, JSON.parse(data));
    });
  }
  source.onopen = () => connected(true);
  source.onerror = () => {
    connected(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => { stop(); start(); }, EVERY);
  };
}

export function stop() {
  source?.close();
  source = null;
  clearInterval(asking);
  asking = null;
}

function connected(is) {
  if (is) {
    clearInterval(asking);
    asking = null;
  } else if (asking === null) {
    asking = setInterval(() => get('/pulse').then((pulse) => { tell('connection', true); tell('pulse', pulse); }, () => tell('connection', false)), EVERY);
  }
  tell('connection', is);
}
