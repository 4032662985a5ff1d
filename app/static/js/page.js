// The frame of a page: menus, navigation, signing out.

// A menu closes with Escape, by a press beside it, or when the focus has left it.
function watchMenu(menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

// On a narrow screen the navigation scrolls sideways: begin where the reader is.
function showCurrent(list) {
  const link = list.querySelector("[aria-current]");
  if (link) list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
}

// Whoever signs out leaves no unsent drafts behind in the browser.
function clearDrafts() {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key));
  } catch {
    // Nothing was kept.
  }
}

document.querySelectorAll("details.menu").forEach(watchMenu);
document.querySelectorAll(".site-nav ul").forEach(showCurrent);
document.querySelectorAll("form[data-clear-drafts]").forEach((form) => form.addEventListener("submit", clearDrafts));
