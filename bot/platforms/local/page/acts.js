// Everything a visitor can do, and what comes back to them alone.

import { post } from "./api.js";
import { confirmed, openForm } from "./dialog.js";
import { calm } from "./dom.js";
import { hush, tell } from "./status.js";
import { forget, go, messagesOf, now, setHome, signs, view } from "./store.js";
import { refresh, refreshOrTell } from "./sync.js";

let leaf = "";

/** Do something and take in the answer; raises with the server's words when it is refused. */
export async function act(kind, body = {}) {
  const before = privateLines();
  if (kind !== "home") hush();
  const { reply = {} } = await post("act", { me: view.me, kind, ...body });
  const fresh = refreshOrTell();
  if (reply.home) setHome(reply.home);
  if (body.action === "home.open") leaf = body.args.page ?? "";
  if (reply.home && opensHome(kind, body)) go({ channel: "home" });
  if (reply.download) download(reply.download);
  if (reply.form) openForm(reply.form, submit(body));
  await fresh;
  showLine(reply.say ?? (body.ref ? null : reply.replace), before);
  if (view.channel === "home" && !reply.home && !reply.form) openHome();
  return reply;
}

/** Do something, and say so when it fails; tells whether it went well. */
export async function attempt(work) {
  try {
    await work();
    return true;
  } catch (error) {
    tell(error.message, "error");
    return false;
  }
}

/** Give what sends a form: it goes back to where it was opened, so that the answer is said there. */
const submit = ({ channel = chat(), thread = view.thread, ref = "" }) => (form, fields) =>
  act("submit", { channel, thread, ref, action: form.action, args: form.args ?? {}, fields });

const chat = () => (view.channel === "home" ? "" : view.channel);

const opensHome = (kind, body) => kind === "message" || body.action === "home.open";

const privateLines = () =>
  new Set(messagesOf(view.channel).filter((m) => m.only_me).map((m) => m.ref));

/** Bring a fresh private line into sight; what is said on the own page passes by, unless it waits for an answer. */
function showLine(say, before) {
  const fresh = messagesOf(view.channel).filter((m) => m.only_me && !before.has(m.ref) && (!m.thread || m.thread === view.thread));
  if (fresh.length && reveal(fresh.at(-1).ref)) return;
  if (say && view.channel === "home" && say.blocks.some((b) => b.type === "Actions")) go({ channel: now().directs[0].id });
  else if (say) tell(signs(say.text));
}

function download({ url, name }) {
  if (new URL(url, location.href).origin !== location.origin) return;
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

/** Scroll to a message, and tell whether it can be seen; `flash` draws the eye to it and gives it the keyboard. */
export function reveal(ref, flash = false) {
  const all = [...document.querySelectorAll(`[data-testid="message"][data-ref="${CSS.escape(ref)}"]`)];
  const node = all.find((found) => found.checkVisibility());
  if (!node) return false;
  node.scrollIntoView({ block: flash ? "center" : "nearest", behavior: calm() ? "auto" : "smooth" });
  if (flash) light(node);
  return true;
}

function light(node) {
  node.querySelector(".actions button")?.focus({ preventScroll: true });
  node.classList.remove("flash");
  requestAnimationFrame(() => node.classList.add("flash"));
}

// ---------------------------------------------------------------- single acts

/** A button or a menu's option of the bot was chosen. */
export async function tap({ channel, thread, ref }, item, value) {
  if (item.confirm && !(await confirmed(item.confirm, { yes: item.label, danger: item.style === "danger" }))) return;
  const args = { ...(item.args ?? {}), ...(value === undefined ? {} : { value }) };
  await attempt(() => act("tap", { channel, thread, ref, action: item.action, args }));
}

export const react = (channel, ref, emoji, on) => attempt(() => act("react", { channel, ref, emoji, on }));

export const say = (channel, thread, text) => act("message", { channel, thread, text });

export const edit = (channel, ref, text) => act("edit", { ref, channel, text });

export const thankFor = (channel, ref) => attempt(() => act("shortcut", { name: "thank", channel, ref }));

export const giveThanks = () => attempt(() => act("shortcut", { name: "give", channel: chat(), thread: view.thread }));

/** Invite the bot, and go to what it writes to the inviter alone. */
export const invite = (channel) =>
  attempt(async () => {
    await act("invite", { channel });
    go({ channel: now().directs[0].id });
    tell("Fireside wrote to you, and to nobody else.");
  });

/** Open the own page, on the leaf that was read last unless it is opened for the first time. */
export function openHome(first = false) {
  if (first) leaf = "";
  return attempt(() => act("home", { leaf }));
}

export async function remove(channel, ref) {
  const sure = await confirmed("Delete this message? The bot forgets what it kept of it.", { yes: "Delete", danger: true });
  if (sure) await attempt(() => act("delete", { ref, channel }));
}

// ---------------------------------------------------------------- time

/** Move the clock, and tell what happened on the way. */
export const move = (to) =>
  attempt(async () => {
    const { passed = [] } = await post("clock", { to });
    await refresh();
    tell(passed.length ? passed : "The clock moved. Nothing was posted on the way.");
  });

/** Begin again, after asking. */
export async function startOver() {
  const sure = await confirmed("Start over? Everything you did in this playground is forgotten.", { yes: "Start over", danger: true });
  if (!sure) return;
  await attempt(async () => {
    await post("reset");
    forget();
    view.thread = "";
    await refresh();
    tell("Back at the beginning.");
  });
}
