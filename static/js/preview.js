// Write and Preview: the preview is the server's own rendering, in place of the text.

function parts(composer) {
  return {
    field: composer.querySelector("textarea"),
    pane: composer.querySelector(".preview"),
    write: composer.querySelector("[data-write]"),
    show: composer.querySelector("[data-show]"),
  };
}

function turn(composer, showing) {
  const { field, pane, write, show } = parts(composer);
  field.hidden = showing;
  pane.hidden = !showing;
  write.setAttribute("aria-pressed", String(!showing));
  show.setAttribute("aria-pressed", String(showing));
}

async function rendering(composer) {
  const form = composer.closest("form");
  const { field } = parts(composer);
  const body = new FormData();
  body.set("body", field.value);
  const token = form?.querySelector("[name=csrfmiddlewaretoken]");
  if (token) body.set("csrfmiddlewaretoken", token.value);
  return fetch(composer.dataset.preview, {
    method: "POST",
    body,
    headers: { "HX-Request": "true" },
    credentials: "same-origin",
  });
}

async function preview(composer) {
  const { pane, show } = parts(composer);
  show.setAttribute("aria-busy", "true");
  try {
    const answer = await rendering(composer);
    const html = await answer.text();
    // A whole page is none of ours: something in between has answered.
    const isPart = !/^\s*(<\?xml|<!doctype|<html|<head)/i.test(html);
    if (isPart && (answer.ok || answer.status === 422 || answer.status === 429)) pane.innerHTML = html;
    else pane.textContent = "The preview could not be made. Your text is untouched.";
  } catch {
    pane.textContent = "No connection, so no preview. Your text is untouched.";
  }
  show.removeAttribute("aria-busy");
  turn(composer, true);
  pane.dispatchEvent(new Event("preview:shown", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const composer = event.target.closest("[data-composer][data-preview]");
  if (!composer) return;
  if (event.target.closest("[data-show]")) preview(composer);
  if (event.target.closest("[data-write]")) {
    turn(composer, false);
    parts(composer).field.focus();
  }
});
