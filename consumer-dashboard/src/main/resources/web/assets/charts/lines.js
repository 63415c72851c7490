// Values over time as lines, or as a band from the lowest to the highest.

import { CandlestickSeries, LineSeries } from '../vendor/lightweight-charts-5.2.1.mjs';
import { h, put } from '../ui/dom.js';
import { number } from '../ui/format.js';
import { utc } from '../ui/time.js';
import { color, frame, key } from './frame.js';

const known = (value) => value !== null && value !== undefined;

/**
 * series: [{id, name, color: the name of one}]; band: {low, high: ids, name, color}, drawn behind them. A chart that is
 * `live` stays where it is; others can be moved and pinched. Gives {element, set(times, values by id), end}: times in epoch
 * seconds, ascending; a null is a gap. `told(times, values)` says in words what is drawn, or null if that is nothing:
 * then `empty` stands there.
 */
export function lines({ title, series, band, live = false, told = () => '', empty = 'Nothing to draw yet.', format = (value) => number(value) }) {
  const { canvas, legend, chart, paint, end } = frame(title, '', format, live ? { handleScroll: false, handleScale: false }
    : { handleScroll: { mouseWheel: false, vertTouchDrag: false }, handleScale: { mouseWheel: false } });
  const common = { lastValueVisible: false, priceLineVisible: false, priceFormat: { type: 'custom', formatter: format, minMove: 1e-9 } };
  const behind = band && chart.addSeries(CandlestickSeries, { ...common, wickVisible: false, borderVisible: false });
  if (band) paint(() => behind.applyOptions({ upColor: `${color(band.color)}66`, downColor: `${color(band.color)}66` }));
  const drawn = new Map(series.map((one) => {
    const of = chart.addSeries(LineSeries, { ...common, lineWidth: 2, crosshairMarkerRadius: 3 });
    paint(() => of.applyOptions({ color: color(one.color) }));
    return [one.id, of];
  }));
  const words = h('p', { class: 'summary' });
  const hint = h('p', { class: 'chart-empty', hidden: true }, empty);
  canvas.append(hint);

  chart.subscribeCrosshairMove((at) => put(legend, at.time === undefined ? '' : [`${utc(at.time).slice(0, 16)}  `,
    series.map(({ id, name }) => part(name, at.seriesData.get(drawn.get(id))?.value, format)),
    band && part(band.name, at.seriesData.get(behind), ({ open, close }) => `${format(open)} to ${format(close)}`)]));

  const set = (times, values) => {
    for (const { id } of series) drawn.get(id).setData(times.map((time, at) => (known(values[id]?.[at]) ? { time, value: values[id][at] } : { time })));
    behind?.setData(times.map((time, at) => range(time, values[band.low][at], values[band.high][at])));
    const text = told(times, values);
    hint.hidden = text !== null;
    words.textContent = text ?? '';
    canvas.setAttribute('aria-label', `${title}. ${text ?? empty}`);
    requestAnimationFrame(() => chart.timeScale().fitContent());
  };
  const keys = [...series, band].filter(Boolean);
  return { element: h('figure', {}, canvas, h('figcaption', {}, keys.length > 1 && h('div', { class: 'keys' }, keys.map((one) => key(one.name, one.color))), words)), set, end };
}

const part = (name, value, format) => (value === undefined || Object.keys(value).length === 1 ? null : [`${name} `, h('b', {}, format(value)), '  ']);

const range = (time, low, high) => (known(low) && known(high) ? { time, open: low, low, close: high, high } : { time });
