// Calls of the dashboard's API. A failure is an ApiError with the server's message and advice.

export class ApiError extends Error {
  constructor(status, { code = 'unreachable', message = 'The dashboard does not answer.', hint = null, source = null } = {}) {
    super(message);
    Object.assign(this, { status, code, hint, source });
  }
}

let csrf = null;

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
  if (!answer.ok) throw new ApiError(answer.status, content?.error ?? { code: 'failed', message: `The dashboard answered ${answer.status}.` });
  return content;
}

/** parameters: an object; what is null or empty is left out. */
export function get(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== ''));
  return call('GET', query.size > 0 ? `${path}?${query}` : path, undefined, signal);
}

export function post(path, body = {}) {
  return call('POST', path, body);
}
