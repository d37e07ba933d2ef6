// Runs before the first paint, so that nobody who chose dark is shown a flash of light.
{
  const chosen = localStorage.getItem("routex.theme");
  const dark =
    chosen === "dark" ||
    (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("pf-v6-theme-dark", dark);
}
