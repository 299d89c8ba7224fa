// Where focus goes: to the summary after an error, to the post that was linked to.

function settle(root) {
  const summary = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
  if (summary) { summary.focus(); return true; }
  return false;
}

function target() {
  if (!location.hash) return;
  const post = document.getElementById(location.hash.slice(1));
  const heading = post?.matches(".post") ? post.querySelector("h3") : null;
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

// The browser goes to the address's fragment when all is loaded, and clears focus then.
if (!settle(document)) addEventListener("load", () => setTimeout(target));
addEventListener("hashchange", target);
document.addEventListener("htmx:load", (event) => settle(event.target));

// A form that stands open already is not fetched anew over what was typed in it.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  if (!elt.matches("a") || !target.querySelector("form")) return;
  event.preventDefault();
  settle(target);
});
