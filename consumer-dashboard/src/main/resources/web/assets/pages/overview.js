// One look: is everything complete, fresh and sane, and where not?

import { asking, get } from '../api.js';
import { go } from '../app.js';
import { h, put, refill } from '../ui/dom.js';
import { ago, at, on } from '../ui/time.js';
import { count, duration, short } from '../ui/format.js';
import { badge, card, choice, loaded, nothing, table, tile } from '../ui/parts.js';
import { stations } from '../charts/flow.js';
import { lines } from '../charts/lines.js';
import { onPulse, on as onEvent } from '../live.js';

const PROOF = { proven: ['ok', 'Proven'], stale: ['warn', 'Not yet audited'], failed: ['bad', 'Differs'], unproven: ['warn', 'Unproven'] };
export const RUN = { SUCCEEDED: 'ok', RUNNING: 'accent', REFUSED: 'warn', FAILED: 'bad', DEAD: 'bad' };
const SPANS = [{ id: 15, name: '15 min' }, { id: 60, name: '1 h' }, { id: 360, name: '6 h' }, { id: 1440, name: '24 h' }];
const TOPICS = [{ id: 'market.bars', name: 'bars', color: 'series-1' }, { id: 'market.trades', name: 'trades', color: 'series-2' }];
const CONSUMERS = [{ id: 'consumer-data-storage', name: 'to PostgreSQL', color: 'series-1' }, { id: 'consumer-stream-storage', name: 'to the lake', color: 'series-2' }];

export async function page(view) {
  const tiles = h('div', { class: 'grid tiles' });
  const flowing = flow();
  const [rest, greeting] = [h('div', {}), h('div', { class: 'greeting' })];
  const way = stations();
  put(view, h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Overview'), h('p', {}, 'Is everything here, and how do we know?'))),
    h('div', { class: 'stack' }, tiles, greeting, flowing.element, rest));
  const history = h('div', {});
  const ask = asking('/overview');
  let overview = ask.known();
  let lost = false;
  let pulse = null;
  const draw = () => refill(tiles, figures(overview, pulse, lost));
  const again = loaded(rest, Object.assign(async () => {
    try {
      overview = await ask();
      lost = false;
      return overview;
    } catch (error) {
      lost = true;
      throw error;
    } finally {
      draw();
    }
  }, ask), (told) => {
    const isNew = told.files === 0 && told.releases.length === 0;
    put(greeting, isNew && welcome());
    way.count(told.files);
    return isNew ? null : parts(told, way, history);
  });
  const alerts = () => get('/alerts').then((told) => refill(history, recent(told)), () => null);
  alerts();
  draw();
  const ends = [
    onPulse((told) => { pulse = told; draw(); flowing.see(told); way.pulse(told); }),
    onEvent('alert', () => { again(); alerts(); }), onEvent('release', again), flowing.end,
  ];
  const timer = setInterval(() => { again(); alerts(); }, 30_000);
  return () => { clearInterval(timer); ends.forEach((end) => end()); };
}

function figures(overview, pulse, lost) {
  return [proof(overview?.completeness, lost || pulse?.up.postgres === false), incoming(pulse), behind(pulse), fresh(pulse)];
}

/** Green only while it is known to be so: what was proven before the source was lost is told, but not as a fact. */
function proof(completeness, lost) {
  const [kind, word] = PROOF[completeness?.state] ?? ['', lost ? 'Not known' : '…'];
  const before = lost && kind === 'ok';
  const certificate = completeness?.certificate;
  return tile({ label: 'Completeness', state: before ? '' : kind, value: before ? 'Not known now' : word,
    detail: [before && 'Proven before: ', completeness?.message, certificate && h('div', {}, `Certificate ${certificate.id}, `, at(certificate.created_at), ', signature ', certificate.signature)] });
}

const sum = (list) => list.reduce((total, value) => total + (value ?? 0), 0);

function incoming(pulse) {
  const rates = pulse?.topics.map((topic) => topic.rows_per_second) ?? [];
  const known = rates.some((rate) => rate !== null);
  const busy = pulse?.producing.map((file) => h('div', {}, `${file.file}: ${count(file.rows)} rows`));
  return tile({ label: 'Coming in', value: pulse ? [known ? short(Math.round(sum(rates))) : '–', h('small', {}, ' rows/s')] : '…',
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

const pair = (of, names) => names.map(({ id, name }) => [name, of[id]]).filter(([, values]) => values?.some((value) => value !== null));

/** In words: where each line stands now, and how high it was. Null if there are none. */
function nowAndMost(of, names, unit) {
  const known = pair(of, names);
  return known.length === 0 ? null : known.map(([name, values]) =>
    `${name} ${short(Math.round(values.findLast((value) => value !== null)))}, at most ${short(Math.round(Math.max(...values)))}`).join('; ') + ` ${unit}.`;
}

/** The two charts of the last minutes or hours, asked for anew every few pulses. */
function flow() {
  const empty = 'Nothing has been seen yet; the lines begin with the first rows.';
  const rate = lines({ title: 'Rows per second into Kafka', series: TOPICS, live: true, format: short, empty, told: (times, of) => nowAndMost(of, TOPICS, 'rows/s') });
  const lag = lines({ title: 'Records that are not stored yet', series: CONSUMERS, live: true, format: short, empty, told: (times, of) => nowAndMost(of, CONSUMERS, 'records') });
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
  const choose = (chosen) => { minutes = chosen; refill(span, choice('Time span', SPANS, minutes, choose)); load(); };
  choose(minutes);
  const element = h('div', { class: 'grid even' },
    card({ title: 'Rows per second', unit: 'records into Kafka', size: 'w6', tools: span }, rate.element),
    card({ title: 'Consumer lag over time', unit: 'records not yet stored', size: 'w6' }, lag.element));
  return { element, see: () => Date.now() - asked > 9_000 && load(), end: () => { rate.end(); lag.end(); } };
}

function parts(told, way, history) {
  return h('div', { class: 'grid' },
    h('div', { class: 'w8 stack' },
      card({ title: 'Flow', note: 'where the rows are now', tools: h('a', { class: 'button', href: '/pipeline' }, 'Details') }, h('div', { class: 'compact' }, way.element)),
      releases(told)),
    h('div', { class: 'w4 stack' }, alerts(told, history), runs(told)));
}

function welcome() {
  return nothing('There is no data yet.', ['Bring in a file: ', h('code', {}, './quarterdeck produce FILE.csv')],
    ['Or see it all at work on a made-up market: ', h('code', {}, './quarterdeck demo')], 'This page fills by itself as rows arrive.');
}

function releases(told) {
  return card({ title: 'Releases in force', note: 'newest quarter first', tools: h('a', { class: 'button', href: '/features?view=releases' }, 'All') },
    table({ caption: 'Releases in force', rows: told.releases, key: (row) => row.name, open: (row) => go('/features', { quarter: row.quarter }),
      empty: ['No quarter has been published yet.', './quarterdeck quarter 2016Q4, or let the schedule do it: ./quarterdeck schedule'],
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
      h('dt', {}, 'Schedule'), h('dd', {}, schedule.running ? badge('at work', 'accent') : schedule.last_heartbeat ? ['last sign ', ago(schedule.last_heartbeat)] : 'waiting')));
}

const SEVERITY = { critical: 'bad', warning: 'warn' };

function alerts(told, history) {
  return card({ title: 'Alerts', tools: told.alerts.length > 0 && badge(count(told.alerts.length), 'warn') },
    told.alerts.length === 0 ? h('p', { class: 'muted' }, 'None now.') : h('ul', { class: 'alerts' }, told.alerts.map(active)), history);
}

function active(alert) {
  return h('li', { class: SEVERITY[alert.severity] }, h('div', {}, badge(alert.severity, SEVERITY[alert.severity]), ' ', h('span', { class: 'muted small' }, 'since ', at(alert.since))),
    h('strong', {}, alert.message), alert.hint && h('div', { class: 'muted' }, alert.hint));
}

function recent({ recent: ended }) {
  return ended.length === 0 ? null : h('details', {}, h('summary', {}, `${ended.length} ended`),
    h('ul', { class: 'alerts' }, ended.map((alert) => h('li', {}, h('div', { class: 'muted small' }, at(alert.since), ' to ', at(alert.ended_at)), alert.message))));
}
