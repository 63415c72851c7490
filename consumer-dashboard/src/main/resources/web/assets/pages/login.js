// Who is there?

import { ApiError, post } from '../api.js';
import { h, put } from '../ui/dom.js';

/** Where to go after: the page that was asked for, if it is one of ours. */
function wanted(pages) {
  const asked = location.pathname === '/login' ? new URLSearchParams(location.search).get('next') ?? '' : location.pathname + location.search;
  const url = URL.canParse(asked, location.origin) ? new URL(asked, location.origin) : null;
  return url?.origin === location.origin && pages.includes(url.pathname) ? url.pathname + url.search : '/overview';
}

/** pages: the paths that one may come back to. */
export function login(pages) {
  document.title = 'Log in · Quarterdeck';
  const user = h('input', { type: 'text', name: 'user', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true });
  const password = h('input', { type: 'password', name: 'password', autocomplete: 'current-password', required: true });
  const enter = h('button', { class: 'button primary wide', type: 'submit' }, 'Log in');
  const message = h('p', { role: 'alert' });
  const form = h('form', {
    onsubmit: async (event) => {
      event.preventDefault();
      enter.disabled = true;
      try {
        await post('/login', { user: user.value, password: password.value });
        location.assign(wanted(pages));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        put(message, h('strong', {}, error.message), ' ', error.hint ?? '');
        message.className = 'state bad';
        password.value = '';
        password.focus();
      } finally {
        enter.disabled = false;
      }
    },
  },
    h('div', { class: 'brand' }, h('img', { src: '/assets/icon.svg', alt: '', width: 26, height: 26 }), h('h1', { class: 'brand' }, 'Quarterdeck')),
    h('p', { class: 'muted' }, 'Every row accounted for, from the file to the feature.'),
    h('label', { class: 'field' }, 'User', user),
    h('label', { class: 'field' }, 'Password', password),
    message, enter,
    h('p', { class: 'muted small' }, 'Users are viewer and operator. A new password: ', h('code', {}, './quarterdeck password operator')));
  put(document.body, h('main', { class: 'login' }, form));
  user.focus();
}
