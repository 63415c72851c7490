// How good a quarter's data is, what was done about it, and whether the gate let it pass.

import { asking } from '../api.js';
import { go, note } from '../app.js';
import { h, put } from '../ui/dom.js';
import { count, number, percent } from '../ui/format.js';
import { badge, card, loaded, nothing, select, table } from '../ui/parts.js';
import { heat } from '../charts/heat.js';

const DECISION = { PUBLISHED: ['ok', 'Published'], UNCHANGED: ['ok', 'Unchanged'], REFUSED: ['bad', 'Refused by the gate'], FAILED: ['bad', 'Failed'], RUNNING: ['accent', 'At work'] };
const ACTION = { drop: 'bad', flag: 'warn', fail: 'bad' };

export async function page(view, url) {
  const picker = h('div', { class: 'controls' });
  const box = h('div', {});
  put(view, h('div', { class: 'page-head' }, h('div', {}, h('h1', {}, 'Quality'), h('p', {}, 'What was wrong with the rows, and what was done about it.')), picker), box);
  loaded(box, asking('/quality/quarters'), ({ quarters }) => {
    if (quarters.length === 0) return nothing('No quarter has been judged yet.', 'The quarterly job judges the rows: ./quarterdeck quarter 2016Q4');
    const quarter = quarters.find((one) => one.quarter === url.searchParams.get('quarter')) ?? quarters.find((one) => one.runs.length > 0) ?? quarters[0];
    const run = quarter.runs.find((one) => String(one.run) === url.searchParams.get('run')) ?? quarter.runs[0];
    put(picker,
      select('Quarter', quarters.map((one) => ({ id: one.quarter, name: one.quarter })), quarter.quarter, (id) => go('/quality', { quarter: id })),
      run && select('Run', quarter.runs.map((one) => ({ id: String(one.run), name: `run ${one.run}, ${one.state.toLowerCase()}` })), String(run.run),
        (id) => go('/quality', { quarter: quarter.quarter, run: id })));
    return run ? judged(quarter.quarter, run.run, url.searchParams)
      : nothing(`No run has judged the rows of ${quarter.quarter} yet.`, `By hand: ./quarterdeck quarter ${quarter.quarter}`, 'Or let it run by itself: ./quarterdeck schedule');
  });
}

function judged(quarter, run, asked) {
  const [main, coverage, samples] = [h('div', {}), h('div', {}), h('div', { class: 'samples', tabindex: -1 })];
  const look = (rule, symbol) => loaded(samples, asking('/quality/samples', { quarter, run, rule, symbol }), (told) => sampleList(told, rule, symbol));
  const choose = (rule, symbol) => {
    note('/quality', { quarter, run, rule, symbol });
    look(rule, symbol);
    samples.focus();
  };
  if (asked.has('rule') && asked.has('symbol')) look(asked.get('rule'), asked.get('symbol'));
  else put(samples, h('p', { class: 'muted' }, 'Choose a count above to see a few of its rows, with file and line.'));
  loaded(main, asking('/quality', { quarter, run }), (told) => h('div', { class: 'grid' },
    h('div', { class: 'stack w5' }, gate(told), totals(told)), h('div', { class: 'stack w7' }, rules(told, choose, samples), drift(told))));
  loaded(coverage, asking('/quality/coverage', { quarter }), covered);
  return h('div', { class: 'stack' }, card({ title: 'Coverage', unit: 'share of each day\'s minutes that have a clean bar', note: quarter }, coverage), main);
}

function covered({ symbols, days, coverage }) {
  if (symbols.length === 0) return nothing('There is no release of this quarter.', 'The map is made from its daily bars.');
  const cells = symbols.flatMap((symbol, row) => days.map((day, at) => ({ symbol, day, share: coverage[row][at] }))).filter(({ share }) => share !== null);
  const least = cells.reduce((low, cell) => (low === null || cell.share < low.share ? cell : low), null);
  const about = `${symbols.length} symbols, ${days.length} days.${least ? ` Lowest: ${least.symbol} on ${least.day}, ${percent(least.share)}.` : ''} A cell without colour has no bar.`;
  return heat({ title: 'Coverage', about, scale: ['0 %', '100 %'], rows: symbols, columns: days, value: (row, column) => coverage[row][column], shade: (share) => share,
    words: (symbol, day, share) => `${symbol}, ${day}: ${share === null ? 'no bar' : percent(share)}`, ticks: (day) => (day.endsWith('-01') ? day.slice(0, 7) : '') });
}

function gate({ decision, checks, run }) {
  const [state, word] = DECISION[decision.state] ?? ['', decision.state];
  return card({ title: 'Gate', tools: badge(word, state), note: h('a', { href: `/runs?run=${run}` }, `run ${run}`) },
    decision.override_reason && h('div', { class: 'state stale' }, `Overridden by ${decision.override_by}: ${decision.override_reason}`),
    table({ caption: 'Checks of the gate', rows: [...checks].sort((a, b) => a.passed - b.passed), empty: 'No checks are recorded.', columns: [
      { title: 'Result', nowrap: true, cell: (row) => badge(row.passed ? 'passed' : 'failed', row.passed ? 'ok' : 'bad') },
      { title: 'Check', cell: (row) => h('span', { class: 'long' }, row.check, row.symbol && h('span', { class: 'muted' }, ` ${row.symbol}`)) },
      { title: 'Found / allowed', number: true, cell: (row) => [number(row.found, 4), h('span', { class: 'muted' }, ` / ${number(row.allowed, 4)}`)] },
    ] }));
}

function rules({ rules: all }, look, samples) {
  const ranked = [...all].sort((a, b) => b.rows - a.rows);
  const symbolsOf = (row) => h('div', { class: 'counts' }, Object.entries(row.by_symbol).sort(([, a], [, b]) => b - a).map(([symbol, rows]) =>
    h('button', { type: 'button', 'data-key': `${row.rule} ${symbol}`, onclick: () => look(row.rule, symbol) }, `${symbol} ${count(rows)}`)));
  return card({ title: 'Rules that fired', note: 'rows by symbol; choose one to see samples' },
    table({ caption: 'Rules that fired', rows: ranked, empty: 'No row came under a rule.', columns: [
      { title: 'Rule', cell: (row) => [h('strong', {}, row.rule), h('div', { class: 'muted small' }, row.description), symbolsOf(row)] },
      { title: 'Action', nowrap: true, cell: (row) => badge(row.action, ACTION[row.action] ?? '') },
      { title: 'Rows', number: true, cell: (row) => count(row.rows) },
    ] }), h('div', { class: 'gap' }), samples);
}

function sampleList({ samples }, rule, symbol) {
  return [h('h3', {}, `Samples of ${rule}, ${symbol}`), table({ caption: `Samples of ${rule}`, rows: samples, empty: 'No sample was kept.', columns: [
    { title: 'Row, and the file and line it came from', cell: (row) => [h('code', { class: 'long' }, row.row),
      h('div', { class: 'muted small long' }, row.source_line === null ? 'of no single line' : `${row.file ?? `source ${row.source_id}`}:${row.source_line}`)] },
  ] })];
}

function totals({ totals: rows }) {
  return card({ title: 'Symbols', note: 'raw rows of the quarter' }, table({ caption: 'Symbols', rows, empty: 'None.', columns: [
    { title: 'Symbol', nowrap: true, cell: (row) => h('a', { href: `/market?symbol=${encodeURIComponent(row.symbol)}` }, row.symbol) },
    { title: 'Bars', number: true, cell: (row) => count(row.bars) },
    { title: 'Trades', number: true, cell: (row) => count(row.trades) },
    { title: 'Days', number: true, cell: (row) => `${count(row.days)} of ${count(row.expected_days)}` },
  ] }));
}

function drift({ drift: rows, reference_release: reference }) {
  const beyond = rows.filter((row) => row.drifted.length > 0).length;
  return card({ title: 'Drift', note: reference ? `against ${reference}: ${beyond} beyond a limit` : '' }, reference === null
    ? nothing('There is nothing to compare with.', 'Drift is measured against the release of the quarter before.')
    : table({ caption: 'Drift of the features', rows, empty: 'No feature is compared.', columns: [
      { title: 'Feature', cell: (row) => h('a', { href: `/features?table=${row.table}&column=${row.column}` }, `${row.table}.${row.column}`) },
      { title: 'PSI', number: true, cell: (row) => limit(row.psi, row.psi_limit, row.drifted.includes('psi')) },
      { title: 'Mean shift (σ)', number: true, cell: (row) => limit(row.mean_shift, row.mean_shift_limit, row.drifted.includes('mean')) },
      { title: 'Nulls', number: true, cell: (row) => h('span', { class: row.drifted.includes('nulls') ? 'down' : '' }, `${percent(row.null_share)}, was ${percent(row.reference_null_share)}`) },
    ] }));
}

function limit(value, most, beyond) {
  return h('span', { title: most === null ? '' : `limit ${number(most, 3)}` }, beyond ? badge(number(value, 3), 'warn') : number(value, 3));
}
