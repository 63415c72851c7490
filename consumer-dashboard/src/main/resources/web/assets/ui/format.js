// Numbers with their unit and no more digits than they are worth.

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

export const NONE = '–';

const unknown = (value) => value === null || value === undefined || Number.isNaN(value);

/** 2,686,264 */
export function count(value) {
  return unknown(value) ? NONE : whole.format(value);
}

/** 2.7M from 100,000 on; below as it is. */
export function short(value) {
  if (unknown(value)) return NONE;
  return Math.abs(value) >= 100_000 ? compact.format(value) : whole.format(value);
}

/** Five significant digits, as prices and features want them. */
export function number(value, digits = 5) {
  if (unknown(value)) return NONE;
  if (Math.abs(value) < 1e-12) return '0'; // an axis says 7e-18 for it
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-5) return value.toExponential(Math.max(0, digits - 2));
  return new Intl.NumberFormat('en-GB', { maximumSignificantDigits: digits }).format(value);
}

/** 12.3 % of a share of 1. */
export function percent(share, digits = 1) {
  return unknown(share) ? NONE : `${(share * 100).toFixed(digits)} %`;
}

/** +1.2 % with its sign. */
export function change(share) {
  return unknown(share) ? NONE : `${share >= 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(2)} %`;
}

/** 850 ms, 12.4 s, 3 min 20 s, 2 h 5 min, 4 d */
export function duration(millis) {
  if (unknown(millis)) return NONE;
  if (millis < 1_000) return `${Math.round(millis)} ms`;
  if (millis < 60_000) return `${(millis / 1_000).toFixed(1)} s`;
  const seconds = Math.round(millis / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d`;
}
