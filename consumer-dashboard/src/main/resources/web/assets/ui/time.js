// Times in UTC, the local one on hover.

import { h } from './dom.js';
import { NONE, duration } from './format.js';

const pad = (value) => String(value).padStart(2, '0');

const date = (time) => (typeof time === 'number' ? new Date(time * 1_000) : new Date(time));

/** 2016-12-31 */
export function day(time) {
  const at = date(time);
  return `${at.getUTCFullYear()}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
}

/** 2016-12-31 23:59:59 */
export function utc(time) {
  const at = date(time);
  return `${day(time)} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`;
}

/** 23:59:59 */
export const clock = (time) => utc(time).slice(11);

function element(time, text) {
  if (time === null || time === undefined) return NONE;
  const at = date(time);
  return h('time', { datetime: at.toISOString(), title: `${utc(time)} UTC, here ${at.toLocaleString()}` }, text);
}

/** A time element of date and time. */
export const at = (time) => element(time, time && `${utc(time).slice(0, 16)} UTC`);

/** A time element of the time of day. */
export const second = (time) => element(time, time && `${clock(time)} UTC`);

/** A time element of the date. */
export const on = (time) => element(time, time && day(time));

/** A time element such as "12 s ago", which stays true; `now` is the server's clock. */
export function ago(time, now = Date.now() / 1_000) {
  if (time === null || time === undefined) return NONE;
  const made = element(time, past(date(now) - date(time)));
  made.dataset.clockAhead = date(now) - Date.now();
  return made;
}

function past(millis) {
  return millis < 1_500 ? 'now' : `${duration(Math.round(millis / 1_000) * 1_000).replace('.0 s', ' s')} ago`;
}

setInterval(() => document.querySelectorAll('time[data-clock-ahead]').forEach((made) => {
  made.textContent = past(Date.now() + Number(made.dataset.clockAhead) - date(made.dateTime));
}), 5_000);
