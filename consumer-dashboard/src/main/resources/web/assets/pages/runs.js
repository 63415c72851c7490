// What each run of the quarterly job did; and, for operators, a way to ask for one.

import { get, post } from '../api.js';
import { go, session } from '../app.js';
import { h, put } from '../ui/dom.js';
import { at, clock } from '../ui/time.js';
import { count, duration, number } from '../ui/format.js';
import { badge, card, failed, loaded, nothing, table } from '../ui/parts.js';
import { graph } from '../charts/graph.js';
import { on } from '../live.js';
import { RUN } from './overview.js';

const QUARTER = { PUBLISHED: 'ok', UNCHANGED: '', REFUSED: 'warn', FAILED: 'bad', RUNNING: 'accent' };
const ACTION = { waiting: 'warn', running: 'accent', done: 'ok', failed: 'bad' };

export async function page(view, url) {
  const chosen = url.searchParams.get('run');
  const [list, detail, asked] = [h('div', {}), h('div', {}), h('div', {})];
  put(view, h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Runs'), h('p', {}, 'The quarterly job: what it read, what it made, and why not.'))),
    h('div', { class: 'grid' },
      h('div', { class: 'stack w4' }, card({ title: 'Runs', note: 'newest first' }, list), card({ title: 'Requests', note: 'of operators, taken by the schedule' }, asked)),
      h('div', { class: 'w8' }, detail)));
  let shown = null;
  const show = (id) => { if (shown !== id) { shown = id; loaded(detail, () => get(`/runs/${id}`), one); } };
  const again = loaded(list, () => get('/runs', { limit: 50 }), ({ runs }) => {
    if (runs.length > 0) show(Number(chosen ?? runs[0].id));
    else put(detail, nothing('The quarterly job has not run yet.', 'By hand: ./quarterdeck quarter 2016Q4', 'Or let it run by itself: ./quarterdeck schedule'));
    return runList(runs, shown);
  });
  const requests = loaded(asked, () => get('/actions'), ({ actions }) => [session.role === 'operator' && request(() => requests()), actionList(actions)]);
  const end = on('release', again);
  const timer = setInterval(() => { again(); if (!asked.contains(document.activeElement)) requests(); }, 10_000);
  return () => { clearInterval(timer); end(); };
}

function runList(runs, shown) {
  return table({ caption: 'Runs', rows: runs, open: (run) => go('/runs', { run: run.id }), selected: (run) => run.id === shown, empty: 'None yet.', columns: [
    { title: 'Run', nowrap: true, cell: (run) => [h('strong', {}, run.id), ' ', badge(run.state.toLowerCase(), RUN[run.state])] },
    { title: 'Quarters', nowrap: true, cell: (run) => [spanOf(run.quarters), h('div', { class: 'muted small' }, at(run.started_at))] },
    { title: 'Took', number: true, cell: (run) => duration(run.took_ms) },
  ] });
}

/** 2015Q4 – 2017Q4 of many, since a list of them says no more. */
function spanOf(quarters) {
  const sorted = [...quarters].sort();
  if (sorted.length === 0) return 'nothing was due';
  return sorted.length < 3 ? sorted.join(', ') : `${sorted[0]} – ${sorted.at(-1)}`;
}

function one({ run, quarters, steps, lineage, log }) {
  return h('div', { class: 'stack' },
    card({ title: `Run ${run.id}`, tools: badge(run.state.toLowerCase(), RUN[run.state]) },
      h('dl', { class: 'facts' },
        fact('Started', at(run.started_at)), fact('Took', duration(run.took_ms)), fact('By', run.started_by), fact('Code', run.code_version),
        fact('Spark', run.spark_application_id), fact('Bars snapshot', run.bars_snapshot_id), fact('Trades snapshot', run.trades_snapshot_id),
        fact('Options', h('code', {}, Object.entries(run.options ?? {}).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ')))),
      run.error && h('div', { class: 'state bad' }, h('strong', {}, 'It failed'), h('span', {}, run.error))),
    card({ title: 'Quarters', note: 'the gate and the certificate each stood on' }, quarterList(quarters)),
    card({ title: 'Steps', unit: 'share of the time' }, stepList(steps)),
    card({ title: 'Lineage', note: 'what was read and what was made' }, lineage.nodes.length === 0 ? nothing('There is no lineage of this run.', 'It made no quarter.') : graph(lineage)),
    card({ title: 'Log', note: 'the last lines' }, log.length === 0 ? nothing('No log is kept of this run.', 'It still runs, or was killed before it could store one.') : h('pre', { class: 'log', tabindex: 0 }, log.map((line) =>
      h('div', { class: { WARN: 'warn-line', ERROR: 'bad-line' }[line.level] ?? '' }, `${clock(line.at)} ${line.level.padEnd(5)} ${line.message}`)))));
}

const fact = (name, value) => (value === null || value === undefined ? null : [h('dt', {}, name), h('dd', {}, value)]);

function quarterList(quarters) {
  return table({ caption: 'Quarters of the run', rows: quarters, empty: 'It took up no quarter.', columns: [
    { title: 'Quarter', nowrap: true, cell: (row) => [h('a', { href: `/quality?quarter=${row.quarter}` }, row.quarter), ' ', badge(row.state.toLowerCase(), QUARTER[row.state])] },
    { title: 'Release', nowrap: true, cell: (row) => row.release ?? '–' },
    { title: 'Gate', cell: gate },
    { title: 'Certificate', cell: (row) => (row.certificate ? h('span', { title: row.certificate.hash }, `${row.certificate.id}, ${row.certificate.hash.slice(0, 8)}…`) : '–') },
    { title: 'Took', number: true, cell: (row) => duration(row.took_ms) },
  ] });
}

function gate({ checks, override_reason: reason, override_by: by }) {
  const refused = checks.filter((check) => !check.passed);
  return [refused.length === 0 ? (checks.length > 0 ? `${checks.length} ${checks.length === 1 ? 'check' : 'checks'} passed` : '–') :
    refused.map((check) => h('div', {}, `${check.check}${check.symbol ? ` of ${check.symbol}` : ''}: ${number(check.found)} against ${number(check.allowed)}`)),
  reason && h('div', {}, badge('overridden', 'warn'), ` ${reason} (${by})`)];
}

function stepList(steps) {
  const whole = steps.reduce((total, step) => total + (step.took_ms ?? 0), 0) || 1;
  const bar = (step) => h('div', { class: 'share', role: 'img', 'aria-label': `${Math.round((100 * (step.took_ms ?? 0)) / whole)} percent` }, h('div', { style: { width: `${(100 * (step.took_ms ?? 0)) / whole}%` } }));
  return table({ caption: 'Steps of the run', rows: steps, empty: 'It took no step.', columns: [
    { title: 'Step', nowrap: true, cell: (step) => [step.quarter && `${step.quarter} `, step.step] },
    { title: 'Share', cell: bar },
    { title: 'Took', number: true, cell: (step) => (step.took_ms === null ? badge('not ended', 'warn') : duration(step.took_ms)) },
    { title: 'Rows in', number: true, cell: (step) => count(step.rows_in) },
    { title: 'Rows out', number: true, cell: (step) => count(step.rows_out) },
  ] });
}

function request(done) {
  const quarter = h('input', { type: 'text', name: 'quarter', placeholder: '2016Q4', pattern: '[0-9]{4}Q[1-4]', required: true, autocomplete: 'off' });
  const reason = h('input', { type: 'text', name: 'reason', placeholder: 'late data of Bitfinex', required: true, maxlength: 300 });
  const message = h('div', { role: 'status' });
  return h('form', { class: 'ask', onsubmit: async (event) => {
    event.preventDefault();
    if (!confirm(`Ask for a run of ${quarter.value}? A changed result becomes a new release.`)) return;
    try {
      await post('/runs', { quarter: quarter.value, reason: reason.value });
      done();
    } catch (error) {
      put(message, failed(error));
    }
  } },
  h('label', { class: 'field' }, 'Quarter', quarter), h('label', { class: 'field' }, 'Reason, kept with your name', reason),
  h('button', { class: 'button primary', type: 'submit' }, 'Start a quarter'), message);
}

function actionList(actions) {
  const late = actions.some((action) => action.state === 'waiting' && Date.now() - new Date(action.requested_at) > 60_000);
  return [late && h('p', { class: 'state stale' }, 'No schedule has taken a request for over a minute. Start one: ./quarterdeck schedule'),
    actions.length === 0 ? h('p', { class: 'muted' }, 'None yet.') : h('ul', { class: 'list' }, actions.map((action) => h('li', {}, badge(action.state, ACTION[action.state]),
      h('span', {}, h('strong', {}, action.subject), ` by ${action.actor}: ${action.reason}`, action.message && h('div', { class: 'muted' }, action.message)),
      h('span', { class: 'push muted small' }, at(action.requested_at)))))];
}
