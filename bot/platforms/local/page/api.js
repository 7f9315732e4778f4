// The few addresses of the server, and the news from it.

const BASE = "/local/";
const HEADERS = { "Content-Type": "application/json", "X-Fireside": "1" };
const AWAY = "The playground does not answer. Does it still run? Nothing you typed is lost.";

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(BASE + path, { cache: "no-store", ...options });
  } catch {
    throw new Error(AWAY);
  }
  const text = await answer.text();
  if (!answer.ok) throw Object.assign(new Error(text.trim().slice(0, 400) || `That did not work (${answer.status}).`), { status: answer.status });
  return text ? JSON.parse(text) : {};
}

/** Give the state as `me` sees it; an empty `me` leaves the choice to the server. */
export const getState = (me) => ask(me ? `state?me=${encodeURIComponent(me)}` : "state");

/** Send something; raises with the server's own words when it is refused. */
export const post = (path, body = {}) => ask(path, { method: "POST", headers: HEADERS, body: JSON.stringify(body) });

/** Call `heard(version)` whenever something changed; when the stream breaks, ask every two seconds instead. */
export function listen(heard) {
  let polling = 0;
  const stop = () => {
    clearInterval(polling);
    polling = 0;
  };
  const open = () => {
    const stream = new EventSource(`${BASE}events`);
    stream.onopen = stop;
    stream.onmessage = (event) => heard(JSON.parse(event.data).version);
    stream.onerror = () => {
      if (!polling) polling = setInterval(() => heard(null), 2000);
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, 5000);
    };
  };
  open();
}
