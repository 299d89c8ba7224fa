// The bar above a textarea: marks around the selection, marks before its lines, the same
// by Ctrl or Cmd and a letter, arrow keys through the buttons. The bar stays hidden where
// this file does not run. The same act again takes its marks away.

const area = (composer) => composer.querySelector("textarea");

// execCommand keeps the browser's own undo; setRangeText is what is left without it.
function put(field, text, start = field.selectionStart, end = field.selectionEnd) {
  field.focus();
  field.setSelectionRange(start, end);
  if (field.value.slice(start, end) === text) return;
  const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (isDone) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function replace(field, start, end, text, from = 0, to = text.length) {
  put(field, text, start, end);
  field.setSelectionRange(start + from, start + to);
}

// What was chosen, without the space and the line ends around it.
function core(field) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const text = value.slice(start, end);
  if (!text.trim()) return { start, end: text ? start : end, text: "" };
  const before = text.length - text.trimStart().length;
  return { start: start + before, end: start + before + text.trim().length, text: text.trim() };
}

// Whole lines, without a last one of which nothing but its beginning was chosen.
function wholeLines(field) {
  const { selectionStart, selectionEnd, value } = field;
  const chosen = value.slice(selectionStart, selectionEnd);
  const from = selectionStart + (chosen.trim() ? chosen.match(/^\n*/)[0].length : 0);
  const to = selectionEnd - (chosen.trim() ? chosen.match(/\n*$/)[0].length : 0);
  const start = value.lastIndexOf("\n", from - 1) + 1;
  const next = value.indexOf("\n", to);
  const end = next < 0 ? value.length : next;
  return { start, end, text: value.slice(start, end) };
}

// How many of one sign end and begin a text.
const runAtEnd = (text, sign) => text.length - text.replace(new RegExp(`\\${sign}+$`), "").length;
const runAtStart = (text, sign) => text.length - text.replace(new RegExp(`^\\${sign}+`), "").length;
// Three stars are two and one.
const holds = (run, mark) => run === mark.length || run === 3;

function wrap(field, mark) {
  const { start, end, text } = core(field);
  const { value } = field;
  const sign = mark[0];
  const around = [runAtEnd(value.slice(0, start), sign), runAtStart(value.slice(end), sign)];
  if (text && around.every((run) => holds(run, mark))) {
    return replace(field, start - mark.length, end + mark.length, text);
  }
  const inside = [runAtStart(text, sign), runAtEnd(text, sign)];
  if (text.length > 2 * mark.length && !text.includes("\n") && inside.every((run) => holds(run, mark))) {
    return replace(field, start, end, text.slice(mark.length, -mark.length));
  }
  if (!text.includes("\n")) return replace(field, start, end, mark + text + mark, mark.length, mark.length + text.length);
  return wrapLines(field, mark);
}

// Emphasis ends with its paragraph or its item of a list: each line gets its own.
const ITEM = /^(\s*(?:(?:>|[-*+]|\d+[.)]|#{1,6})\s+)*)(.*?)(\s*)$/;

function wrapLines(field, mark) {
  const { start, end, text } = core(field);
  const parts = text.split("\n").map((line) => line.match(ITEM));
  const isOn = (words) => words.length > 2 * mark.length && [runAtStart(words, mark[0]), runAtEnd(words, mark[0])].every((run) => holds(run, mark));
  const areOn = parts.every(([, , words]) => !words || isOn(words));
  const change = (words) => {
    if (!words) return words;
    if (areOn) return words.slice(mark.length, -mark.length);
    return isOn(words) ? words : mark + words + mark;
  };
  replace(field, start, end, parts.map(([, item, words, space]) => item + change(words) + space).join("\n"));
}

// A quotation and a list go on until an empty line.
function lines(field, mark) {
  const { start, end, text } = wholeLines(field);
  const wasChosen = field.selectionStart !== field.selectionEnd;
  const bare = mark.trimEnd();
  const all = text.split("\n");
  const isOn = (line) => line.startsWith(mark) || line === bare;
  const areOn = text.trim() !== "" && all.every((line) => isOn(line) || !line.trim());
  const marked = (line) => {
    if (areOn) return line.startsWith(mark) ? line.slice(mark.length) : line.slice(line === bare ? bare.length : 0);
    if (!line.trim() && all.length > 1) return bare === ">" ? bare : line;
    return mark + line;
  };
  const made = all.map(marked).join("\n");
  const next = field.value.slice(end + 1).split("\n")[0];
  const goesOn = !areOn && field.value[end] === "\n" && next.trim() && !isOn(next);
  replace(field, start, end, goesOn ? made + "\n" : made, wasChosen ? 0 : made.length, made.length);
}

const longest = (text, pattern) => Math.max(0, ...(text.match(pattern) || []).map((run) => run.length));

function code(field) {
  const isOver = field.value.slice(field.selectionStart, field.selectionEnd).trim().includes("\n");
  if (isOver) fence(field);
  else inline(field);
}

function inline(field) {
  const { start, end, text } = core(field);
  const { value } = field;
  const around = [runAtEnd(value.slice(0, start), "`"), runAtStart(value.slice(end), "`")];
  if (text && around[0] && around[0] === around[1]) return replace(field, start - around[0], end + around[1], text);
  const whole = text.match(/^(`+)( ?)(.*[^`])\2\1$/);
  if (whole && !whole[3].startsWith("`") && longest(whole[3], /`+/g) !== whole[1].length) return replace(field, start, end, whole[3]);
  const runs = new Set((text.match(/`+/g) || []).map((run) => run.length));
  const ticks = "`".repeat(runs.size ? Math.max(...runs) + 1 : 1);
  const space = /^`|`$/.test(text) ? " " : "";
  const mark = ticks.length + space.length;
  replace(field, start, end, ticks + space + text + space + ticks, mark, mark + text.length);
}

const FENCE = /^(`{3,})[^`\n]*\n([\s\S]*)\n\1$/;

function fence(field) {
  const { start, end, text } = wholeLines(field);
  const whole = text.match(FENCE);
  if (whole) return replace(field, start, end, whole[2]);
  const before = field.value.slice(0, start).match(/(?:^|\n)((`{3,})[^`\n]*\n)$/);
  const after = before && field.value.slice(end).match(new RegExp(`^\\n${before[2]}(?=\\n|$)`));
  if (after) return replace(field, start - before[1].length, end + after[0].length, text);
  const ticks = "`".repeat(Math.max(3, longest(text, /^ {0,3}`{3,}/gm) + 1, longest(text, /`{3,}/g) + 1));
  replace(field, start, end, `${ticks}\n${text}\n${ticks}`, ticks.length + 1, ticks.length + 1 + text.length);
}

const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;

function link(field) {
  const { start, end, text } = core(field);
  const whole = text.match(/^\[([^\]\n]*)\]\(<?([^\s)>]*)>?\)$/);
  if (whole) return replace(field, start, end, ADDRESS.test(whole[1]) ? whole[2] : whole[1]);
  if (ADDRESS.test(text)) {
    const address = /[()]/.test(text) ? `<${text}>` : text;
    return replace(field, start, end, `[text](${address})`, 1, 5);
  }
  const words = (text || "text").replace(/\s*\n\s*/g, " ").replace(/[[\]]/g, "\\$&");
  const address = words.length + 3;
  replace(field, start, end, `[${words}](https://)`, address, address + 8);
}

function press(composer, button) {
  const field = area(composer);
  if (field.hidden) composer.querySelector("[data-write]").click();
  const { wrap: around, lines: before } = button.dataset;
  if (around) wrap(field, around);
  else if (before) lines(field, before);
  else if ("code" in button.dataset) code(field);
  else if ("link" in button.dataset) link(field);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-composer] [role=toolbar] button:is([data-wrap], [data-lines], [data-code], [data-link])");
  if (button) press(button.closest("[data-composer]"), button);
});

// Of two keys that a Mac has, Ctrl moves the caret there.
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const isHeld = (event) => (isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.altKey && !event.shiftKey;
const BUTTONS = { b: "[data-wrap='**']", i: "[data-wrap='*']", k: "[data-link]" };

document.addEventListener("keydown", (event) => {
  const composer = event.target.closest?.("[data-composer]");
  // While letters are put together by a method of input, every key is its own.
  if (!composer || event.target !== area(composer) || event.isComposing || !isHeld(event)) return;
  if (event.key === "Enter") {
    event.preventDefault();
    if (!event.repeat) composer.closest("form").requestSubmit(composer.querySelector(".send [type=submit]:not([formnovalidate])"));
    return;
  }
  const button = composer.querySelector(`[role=toolbar] ${BUTTONS[event.key.toLowerCase()] || "[data-none]"}`);
  if (!button) return;
  event.preventDefault();
  press(composer, button);
});

// One stop of the Tab key, wherever in the bar the focus was last.
function stopAt(bar, button) {
  bar.querySelectorAll("button").forEach((one) => { one.tabIndex = one === button ? 0 : -1; });
}

document.addEventListener("focusin", (event) => {
  const button = event.target.closest("[data-composer] [role=toolbar] button");
  if (button) stopAt(button.closest("[role=toolbar]"), button);
});

document.addEventListener("keydown", (event) => {
  const bar = event.target.closest?.("[data-composer] [role=toolbar]");
  if (!bar) return;
  const buttons = [...bar.querySelectorAll("button")];
  const here = buttons.indexOf(event.target.closest("button"));
  const goal = {
    ArrowRight: here + 1,
    ArrowLeft: here - 1,
    Home: 0,
    End: buttons.length - 1,
  }[event.key];
  if (goal === undefined || here < 0) return;
  event.preventDefault();
  buttons[(goal + buttons.length) % buttons.length].focus();
});

function show(root) {
  root.querySelectorAll("[data-composer] [role=toolbar]").forEach((bar) => { bar.hidden = false; });
  root.querySelectorAll("[data-plain-preview]").forEach((button) => { button.hidden = true; });
}
show(document);
document.addEventListener("htmx:load", (event) => show(event.target));
