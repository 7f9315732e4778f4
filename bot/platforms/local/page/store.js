// What the page knows: the server's last state, where the visitor is, and what they were typing.

/** Where the visitor is; `channel` may be "home". */
export const view = { me: "", channel: "", thread: "" };

let state = null;
let home = null;
let standing = ""; // the address as it was last read or written: a step changes it before its event comes
const listeners = [];

/** Give the last state of the server, or null before the first. */
export const now = () => state;

/** Give the visitor's own page, as it was last shown. */
export const homePage = () => state?.home ?? home;

/** Call `listener` whenever the state or the place changes. */
export const onChange = (listener) => listeners.push(listener);

/** Draw; a step that is just being taken draws by itself. */
export function changed() {
  if (location.hash === standing) listeners.forEach((listener) => listener());
}

/** Take in the server's state, unless the visitor is becoming somebody else. */
export function setState(next) {
  if (location.hash !== standing) readAddress();
  if (view.me && view.me !== next.me) return;
  if (state && state.me !== next.me) home = null;
  state = next;
  view.me = next.me;
  settle();
  changed();
}

export function setHome(message) {
  home = message;
  if (state) state.home = message;
  changed();
}

// ---------------------------------------------------------------- the address

/** Read where the visitor is from the address; tells whether the state is somebody else's. */
export function readAddress() {
  const from = new URLSearchParams(location.hash.slice(1));
  standing = location.hash;
  view.me = from.get("me") ?? view.me;
  view.channel = from.get("channel") ?? "";
  view.thread = from.get("thread") ?? "";
  return view.me !== state?.me;
}

/** Give the address of a place; what is left out stays as it is, except that a new channel closes the thread. */
export function address(change) {
  const next = { ...view, ...("channel" in change ? { thread: "" } : {}), ...change };
  const parts = Object.entries(next).filter(([, value]) => value);
  return `#${new URLSearchParams(parts)}`;
}

export function go(change) {
  if (location.hash !== address(change)) location.hash = address(change);
}

/** Take in a new address of the same person. */
export function arrive() {
  settle();
  changed();
}

/** Correct a place that does not exist for this person, without a step in the history. */
function settle() {
  const places = [...state.channels, ...state.directs].map((c) => c.id);
  if (view.channel !== "home" && !places.includes(view.channel)) {
    const first = state.channels.find((c) => c.member && keeps(c)) ?? state.channels.find((c) => c.member) ?? state.channels[0];
    view.channel = first?.id ?? "home";
    view.thread = "";
  }
  if (view.thread && !messagesOf(view.channel).some((m) => m.ref === view.thread)) view.thread = "";
  history.replaceState(null, "", address({}));
  standing = location.hash;
}

// ---------------------------------------------------------------- looking things up

export const person = (id) => state?.people.find((p) => p.id === id) ?? { id, name: id, initials: "?", note: "" };
export const me = () => person(view.me);
export const channel = (id) => state?.channels.find((c) => c.id === id);
export const direct = (id) => state?.directs.find((d) => d.id === id);
export const messagesOf = (id) => state?.messages[id] ?? [];
export const repliesTo = (id, root) => messagesOf(id).filter((m) => m.thread === root);
export const emojiNamed = (name) => state?.emoji.find((e) => e.name === name);

/** Give what the bot says with its emoji as signs: it writes them by name, as chat tools do. */
export const signs = (text) => text.replace(/:([a-z_]+):/g, (whole, name) => emojiNamed(name)?.char ?? whole);

/** Give the name of a channel as people read it. */
export function title(id) {
  if (id === "home") return "My story";
  const found = channel(id);
  return found ? `#${found.name}` : direct(id)?.name ?? id;
}

/** Give the channel where the rhythm runs: the open one if it does, else the first. */
export const rhythmChannel = () =>
  state?.channels.find((c) => c.id === view.channel && keeps(c)) ?? state?.channels.find((c) => c.member && keeps(c));

const keeps = (found) => found.circle === "running";

/** Give how many unread messages to show: none of the open channel, which is being read. */
export const unread = (place) => (place.id === view.channel ? 0 : place.unread);

// ---------------------------------------------------------------- what was being typed

const draftKey = (place) => `fireside-draft|${view.me}|${place}`;

export const draft = (place) => sessionStorage.getItem(draftKey(place)) ?? "";

export function keepDraft(place, text) {
  if (text) sessionStorage.setItem(draftKey(place), text);
  else sessionStorage.removeItem(draftKey(place));
}

export function forget() {
  Object.keys(sessionStorage).filter((k) => k.startsWith("fireside-draft|")).forEach((k) => sessionStorage.removeItem(k));
}
