// Single keys: / search, j and k posts, n first new, r reply, ? help.
// Off with the member's setting, or on this device from the help.

const OFF = "crossroads:keys-off";
const dialog = document.getElementById("keys");

const stored = (act) => { try { return act(); } catch { return null; } };
const isOff = () => document.body.dataset.shortcuts === "off" || stored(() => localStorage.getItem(OFF)) === "1";
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");

const stops = () => [...document.querySelectorAll(".post h3, .rows > li .t a, .story-card h3 a")];

function go(stop) {
  if (!stop) return;
  if (stop.tabIndex < 0) stop.tabIndex = -1;
  stop.focus({ preventScroll: true });
  stop.closest("article, li").scrollIntoView({ block: "start" });
}

function step(by) {
  const all = stops();
  const here = all.findIndex((stop) => stop === document.activeElement || stop.contains(document.activeElement));
  const seen = all.findIndex((stop) => stop.getBoundingClientRect().top >= 0);
  const next = here < 0 ? Math.max(seen, 0) : here + by;
  go(all[Math.min(Math.max(next, 0), all.length - 1)]);
}

const acts = {
  "/": () => {
    const field = document.getElementById("find");
    if (field?.offsetParent) field.focus();
    else document.querySelector(".find-link")?.click();
  },
  j: () => step(1),
  k: () => step(-1),
  n: () => go(document.querySelector(".since + .post h3, .unread .t a")),
  r: () => document.querySelector(".composer textarea, a[href='#reply']")?.focus(),
  "?": () => dialog?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (typing(event.target)) return;
  const act = acts[event.key];
  if (!act || (isOff() && event.key !== "?")) return;
  if (document.body.dataset.shortcuts === "off") return;
  event.preventDefault();
  act();
});

dialog?.addEventListener("close", () => {
  if (dialog.returnValue === "off") stored(() => localStorage.setItem(OFF, "1"));
  if (dialog.returnValue === "on") stored(() => localStorage.removeItem(OFF));
  dialog.returnValue = "";
});

// The same button switches them on again.
dialog?.addEventListener("toggle", () => {
  const button = dialog.querySelector("[value=off], [value=on]");
  button.value = isOff() ? "on" : "off";
  button.textContent = isOff() ? "Switch keys on again" : "Switch keys off on this device";
});
