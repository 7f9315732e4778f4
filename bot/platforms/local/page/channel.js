// The middle column: a channel, a direct message, or the visitor's own page.

import { invite, openHome, tap } from "./acts.js";
import { composer } from "./composer.js";
import { el } from "./dom.js";
import { flame, icon } from "./icons.js";
import { draw } from "./messages.js";
import { message as blocks, once } from "./render.js";
import { scroller } from "./scroller.js";
import { channel, direct, homePage, me, messagesOf, now, title, view } from "./store.js";

/** Give the middle column as {update(), focus()}, built into `main`. */
export function middle(main) {
  const head = el("header", { class: "head" });
  const list = el("ol", { class: "messages" });
  const area = scroller(list, "messages");
  const write = composer("message-box");
  const closed = el("p", { class: "closed", hidden: true });
  const home = el("div", { class: "home", tabindex: "0", role: "group", "aria-label": "My story", data: { testid: "home-page" }, hidden: true });
  main.append(head, area.node, home, write.node, closed);
  let shown = "";
  let asked = "";
  let drawn = "";

  const update = () => {
    const place = `${view.me}|${view.channel}`;
    const atHome = view.channel === "home";
    const mine = channel(view.channel)?.member ?? Boolean(direct(view.channel));
    main.setAttribute("aria-label", title(view.channel));
    header(head);
    home.hidden = !atHome;
    area.node.hidden = atHome;
    write.node.hidden = atHome || !mine;
    closed.hidden = atHome || mine;
    closed.textContent = `${me().name} is not in ${title(view.channel)}, so there is nothing to write here. Become somebody else, or open another channel.`;
    if (atHome) {
      drawn = page(home, drawn);
      if (asked !== place) openHome(true);
      asked = place;
    } else {
      asked = "";
      const roots = messagesOf(view.channel).filter((m) => !m.thread);
      area.update(shown !== place, () => draw(list, roots, { channel: view.channel, thread: "" }), title(view.channel));
      if (!roots.length) list.replaceChildren(emptiness());
      write.set({ channel: view.channel, thread: "" }, boxLabel());
    }
    shown = place;
  };
  return { update, focus: () => (view.channel === "home" ? home : write).focus() };
}

const boxLabel = () => (direct(view.channel) ? `Message to ${title(view.channel)}` : `Message in ${title(view.channel)}`);

function emptiness() {
  const line = direct(view.channel)
    ? "Nothing here yet. What you write to the bot stays between you and the bot."
    : "It is quiet here. Who invites Fireside is asked first, in private, what it may do here.";
  return el("li", { class: "empty" }, line);
}

/** Draw the own page when it changed; gives what was drawn. */
function page(home, drawn) {
  const found = homePage();
  const stamp = JSON.stringify([found, view.me]);
  if (stamp === drawn) return drawn;
  const show = (item, value) => tap({ channel: "", thread: "", ref: "" }, item, value);
  const kept = document.activeElement?.dataset?.k;
  home.replaceChildren(el("div", { class: "home-page", lang: now().language },
    found ? blocks(found, show) : el("p", { class: "empty" }, "One moment…")));
  if (kept && !document.activeElement?.dataset?.k) home.querySelector(`[data-k="${CSS.escape(kept)}"]`)?.focus();
  return stamp;
}

// ---------------------------------------------------------------- the line above

function header(head) {
  const found = channel(view.channel);
  const stamp = JSON.stringify([found?.circle, found?.member, title(view.channel), view.me]);
  if (head.stamp === stamp) return;
  head.stamp = stamp;
  const sign = view.channel === "home" ? icon("book") : found ? icon(found.private ? "lock" : "hash") : null;
  head.replaceChildren(
    el("h2", { class: "head-title" }, sign, title(view.channel).replace(/^#/, "")),
    el("p", { class: "head-note" }, ...note(found)),
    found?.member && !(found.circle in NOTES) ? inviteButton() : "");
}

const NOTES = {
  running: "Fireside keeps the rhythm here",
  resting: "Fireside rests here",
  proposed: "Fireside asked whoever invited it whether to start",
};

function note(found) {
  if (view.channel === "home") return [`Only ${me().name} can open this page.`];
  if (found) return found.circle in NOTES ? [flame(), NOTES[found.circle]] : ["No rhythm here yet"];
  const other = now().people.find((p) => p.name === direct(view.channel)?.name);
  return [other?.bot ? "The bot, and you alone" : other?.note ?? ""];
}

function inviteButton() {
  const button = el("button", { type: "button", class: "button primary invite", data: { testid: "invite", k: "invite" } }, flame(), "Invite Fireside");
  button.addEventListener("click", () => once(button, () => invite(view.channel)));
  return button;
}
