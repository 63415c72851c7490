// Elements without HTML text: whatever comes from files and tables is hostile and only ever becomes text.

const SVG = 'http://www.w3.org/2000/svg';

/** An element: h('td', {class: 'number', onclick: f}, 'text', child, [children], null). */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function s(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, of] of Object.entries(value)) element.style.setProperty(key, of);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Puts children in the place of whatever is there. */
export function put(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const REACHABLE = 'a, button, input, select, textarea, [tabindex]';

/** What tells an element from the others around it, also after it was made anew. */
function mark(element) {
  return [element.tagName, element.dataset.key ?? element.getAttribute('aria-label') ?? element.getAttribute('name') ?? element.textContent.slice(0, 80)].join(' ');
}

/** Remembers which element of `root` has the focus, and gives a function that finds its like in another root and focuses it. */
export function keepFocus(root) {
  const active = document.activeElement;
  if (!active || active === root || !root.contains(active)) return () => false;
  const wanted = mark(active);
  return (other) => {
    const found = [...other.querySelectorAll(REACHABLE)].find((element) => mark(element) === wanted);
    found?.focus({ preventScroll: true });
    return found !== undefined;
  };
}

/** Like `put`, where the same is shown anew: whoever reads or types there keeps focus and scroll position. */
export function refill(element, ...children) {
  const focus = keepFocus(element);
  const places = [...element.querySelectorAll('.scroll')].map((box) => [box.getAttribute('aria-label'), box.scrollTop, box.scrollLeft]);
  put(element, ...children);
  for (const [label, top, left] of places) {
    const box = [...element.querySelectorAll('.scroll')].find((other) => other.getAttribute('aria-label') === label);
    if (box) Object.assign(box, { scrollTop: top, scrollLeft: left });
  }
  focus(element);
  return element;
}

/** The icons of the shell, drawn with strokes in the colour of the text. */
const ICONS = {
  overview: 'M3 12h4l3-8 4 16 3-8h4',
  market: 'M6 4v16M6 8h3v7H6zM15 3v18M15 6h4v9h-4z',
  pipeline: 'M4 6h5v5H4zM15 4h5v5h-5zM15 15h5v5h-5zM9 8.5h3v-2h3M12 8.5v9h3',
  quality: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5',
  features: 'M4 20V10h4v10M10 20V4h4v16M16 20v-7h4v7M3 20h18',
  runs: 'M12 3a9 9 0 1 1-8.5 6M3 4v5h5M12 8v4.5l3 2',
  trading: 'M3 17l6-6 4 4 8-9M15 6h6v6',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  moon: 'M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10z',
  system: 'M3 5h18v11H3zM9 20h6M12 16v4',
};

export function icon(name) {
  return s('svg', { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': 1.8, 'stroke-linejoin': 'round',
    'stroke-linecap': 'round', 'aria-hidden': 'true', width: 18, height: 18 }, s('path', { d: ICONS[name] }));
}
