// What scrolls inside itself can be scrolled from the keyboard.
function reach() {
  for (const box of document.querySelectorAll("pre, .table-wrapper, .array, .shown .call, .shown .problem")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("load", reach);
addEventListener("resize", reach);
document.addEventListener("toggle", reach, true);
