// A graph that flows from left to right: each node stands right of all that it comes from.

import { s, h } from '../ui/dom.js';

const [WIDTH, HEIGHT, GAP_X, GAP_Y] = [190, 46, 56, 14];

/** nodes: [{id, kind: 'dataset' or 'job', name, detail}], edges: [{from, to}], without circles. */
export function graph({ nodes, edges }) {
  const column = columns(nodes, edges);
  const rows = [];
  const place = new Map(nodes.map((node) => {
    const x = column.get(node.id);
    rows[x] = (rows[x] ?? -1) + 1;
    return [node.id, { x: x * (WIDTH + GAP_X), y: rows[x] * (HEIGHT + GAP_Y) }];
  }));
  const width = rows.length * (WIDTH + GAP_X) - GAP_X;
  const height = Math.max(...rows.map((row) => row + 1)) * (HEIGHT + GAP_Y) - GAP_Y;
  const line = ({ from, to }) => {
    const [a, b] = [place.get(from), place.get(to)];
    const [x1, y1, x2, y2] = [a.x + WIDTH, a.y + HEIGHT / 2, b.x, b.y + HEIGHT / 2];
    return s('path', { class: 'edge', d: `M${x1} ${y1}C${x1 + GAP_X / 2} ${y1} ${x2 - GAP_X / 2} ${y2} ${x2} ${y2}` });
  };
  const box = (node) => {
    const { x, y } = place.get(node.id);
    return s('g', { class: `node ${node.kind}`, transform: `translate(${x} ${y})` }, s('title', {}, `${node.name} ${node.detail ?? ''}`),
      s('rect', { width: WIDTH, height: HEIGHT, rx: node.kind === 'job' ? 22 : 6 }),
      s('text', { x: 14, y: 19 }, fit(node.name)), s('text', { x: 14, y: 35, class: 'detail' }, fit(node.detail ?? '')));
  };
  const names = nodes.map(({ name }) => name).join(', ');
  return h('div', { class: 'graph', tabindex: 0, role: 'group', 'aria-label': 'Lineage' },
    s('svg', { viewBox: `-1 -1 ${width + 2} ${height + 2}`, width: width + 2, height: height + 2, role: 'img', 'aria-label': `Lineage: ${names}` }, edges.map(line), nodes.map(box)));
}

const fit = (text) => (text.length > 25 ? `${text.slice(0, 24)}…` : text);

/** The longest way to each node from one that comes from nothing. */
function columns(nodes, edges) {
  const column = new Map(nodes.map(({ id }) => [id, 0]));
  for (let step = 0; step < nodes.length; step++) {
    for (const { from, to } of edges) column.set(to, Math.max(column.get(to), column.get(from) + 1));
  }
  return column;
}
