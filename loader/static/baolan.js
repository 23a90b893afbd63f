// The key / goes to the search box, as on many sites; the keys ← and → go from hit to hit, or where there is none to the
// pages before and after. Every page works without this.
for (const hint of document.querySelectorAll(".keys[hidden]")) hint.hidden = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], .scroll")) return;
  if (event.key === "/") toSearch(event);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) move(step, event);
});

function toSearch(event) {
  const box = document.querySelector("form.search input[type=search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

function move(step, event) {
  const hits = [...document.querySelectorAll("ol.hits h3 a, article mark")];
  if (!hits.length) {
    document.querySelector(`a[rel=${step > 0 ? "next" : "prev"}]`)?.click();
    return;
  }
  const at = hits.indexOf(document.activeElement);
  const next = at < 0 ? firstBelow(hits, step) : at + step;
  const hit = hits[Math.min(Math.max(next, 0), hits.length - 1)];
  event.preventDefault();
  if (hit.localName === "mark") hit.tabIndex = -1;
  hit.focus({ preventScroll: true });
  hit.scrollIntoView({ block: "center" });
}

// Where nothing has the focus: the first hit below the top of the window, or going back the one before it.
function firstBelow(hits, step) {
  const below = hits.findIndex((hit) => hit.getBoundingClientRect().top >= 0);
  if (below < 0) return hits.length - 1;
  return step > 0 ? below : below - 1;
}
