// Makes web-ui/dist of what the compiler gave and what npm has: names with hashes, index.html, compressed copies.
//
//   node bundle.mjs <folder of the npm packages> <folder of wasm-bindgen's output> <folder to write>

import { readFileSync, readdirSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const [packages, bound, out] = process.argv.slice(2).map((path) => resolve(path));
const esbuild = createRequire(join(packages, "package.json"))("esbuild");

/// Compressed ones are kept in place of themselves: the server unpacks for whoever takes neither.
const COMPRESSED = /\.(css|html|js|json|svg|wasm)$/;

/// Fonts and pictures that PatternFly's base names and nothing here shows. No browser asks for them.
const unseen = {
  name: "unseen",
  setup: (build) =>
    build.onResolve({ filter: /Italic\.woff2$|RedHatDisplay|RedHatMono|fa-solid|pficon|Bkg-Generic/ }, ({ path }) => ({ path, external: true })),
};

/// What ships a licence beside its code, and not in it, gets it in front, so that it is kept with the rest.
const licensed = {
  name: "licensed",
  setup: (build) =>
    build.onLoad({ filter: /uPlot\.esm\.js$/ }, ({ path }) => {
      const licence = readFileSync(join(dirname(path), "../LICENSE"), "utf8").trim();
      return { contents: `/*! uPlot\n\n${licence}\n*/\n${readFileSync(path, "utf8")}` };
    }),
};

/// Parts that are loaded later are named by the path beside the module, and published under another.
const parts = {
  name: "parts",
  setup: (build) =>
    build.onLoad({ filter: /[\\/]parts\.js$/ }, ({ path }) => {
      const names = [];
      const text = readFileSync(path, "utf8").replaceAll(/new URL\(("[^"]+\.wasm"), import\.meta\.url\)/g, (_, file) => {
        names.push(`import part${names.length} from ${file};`);
        return `part${names.length - 1}`;
      });
      return { contents: `${names.join("\n")}\n${text}`, resolveDir: dirname(path) };
    }),
};

/// All texts of a language as one.
const locales = {
  name: "locales",
  setup: (build) => {
    build.onResolve({ filter: /^routex-locale\// }, ({ path }) => ({ path: basename(path), namespace: "locales" }));
    build.onLoad({ filter: /./, namespace: "locales" }, ({ path }) => {
      const folder = join(here, "locales", path);
      const areas = readdirSync(folder).sort();
      return { contents: areas.map((area) => readFileSync(join(folder, area), "utf8")).join("\n"), loader: "text" };
    });
  },
};

const built = await esbuild.build({
  absWorkingDir: here,
  entryPoints: {
    early: "js/early.js",
    start: "js/start.js",
    main: "css/main.css",
  },
  alias: {
    routex: join(bound, "routex.js"),
    "routex.wasm": join(bound, "routex_bg.wasm"),
    "routex-plot": join(here, "js/plot.js"),
    "routex-texts": join(here, "js/texts.js"),
  },
  nodePaths: [join(packages, "node_modules")],
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  metafile: true,
  write: false,
  outdir: join(out, "assets"),
  publicPath: "/assets/",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".wasm": "file", ".woff2": "file" },
  plugins: [licensed, locales, parts, unseen],
  legalComments: "linked",
  // wasm-bindgen names what loads the parts once for each of them.
  logOverride: { "duplicate-object-key": "silent" },
  logLevel: "warning",
});

const icon = await esbuild.build({
  entryPoints: [join(here, "assets/favicon.svg")],
  outdir: join(out, "assets"),
  entryNames: "[name]-[hash]",
  loader: { ".svg": "copy" },
  write: false,
});

/// The published path of the one file whose name begins and ends like this.
function published(begin, end) {
  const found = files.filter(({ path }) => {
    const name = basename(path);
    return name.startsWith(begin) && name.endsWith(end);
  });
  if (found.length !== 1) throw new Error(`${found.length} files are ${begin}…${end}, which should be one`);
  return `/assets/${basename(found[0].path)}`;
}

const files = [...built.outputFiles, ...icon.outputFiles];
const page = readFileSync(join(here, "index.html"), "utf8")
  .replace("{favicon.svg}", published("favicon-", ".svg"))
  .replace("{early.js}", published("early-", ".js"))
  .replace("{main.css}", published("main-", ".css"))
  .replace("{start.js}", published("start-", ".js"));

rmSync(join(out, "assets"), { recursive: true, force: true });
mkdirSync(join(out, "assets"), { recursive: true });
const sizes = [...files, { path: join(out, "index.html"), contents: Buffer.from(page) }].map(keep);
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
for (const { name, bytes } of sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 6)) {
  console.error(`  ${(bytes / 1000).toFixed(1).padStart(7)} kB  ${name}`);
}
console.error(`  ${(total / 1000).toFixed(1).padStart(7)} kB  in ${sizes.length} files, as they go over the wire`);

function keep({ path, contents }) {
  const name = basename(path);
  if (!COMPRESSED.test(name)) {
    writeFileSync(path, contents);
    return { name, bytes: contents.length };
  }
  const small = brotliCompressSync(contents, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: contents.length,
    },
  });
  writeFileSync(`${path}.br`, small);
  writeFileSync(`${path}.gz`, gzipSync(contents, { level: 9 }));
  return { name, bytes: small.length };
}
