// Going back, a browser may show a page as it came, without asking for it again. Where a
// form was sent since then, it is loaded anew: it may be about what was sent. Each entry
// of the history knows when its page was loaded last.

const SENT = "crossroads:sent-at";

const sentAt = () => { try { return Number(sessionStorage.getItem(SENT)) || 0; } catch { return 0; } };
const note = () => { try { sessionStorage.setItem(SENT, Date.now()); } catch { /* pages stay as they are */ } };

// What somebody has typed there is not taken from them.
const isWrittenIn = () => [...document.querySelectorAll("main textarea, main input[type=text]")].some((field) => field.value !== field.defaultValue);

function look() {
  const [visit] = performance.getEntriesByType("navigation");
  const loadedAt = history.state?.loadedAt || 0;
  const isOld = visit?.type === "back_forward" && loadedAt && loadedAt <= sentAt() && !isWrittenIn();
  history.replaceState({ ...history.state, loadedAt: Date.now() }, "");
  if (isOld) location.reload();
}

// By then the browser has put back what was typed.
addEventListener("load", () => setTimeout(look));

document.addEventListener("submit", (event) => { if (event.target.method === "post") note(); });
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.requestConfig.verb !== "get") note(); });
