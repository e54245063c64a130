// The theme: the system's until the user says otherwise. It is the browser's own, and not in the address.

const KEPT = "proflens.theme";
const THEMES = [
  { name: "", icon: "◐", says: "follow the system" },
  { name: "light", icon: "○", says: "light" },
  { name: "dark", icon: "●", says: "dark" },
];

/** A click leads to the next theme; on paper all is light. @param {HTMLElement} button @returns {(isPrinted: boolean) => void} */
export function bindTheme(button) {
  let theme = THEMES[0];
  /** @param {string} name */
  function show(name) {
    theme = THEMES.find((t) => t.name === name) ?? THEMES[0];
    if (theme.name) document.documentElement.dataset.theme = theme.name;
    else delete document.documentElement.dataset.theme;
    button.textContent = theme.icon;
    button.title = `Theme: ${theme.says}`;
    button.setAttribute("aria-label", button.title);
  }
  button.addEventListener("click", () => {
    show(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length].name);
    try {
      localStorage.setItem(KEPT, theme.name);
    } catch {
      // Without storage the choice holds for this page.
    }
  });
  try {
    show(localStorage.getItem(KEPT) ?? "");
  } catch {
    show("");
  }
  return (isPrinted) => {
    if (isPrinted) document.documentElement.dataset.theme = "light";
    else show(theme.name);
  };
}
