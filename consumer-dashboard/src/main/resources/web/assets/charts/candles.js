// Candles with their volume in a pane below, lines over them, and marks.

import { CandlestickSeries, HistogramSeries, LineSeries, PriceScaleMode, createSeriesMarkers } from '../vendor/lightweight-charts-5.2.1.mjs';
import { h, put } from '../ui/dom.js';
import { change, number } from '../ui/format.js';
import { utc } from '../ui/time.js';
import { color, frame } from './frame.js';

const format = (value) => number(value, 6);

/**
 * Gives {element, set(bars, overlays), markers(list), log(is), onNeedMore(callback), end}. bars: [time, open, high, low, close,
 * volume]; overlays: [{name, color, values aligned with the bars}]. What is looked at stays in view when more comes in front,
 * which is asked for when less than one more view of it is left.
 */
export function candles({ title }) {
  const { canvas, legend, chart, paint, end } = frame(title, 'tall', format, { handleScroll: { vertTouchDrag: false } });
  const custom = { type: 'custom', formatter: format, minMove: 1e-9 };
  const prices = chart.addSeries(CandlestickSeries, { priceFormat: custom, borderVisible: false });
  const volumes = chart.addSeries(HistogramSeries, { priceFormat: { type: 'volume' }, lastValueVisible: false, priceLineVisible: false }, 1);
  chart.panes()[1].setStretchFactor(0.22);
  const marks = createSeriesMarkers(prices, []);
  let bars = [];
  let places = new Map();
  let overlays = [];

  const colored = () => {
    prices.applyOptions({ upColor: color('up'), downColor: color('down'), wickUpColor: color('up'), wickDownColor: color('down') });
    const [up, down] = [`${color('up')}80`, `${color('down')}80`];
    volumes.setData(bars.map(([time, open, , , close, volume]) => ({ time, value: volume, color: close >= open ? up : down })));
    overlays.forEach(({ line, color: of }) => line.applyOptions({ color: color(of) }));
  };
  paint(colored);

  const tell = (time) => {
    const place = places.get(time) ?? bars.length - 1;
    if (place < 0) return put(legend);
    const [at, open, high, low, close, volume] = bars[place];
    const before = bars[place - 1]?.[4];
    const price = (name, value) => [` ${name} `, h('b', {}, format(value))];
    put(legend, `${utc(at).slice(0, 16)} UTC `, price('O', open), price('H', high), price('L', low), price('C', close),
      before && [' ', h('b', { class: close >= before ? 'up' : 'down' }, change(close / before - 1))], ' V ', h('b', {}, number(volume)),
      overlays.map(({ name, color: of, values }) => values[place] !== null && [` ${name} `, h('b', { style: { color: `var(--${of})` } }, format(values[place]))]));
  };
  chart.subscribeCrosshairMove((at) => tell(at.time));

  const draw = (list) => {
    overlays.forEach(({ line }) => chart.removeSeries(line));
    overlays = list.map((one) => {
      const line = chart.addSeries(LineSeries, { lineWidth: 1, lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false, priceFormat: custom });
      line.setData(bars.map(([time], at) => (one.values[at] === null ? { time } : { time, value: one.values[at] })));
      return { ...one, line };
    });
  };
  const set = (newBars, newOverlays) => {
    bars = newBars;
    places = new Map(bars.map(([time], at) => [time, at]));
    prices.setData(bars.map(([time, open, high, low, close]) => ({ time, open, high, low, close })));
    draw(newOverlays);
    colored();
    tell();
  };
  return { element: h('figure', {}, canvas), set, end,
    onNeedMore: (callback) => chart.timeScale().subscribeVisibleLogicalRangeChange((range) => range && range.from < range.to - range.from && bars.length > 0 && callback()),
    markers: (list) => marks.setMarkers(list),
    log: (is) => chart.priceScale('right').applyOptions({ mode: is ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal }) };
}
