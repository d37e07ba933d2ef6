// Loads the dashboard: that part of it which is opened first, or the whole for every other address. What goes wrong before
// it runs is told here; after that it tells by itself.
import allWasm from "routex-all.wasm";
import firstWasm from "routex-first.wasm";

const isFirst = ["/", "/setup"].includes(location.pathname);
// Both come at the same time.
const wasm = fetch(isFirst ? firstWasm : allWasm);
const app = isFirst ? import("routex-first") : import("routex-all");

app
  .then(({ default: init }) => init({ module_or_path: wasm }))
  .catch((error) => {
    console.error(error);
    const place = document.getElementById("splash");
    if (place) {
      place.textContent =
        "The dashboard could not be loaded. Reload the page; if that does not help, use a current browser that has WebAssembly.";
    }
  });
