// Light or dark: what was chosen on this computer, else what the computer asks for.

const KEY = "console-theme";

export function applyTheme() {
  const night = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = localStorage.getItem(KEY) ?? night;
}

export function isDark() {
  return document.documentElement.dataset.theme === "dark";
}

export function switchTheme() {
  localStorage.setItem(KEY, isDark() ? "light" : "dark");
  applyTheme();
}
