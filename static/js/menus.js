// A menu behind a summary closes on Escape, on a click beside it and when focus leaves.

const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  open().forEach((menu) => {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  });
});

function closeOthers(event) {
  open().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
}
document.addEventListener("click", closeOthers);
document.addEventListener("focusin", closeOthers);
