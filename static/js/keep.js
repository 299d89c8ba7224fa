// Text in a form marked data-keep="<name>" is kept on this device until the site has
// taken it, for the person who typed it: whoever signs in here after them does not find
// it. Forms of one name before the slash lead to one place; each has texts of its own.
// Every window writes an entry of its own, so that none takes the place of another: what
// is not in the box is offered beside it.

const PREFIX = "crossroads:kept:";
const PENDING = PREFIX + "pending";
const LAST = PREFIX + "last";
const LIFE = 30 * 24 * 3600 * 1000;

const reader = document.body.dataset.reader || "";
const nameOf = (form) => PREFIX + reader + ":" + form.dataset.keep;
const placeOf = (name) => name.split("/")[0];
const fields = (form) => [...form.querySelectorAll("textarea, input[type=text]")].filter((field) => field.name && !field.closest("[data-keep-not]"));
const textsOf = (form) => Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const random = () => Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);

// A browser may store nothing: then nothing is kept, and nothing is lost.
const stored = (act) => { try { return act(); } catch { return null; } };
const parsed = (raw) => stored(() => JSON.parse(raw));
const remember = (name, value) => stored(() => sessionStorage.setItem(name, JSON.stringify(value)));
const recall = (name) => parsed(stored(() => sessionStorage.getItem(name)));

function tell(form, sentence) {
  const status = form.querySelector("[data-kept]");
  if (status && status.textContent !== sentence) status.textContent = sentence;
}

// As the pages say a moment.
const moment = (at) => {
  const day = new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  return `${day}, ${new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
};

function entries(start) {
  const keys = stored(() => Object.keys(localStorage)) || [];
  return keys.filter((key) => key.startsWith(start)).flatMap((key) => {
    const raw = localStorage.getItem(key);
    const kept = parsed(raw);
    if (kept?.texts && Date.now() - kept.at < LIFE) return [{ key, raw, ...kept }];
    localStorage.removeItem(key);
    return [];
  }).sort((one, other) => other.at - one.at);
}
const entriesOf = (form) => entries(nameOf(form) + "#");

// The entry that a form writes, as it left it. Where another window has written to it
// or let it go since, that stands, and the form goes on in an entry of its own.
const own = new WeakMap();

function claimed(form) {
  const mine = own.get(form);
  if (mine && stored(() => localStorage.getItem(mine.key)) === mine.raw) return mine;
  return { key: `${nameOf(form)}#${random()}`, raw: null };
}

// The text that a page came with is not kept again, unless it is sent or was kept before.
function save(form, sent = null) {
  const always = sent || own.has(form);
  const mine = claimed(form);
  const texts = textsOf(form);
  const began = Object.fromEntries(fields(form).map((field) => [field.name, field.defaultValue]));
  try {
    if (Object.values(texts).some((text) => text.trim()) && (always || !isSame(texts, began))) {
      mine.raw = JSON.stringify({ at: Date.now(), texts, began, ...sent });
      localStorage.setItem(mine.key, mine.raw);
      tell(form, navigator.onLine ? "Kept on this device" : "Offline: kept on this device");
    } else {
      localStorage.removeItem(mine.key);
      mine.raw = null;
    }
  } catch {
    tell(form, "Not kept: this browser stores nothing");
  }
  own.set(form, mine);
  return mine;
}

const timers = new WeakMap();
const waiting = new Set();

function saveSoon(form) {
  clearTimeout(timers.get(form));
  waiting.add(form);
  timers.set(form, setTimeout(() => saveNow(form), 600));
}

function saveNow(form) {
  clearTimeout(timers.get(form));
  if (!waiting.delete(form)) return;
  save(form);
  offer(form);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) saveSoon(form);
});
addEventListener("pagehide", () => waiting.forEach(saveNow));

function fill(form, entry) {
  fields(form).filter((field) => field.name in entry.texts).forEach((field) => { field.value = entry.texts[field.name]; });
  const token = form.querySelector("[name=token]");
  if (token && entry.token) token.value = entry.token;
  own.set(form, { key: entry.key, raw: entry.raw });
  tell(form, `Brought back from this device, kept ${moment(entry.at)}`);
}

const isIn = (form, entry) => fields(form).every((field) => field.value === (entry.texts[field.name] ?? field.value));

// A form takes a text back by itself where it stands as it stood when that was begun.
function takes(form, entry) {
  return fields(form).every((field) => {
    const began = entry.began?.[field.name] ?? "";
    return !field.value || field.value === field.defaultValue && (field.value === began || field.value === entry.texts[field.name]);
  });
}

function restore(form) {
  if (answersWith(form)) own.set(form, { key: pending.key, raw: pending.raw });
  const kept = entriesOf(form);
  const here = kept.find((entry) => isIn(form, entry));
  if (here) {
    if (!own.has(form)) own.set(form, { key: here.key, raw: here.raw });
  } else if (kept.length && !isRefusal() && takes(form, kept[0])) {
    fill(form, kept[0]);
  }
  offer(form);
}

// What else was kept for this form: in another window, or from before.
function offer(form) {
  const shown = form.querySelector("[data-kept-others]");
  const others = entriesOf(form).filter((entry) => entry.raw !== own.get(form)?.raw && !isIn(form, entry));
  if (shown?.contains(document.activeElement) && others.length) return;
  shown?.remove();
  if (!others.length) return;
  const box = document.createElement("div");
  box.className = "notice mb";
  box.dataset.keptOthers = "";
  box.append(...others.map((entry) => offered(form, entry)));
  form.prepend(box);
}

function offered(form, entry) {
  const words = Object.values(entry.texts).filter((text) => text.trim()).join(" ").replace(/\s+/g, " ");
  const line = document.createElement("p");
  line.append(`Another text for this form is kept on this device, of ${moment(entry.at)}: “${words.length > 80 ? words.slice(0, 80) + "…" : words}” `);
  line.append(act("Put it in the box", () => {
    save(form);
    fill(form, entry);
    fields(form)[0]?.focus();
    offer(form);
  }), " ", act("Throw it away", () => {
    stored(() => localStorage.removeItem(entry.key));
    fields(form)[0]?.focus();
    offer(form);
  }));
  return line;
}

function act(label, does) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "linkbtn";
  button.textContent = label;
  button.addEventListener("click", does);
  return button;
}

addEventListener("storage", (event) => {
  if (!event.key?.startsWith(PREFIX)) return;
  document.querySelectorAll("form[data-keep]").forEach((form) => { if (event.key.startsWith(nameOf(form) + "#")) offer(form); });
});

// What a form sends carries a receipt, and the site repeats it in a cookie once the form
// has done its work. Until then the text stays, whoever answers in the site's place.
let pending = recall(PENDING);
// The answer to the form is a page of the site that refuses it and has its words.
const isRefusal = () => Boolean(document.querySelector("main .bad[data-focus], main .err, [data-error-page], [data-words]"));

function answersWith(form) {
  if (!pending?.key || placeOf(pending.name) !== placeOf(nameOf(form))) return false;
  return isRefusal() || isSame(pending.texts, textsOf(form));
}

function carry(form, name, value) {
  const input = form.querySelector(`input[name=${name}]`) || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
  input.value = value;
}

function note(form) {
  const receipt = random();
  carry(form, "receipt", receipt);
  if (form.matches("[data-keep]")) {
    waiting.delete(form);
    clearTimeout(timers.get(form));
    const before = answersWith(form) ? pending : null;
    const token = form.querySelector("[name=token]")?.value;
    const { key, raw } = save(form, { token });
    pending = { receipt, key, raw, name: nameOf(form), texts: textsOf(form), before: before && before.key !== key ? [before.key, before.raw] : null };
  } else if (pending && isRefusal()) {
    // A page that refused has the words in a form of its own.
    pending = { ...pending, receipt };
  } else {
    return;
  }
  remember(PENDING, pending);
}

// Before htmx takes the form away.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || !form.matches("[data-keep], [data-again]") || ["preview", "whole"].includes(event.submitter?.name)) return;
  if (form.matches("[data-keep]:not([hx-post])") && isFromBefore) sameToken(form);
  note(form);
}, true);

function confirm() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("receipt="));
  if (!pending || cookie !== `receipt=${pending.receipt}`) return false;
  document.cookie = "receipt=; path=/; max-age=0; samesite=lax";
  const gone = [[pending.key, pending.raw], pending.before].filter(Boolean);
  // The same words in another form of the same place have been said with it.
  entries(placeOf(pending.name)).filter((entry) => isSame(entry.texts, pending.texts) && placeOf(entry.key.split("#")[0]) === placeOf(pending.name)).forEach((entry) => gone.push([entry.key, entry.raw]));
  // What was typed since then stays.
  gone.forEach(([key, raw]) => stored(() => { if (localStorage.getItem(key) === raw) localStorage.removeItem(key); }));
  pending = null;
  stored(() => sessionStorage.removeItem(PENDING));
  return true;
}

// Brought here by the back button: the form may be the one that was sent already, made
// anew. Sent as it was, it goes with the token that it went with.
let isFromBefore = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
const AGAIN = 10 * 60 * 1000;
const NEW_EACH_TIME = ["csrfmiddlewaretoken", "token", "receipt", "after"];
const said = (form) => JSON.stringify([nameOf(form), [...new FormData(form)].filter(([name]) => !NEW_EACH_TIME.includes(name))]);

function sameToken(form) {
  const token = form.querySelector("[name=token]");
  const last = recall(LAST);
  if (token && last?.said === said(form) && Date.now() - last.at < AGAIN) token.value = last.token;
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-keep]");
  const token = form?.querySelector("[name=token]");
  if (token) remember(LAST, { said: said(form), token: token.value, at: Date.now() });
});

// The first page of the site after a form was sent: it has answered it, or it is where
// the reader came back to after something else did.
function arrive() {
  const isConfirmed = confirm();
  document.querySelectorAll("form[data-keep]").forEach((form) => {
    restore(form);
    const isUnanswered = !isConfirmed && pending && !pending.seen && !isRefusal() && pending.name === nameOf(form);
    if (isUnanswered && own.get(form)?.key === pending.key) form.dispatchEvent(new Event("keep:unanswered", { bubbles: true }));
  });
  if (!pending) return;
  pending.seen = true;
  remember(PENDING, pending);
}

// All behaviours of the page are there by then.
document.addEventListener("DOMContentLoaded", arrive);
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  isFromBefore = true;
  pending = recall(PENDING);
  arrive();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig?.elt.closest("form[data-keep]");
  if (!form) return;
  saveNow(form);
  confirm();
});
document.addEventListener("htmx:load", (event) => {
  const form = event.target.closest?.("form[data-keep]") || event.target.querySelector?.("form[data-keep]");
  if (form) restore(form);
});
