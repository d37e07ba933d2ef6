// Loads the dashboard; it loads further parts of itself when they are wanted. What goes wrong before it runs is told here;
// after that it tells by itself.
import init from "routex";
import wasm from "routex.wasm";

init({ module_or_path: fetch(wasm) }).catch((error) => {
  console.error(error);
  const place = document.getElementById("splash");
  if (place) {
    place.textContent =
      "The dashboard could not be loaded. Reload the page; if that does not help, use a current browser that has WebAssembly.";
  }
});
