// How a worker says that it is well: a file that it touches. `node src/alive.js` ends with 0 while that was lately.
import { statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

const FILE = join(tmpdir(), "alive");
const LATELY_MS = 30_000;

export function signOfLife() {
    writeFileSync(FILE, "");
}

export function isAlive(now = Date.now()) {
    const touched = statSync(FILE, { throwIfNoEntry: false })?.mtimeMs;
    return touched !== undefined && now - touched < LATELY_MS;
}

if (argv[1] === fileURLToPath(import.meta.url)) process.exitCode = isAlive() ? 0 : 1;
