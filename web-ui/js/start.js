// Loads the dashboard; it loads further parts of itself when they are wanted. What goes wrong before it runs is told here;
// after that it tells by itself.
import init from "routex";
import { begin } from "routex-texts";
import wasm from "routex.wasm";

const module_or_path = fetch(wasm);
const texts = begin();
// Whichever fails is told below, and is not told by the browser as well.
module_or_path.catch(() => {});
texts.then(() => init({ module_or_path })).catch((error) => {
  console.error(error);
  const place = document.getElementById("splash");
  if (place) {
    place.textContent =
      "The dashboard could not be loaded. Reload the page; if that does not help, use a current browser that has WebAssembly.";
  }
});
