// Bundles frontend/ into src/lookfar/web/static/built/: no request leaves the machine, now or in the browser.
// Usage: node tools/build_web.mjs [--countries FILE.geojson]
import { build } from "esbuild";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "src/lookfar/web/static/built");
const modules = join(root, "node_modules");
const { values } = parseArgs({ options: { countries: { type: "string" } } });
const countries = values.countries ?? join(root, "src/lookfar/facts/built/countries.geojson");

if (!existsSync(countries)) {
  console.error(`build_web: ${countries} is missing; build the shipped facts first`);
  process.exit(1);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

await build({
  absWorkingDir: root,
  entryPoints: {
    map: "frontend/map.ts",
    charts: "frontend/charts.ts",
    legs: "frontend/legs.ts",
    device: "frontend/device.ts",
    "push-worker": "frontend/push-worker.ts",
    stream: "frontend/stream.ts",
    copy: "frontend/copy.ts",
    lookfar: "frontend/styles/lookfar.css",
    "map-page": "frontend/styles/map-page.css",
    "charts-page": "frontend/styles/charts-page.css",
  },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
});
copyFileSync(join(modules, "maplibre-gl/dist/maplibre-gl-worker.mjs"), join(out, "map-worker.js"));
copyFileSync(join(modules, "htmx.org/dist/htmx.min.js"), join(out, "htmx.js"));
copyFileSync(countries, join(out, "countries.geojson"));

for (const name of readdirSync(out).filter((file) => /\.(js|css|geojson)$/.test(file))) {
  const body = readFileSync(join(out, name));
  writeFileSync(join(out, `${name}.gz`), gzipSync(body, { level: 9 }));
  writeFileSync(
    join(out, `${name}.br`),
    brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  );
}
console.log(`build_web: ${readdirSync(out).length} files in ${out}`);
