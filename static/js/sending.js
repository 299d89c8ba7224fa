// A form on its way says so: the button shows it and a second press does nothing.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sending) { event.preventDefault(); return; }
  setTimeout(() => {
    if (event.defaultPrevented && !form.matches(".htmx-request")) return;
    form.dataset.sending = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  });
});

function free(form) {
  delete form.dataset.sending;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

// The back button shows the page as it was left.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(free));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) free(form);
});
