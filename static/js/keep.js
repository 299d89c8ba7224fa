// Text in a form marked data-keep="<name>" is kept on this device until it is sent,
// for the person who typed it: whoever signs in here after them does not find it.
// A form that comes back from the server with text of its own is left as it is.

const PREFIX = "crossroads:kept:";
const LIFE = 30 * 24 * 3600 * 1000;

const reader = document.body.dataset.reader || "";
const key = (form) => PREFIX + reader + ":" + (form.dataset.keep || form.getAttribute("action") || location.pathname);
const fields = (form) => [...form.querySelectorAll("textarea, input[type=text]")].filter((field) => field.name && !field.closest("[data-keep-not]"));

function tell(form, sentence) {
  const status = form.querySelector("[data-kept]");
  if (status && status.textContent !== sentence) status.textContent = sentence;
}

function read(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name));
    if (kept && Date.now() - kept.at < LIFE) return kept;
    localStorage.removeItem(name);
  } catch { /* no storage: nothing is kept, nothing is lost */ }
  return null;
}

function save(form) {
  const texts = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
  try {
    if (Object.values(texts).some((text) => text.trim())) {
      localStorage.setItem(key(form), JSON.stringify({ at: Date.now(), texts }));
      tell(form, navigator.onLine ? "Kept on this device" : "Offline: kept on this device");
    } else {
      localStorage.removeItem(key(form));
    }
  } catch {
    tell(form, "Not kept: this browser stores nothing");
  }
}

function restore(form) {
  const kept = read(key(form));
  if (!kept) return;
  const empty = fields(form).filter((field) => !field.value && kept.texts[field.name]);
  empty.forEach((field) => { field.value = kept.texts[field.name]; });
  if (empty.length) {
    const when = new Date(kept.at).toLocaleString(undefined, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    tell(form, `Brought back from this device, kept ${when}`);
  }
}

let timer;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (!form) return;
  clearTimeout(timer);
  timer = setTimeout(() => save(form), 600);
});

// A form that is sent again as it was, after the back button perhaps, goes with the
// token that it went with, so that it counts once.
const AGAIN = 10 * 60 * 1000;
const NEW_EACH_TIME = ["csrfmiddlewaretoken", "token"];

function sameToken(form) {
  const token = form.querySelector("[name=token]");
  if (!token) return;
  const said = [...new FormData(form)].filter(([name]) => !NEW_EACH_TIME.includes(name));
  const now = { said: JSON.stringify([key(form), said]), token: token.value, at: Date.now() };
  try {
    const last = JSON.parse(sessionStorage.getItem(PREFIX + "last"));
    if (last?.said === now.said && now.at - last.at < AGAIN) token.value = now.token = last.token;
    sessionStorage.setItem(PREFIX + "last", JSON.stringify(now));
  } catch { /* each form has its own */ }
}

// What was sent is let go when the next page came without an error.
document.addEventListener("submit", (event) => {
  if (event.target.closest("form[data-again]")) return sentAgain();
  const form = event.target.closest("form[data-keep]");
  if (!form) return;
  clearTimeout(timer);
  save(form);
  if (!form.hasAttribute("hx-post")) sameToken(form);
  try { sessionStorage.setItem(PREFIX + "sent", key(form)); } catch { /* stays kept */ }
});

// A page that refused has the words in a form of its own: sent from there, they
// belong to the form that they were typed into.
function sentAgain() {
  try {
    const refused = sessionStorage.getItem(PREFIX + "refused");
    if (refused) sessionStorage.setItem(PREFIX + "sent", refused);
  } catch { /* stays kept */ }
}

function letRefused() {
  try {
    const sent = sessionStorage.getItem(PREFIX + "sent");
    if (sent) sessionStorage.setItem(PREFIX + "refused", sent);
    sessionStorage.removeItem(PREFIX + "sent");
  } catch { /* nothing was kept */ }
}

function settle() {
  let sent = null;
  try { sent = sessionStorage.getItem(PREFIX + "sent"); } catch { return; }
  const refused = document.querySelector("[data-focus], .err, [data-error-page], [data-words]");
  if (refused) return letRefused();
  if (sent) localStorage.removeItem(sent);
  try { ["sent", "refused"].forEach((name) => sessionStorage.removeItem(PREFIX + name)); } catch { /* none */ }
}

settle();
document.querySelectorAll("form[data-keep]").forEach(restore);
// A part that came back with an error was not sent: the next page lets nothing go.
document.addEventListener("htmx:afterRequest", (event) => {
  const { status } = event.detail.xhr;
  if (status >= 200 && status < 400) return;
  letRefused();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig?.elt.closest("form[data-keep]");
  if (!form || event.detail.xhr.status >= 400) return;
  clearTimeout(timer);
  localStorage.removeItem(key(form));
});
