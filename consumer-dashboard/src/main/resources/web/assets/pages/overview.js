// One look: is everything complete, fresh and sane, and where not?

import { get } from '../api.js';
import { go } from '../app.js';
import { h, put } from '../ui/dom.js';
import { ago, at, clock, on } from '../ui/time.js';
import { count, duration, short } from '../ui/format.js';
import { badge, card, choice, loaded, nothing, table, tile } from '../ui/parts.js';
import { lines } from '../charts/series.js';
import { onPulse, on as onEvent } from '../live.js';

const PROOF = { proven: ['ok', 'Proven'], stale: ['warn', 'Not yet audited'], failed: ['bad', 'Differs'], unproven: ['warn', 'Unproven'] };
export const RUN = { SUCCEEDED: 'ok', RUNNING: 'accent', REFUSED: 'warn', FAILED: 'bad', DEAD: 'bad' };
const SPANS = [{ id: 15, name: '15 min' }, { id: 60, name: '1 h' }, { id: 360, name: '6 h' }, { id: 1440, name: '24 h' }];
const TOPICS = [{ id: 'market.bars', name: 'bars', color: 'series-1' }, { id: 'market.trades', name: 'trades', color: 'series-2' }];
const CONSUMERS = [{ id: 'consumer-data-storage', name: 'to PostgreSQL', color: 'series-1' }, { id: 'consumer-stream-storage', name: 'to the lake', color: 'series-2' }];

export async function page(view) {
  const tiles = h('div', { class: 'grid tiles' });
  const flowing = flow();
  const rest = h('div', {});
  put(view, h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Overview'), h('p', {}, 'Is everything here, and how do we know?'))),
    tiles, h('div', { class: 'gap' }), flowing.element, h('div', { class: 'gap' }), rest);
  let overview = null;
  let pulse = null;
  const draw = () => put(tiles, figures(overview, pulse));
  const again = loaded(rest, async () => (overview = await get('/overview')), (told) => { draw(); return parts(told); });
  const ends = [
    onPulse((told) => { pulse = told; draw(); flowing.see(told); }),
    onEvent('alert', again), onEvent('release', again), flowing.end,
  ];
  const timer = setInterval(again, 30_000);
  return () => { clearInterval(timer); ends.forEach((end) => end()); };
}

function figures(overview, pulse) {
  return [proof(overview?.completeness), incoming(pulse), behind(pulse), fresh(pulse)];
}

function proof(completeness) {
  const [state, word] = PROOF[completeness?.state] ?? ['', '…'];
  const certificate = completeness?.certificate;
  return tile({ label: 'Completeness', state, value: word,
    detail: [completeness?.message, certificate && h('div', {}, `Certificate ${certificate.id}, `, at(certificate.created_at), ', signature ', certificate.signature)] });
}

const sum = (list) => list.reduce((total, value) => total + (value ?? 0), 0);

function incoming(pulse) {
  const rate = pulse && sum(pulse.topics.map((topic) => topic.rows_per_second));
  const busy = pulse?.producing.map((file) => h('div', {}, `${file.file}: ${count(file.rows)} rows`));
  return tile({ label: 'Coming in', value: pulse ? [short(Math.round(rate)), h('small', {}, ' rows/s')] : '…',
    detail: busy?.length > 0 ? busy : pulse && `${count(pulse.stores.kafka.rows)} rows sent by the producer in all` });
}

function behind(pulse) {
  const lag = (which) => (pulse?.topics.some((topic) => topic[which] !== null) ? sum(pulse.topics.map((topic) => topic[which])) : null);
  const [postgres, lake] = [lag('postgres_lag'), lag('lake_lag')];
  const most = Math.max(postgres ?? 0, lake ?? 0);
  const known = postgres !== null || lake !== null;
  return tile({ label: 'Consumer lag', state: known && most > 100_000 ? 'warn' : '', value: pulse ? (known ? [short(most), h('small', {}, ' records')] : '–') : '…',
    detail: pulse && `PostgreSQL ${count(postgres)}, lake ${count(lake)}` });
}

function fresh(pulse) {
  const stores = pulse?.stores;
  const times = stores ? [stores.kafka, stores.postgres, stores.lake].map((store) => store.last_event_at).filter(Boolean) : [];
  return tile({ label: 'Last event seen', value: times.length > 0 ? ago(times.sort().at(-1), pulse.as_of) : pulse ? 'none yet' : '…',
    detail: stores && h('dl', { class: 'facts' }, [['Kafka', stores.kafka], ['PostgreSQL', stores.postgres], ['Lake', stores.lake]].map(([name, store]) =>
      [h('dt', {}, name), h('dd', {}, ago(store.last_event_at, pulse.as_of))])) });
}

/** The two charts with history, which grow with each pulse. */
function flow() {
  const rate = lines({ title: 'Rows per second into Kafka', series: TOPICS, format: short });
  const lag = lines({ title: 'Consumer lag', series: CONSUMERS, format: short });
  const span = h('div', {});
  let minutes = 15;
  let asked = 0;
  const load = async () => {
    asked = Date.now();
    try {
      const history = await get('/pulse/history', { minutes });
      rate.set(history.times, history.rows_per_second);
      lag.set(history.times, history.lag);
    } catch { /* the bar on top says that the dashboard does not answer */ }
  };
  const choose = (chosen) => { minutes = chosen; put(span, choice('Time span', SPANS, minutes, choose)); load(); };
  choose(minutes);
  const element = h('div', { class: 'grid' },
    card({ title: 'Rows per second', unit: 'records into Kafka', size: 'w6', tools: span }, rate.element),
    card({ title: 'Consumer lag', unit: 'records not yet stored', size: 'w6' }, lag.element));
  return { element, see: () => Date.now() - asked > 9_000 && load(), end: () => { rate.end(); lag.end(); } };
}

function parts(told) {
  if (told.files === 0 && told.releases.length === 0) return welcome();
  return h('div', { class: 'grid' }, releases(told), h('div', { class: 'w4 stack' }, runs(told), alerts(told)));
}

function welcome() {
  return nothing('There is no data yet.', 'Bring in a file: ./quarterdeck produce FILE.csv', 'or see it all at work on a made-up market: ./quarterdeck demo',
    'This page fills by itself as rows arrive.');
}

function releases(told) {
  return card({ title: 'Releases in force', note: 'newest quarter first', size: 'w8', tools: h('a', { class: 'button', href: '/features?view=releases' }, 'All') },
    table({ caption: 'Releases in force', rows: told.releases, open: (row) => go('/features', { quarter: row.quarter }), empty: 'No quarter has been published yet: ./quarterdeck quarter 2016Q4, or wait for the schedule.',
      columns: [
        { title: 'Release', nowrap: true, cell: (row) => [h('strong', {}, row.name), ' ', row.partial && badge('partial', 'warn'), row.overridden && badge('gate overridden', 'warn')] },
        { title: 'Rows', number: true, cell: (row) => count(row.rows) },
        { title: 'Symbols', number: true, cell: (row) => count(row.symbols) },
        { title: 'Certificate', number: true, cell: (row) => row.certificate ?? '–' },
        { title: 'Published', nowrap: true, cell: (row) => at(row.created_at) },
      ] }),
    h('p', { class: 'summary' }, `${count(told.symbols)} symbols from ${told.files} files, events `, on(told.first_event_at), ' to ', on(told.last_event_at)));
}

function runs({ last_run: run, next_run_at: next, schedule }) {
  return card({ title: 'Quarterly run', tools: h('a', { class: 'button', href: '/runs' }, 'All') },
    h('dl', { class: 'facts' },
      h('dt', {}, 'Last'), h('dd', {}, run ? [h('a', { href: `/runs?run=${run.id}` }, `run ${run.id}`), ' ', badge(run.state.toLowerCase(), RUN[run.state]), ' ', at(run.started_at)] : 'none yet'),
      run && [h('dt', {}, 'Took'), h('dd', {}, duration(run.took_ms))],
      run?.error && [h('dt', {}, 'Error'), h('dd', {}, run.error)],
      h('dt', {}, 'Next'), h('dd', {}, next ? at(next) : 'by hand: the schedule does not run'),
      h('dt', {}, 'Schedule'), h('dd', {}, schedule.running ? badge('at work', 'accent') : schedule.last_heartbeat ? ['last sign ', ago(schedule.last_heartbeat, Date.now())] : 'waiting')));
}

function alerts(told) {
  return card({ title: 'Alerts' }, told.alerts.length === 0 ? h('p', { class: 'muted' }, 'None.') :
    h('ul', { class: 'list' }, told.alerts.map((alert) => h('li', {}, badge(alert.severity, alert.severity === 'critical' ? 'bad' : 'warn'),
      h('span', {}, h('strong', {}, alert.message), h('br'), h('span', { class: 'muted' }, alert.hint)), h('span', { class: 'push muted small' }, `since ${clock(alert.since)}`)))));
}
