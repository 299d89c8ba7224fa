// The bar above a textarea: marks around the selection, marks before its lines,
// arrow keys through the buttons. The bar stays hidden where this file does not run.

const area = (bar) => bar.closest("[data-composer]").querySelector("textarea");

// execCommand keeps the browser's own undo; setRangeText is what is left without it.
function put(field, text) {
  field.focus();
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const chosen = (field) => field.value.slice(field.selectionStart, field.selectionEnd);

function wrap(field, mark) {
  const start = field.selectionStart;
  const text = chosen(field);
  put(field, mark + text + mark);
  field.setSelectionRange(start + mark.length, start + mark.length + text.length);
}

function lines(field, mark) {
  const before = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  field.setSelectionRange(before, field.selectionEnd);
  put(field, chosen(field).split("\n").map((line) => mark + line).join("\n"));
}

function code(field) {
  const text = chosen(field);
  if (!text.includes("\n")) return wrap(field, "`");
  put(field, "```\n" + text + "\n```\n");
}

function link(field) {
  const text = chosen(field) || "text";
  const start = field.selectionStart;
  put(field, `[${text}](https://)`);
  const address = start + text.length + 3;
  field.setSelectionRange(address, address + 8);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[role=toolbar] button");
  const bar = button?.closest("[data-composer] [role=toolbar]");
  if (!bar) return;
  const { wrap: around, lines: before } = button.dataset;
  if (around) wrap(area(bar), around);
  else if (before) lines(area(bar), before);
  else if ("code" in button.dataset) code(area(bar));
  else if ("link" in button.dataset) link(area(bar));
});

document.addEventListener("keydown", (event) => {
  const bar = event.target.closest?.("[role=toolbar]");
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
  const next = buttons[(goal + buttons.length) % buttons.length];
  buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
  next.focus();
});

function show(root) {
  root.querySelectorAll("[data-composer] [role=toolbar]").forEach((bar) => { bar.hidden = false; });
  root.querySelectorAll("[data-plain-preview]").forEach((button) => { button.hidden = true; });
}
show(document);
document.addEventListener("htmx:load", (event) => show(event.target));
