// A flash can be closed; a banner form marked data-dismiss goes without a new page.

document.querySelectorAll("[data-flash]").forEach((flash) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "linkbtn";
  button.textContent = "Close";
  button.addEventListener("click", () => flash.remove());
  flash.append(button);
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-dismiss]");
  if (!form) return;
  event.preventDefault();
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) form.closest(".notice").remove();
  else form.submit();
});
