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

// A chart as PNG: its SVG, which a link leads to, drawn by the browser on white paper at twice its size.
for (const link of document.querySelectorAll("a.png[hidden]")) {
  link.hidden = false;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    savePicture(link.href, link.download);
  });
}

async function savePicture(address, name) {
  const drawn = await (await fetch(address)).text();
  const [, width, height] = drawn.match(/viewBox="0 0 (\d+) (\d+)"/);
  // Some browsers draw nothing without a size; a dark page must not make a dark picture.
  const sized = drawn
    .replace("<svg ", `<svg width="${2 * width}" height="${2 * height}" `)
    .replace(/@media \(prefers-color-scheme:dark\)[^<]*/, "");
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sized)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const save = Object.assign(document.createElement("a"), { href: URL.createObjectURL(picture), download: name });
  save.click();
  URL.revokeObjectURL(save.href);
}
