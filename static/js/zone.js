// A time zone that nobody has to look for: the browser knows it. It stays a choice;
// a guess of the page gives way, what a person has chosen does not.

const field = document.querySelector("select[data-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (field && zone && (!field.value || field.dataset.zone === "guess")) {
  if (![...field.options].some((option) => option.value === zone)) {
    field.add(new Option(zone.replaceAll("_", " "), zone));
  }
  field.value = zone;
}
