// What an account was worth, with how far it was below its peak in a pane below.

import { AreaSeries, LineSeries, LineStyle, PriceScaleMode } from '../vendor/lightweight-charts-5.2.1.mjs';
import { h, put } from '../ui/dom.js';
import { change, count, percent } from '../ui/format.js';
import { day, utc } from '../ui/time.js';
import { color, frame, key } from './frame.js';

/**
 * Gives {element, set(curve), log(is), end}. curve: {times, equity, drawdown, hold: {times, equity} or null}, times in epoch
 * seconds, ascending.
 */
export function equityChart({ title }) {
  const { canvas, legend, chart, paint, end } = frame(title, 'equity', count, { handleScroll: { mouseWheel: false, vertTouchDrag: false }, handleScale: { mouseWheel: false },
    localization: { timeFormatter: (time) => `${utc(time).slice(0, 16)} UTC` } }); // each pane has its own unit
  const common = { lastValueVisible: false, priceLineVisible: false, crosshairMarkerRadius: 3 };
  const money = { type: 'custom', formatter: count, minMove: 0.01 };
  const hold = chart.addSeries(LineSeries, { ...common, lineWidth: 1, lineStyle: LineStyle.Solid, priceFormat: money });
  const worth = chart.addSeries(AreaSeries, { ...common, lineWidth: 2, priceFormat: money });
  const fall = chart.addSeries(AreaSeries, { ...common, lineWidth: 1, invertFilledArea: true, priceFormat: { type: 'custom', formatter: (share) => percent(share, 0), minMove: 0.001 } }, 1);
  chart.panes()[1].setStretchFactor(0.3);
  paint(() => {
    hold.applyOptions({ color: color('muted') });
    worth.applyOptions({ lineColor: color('series-1'), topColor: `${color('series-1')}40`, bottomColor: `${color('series-1')}00` });
    fall.applyOptions({ lineColor: color('down'), topColor: `${color('down')}10`, bottomColor: `${color('down')}70` });
  });
  const keys = h('div', { class: 'keys' });
  const words = h('p', { class: 'summary' });

  const figure = (name, value, of) => value !== undefined && [` ${name} `, h('b', {}, of(value)), ' '];
  const tell = (at) => put(legend, at?.time === undefined ? [] : [`${utc(at.time).slice(0, 16)} UTC `,
    figure('worth', at.seriesData.get(worth)?.value, count), figure('below its peak', at.seriesData.get(fall)?.value, (share) => percent(-share)),
    figure('buy and hold', at.seriesData.get(hold)?.value, count)]);
  chart.subscribeCrosshairMove(tell);

  const points = (times, values) => times.map((time, at) => ({ time, value: values[at] }));
  const set = (curve) => {
    worth.setData(points(curve.times, curve.equity));
    fall.setData(points(curve.times, curve.drawdown));
    hold.setData(curve.hold ? points(curve.hold.times, curve.hold.equity) : []);
    put(keys, key('This run', 'series-1'), curve.hold && key('Buy and hold', 'muted'), key('Below its peak', 'down'));
    words.textContent = said(curve);
    canvas.setAttribute('aria-label', `${title}. ${words.textContent}`);
  };
  const size = new ResizeObserver(() => canvas.clientWidth > 0 && chart.timeScale().fitContent());
  size.observe(canvas);
  const log = (is) => chart.priceScale('right', 0).applyOptions({ mode: is ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal });
  return { element: h('figure', { class: 'filling' }, keys, canvas, h('figcaption', {}, words)), set, log, end: () => { size.disconnect(); end(); } };
}

function said({ times, equity, maximum_drawdown: deepest, hold }) {
  const growth = (values) => change(values.at(-1) / values[0] - 1);
  return `${day(times[0])} to ${day(times.at(-1))}: from ${count(equity[0])} to ${count(equity.at(-1))}, ${growth(equity)}; `
    + `at worst ${percent(deepest)} below its peak. `
    + (hold && hold.equity.length > 0 ? `Buy and hold came to ${count(hold.equity.at(-1))} by ${day(hold.times.at(-1) - 1)}.` : 'Buy and hold comes with the run’s first report.');
}
