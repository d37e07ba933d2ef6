// Loads the dashboard. What goes wrong before it runs is told here; after that it tells by itself.
import init from "routex-app";
import wasm from "routex-app.wasm";

init({ module_or_path: wasm }).catch((error) => {
  console.error(error);
  const place = document.getElementById("splash");
  if (place) {
    place.textContent =
      "The dashboard could not be loaded. Reload the page; if that does not help, use a current browser that has WebAssembly.";
  }
});
