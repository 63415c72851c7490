// Charts over time, drawn by lightweight-charts in the colours of the theme.

import { CandlestickSeries, ColorType, CrosshairMode, HistogramSeries, LineSeries, LineStyle, PriceScaleMode, createChart, createSeriesMarkers } from '../vendor/lightweight-charts-5.2.1.mjs';
import { h, put } from '../ui/dom.js';
import { number } from '../ui/format.js';
import { utc } from '../ui/time.js';

export { LineStyle };

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function options(format) {
  return {
    autoSize: true,
    layout: { background: { type: ColorType.Solid, color: color('surface') }, textColor: color('muted'), fontFamily: color('font'), fontSize: 11,
      attributionLogo: false, panes: { separatorColor: color('line') } },
    grid: { vertLines: { color: color('line') }, horzLines: { color: color('line') } },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false },
    crosshair: { mode: CrosshairMode.Normal },
    localization: { priceFormatter: format, timeFormatter: (time) => `${utc(time).slice(0, 16)} UTC` },
  };
}

/** What both kinds of charts share: the box, the theme, the end. The box gets a role and a name for those who cannot see it. */
function begin(title, size, format) {
  const canvas = h('div', { class: `chart ${size}`, role: 'img', 'aria-label': title });
  const legend = h('div', { class: 'legend', 'aria-hidden': 'true' });
  canvas.append(legend);
  const chart = createChart(canvas, options(format));
  const repaint = [];
  const themed = () => { chart.applyOptions(options(format)); repaint.forEach((paint) => paint()); };
  addEventListener('theme', themed);
  const end = () => { removeEventListener('theme', themed); chart.remove(); };
  return { canvas, legend, chart, repaint, end };
}

/**
 * Lines over time. Series: [{id, name, color: a colour's name, kind: 'line' or 'bars'}]. Gives {element, set(times, values
 * by id), end}; times in epoch seconds, ascending; a null is a gap.
 */
export function lines({ title, series, size = '', format = (value) => number(value) }) {
  const { canvas, legend, chart, repaint, end } = begin(title, size, format);
  let ended = false;
  const drawn = new Map(series.map((one) => {
    const of = chart.addSeries(one.kind === 'bars' ? HistogramSeries : LineSeries,
      { lineWidth: 2, lastValueVisible: false, priceLineVisible: false, crosshairMarkerRadius: 3, priceFormat: { type: 'custom', formatter: format, minMove: 1e-9 }, lineStyle: one.dashed ? LineStyle.Dashed : LineStyle.Solid });
    const paint = () => of.applyOptions({ color: color(one.color) });
    paint();
    repaint.push(paint);
    return [one.id, of];
  }));
  const tell = (param) => put(legend, param?.time ? [`${utc(param.time).slice(0, 16)}  `, series.map(({ id, name }) => {
    const value = param.seriesData.get(drawn.get(id))?.value;
    return value === undefined ? null : [`${name} `, h('b', {}, format(value)), '  '];
  })] : '');
  chart.subscribeCrosshairMove(tell);
  const set = (times, values) => {
    for (const { id } of series) {
      drawn.get(id).setData(times.map((time, at) => (values[id]?.[at] === null || values[id]?.[at] === undefined ? { time } : { time, value: values[id][at] })));
    }
    requestAnimationFrame(() => requestAnimationFrame(() => ended || chart.timeScale().fitContent())); // once it knows its width
  };
  return { element: h('figure', {}, canvas, series.length > 1 && h('figcaption', { class: 'keys' }, series.map(key))), chart, set, end: () => { ended = true; end(); } };
}

function key(one) {
  return h('span', { class: 'key', style: { color: `var(--${one.color})` } }, h('span', { class: 'muted' }, one.name));
}

/**
 * Candles with volume in a pane below. Gives {element, set(bars), overlay(id, lines), markers(list), log(is), onNeedMore(f), end};
 * bars: [time, open, high, low, close, volume]; an overlay: [{name, color, values aligned with the bars}], none removes it.
 */
export function candles({ title }) {
  const format = (value) => number(value, 6);
  const { canvas, legend, chart, repaint, end } = begin(title, 'tall', format);
  const prices = chart.addSeries(CandlestickSeries, { priceFormat: { type: 'custom', formatter: format, minMove: 1e-9 }, borderVisible: false });
  const volumes = chart.addSeries(HistogramSeries, { priceFormat: { type: 'volume' }, lastValueVisible: false, priceLineVisible: false }, 1);
  chart.panes()[1].setStretchFactor(0.22);
  const marks = createSeriesMarkers(prices, []);
  const overlays = new Map();
  let bars = [];
  const paint = () => {
    prices.applyOptions({ upColor: color('up'), downColor: color('down'), wickUpColor: color('up'), wickDownColor: color('down') });
    volumes.setData(bars.map(([time, open, , , close, volume]) => ({ time, value: volume, color: `${color(close >= open ? 'up' : 'down')}80` })));
    overlays.forEach((drawn) => drawn.forEach(({ of, color: name }) => of.applyOptions({ color: color(name) })));
  };
  repaint.push(paint);
  const at = (time) => bars.find((bar) => bar[0] === time) ?? bars.at(-1);
  const tell = (param) => {
    const bar = at(param?.time);
    if (!bar) return put(legend);
    const [time, open, high, low, close, volume] = bar;
    const part = (name, value) => [` ${name} `, h('b', { class: close >= open ? 'up' : 'down' }, format(value))];
    put(legend, `${utc(time).slice(0, 16)} UTC `, part('O', open), part('H', high), part('L', low), part('C', close), ' V ', h('b', {}, number(volume)));
  };
  chart.subscribeCrosshairMove(tell);
  const set = (of) => {
    bars = of;
    prices.setData(bars.map(([time, open, high, low, close]) => ({ time, open, high, low, close })));
    paint();
    tell();
  };
  const overlay = (id, parts = []) => {
    overlays.get(id)?.forEach(({ of }) => chart.removeSeries(of));
    overlays.delete(id);
    if (parts.length === 0) return;
    overlays.set(id, parts.map(({ name, color: its, values }) => {
      const of = chart.addSeries(LineSeries, { title: name, color: color(its), lineWidth: 1, lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false });
      of.setData(bars.map(([time], index) => (values[index] === null ? { time } : { time, value: values[index] })));
      return { of, color: its };
    }));
  };
  const onNeedMore = (more) => chart.timeScale().subscribeVisibleLogicalRangeChange((range) => range && range.from < 50 && bars.length > 0 && more());
  return { element: h('figure', {}, canvas), chart, set, overlay, end, onNeedMore,
    markers: (list) => marks.setMarkers(list), log: (is) => chart.priceScale('right').applyOptions({ mode: is ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal }) };
}
