// What the features mean, how they are spread, and how to get them.

import { asking } from '../api.js';
import { go, note } from '../app.js';
import { h, put } from '../ui/dom.js';
import { at } from '../ui/time.js';
import { count, number, percent } from '../ui/format.js';
import { badge, card, choice, loaded, nothing, select, table } from '../ui/parts.js';
import { heat } from '../charts/heat.js';
import { column } from './feature.js';

const VIEWS = [{ id: 'dictionary', name: 'Dictionary' }, { id: 'correlation', name: 'Correlation' }, { id: 'labels', name: 'Labels' },
  { id: 'releases', name: 'Releases' }, { id: 'export', name: 'Use and export' }];

export async function page(view, url) {
  const controls = h('div', { class: 'controls' });
  const box = h('div', {});
  put(view, h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Features'), h('p', {}, 'What each column means, and how to train on it.')), controls), box);
  const ends = [];
  loaded(box, asking('/features/tables'), ({ tables }) => {
    const filled = tables.filter((one) => one.quarters.length > 0);
    if (filled.length === 0) return nothing('No feature table has rows yet.', 'Publish a quarter: ./quarterdeck quarter 2016Q4');
    const of = filled.find((one) => one.table === url.searchParams.get('table')) ?? filled.find((one) => one.table === 'bars_1h') ?? filled[0];
    const quarters = [...of.quarters].sort().reverse();
    const state = { table: of.table, quarter: quarters.includes(url.searchParams.get('quarter')) ? url.searchParams.get('quarter') : quarters[0],
      symbol: of.symbols.includes(url.searchParams.get('symbol')) ? url.searchParams.get('symbol') : '', view: url.searchParams.get('view') ?? 'dictionary',
      column: url.searchParams.get('column'), search: url.searchParams.get('search') ?? '' };
    const open = (changed) => go('/features', { ...state, ...changed });
    put(controls,
      select('Table', filled.map((one) => ({ id: one.table, name: `features.${one.table}` })), state.table, (id) => open({ table: id })),
      select('Quarter', quarters.map((id) => ({ id, name: id })), state.quarter, (id) => open({ quarter: id })),
      select('Symbol', [{ id: '', name: 'all symbols' }, ...of.symbols.map((id) => ({ id, name: id }))], state.symbol, (id) => open({ symbol: id })));
    const shown = { dictionary, correlation, labels, releases, export: use }[state.view] ?? dictionary;
    return [h('div', { class: 'page-head' }, choice('View', VIEWS, state.view, (id) => open({ view: id })), h('span', { class: 'muted' }, `${count(of.rows)} rows, ${of.columns} columns`)),
      shown(state, of, open, ends)];
  });
  return () => ends.forEach((end) => end());
}

function dictionary(state, of, open, ends) {
  const list = h('div', {});
  const search = h('input', { type: 'search', 'aria-label': 'Search the dictionary', placeholder: 'Search: volatility, rsi, trades …', value: state.search });
  const detail = h('div', {});
  const box = card({ title: 'Columns', size: 'w5', tools: search }, list);
  loaded(list, asking('/features/dictionary', { table: state.table }), ({ columns }) => {
    const chosen = columns.find((one) => one.column === state.column) ?? columns.find((one) => one.kind === 'feature');
    put(detail, column(chosen, state, of, open, ends));
    const rows = () => columns.filter((one) => `${one.column} ${one.meaning} ${one.group} ${one.source}`.toLowerCase().includes(search.value.trim().toLowerCase()));
    const found = h('div', { class: 'tall-list' });
    const draw = () => put(found, columnList(rows(), chosen, (one) => open({ column: one.column, search: search.value })));
    requestAnimationFrame(() => toSelected(found.querySelector('.scroll')));
    search.oninput = () => { state.search = search.value; note('/features', state); draw(); };
    draw();
    return found;
  });
  return h('div', { class: 'grid' }, box, h('div', { class: 'w7' }, detail));
}

/** Scrolls the list, and not the page, to its chosen row. */
function toSelected(box) {
  const row = box?.querySelector('[aria-selected]');
  if (row) box.scrollTop = row.offsetTop - box.clientHeight / 2;
}

const KIND = { feature: 'accent', label: 'warn', key: '', bar: '' };

function columnList(rows, chosen, open) {
  return table({ caption: 'Columns of the table', rows, open, key: (one) => one.column, selected: (one) => one.column === chosen.column,
    empty: ['No column matches.', 'Search by name, meaning, group or source.'], columns: [
    { title: 'Column', cell: (one) => [h('strong', {}, one.column), h('div', { class: 'muted small' }, one.meaning)] },
    { title: 'Kind', nowrap: true, cell: (one) => badge(one.kind, KIND[one.kind]) },
    { title: 'Unit', cell: (one) => one.unit },
  ] });
}

const PAIRS = 14;

function correlation(state) {
  const box = h('div', {});
  const name = state.symbol || 'all symbols';
  loaded(box, asking('/features/correlation', { table: state.table, quarter: state.quarter, symbol: state.symbol }), ({ columns, matrix, rows, sampled, release }) => {
    if (columns.length === 0) return card({ title: 'Correlation', note: name }, nothing('There are no rows to correlate.', 'Choose another quarter or symbol.'));
    const pairs = columns.flatMap((a, row) => columns.slice(0, row).map((b, column) => ({ a, b, value: matrix[row][column] })))
      .filter(({ value }) => value !== null).sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, PAIRS);
    const about = `Pearson, ${count(rows)} rows of ${release}${sampled ? ', a sample' : ''}, ${columns.length} columns. Blue: together, orange: against each other.`;
    return h('div', { class: 'grid' },
      card({ title: 'Correlation', note: name, size: 'w8' }, heat({ title: 'Correlation', about, scale: ['−1', '1'], both: true, rows: columns, columns,
        value: (row, of) => matrix[row][of], shade: (value) => value,
        words: (a, b, value) => `${a} and ${b}: ${value === null ? 'not known' : number(value, 3)}` })),
      card({ title: 'Strongest pairs', note: 'of two columns', size: 'w4 whole' }, table({ caption: 'Strongest pairs', rows: pairs, empty: 'No pair is known.', columns: [
        { title: 'Columns', cell: (row) => [row.a, h('div', { class: 'muted' }, row.b)] },
        { title: 'Correlation', number: true, cell: (row) => h('span', { class: row.value < 0 ? 'against' : 'together' }, number(row.value, 3)) },
      ] })));
  });
  return box;
}

function labels(state) {
  const box = h('div', {});
  const share = (part, whole) => (whole > 0 ? part / whole : null);
  const balance = (row) => {
    const whole = row.negative + row.zero + row.positive;
    const part = (of, state_) => h('div', { class: `part ${state_}`, style: { width: `${100 * (share(of, whole) ?? 0)}%` } });
    const words = `${percent(share(row.negative, whole))} negative, ${percent(share(row.zero, whole))} zero, ${percent(share(row.positive, whole))} positive`;
    return h('div', { class: 'balance', role: 'img', 'aria-label': words },
      part(row.negative, 'neg'), part(row.zero, 'zero'), part(row.positive, 'pos'));
  };
  loaded(box, asking('/features/labels', { table: state.table, quarter: state.quarter }), ({ labels: rows }) =>
    table({ caption: 'Balance of the labels', rows, empty: 'This table has no labels.', columns: [
    { title: 'Label', cell: (row) => h('a', { href: `/features?table=${state.table}&quarter=${state.quarter}&column=${row.column}` }, row.column) },
    { title: 'Negative, zero, positive', cell: balance },
    { title: 'Negative', number: true, cell: (row) => percent(share(row.negative, row.rows - row.nulls)) },
    { title: 'Positive', number: true, cell: (row) => percent(share(row.positive, row.rows - row.nulls)) },
    { title: 'Mean', number: true, cell: (row) => number(row.mean, 3) },
    { title: 'Std. deviation', number: true, cell: (row) => number(row.standard_deviation, 3) },
    { title: 'Nulls', number: true, cell: (row) => count(row.nulls) },
  ] }));
  return card({ title: 'Label balance', note: `${state.quarter}; labels look ahead and must never be inputs` }, box);
}

function releases() {
  const box = h('div', {});
  loaded(box, asking('/features/releases'), ({ releases: rows }) => table({ caption: 'Releases', rows, empty: ['None yet.', 'Publish a quarter: ./quarterdeck quarter 2016Q4'], columns: [
    { title: 'Release', cell: (row) => [h('strong', {}, row.name), ' ', row.in_force ? badge('in force', 'ok') : badge('replaced'), ' ', row.partial && badge('partial', 'warn'),
      h('div', { class: 'muted small' }, at(row.created_at)),
      row.override_reason && h('div', { class: 'small' }, badge('gate overridden', 'warn'), ` ${row.override_reason}`)] },
    { title: 'Stands on', nowrap: true, cell: (row) => [row.run !== null && h('a', { href: `/runs?run=${row.run}` }, `run ${row.run}`),
      h('div', { class: 'muted small' }, row.certificate === null ? 'no certificate' : `certificate ${row.certificate}`),
      h('div', { class: 'muted small' }, 'code ', h('code', {}, row.code_version?.slice(0, 10)))] },
    { title: 'Tables', cell: (row) => row.tables.map((one) => h('div', { class: 'nowrap' }, `${one.table}: ${count(one.rows)} rows `,
      h('code', { title: `content hash ${one.content_hash}` }, one.content_hash.slice(0, 8)))) },
    { title: 'Against the version before', cell: (row) => (row.tables.every((one) => one.diff === null) ? h('span', { class: 'muted' }, 'first version') : row.tables.map(difference)) },
  ] }));
  return card({ title: 'Releases', note: 'a release is never changed, only followed by another' }, h('div', { class: 'tall-list' }, box));
}

/** What a table of a release changed, with the columns on demand. */
function difference({ table: name, diff }) {
  if (diff === null) return h('div', {}, `${name}: first version`);
  const words = `${name}: ${count(diff.added)} added, ${count(diff.changed)} changed, ${count(diff.removed)} removed`;
  if (diff.columns.length === 0) return h('div', {}, words);
  const line = (one) => h('li', {}, `${one.column}: ${count(one.changed)} rows, at most ${number(one.largest_absolute, 3)} (${percent(one.largest_relative)})`);
  return h('details', { class: 'difference' }, h('summary', {}, words), h('ul', { class: 'small' }, diff.columns.map(line)));
}

function use(state) {
  const box = h('div', {});
  const file = (format) => `/api/v1/features/export?${new URLSearchParams({ table: state.table, quarter: state.quarter, ...(state.symbol && { symbol: state.symbol }), format })}`;
  const snippet = (name, text) => card({ title: name, level: 'h3', tools: copyButton(text) }, h('pre', { class: 'log', tabindex: 0 }, text));
  loaded(box, asking('/features/snippets', { table: state.table, quarter: state.quarter }), ({ jdbc, python, psql }) =>
    h('div', { class: 'stack' }, snippet('Python', python), snippet('JDBC', jdbc), snippet('psql', psql)));
  return h('div', { class: 'stack' },
    card({ title: 'Export', note: `features.${state.table}, ${state.quarter}${state.symbol && `, ${state.symbol}`}` }, h('div', { class: 'keys' },
      h('a', { class: 'button primary', href: file('parquet'), download: true }, 'Parquet'), h('a', { class: 'button', href: file('csv'), download: true }, 'CSV'))), box);
}

/** Copies; where the browser does not allow that (it wants https or localhost), it marks the text for the user to copy. */
function copyButton(text) {
  const button = h('button', { type: 'button', class: 'button', onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
      put(button, 'Copied');
    } catch {
      getSelection().selectAllChildren(button.closest('.card').querySelector('pre'));
      put(button, 'Marked: press Ctrl+C');
    }
    setTimeout(() => put(button, 'Copy'), 2_500);
  } }, 'Copy');
  return button;
}
