// A form on its way says so: the button shows it and a second press does nothing.
// One that did not arrive says that too, keeps what was typed and offers to send it
// again: under the token that it has, so that it counts once.

const pressed = new WeakMap();

// What does not go out does not reach any other behaviour either.
function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sending) { stop(event); return; }
  form.querySelector("[data-not-sent]")?.remove();
  pressed.set(form, event.submitter);
  if (navigator.onLine) return;
  stop(event);
  say(form, "offline");
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  // A button whose answer is a file leaves the page as it is.
  if (form.method !== "post" || event.submitter?.matches("[data-file]")) return;
  // Whoever takes the form over has said so by now.
  if (event.defaultPrevented && !form.matches(".htmx-request")) return;
  form.dataset.sending = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});

function free(form) {
  delete form.dataset.sending;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

// The sentences stand in a template of the page; what does not fit the reason goes.
function say(form, reason) {
  form.querySelector("[data-not-sent]")?.remove();
  const alert = document.getElementById("not-sent").content.firstElementChild.cloneNode(true);
  const sentences = [...alert.querySelectorAll("[data-when]")];
  const known = sentences.some((one) => one.dataset.when.split(" ").includes(reason)) ? reason : "other";
  sentences.filter((one) => !one.dataset.when.split(" ").includes(known)).forEach((one) => one.remove());
  if (!form.dataset.keep) alert.querySelector("[data-if-kept]").remove();
  if (!form.querySelector("textarea, input:read-write")) alert.querySelector("[data-if-text]").remove();
  form.prepend(alert);
  alert.focus();
}

document.addEventListener("click", (event) => {
  const again = event.target.closest("[data-send-again]");
  if (!again) return;
  const form = again.closest("form");
  const button = pressed.get(form);
  form.requestSubmit(button?.isConnected ? button : undefined);
});

// Whatever stands between may answer in the site's place, with any status. A part of
// ours is no whole page, and a whole page of ours says where it goes.
function isOurs(xhr) {
  if (["HX-Retarget", "HX-Redirect", "HX-Location"].some((name) => xhr.getResponseHeader(name))) return true;
  const isHtml = (xhr.getResponseHeader("Content-Type") || "").startsWith("text/html");
  return isHtml && xhr.responseText.trim() !== "" && !/^\s*(<\?xml|<!doctype|<html|<head)/i.test(xhr.responseText);
}

const senderOf = (event) => event.detail.requestConfig?.elt.closest("form, a");

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (!senderOf(event) || xhr.status === 204 || isOurs(xhr)) return;
  event.detail.shouldSwap = false;
  event.detail.isError = true;
});

const REASONS = {
  "htmx:responseError": (event) => String(event.detail.xhr.status),
  "htmx:sendError": () => "offline",
  "htmx:sendAbort": () => "late",
  "htmx:timeout": () => "late",
};
Object.entries(REASONS).forEach(([name, reason]) => {
  document.addEventListener(name, (event) => {
    const sender = senderOf(event);
    if (!sender?.isConnected) return;
    // What a link would have shown here, the page has to which it leads.
    if (sender.matches("a")) location.assign(sender.href);
    else say(sender, reason(event));
  });
});

// A plain form leads to the next page, whoever answers there: keep.js knows of one
// that its reader came back from.
document.addEventListener("keep:unanswered", (event) => say(event.target, "unknown"));

// The back button shows the page as it was left.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(free));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) free(form);
});
