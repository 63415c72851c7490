// What guards demand of a run, how each is released, and, for operators, the kill switch.

import { post } from '../api.js';
import { session } from '../app.js';
import { h, put, refill } from '../ui/dom.js';
import { at } from '../ui/time.js';
import { badge, failed } from '../ui/parts.js';

/** What each demand means, from mild to hard. */
export const HALTS = {
  REDUCE: 'positions only shrink',
  FREEZE: 'no new orders, open ones stay',
  CANCEL: 'no new orders, open ones are taken back',
  FLATTEN: 'open orders are taken back, positions are closed',
};

/** Until when a guard halts. */
const UNTIL = {
  'stale-data': 'until the symbol has a bar again',
  'stop-loss': 'until the symbol has cooled down',
  'daily-loss': 'until the next day, UTC',
  'quarter-standing': 'until the last complete quarter is released and certified',
  'maximum-drawdown': 'until a person resumes',
  'kill-switch': 'until a person resumes',
};

const KILLS = [['FREEZE', 'Freeze'], ['CANCEL', 'Cancel'], ['FLATTEN', 'Flatten']];
const LATE = 60_000;

/** Gives {element, show(told)}: elements that stay, so that what somebody types there stays, too. */
export function control(run, changed) {
  const [stands, demands, ended] = [h('div', {}), h('div', { class: 'demands' }), h('p', { class: 'muted small', hidden: true }, 'The run has ended: there is nothing to halt.')];
  const may = session.role === 'operator';
  const killing = may ? killForm(run, changed) : h('p', { class: 'muted small' }, 'An operator can halt the run here.');
  const resuming = new Map();
  const form = (guard) => {
    if (!resuming.has(guard)) resuming.set(guard, resumeForm(run, guard, changed));
    return resuming.get(guard);
  };
  let drawn = null;
  const show = ({ halts, commands, run: { state } }) => {
    const next = JSON.stringify([halts, commands, state, commands.some(late)]);
    if (next === drawn) return;
    drawn = next;
    const over = state === 'ended';
    killing.hidden = over;
    ended.hidden = !over;
    const guards = [...new Set(halts.map(({ guard }) => guard))];
    refill(stands, halts.length === 0 ? h('p', { class: 'calm' }, badge('no halt', 'ok'), ' No guard demands anything.')
      : h('ul', { class: 'list halts' }, guards.map((guard) => standing(guard, halts.filter((one) => one.guard === guard), may && !over && form(guard)))));
    refill(demands, list(commands));
  };
  return { element: h('div', { class: 'stack' }, stands, killing, ended, h('div', { class: 'under' }, h('h3', {}, 'Demands'), demands)), show };
}

function standing(guard, halts, resume) {
  return h('li', {}, h('div', { class: 'halt' },
    h('div', {}, h('strong', {}, guard), ' ', badge(halts[0].halt.toLowerCase(), halts.some(({ symbol }) => symbol === null) ? 'bad' : 'warn')),
    h('div', { class: 'small muted' }, `${HALTS[halts[0].halt] ?? ''}, ${UNTIL[guard] ?? 'until it is released'}.`),
    halts.map(({ symbol, detail, at: since }) => h('div', { class: 'small' }, symbol ? h('strong', {}, `${symbol}: `) : null, detail, ' ', h('span', { class: 'muted' }, 'since ', at(since)))),
    resume));
}

/** A reason and a button; `argument` says what for when it is sent. */
function ask(run, { command, argument, label, button, look, sure, before = null }, changed) {
  const reason = h('input', { type: 'text', name: 'reason', 'aria-label': label, placeholder: 'Reason, kept with your name', required: true, maxlength: 1000, autocomplete: 'off' });
  const message = h('div', { role: 'status' });
  const send = h('button', { class: `button ${look}`, type: 'submit' }, button);
  const form = h('form', { class: 'demand', onsubmit: async (event) => {
    event.preventDefault();
    if (!confirm(sure())) return;
    send.disabled = true;
    try {
      await post(`/trading/runs/${encodeURIComponent(run)}/commands`, { command, argument: argument(), reason: reason.value });
      put(message, h('p', { class: 'small muted' }, 'Demanded. It stands below until the bot has done it.'));
      form.reset();
      changed();
    } catch (error) {
      put(message, failed(error));
    } finally {
      send.disabled = false;
    }
  } }, before, h('div', { class: 'line' }, reason, send), message);
  return form;
}

function killForm(run, changed) {
  const kinds = KILLS.map(([id, name], at) => {
    const box = h('input', { type: 'radio', name: 'kill', value: id, ...(at === 1 && { checked: true }) });
    return { id, box, element: h('label', {}, box, h('span', {}, h('strong', {}, name), h('span', { class: 'small muted' }, ` ${HALTS[id]}`))) };
  });
  const chosen = () => kinds.find(({ box }) => box.checked).id;
  return h('div', { class: 'under' }, h('h3', {}, 'Kill switch'),
    ask(run, { command: 'kill', argument: chosen, label: 'Reason to halt', button: 'Halt trading', look: 'danger',
      sure: () => `Halt ${run}: ${HALTS[chosen()]}? It stays so until somebody resumes it.`,
      before: h('fieldset', {}, h('legend', { class: 'visually-hidden' }, 'What to do'), kinds.map(({ element }) => element)) }, changed));
}

function resumeForm(run, guard, changed) {
  return h('details', {}, h('summary', { 'aria-label': `Resume ${guard}` }, 'Resume …'),
    ask(run, { command: 'resume', argument: () => guard, label: `Reason to resume ${guard}`, button: 'Resume', look: 'primary',
      sure: () => `Release ${guard} of ${run}? It trades again, unless something else halts it.` }, changed));
}

const late = ({ state, requested_at: since }) => state === 'waiting' && Date.now() - new Date(since) > LATE;

function list(commands) {
  return [commands.some(late) && h('p', { class: 'state stale' }, 'The bot has not taken a demand for over a minute. Is it running? It does them first when it starts.'),
    commands.length === 0 ? h('p', { class: 'muted' }, 'None yet.')
      : h('ul', { class: 'list scroll', tabindex: 0, 'aria-label': 'Demands' }, commands.map((one) => h('li', {}, badge(one.state, one.state === 'done' ? 'ok' : 'warn'),
        h('span', {}, h('strong', {}, `${one.command} ${one.argument.toLowerCase()}`), ` by ${one.actor}: ${one.reason}`),
        h('span', { class: 'push muted small' }, at(one.requested_at)))))];
}
