// Single keys: / search, j and k posts and rows, n first unread, r reply, ? help.
// Off with the member's setting, or on this device from the help.

const OFF = "crossroads:keys-off";
const dialog = document.getElementById("keys");

const stored = (act) => { try { return act(); } catch { return null; } };
const isOff = () => document.body.dataset.shortcuts === "off" || stored(() => localStorage.getItem(OFF)) === "1";
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");

const isShown = (element) => element.getClientRects().length > 0;
const allShown = (selector) => [...document.querySelectorAll(selector)].filter(isShown);
const stops = () => allShown(".post h3, .rows > li .t a, .story-card h3 a");

function go(stop) {
  if (stop.tabIndex < 0) stop.tabIndex = -1;
  stop.focus({ preventScroll: true });
  (stop.closest("article, li") || stop).scrollIntoView({ block: "start" });
}

function step(by) {
  const all = stops();
  const here = all.findIndex((stop) => stop === document.activeElement || stop.contains(document.activeElement));
  const seen = all.findIndex((stop) => stop.getBoundingClientRect().top >= 0);
  const next = here < 0 ? Math.max(seen, 0) : here + by;
  go(all[Math.min(Math.max(next, 0), all.length - 1)]);
}

// What a key leads to on this page, if anything: only such keys are listed in the help.
const focus = (element) => element.focus();

const keys = {
  "/": { goal: () => allShown("#find, .find-link")[0], act: (goal) => (goal.matches("a") ? goal.click() : goal.focus()) },
  j: { goal: () => stops()[0], act: () => step(1) },
  k: { goal: () => stops()[0], act: () => step(-1) },
  n: { goal: () => allShown(".unread .t a")[0], act: go },
  r: { goal: () => allShown("#reply textarea, a[data-reply]")[0], act: focus },
  "?": { goal: () => dialog, act: help },
};

function help() {
  dialog.querySelectorAll("[data-keys]").forEach((row) => {
    row.hidden = !row.dataset.keys.split(" ").some((key) => keys[key].goal());
  });
  const button = dialog.querySelector("[value=off], [value=on]");
  button.value = isOff() ? "on" : "off";
  button.textContent = isOff() ? "Switch keys on again" : "Switch keys off on this device";
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
  if (typing(event.target)) return;
  const key = Object.hasOwn(keys, event.key) && keys[event.key];
  if (!key || (isOff() && event.key !== "?")) return;
  if (document.body.dataset.shortcuts === "off") return;
  const goal = key.goal();
  if (!goal) return;
  event.preventDefault();
  key.act(goal);
});

// At once, and not when the dialog tells that it is closed: the next key may come first.
dialog?.addEventListener("submit", (event) => {
  if (event.submitter?.value === "off") stored(() => localStorage.setItem(OFF, "1"));
  if (event.submitter?.value === "on") stored(() => localStorage.removeItem(OFF));
});
