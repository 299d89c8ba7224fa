// An act with a page of its own for "are you sure" is asked here in a dialog instead:
// <a data-confirm="…question…" data-consequence="…" data-act="Delete it" href="the page">.
// The page's own form is what is sent, so nothing is said twice.

async function formOf(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main form[method=post]");
}

function build(form) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "confirm-title");
  dialog.append(document.importNode(form, true));
  return dialog;
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-confirm]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const form = await formOf(link.href).catch(() => null);
  if (!form) { location.assign(link.href); return; }
  const dialog = build(form);
  const title = document.createElement("h2");
  title.id = "confirm-title";
  title.textContent = link.dataset.confirm;
  dialog.prepend(title);
  const copy = dialog.querySelector("form");
  copy.action = copy.getAttribute("action") || link.href;
  dialog.addEventListener("click", (click) => {
    if (click.target.closest("a")) { click.preventDefault(); dialog.close(); }
  });
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  document.body.append(dialog);
  dialog.showModal();
});
