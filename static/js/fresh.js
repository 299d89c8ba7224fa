// Going back, a browser may show a page as it came or as it was left, without asking for
// it again. Where a form was sent since then, it is loaded anew: it may be about what was sent. Each entry
// of the history knows when its page was loaded last.

const SENT = "crossroads:sent-at";

const sentAt = () => { try { return Number(sessionStorage.getItem(SENT)) || 0; } catch { return 0; } };
const note = () => { try { sessionStorage.setItem(SENT, Date.now()); } catch { /* pages stay as they are */ } };

// A page that was put aside for one reader is not shown to the next, and what was typed
// there is not either: it is kept on the device for who typed it.
const READER = "crossroads:reader";
const reader = document.body.dataset.reader || "";
const isOthers = () => { try { return localStorage.getItem(READER) !== reader; } catch { return false; } };
try { localStorage.setItem(READER, reader); } catch { /* pages stay as they are */ }

// What somebody has typed there is not taken from them.
const isWrittenIn = () => [...document.querySelectorAll("main textarea, main input[type=text]")].some((field) => field.value !== field.defaultValue);

// The answer to a form is not asked for again: that would send the form again.
const isAnswer = "answer" in document.body.dataset;

function look(isFromBefore) {
  const loadedAt = history.state?.loadedAt || 0;
  const isOld = isFromBefore && loadedAt && loadedAt <= sentAt();
  if (isOld && navigator.onLine && !isAnswer && !isWrittenIn()) location.reload();
  else history.replaceState({ ...history.state, loadedAt: Date.now() }, "");
}

// By then the browser has put back what was typed.
addEventListener("load", () => setTimeout(() => {
  look(performance.getEntriesByType("navigation")[0]?.type === "back_forward");
}));
// A page that was put aside whole comes back as it was left.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (isOthers()) location.replace(location.pathname + location.search);
  else look(true);
});

document.addEventListener("submit", (event) => { if (event.target.method === "post") note(); });
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.requestConfig.verb !== "get") note(); });
