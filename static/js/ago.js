// A moment of the last day is told by how long ago it was: "2 h ago". The full moment
// stands behind it, in the title and for who hears the page. Pages may be kept, so the
// words are made here, and made anew while the page is open.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const full = new WeakMap();

function words(seconds) {
  if (seconds < MINUTE) return "just now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  return `${Math.floor(seconds / HOUR)} h ago`;
}

function tell(time) {
  if (!full.has(time)) full.set(time, time.textContent);
  const seconds = (Date.now() - new Date(time.dateTime)) / 1000;
  // A clock that is behind ours may lie a little in the past.
  if (seconds < -MINUTE || seconds >= DAY) {
    if (time.firstElementChild) time.textContent = full.get(time);
    return;
  }
  const said = words(Math.max(0, seconds));
  if (time.firstChild.data === said) return;
  const behind = document.createElement("span");
  behind.className = "vh";
  behind.textContent = `, ${time.title}`;
  time.replaceChildren(said, behind);
}

const tellAll = (root) => root.querySelectorAll("time[data-ago]").forEach(tell);

tellAll(document);
document.addEventListener("htmx:load", (event) => tellAll(event.target.querySelectorAll ? event.target : document));
addEventListener("pageshow", () => tellAll(document));
setInterval(() => tellAll(document), MINUTE * 1000);
