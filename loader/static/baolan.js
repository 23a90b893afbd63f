// The key / goes to the search box, as on many sites; every page works without it.
document.addEventListener("keydown", (event) => {
  const box = document.querySelector("form.search input[type=search]");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || !box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
