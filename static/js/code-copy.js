// Copy a block of code without its line numbers, and say so politely for two seconds.
// The button is made here: without scripts there is nothing that does not work.

function label(head) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "act";
  button.dataset.copy = "";
  button.textContent = "Copy";
  button.setAttribute("aria-live", "polite");
  head.append(button);
}

function source(block) {
  const copy = block.querySelector("code, pre").cloneNode(true);
  copy.querySelectorAll(".ln").forEach((number) => number.remove());
  return copy.textContent.replace(/\n$/, "");
}

function prepare(root) {
  root.querySelectorAll(".code-h:not(:has([data-copy]))").forEach(label);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(source(button.closest(".code")));
    button.textContent = "Copied";
  } catch {
    button.textContent = "Select and copy by hand";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
});

if (navigator.clipboard) {
  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.target));
  document.addEventListener("preview:shown", (event) => prepare(event.target));
}
