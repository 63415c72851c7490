// Where the rows are: at which station, how far behind, which were refused and why.

import { asking } from '../api.js';
import { h, put, refill } from '../ui/dom.js';
import { ago, at } from '../ui/time.js';
import { count } from '../ui/format.js';
import { badge, card, loaded, table } from '../ui/parts.js';
import { stations } from '../charts/flow.js';
import { onPulse } from '../live.js';

export async function page(view) {
  const flow = stations();
  const boxes = { partitions: h('div', {}), bots: h('div', {}), files: h('div', {}), rejected: h('div', {}), undecodable: h('div', {}), errors: h('div', {}) };
  put(view,
    h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Pipeline'), h('p', {}, 'From the file to the feature, and where it stands.'))),
    card({ title: 'Flow', note: 'counts now, lag in records', size: '' }, flow.element),
    h('div', { class: 'gap' }),
    h('div', { class: 'grid' },
      h('div', { class: 'stack w7' },
        card({ title: 'Files', note: 'their manifests, newest first' }, boxes.files),
        card({ title: 'Rejected lines', note: 'not readable, kept in market.rejected' }, boxes.rejected),
        card({ title: 'Undecodable records', note: 'kept byte for byte in raw.undecodable' }, boxes.undecodable)),
      h('div', { class: 'stack w5' },
        card({ title: 'Partitions', note: 'offsets; records behind' }, boxes.partitions),
        card({ title: 'Trading bot', note: 'reads market.bars' }, boxes.bots),
        card({ title: 'Errors', note: 'newest first' }, boxes.errors))));
  const again = loaded(boxes.files, asking('/pipeline'), (told) => { refill(boxes.errors, errors(told)); flow.files(told); return manifests(told); });
  const rejects = loaded(boxes.rejected, asking('/pipeline/rejected', { limit: 50 }), rejected);
  const poison = loaded(boxes.undecodable, asking('/pipeline/undecodable', { limit: 50 }), undecodable);
  const end = onPulse((pulse) => { flow.pulse(pulse); refill(boxes.partitions, partitions(pulse)); refill(boxes.bots, bots(pulse)); });
  const timer = setInterval(() => { again(); rejects(); poison(); }, 10_000);
  return () => { clearInterval(timer); end(); };
}

function manifests({ files, as_of: now }) {
  return table({ caption: 'Files', rows: files, empty: ['No file has been sent yet.', 'Bring one in: ./quarterdeck produce FILE.csv'], columns: [
    { title: 'File', cell: (file) => [h('span', { class: 'long', title: `source ${file.source_id}` }, file.file), ' ', file.state === 'in-progress' && badge('in progress', 'accent')] },
    { title: 'Topic', nowrap: true, cell: (file) => file.kind },
    { title: 'Rows', number: true, cell: (file) => count(file.rows) },
    { title: 'Rejected', number: true, cell: (file) => (file.rejected > 0 ? badge(count(file.rejected), 'warn') : '0') },
    { title: 'Complete', nowrap: true, cell: (file) => (file.completed_at ? ago(file.completed_at, now) : 'not yet') },
  ] });
}

function partitions({ topics }) {
  const rows = topics.flatMap(({ topic, partitions: of }) => of.map((partition) => ({ topic, ...partition }))).filter((row) => row.end_offset !== 0);
  const behind = (row, offset) => (row[offset] === null || row.end_offset === null ? '–' : h('span', { title: `next offset ${count(row[offset])}` }, count(row.end_offset - row[offset])));
  return table({ caption: 'Partitions', rows, empty: 'Nothing is in Kafka yet.', columns: [
    { title: 'Partition', nowrap: true, cell: (row) => `${row.topic}-${row.partition}` },
    { title: 'End', number: true, cell: (row) => count(row.end_offset) },
    { title: 'PostgreSQL', number: true, cell: (row) => behind(row, 'postgres_offset') },
    { title: 'Lake', number: true, cell: (row) => behind(row, 'lake_offset') },
  ] });
}

function bots({ bots: rows, as_of: now }) {
  const state = (row) => (row.silent ? badge('silent', 'bad') : row.halts > 0 ? badge(`${row.halts} ${row.halts === 1 ? 'halt' : 'halts'}`, 'warn') : badge(row.state, row.state === 'running' ? 'ok' : 'accent'));
  return table({ caption: 'Runs of the trading bot', rows, empty: 'No run goes on.', columns: [
    { title: 'Run', nowrap: true, cell: (row) => [h('a', { href: `/trading?run=${encodeURIComponent(row.run)}` }, row.run), ' ', state(row)] },
    { title: 'Has dealt with', nowrap: true, cell: (row) => at(row.slot) },
    { title: 'Seen', number: true, cell: (row) => ago(row.seen_at, now) },
  ] });
}

function rejected({ rejected: rows }) {
  return table({ caption: 'Rejected lines', rows, empty: 'No line has been rejected.', columns: [
    { title: 'File and line', cell: (row) => [h('span', { class: 'long' }, `${row.file}:${row.line}`), h('div', { class: 'muted small' }, at(row.at))] },
    { title: 'Reason and text', cell: (row) => [row.reason, h('code', { class: 'raw' }, row.text)] },
  ] });
}

function undecodable({ undecodable: rows }) {
  return table({ caption: 'Undecodable records', rows, empty: 'Every record could be read.', columns: [
    { title: 'Partition and offset', cell: (row) => [`${row.topic}-${row.partition}, ${count(row.offset)}`, h('div', { class: 'muted small' }, at(row.at))] },
    { title: 'Reason and value', cell: (row) => [row.reason, h('code', { class: 'raw' }, row.value)] },
  ] });
}

function errors({ errors: rows }) {
  return table({ caption: 'Errors', rows, empty: 'None.', columns: [
    { title: 'Where', cell: (row) => [h('strong', {}, row.where), h('div', { class: 'muted small' }, at(row.at))] },
    { title: 'What', cell: (row) => row.message },
  ] });
}
