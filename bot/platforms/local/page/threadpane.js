// The right column: the open thread with its own box.

import { composer } from "./composer.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { draw } from "./messages.js";
import { scroller } from "./scroller.js";
import { go, messagesOf, repliesTo, title, view } from "./store.js";

/** Give the right column as {update(), close()}, built into `aside`. */
export function right(aside) {
  const where = el("p", { class: "head-note" });
  const list = el("ol", { class: "messages" });
  const area = scroller(list, "replies");
  const write = composer("thread-box");
  const head = el("header", { class: "head" },
    el("h2", { class: "head-title" }, "Thread"), where,
    el("button", { type: "button", class: "icon-button", "aria-label": "Close the thread", data: { testid: "thread-close" }, on: { click: () => close() } }, icon("close")));
  aside.append(head, area.node, write.node);
  let shown = "";

  const close = () => {
    const ref = view.thread;
    if (!ref) return;
    go({ thread: "" });
    requestAnimationFrame(() => {
      const root = document.querySelector(`#main [data-ref="${CSS.escape(ref)}"]`);
      (root?.querySelector("[data-k=replies]") ?? root?.querySelector("[data-k=reply]"))?.focus();
    });
  };
  const update = () => {
    aside.hidden = !view.thread;
    document.getElementById("app").classList.toggle("has-thread", Boolean(view.thread));
    if (!view.thread) {
      shown = "";
      return;
    }
    const place = `${view.me}|${view.channel}|${view.thread}`;
    const root = messagesOf(view.channel).filter((m) => m.ref === view.thread);
    where.textContent = title(view.channel);
    area.update(shown !== place, () => draw(list, [...root, ...repliesTo(view.channel, view.thread)], { channel: view.channel, thread: view.thread }), "this thread");
    write.set({ channel: view.channel, thread: view.thread }, "Reply in the thread");
    shown = place;
    if (aside.dataset.focus) {
      delete aside.dataset.focus;
      write.focus();
    }
  };
  return { update, close };
}
