// The texts of a language, each a file of its own. Those that the page begins with come beside the module, so that neither
// waits for the other.

const FILES = {
  en: () => import("routex-locale/en"),
  "zh-CN": () => import("routex-locale/zh-CN"),
};
/// Any kind of English is English here, and any kind of Chinese is the one there is.
const BY_LANGUAGE = { en: "en", zh: "zh-CN" };

/// What was chosen, else the first that the browser prefers and that there is.
export function preferred() {
  const wanted = [localStorage.getItem("routex.language") ?? "", ...navigator.languages];
  const known = wanted.map((tag) => BY_LANGUAGE[tag.split("-")[0].toLowerCase()]);
  return known.find(Boolean) ?? "en";
}

export const load = async (tag) => (await FILES[tag]()).default;

let first = "";

/// Loads what the page begins with.
export async function begin() {
  first = await load(preferred());
}

/// What was loaded first.
export const begun = () => first;
