// An act with a page of its own for "are you sure" is asked in a dialog instead:
// a link marked data-confirm opens the page it leads to, as question, consequence and
// form. What is sent is the page's own form, so nothing is said or done twice.

async function pageAt(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  // Somewhere else, such as to sign in, the reader goes with a page of its own.
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector("main form[method=post]");
  return form && { title: page.querySelector("main h1"), words: page.querySelector("main .lede"), form };
}

function build(page, address) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "confirm-title");

  const title = document.createElement("h2");
  title.id = "confirm-title";
  title.textContent = page.title.textContent;
  dialog.append(title);
  if (page.words) {
    const words = document.createElement("p");
    words.textContent = page.words.textContent;
    dialog.append(words);
  }

  const form = document.importNode(page.form, true);
  form.action = form.getAttribute("action") || address;
  dialog.append(form);
  return dialog;
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-confirm]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const page = await pageAt(link.href).catch(() => null);
  if (!page) {
    location.assign(link.href);
    return;
  }
  const dialog = build(page, link.href);
  dialog.addEventListener("click", (click) => {
    if (!click.target.closest("a")) return;
    click.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
});
