// Writes the project's own data files. Deterministic, up to what zlib makes of the large ones.
// usage: node make_vectors.mjs FOLDER
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { blockFiles, negativeCases } from "./blocks.mjs";
import { recordings } from "./chains.mjs";
import { dependencySets, rollupConfigs } from "./configs.mjs";
import { timing } from "./timing.mjs";
import * as vectors from "./vectors.mjs";

/// Larger files are compressed.
const GZIP_ABOVE_BYTES = 100_000;

const root = process.argv[2];
if (!root) {
    console.error("usage: node make_vectors.mjs FOLDER");
    process.exit(2);
}

function write(name, value) {
    const text = JSON.stringify(value, null, 1) + "\n";
    const path = join(root, name);
    mkdirSync(join(path, ".."), { recursive: true });
    if (text.length > GZIP_ABOVE_BYTES) writeFileSync(path + ".gz", gzipSync(text, { level: 9 }));
    else writeFileSync(path, text);
}

for (const folder of ["blocks", "vectors", "configs", "recorded"]) rmSync(join(root, folder), { recursive: true, force: true });
for (const [name, file] of blockFiles()) write(`blocks/${name}.json`, file);
write("blocks/negative-cases.json", negativeCases());
write("vectors/log_hash.json", vectors.logHashes());
write("vectors/checksum.json", vectors.checksums());
write("vectors/access_list.json", vectors.accessLists());
write("vectors/executing_message.json", vectors.executingMessages());
write("vectors/output_root.json", vectors.outputRoots());
write("vectors/super_root.json", vectors.superRoots());
write("vectors/headers.json", vectors.headers());
write("vectors/receipt_rlp.json", vectors.receiptEncodings());
write("vectors/timing.json", timing());
write("configs/dependency-sets.json", dependencySets());
write("configs/rollup-configs.json", rollupConfigs());
const { main, branch, expected, single } = recordings();
write("recorded/main.json", main);
write("recorded/branch.json", branch);
write("recorded/expected.json", expected);
write("recorded/single-message.json", single);
