// What the charts over time have in common: lightweight-charts in the theme's colours, named for those who cannot see it.

import { ColorType, CrosshairMode, createChart } from '../vendor/lightweight-charts-5.2.1.mjs';
import { h } from '../ui/dom.js';
import { utc } from '../ui/time.js';

/** The theme's colour of a name such as series-1. */
export const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function look() {
  const [line, muted] = [color('line'), color('muted')];
  return {
    layout: { background: { type: ColorType.Solid, color: color('surface') }, textColor: muted, fontFamily: color('font'), fontSize: 11,
      attributionLogo: false, panes: { separatorColor: line, separatorHoverColor: color('accent-soft') } },
    grid: { vertLines: { color: line }, horzLines: { color: line } },
    crosshair: { mode: CrosshairMode.Normal, vertLine: { color: muted, labelBackgroundColor: color('label') }, horzLine: { color: muted, labelBackgroundColor: color('label') } },
  };
}

/**
 * A box with a chart. `format` writes its values; `behaviour` is more of the library's options. Gives {canvas, legend, chart,
 * paint(f): f is called with each theme, end}. A finger that moves up or down moves the page, not the chart.
 */
export function frame(title, size, format, behaviour = {}) {
  const canvas = h('div', { class: `chart ${size}`, role: 'img', 'aria-label': title });
  const legend = h('div', { class: 'legend', 'aria-hidden': 'true' });
  canvas.append(legend);
  const chart = createChart(canvas, {
    autoSize: true,
    ...look(),
    rightPriceScale: { borderVisible: false },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: true, minBarSpacing: 0.05 },
    localization: { priceFormatter: format, timeFormatter: (time) => `${utc(time).slice(0, 16)} UTC` },
    ...behaviour,
  });
  const painters = [];
  const themed = () => {
    chart.applyOptions(look());
    painters.forEach((paint) => paint());
  };
  const paint = (painter) => {
    painter();
    painters.push(painter);
  };
  addEventListener('theme', themed);
  const end = () => {
    removeEventListener('theme', themed);
    chart.remove();
  };
  return { canvas, legend, chart, paint, end };
}

/** The name of a line beside its colour. */
export function key(name, of) {
  return h('span', { class: 'key', style: { color: `var(--${of})` } }, h('span', { class: 'muted' }, name));
}
