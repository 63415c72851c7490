// Candles with their volume in a pane below, lines over them, and arrows where was traded.

import { CandlestickSeries, HistogramSeries, LineSeries, PriceScaleMode, createSeriesMarkers } from '../vendor/lightweight-charts-5.2.1.mjs';
import { h, put } from '../ui/dom.js';
import { change, number } from '../ui/format.js';
import { utc } from '../ui/time.js';
import { color, frame } from './frame.js';

const format = (value) => number(value, 6);

/**
 * Gives {element, set(bars, overlays), markers(trades, bars), log(is), onNeedMore(callback), end}. bars: [time, open, high, low, close,
 * volume]; overlays: [{name, color, values aligned with the bars}]; trades: [{time, quantity, price, why}],
 * oldest first. What is looked at stays in view when more comes in front, which is asked for when less than one more view of it
 * is left.
 */
export function candles({ title }) {
  const { canvas, legend, chart, paint, end } = frame(title, 'tall', format, { handleScroll: { vertTouchDrag: false } });
  const custom = { type: 'custom', formatter: format, minMove: 1e-9 };
  const prices = chart.addSeries(CandlestickSeries, { priceFormat: custom, borderVisible: false });
  const volumes = chart.addSeries(HistogramSeries, { priceFormat: { type: 'volume' }, lastValueVisible: false, priceLineVisible: false }, 1);
  chart.panes()[1].setStretchFactor(0.22);
  const marks = createSeriesMarkers(prices, []);
  let trades = new Map();
  const mark = () => marks.setMarkers([...trades.values()].flatMap(({ time, bought, sold }) => [
    bought && { time, position: 'belowBar', shape: 'arrowUp', color: color('up'), size: 1.2 },
    sold && { time, position: 'aboveBar', shape: 'arrowDown', color: color('down'), size: 1.2 }].filter(Boolean)));
  paint(mark);
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
      overlays.map(({ name, color: of, values }) => values[place] !== null && [` ${name} `, h('b', { style: { color: `var(--${of})` } }, format(values[place]))]), said(trades.get(at)));
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
    markers: (list, of) => { trades = byBar(list, of); mark(); },
    log: (is) => chart.priceScale('right').applyOptions({ mode: is ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal }) };
}

/** Trades of each bar, summed up: those within it. Both are in order of time. */
function byBar(trades, bars) {
  const found = new Map();
  let place = 0;
  for (const trade of trades) {
    while (place + 1 < bars.length && bars[place + 1][0] <= trade.time) place += 1;
    const time = bars[place]?.[0];
    if (time === undefined || trade.time < time) continue;
    const sum = found.get(time) ?? { time, bought: 0, sold: 0, orders: 0, price: 0, why: trade.why };
    sum[trade.quantity > 0 ? 'bought' : 'sold'] += Math.abs(trade.quantity);
    Object.assign(sum, { orders: sum.orders + 1, price: trade.price });
    found.set(time, sum);
  }
  return found;
}

function said(sum) {
  if (!sum) return null;
  const part = (name, of, quantity) => quantity > 0 && [` ${name} `, h('b', { class: of }, number(quantity))];
  return h('div', {}, part('bought', 'up', sum.bought), part('sold', 'down', sum.sold), sum.orders === 1 ? ` at ${format(sum.price)}${sum.why ? `: ${sum.why}` : ''}` : ` in ${sum.orders} orders`);
}
