// The pulse of the stack: pushed by the server, asked for while that fails.

import { get } from './api.js';

const EVERY = 5_000;
const SILENCE = 12_000;

const listeners = new Map();
let newest = null;
let heard = 0;
let source = null;
let timer = null;

/** Calls back with each pulse from now on, at once with the newest; gives the function that ends it. */
export function onPulse(callback) {
  if (newest) callback(newest);
  return on('pulse', callback);
}

/** Events: pulse, alert, release, connection (true or false). Gives the function that ends it. */
export function on(event, callback) {
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(callback);
  return () => listeners.get(event).delete(callback);
}

function tell(event, what) {
  if (event === 'pulse') {
    newest = what;
    heard = Date.now();
  }
  listeners.get(event)?.forEach((callback) => callback(what));
}

export function start() {
  heard = Date.now();
  listen();
  timer = setInterval(look, EVERY);
}

export function stop() {
  clearInterval(timer);
  source?.close();
}

function listen() {
  source = new EventSource('/api/v1/stream');
  for (const event of ['pulse', 'alert', 'release']) {
    source.addEventListener(event, ({ data }) => {
      tell('connection', true);
      tell(event, JSON.parse(data));
    });
  }
}

/** Asks where nothing was pushed for a while, be the stream refused, cut or silent, and opens it again if it is closed. */
async function look() {
  if (source.readyState === EventSource.CLOSED) listen();
  if (source.readyState === EventSource.OPEN && Date.now() - heard < SILENCE) return;
  try {
    tell('pulse', await get('/pulse'));
    tell('connection', true);
  } catch {
    tell('connection', false);
  }
}
