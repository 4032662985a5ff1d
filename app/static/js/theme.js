// Runs in the head, before anything is painted: a chosen colour scheme holds on every page without a flash.
(() => {
  const root = document.documentElement;
  const order = ["system", "light", "dark"];

  function chosen() {
    try {
      const kept = localStorage.getItem("theme");
      return order.includes(kept) ? kept : "system";
    } catch {
      return "system";
    }
  }

  function apply(theme) {
    if (theme === "system") delete root.dataset.bsTheme;
    else root.dataset.bsTheme = theme;
  }

  function keep(theme) {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  function show(button, theme) {
    button.setAttribute("aria-label", button.dataset[theme]);
    button.title = button.dataset[theme];
    for (const icon of button.querySelectorAll("[data-theme-icon]")) {
      icon.toggleAttribute("hidden", icon.dataset.themeIcon !== theme);
    }
  }

  let theme = chosen();
  apply(theme);

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      show(button, theme);
      button.addEventListener("click", () => {
        theme = order[(order.indexOf(theme) + 1) % order.length];
        keep(theme);
        apply(theme);
        show(button, theme);
        document.dispatchEvent(new CustomEvent("theme-changed"));
      });
    }
  });
})();
