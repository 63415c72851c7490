// What each run of the quarterly job did; and, for operators, a way to ask for one.

import { asking, post } from '../api.js';
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
  const [chosen, before] = [url.searchParams.get('run'), url.searchParams.get('before')];
  const [list, detail, asked] = [h('div', {}), h('div', {}), h('div', {})];
  let shown = null;
  let running = false;
  let look = () => null;
  const show = (id) => {
    if (shown === id) return;
    shown = id;
    look = loaded(detail, asking(`/runs/${id}`), (told) => {
      running = told.run.state === 'RUNNING';
      return one(told);
    });
  };
  const again = loaded(list, asking('/runs', { limit: 50, before }), ({ runs, more }) => {
    if (runs.length > 0) show(Number(chosen ?? runs[0].id));
    else put(detail, nothing('The quarterly job has not run yet.', 'By hand: ./quarterdeck quarter 2016Q4', 'Or let it run by itself: ./quarterdeck schedule'));
    return [runList(runs, before, () => shown),
      (before || more) && h('div', { class: 'keys' }, before && h('a', { href: '/runs' }, 'Newest'), more && h('a', { href: `/runs?before=${runs.at(-1).id}` }, 'Older'))];
  });
  const requests = loaded(asked, asking('/actions'), ({ actions }) => actionList(actions));
  put(view, h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Runs'), h('p', {}, 'The quarterly job: what it read, what it made, and why not.'))),
    h('div', { class: 'grid' },
      h('div', { class: 'stack w4' }, card({ title: 'Runs', note: 'newest first' }, list),
        card({ title: 'Requests', note: 'of operators, taken by the schedule' }, session.role === 'operator' && request(requests), asked)),
      h('div', { class: 'w8' }, detail)));
  const end = on('release', again);
  const timer = setInterval(() => {
    again();
    requests();
    if (running) look();
  }, 5_000);
  return () => { clearInterval(timer); end(); };
}

function runList(runs, before, shown) {
  return table({ caption: 'Runs', rows: runs, key: (run) => run.id, open: (run) => go('/runs', { run: run.id, before }), selected: (run) => run.id === shown(), empty: 'None yet.', columns: [
    { title: 'Run', nowrap: true, cell: (run) => [h('strong', {}, run.id), ' ', badge(run.state.toLowerCase(), RUN[run.state])] },
    { title: 'Quarters', cell: (run) => [spanOf(run.quarters), h('div', { class: 'muted small' }, at(run.started_at), run.took_ms !== null && h('div', {}, duration(run.took_ms)))] },
  ] });
}

/** 2015Q4 – 2017Q4 of many, since a list of them says no more. */
function spanOf(quarters) {
  const sorted = [...quarters].sort();
  if (sorted.length === 0) return 'no quarter';
  return sorted.length < 3 ? sorted.join(', ') : `${sorted[0]} – ${sorted.at(-1)}`;
}

function one({ run, quarters, steps, lineage, log, as_of: now }) {
  return h('div', { class: 'stack' },
    card({ title: `Run ${run.id}`, tools: badge(run.state.toLowerCase(), RUN[run.state]) },
      h('dl', { class: 'facts' },
        fact('Started', at(run.started_at)), fact('Took', took(run, now)), fact('By', run.started_by), fact('Code', run.code_version),
        fact('Spark', run.spark_application_id), fact('Bars snapshot', run.bars_snapshot_id), fact('Trades snapshot', run.trades_snapshot_id),
        fact('Options', h('code', {}, Object.entries(run.options ?? {}).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ')))),
      run.error && h('div', { class: 'state bad' }, h('strong', {}, run.state === 'REFUSED' ? 'The gate refused it' : 'It failed'), h('span', {}, run.error))),
    card({ title: 'Quarters', note: 'the gate and the certificate each stood on' }, quarterList(quarters)),
    h('div', { class: 'whole' }, card({ title: 'Steps', note: 'when each was at work' }, stepList(steps, run, now))),
    card({ title: 'Lineage', note: 'what was read and what was made' }, lineage.nodes.length === 0 ? nothing('There is no lineage of this run.', 'It made no quarter.') : graph(lineage)),
    card({ title: 'Log', note: 'the last lines' }, logLines(log)));
}

const took = ({ took_ms: millis, state, started_at: start }, now) =>
  (millis === null && state === 'RUNNING' ? `${duration(Date.parse(now) - Date.parse(start))} so far` : duration(millis));

const LEVEL = { WARN: 'warn-line', ERROR: 'bad-line' };

function logLines(log) {
  return log.length === 0 ? nothing('No log is kept of this run.', 'It still runs, or was killed before it could store one.')
    : h('pre', { class: 'log', tabindex: 0 }, log.map((line) => h('div', { class: LEVEL[line.level] ?? '' }, `${clock(line.at)} ${line.level.padEnd(5)} ${line.message}`)));
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

/** The steps as bars on one line of time; one that has not ended reaches to now, or to the end of the run. */
function stepList(steps, run, now) {
  const begin = Math.min(...steps.map((step) => Date.parse(step.started_at)));
  const last = Date.parse(run.ended_at ?? now);
  const from = (step) => Date.parse(step.started_at) - begin;
  const took = (step) => step.took_ms ?? Math.max(0, last - Date.parse(step.started_at));
  const whole = Math.max(1, ...steps.map((step) => from(step) + took(step)));
  const bar = (step) => h('div', { class: 'share', role: 'img', 'aria-label': `from ${duration(from(step))} to ${duration(from(step) + took(step))}` },
    h('div', { class: step.took_ms === null && run.state !== 'RUNNING' ? 'open' : '', style: { left: `${(100 * from(step)) / whole}%`, width: `${(100 * took(step)) / whole}%` } }));
  return table({ caption: 'Steps of the run', rows: steps, empty: 'It took no step.', columns: [
    { title: 'Step', nowrap: true, cell: (step) => [step.quarter && h('span', { class: 'muted' }, `${step.quarter} `), step.step] },
    { title: `0 to ${duration(whole)}`, cell: bar },
    { title: 'Took', number: true, cell: (step) => (step.took_ms !== null ? duration(step.took_ms) : run.state === 'RUNNING' ? badge('at work', 'accent') : badge('not ended', 'warn')) },
    { title: 'Rows in', number: true, cell: (step) => count(step.rows_in) },
    { title: 'Rows out', number: true, cell: (step) => count(step.rows_out) },
  ] });
}

function request(done) {
  const quarter = h('input', { type: 'text', name: 'quarter', placeholder: '2016Q4', pattern: '[0-9]{4}Q[1-4]', required: true, autocomplete: 'off' });
  const reason = h('input', { type: 'text', name: 'reason', placeholder: 'late data of Bitfinex', required: true, maxlength: 300 });
  const message = h('div', { role: 'status' });
  const form = h('form', { class: 'ask', onsubmit: async (event) => {
    event.preventDefault();
    if (!confirm(`Ask for a run of ${quarter.value}? A changed result becomes a new release.`)) return;
    try {
      await post('/runs', { quarter: quarter.value, reason: reason.value });
      put(message);
      form.reset();
      done();
    } catch (error) {
      put(message, failed(error));
    }
  } },
  h('label', { class: 'field' }, 'Quarter', quarter), h('label', { class: 'field' }, 'Reason, kept with your name', reason),
  h('button', { class: 'button primary wide', type: 'submit' }, 'Start a quarter'), message);
  return form;
}

function actionList(actions) {
  const late = actions.some((action) => action.state === 'waiting' && Date.now() - new Date(action.requested_at) > 60_000);
  return [late && h('p', { class: 'state stale' }, 'No schedule has taken a request for over a minute. Start one: ./quarterdeck schedule'),
    actions.length === 0 ? h('p', { class: 'muted' }, 'None yet.') : h('ul', { class: 'list' }, actions.map((action) => h('li', {}, badge(action.state, ACTION[action.state]),
      h('span', {}, h('strong', {}, action.subject), ` by ${action.actor}: ${action.reason}`,
        action.message && h('div', { class: 'muted' }, action.message, action.run !== null && [', ', h('a', { href: `/runs?run=${action.run}` }, `run ${action.run}`)])),
      h('span', { class: 'push muted small' }, at(action.requested_at)))))];
}
