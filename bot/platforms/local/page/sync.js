// Keeps the page's state the same as the server's.

import { getState, listen } from "./api.js";
import { tell } from "./status.js";
import { now, setState, view } from "./store.js";

const PAUSE = 60;
let flight = null;
let again = false;
let timer = 0;

/** Fetch the state; whoever asks while one is under way gets the next. */
export function refresh() {
  if (flight) {
    again = true;
    return flight;
  }
  flight = fetchAll().finally(() => (flight = null));
  return flight;
}

async function fetchAll() {
  do {
    again = false;
    const asked = view.me;
    const state = await stateOf(asked);
    if (asked === view.me) setState(state);
  } while (again);
}

async function stateOf(member) {
  try {
    return await getState(member);
  } catch (error) {
    if (!member || !(error.status >= 400 && error.status < 500)) throw error;
    view.me = "";
    again = true;
    return getState("");
  }
}

/** Fetch the state, and say so when that fails. */
export const refreshOrTell = () => refresh().catch((error) => tell(error.message, "error"));

/** Follow the server's news. */
export function follow() {
  listen((version) => {
    if (version !== null && now()?.version === version) return;
    clearTimeout(timer);
    timer = setTimeout(() => refresh().catch(() => {}), PAUSE);
  });
}
