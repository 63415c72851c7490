// Calls of the dashboard's API. A failure is an ApiError with the server's message and advice.

export class ApiError extends Error {
  constructor(status, { code = 'unreachable', message = 'The dashboard does not answer.', hint = null, source = null } = {}) {
    super(message);
    Object.assign(this, { status, code, hint, source });
  }
}

let csrf = null;

let onEnd = () => {};

/** Calls back when an answer says that the session has ended. */
export function onSessionEnd(callback) {
  onEnd = callback;
}

/** The session's token, which every call that changes something carries. */
export function useToken(token) {
  csrf = token;
}

async function call(method, path, body, signal) {
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method, signal, credentials: 'same-origin',
      headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }), ...(method !== 'GET' && csrf && { 'X-CSRF-Token': csrf }) },
      body: body && JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, { hint: 'See that it runs: ./quarterdeck status' });
  }
  const content = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (answer.status === 401 && path !== '/login' && path !== '/session') onEnd();
  if (!answer.ok) throw new ApiError(answer.status, content?.error ?? { code: 'failed', message: `The dashboard answered ${answer.status}.` });
  return content;
}

/** What follows the address of a call or a page: ?a=b; what is null or empty is left out. */
export function query(parameters = {}) {
  const given = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== ''));
  return given.size > 0 ? `?${given}` : '';
}

export function get(path, parameters = {}, signal = undefined) {
  return call('GET', path + query(parameters), undefined, signal);
}

const MOST_REMEMBERED = 60;
const remembered = new Map();

/** A function that asks; its `known` is the newest answer to the same question, or null, to be shown until the next one is here. */
export function asking(path, parameters = {}) {
  const question = path + query(parameters);
  const ask = async () => {
    const answer = await call('GET', question);
    remembered.delete(question);
    remembered.set(question, answer);
    if (remembered.size > MOST_REMEMBERED) remembered.delete(remembered.keys().next().value);
    return answer;
  };
  ask.known = () => remembered.get(question) ?? null;
  return ask;
}

export function post(path, body = {}) {
  return call('POST', path, body);
}
