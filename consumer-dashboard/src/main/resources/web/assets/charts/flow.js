// The flow of the design, drawn: stations with their counts, and on the lines between them how far one is behind.

import { h, put } from '../ui/dom.js';
import { count, duration, short } from '../ui/format.js';
import { ago } from '../ui/time.js';

const sum = (list) => list.reduce((total, value) => total + (value ?? 0), 0);

/** Gives {element, pulse(told), files(told), count(files)}: they may come in any order. */
export function stations() {
  const at = Object.fromEntries(['files', 'kafka', 'postgres', 'lake', 'features'].map((id) => [id, h('div', { class: 'facts-of' })]));
  const on = Object.fromEntries(['produced', 'landed', 'streamed', 'made'].map((id) => [id, h('div', { class: 'link-of' })]));
  const station = (id, name, what, place) => h('div', { class: `station ${place}` }, h('h3', {}, name), h('p', { class: 'muted small' }, what), at[id]);
  const link = (id, service, place) => h('div', { class: `flow-link ${place}` }, h('span', { class: 'service' }, service), on[id], h('span', { class: 'arrow', 'aria-hidden': 'true' }));
  const element = h('div', { class: 'flow' },
    station('files', 'Files', 'CSV as it comes', 'a'), link('produced', 'producer', 'ab'),
    station('kafka', 'Kafka', 'market.* topics', 'b'), link('landed', 'data-storage', 'bc1'), link('streamed', 'stream-storage', 'bc2'),
    station('postgres', 'PostgreSQL', 'raw.*', 'c1'), station('lake', 'Lake', 'Iceberg raw.*', 'c2'), link('made', 'quarterly job', 'cd'),
    station('features', 'Features', 'features.*', 'd'));

  const big = (value, unit) => h('div', { class: 'big' }, short(value), h('small', {}, ` ${unit}`));
  const number = h('div', {});
  const refused = h('div', { class: 'small muted' });
  put(at.files, number, refused);
  const counted = (files) => put(number, big(files, files === 1 ? 'file' : 'files'));
  const files = (told) => {
    counted(told.files.length);
    put(refused, `${count(sum(told.files.map((file) => file.rejected)))} lines rejected`);
  };
  const pulse = (told) => {
    const rates = told.topics.map((topic) => topic.rows_per_second);
    put(on.produced, rates.some((rate) => rate !== null) ? `${short(Math.round(sum(rates)))} rows/s` : 'not known');
    put(at.kafka, told.up.kafka ? big(told.stores.kafka.rows, 'rows sent') : h('div', { class: 'down-now' }, 'does not answer'),
      h('div', { class: 'small muted' }, 'last ', ago(told.stores.kafka.last_event_at, told.as_of)));
    put(at.postgres, told.up.postgres ? big(sum(Object.values(told.stores.postgres.rows ?? {})), 'rows') : h('div', { class: 'down-now' }, 'does not answer'),
      h('div', { class: 'small muted' }, 'last ', ago(told.stores.postgres.last_event_at, told.as_of), told.undecodable > 0 && `, ${count(told.undecodable)} undecodable`));
    put(at.lake, h('div', { class: 'small muted' }, 'moved ', ago(told.stores.lake.last_event_at, told.as_of)));
    put(on.landed, behind(told, 'postgres_lag'));
    put(on.streamed, behind(told, 'lake_lag'));
    const run = told.run;
    put(on.made, run?.state === 'RUNNING' ? `${run.step ?? 'at work'}` : run ? `run ${run.id} ${run.state.toLowerCase()}` : 'no run yet');
    put(at.features, run ? h('div', { class: 'small' }, quarters(run.quarters)) : null, h('div', { class: 'small muted' }, since(run, told.as_of)));
  };
  return { element, files, count: counted, pulse };
}

const quarters = (list) => (list.length > 3 ? `${list.length} quarters` : list.join(', '));

function since(run, now) {
  if (!run) return 'nothing yet';
  return run.state === 'RUNNING' ? `for ${duration(Date.parse(now) - Date.parse(run.started_at))}` : ['run ', ago(run.started_at, now)];
}

function behind(told, which) {
  const lags = told.topics.map((topic) => topic[which]);
  if (lags.length === 0 || lags.some((lag) => lag === null)) return 'lag not known';
  const lag = sum(lags);
  return lag === 0 ? 'up to date' : `${count(lag)} behind`;
}
