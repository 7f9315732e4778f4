// Tells the server what was read, so that a badge that is gone stays gone: after a reload, and in another window.

import { post } from "./api.js";
import { channel, direct, messagesOf, view } from "./store.js";

let telling = false;

/** Tell it of what stands in the open channel, where somebody looks at it. */
export function read() {
  const place = channel(view.channel) ?? direct(view.channel);
  const last = messagesOf(view.channel).findLast((m) => !m.thread);
  if (telling || document.hidden || !place?.unread || !last) return;
  telling = true;
  const done = () => (telling = false);
  // The server's news of it come back and draw; what it did not hear is told with the next.
  post("act", { me: view.me, kind: "read", channel: place.id, ref: last.ref }).then(done, done);
}
