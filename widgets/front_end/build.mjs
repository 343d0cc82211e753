// Makes widgets.js, widgets.css and their licences in the server's static folder: npm ci && npm run build.
// What it makes is committed, so that nobody who uses the pack needs npm. The same sources give the same bytes.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../safer_communities/server/static");

/** The digest of all that the result comes from; tests/test_front_end.py reckons it too. */
function digest() {
  const files = ["licences", "src"].flatMap((folder) => readdirSync(join(here, folder)).map((name) => `${folder}/${name}`));
  const hash = createHash("sha256");
  for (const name of [".npmrc", "build.mjs", "package-lock.json", "package.json", ...files].sort()) {
    hash.update(`${name}\0`).update(readFileSync(join(here, name))).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

/** anywidget is published for AMD loaders alone: its last line hands the factory to `define`. */
const anywidget = {
  name: "anywidget",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]anywidget[\\/]dist[\\/]index\.js$/ }, ({ path }) => {
      const [text, count] = replaced(readFileSync(path, "utf8"), /^define\(\[[^\]]*\], (\w+)\);$/gm, "export default $1;");
      if (count !== 1) throw new Error("anywidget no longer ends in one call of define: look at what it is published as now");
      return { contents: text, loader: "js" };
    });
  },
};

/** The controls take their version from their package file, and with it all that stands there. */
const version = {
  name: "version",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]controls[\\/]package\.json$/ }, ({ path }) => {
      const { version: one } = JSON.parse(readFileSync(path, "utf8"));
      return { contents: JSON.stringify({ version: one }), loader: "json" };
    });
  },
};

/** ipywidgets' own styles name sides; ours turn with the language. (The slider's stay: it reckons in them.) */
const logical = {
  name: "logical",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]controls[\\/]css[\\/]widgets-base\.css$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      return { contents: Object.entries(SIDES).reduce((so, [physical, turned]) => so.replaceAll(new RegExp(physical, "gm"), turned), text), loader: "css" };
    });
  },
};
const SIDES = {
  "\\b(margin|padding|border)-left\\b": "$1-inline-start",
  "\\b(margin|padding|border)-right\\b": "$1-inline-end",
  "\\btext-align: left\\b": "text-align: start",
  "\\btext-align: right\\b": "text-align: end",
  "\\bfloat: left\\b": "float: inline-start",
  "^( +)left:": "$1inset-inline-start:",
};

function replaced(text, pattern, by) {
  return [text.replace(pattern, by), (text.match(pattern) || []).length];
}

/** The licences of every package that has a file in the result. */
function licences({ inputs }) {
  const packages = new Set(Object.keys(inputs).flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] || []));
  return [...packages].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    // Jupyter's own packages name their licence, and leave the text to their repositories.
    const text = file ? join(folder, file) : join(here, "licences", `${license.toLowerCase()}.txt`);
    return `${name} ${version} (${license})\n\n${readFileSync(text, "utf8").trim()}\n`;
  }).join(`\n${"-".repeat(72)}\n\n`);
}

const mark = `built from ${digest()} by widgets/front_end/build.mjs; licences: widgets.licences.txt`;
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { widgets: "src/index.js" },
  outdir: out,
  bundle: true,
  minify: true,
  metafile: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
  alias: { "sanitize-html": "./src/words_only.js", jquery: "jquery/dist/jquery.slim.js" },
  banner: { js: `/* ${mark} */`, css: `/* ${mark} */` },
  plugins: [anywidget, version, logical],
});
writeFileSync(join(out, "widgets.licences.txt"), licences(metafile));
