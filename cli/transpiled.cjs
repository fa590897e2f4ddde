"use strict";
// Half of the time a plan takes would go into transpiling files that have not changed since the last one.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

const remembered = Symbol.for("fairlead.transpiled");

/**
 * Makes a ts-node service remember what it has transpiled: in this process and, given a folder, for the next one too.
 * What comes from the folder has no source map, so errors would name lines of JavaScript: not for --verbose.
 */
function remember(service, folder) {
    if (service === undefined || service[remembered]) {
        return;
    }
    service[remembered] = true;
    const transpile = service.compile;
    const settings = JSON.stringify([service.ts.version, service.config.options]);
    const texts = new Map();
    service.compile = (code, file, ...rest) => {
        const key = createHash("sha256").update(`${settings}\0${file}\0${code}`).digest("hex");
        const text = texts.get(key) ?? stored(folder, key) ?? transpile(code, file, ...rest);
        if (!texts.has(key)) {
            texts.set(key, text);
            store(folder, key, text);
        }
        return text;
    };
}

function stored(folder, key) {
    try {
        return folder && readFileSync(join(folder, `${key}.js`), "utf8");
    } catch {
        return undefined;
    }
}

function store(folder, key, text) {
    if (!folder || stored(folder, key) !== undefined) {
        return;
    }
    const path = join(folder, `${key}.js`);
    try {
        mkdirSync(dirname(path), { recursive: true });
        // Two commands may run at once; neither may read half a file of the other.
        writeFileSync(`${path}.${process.pid}`, text);
        renameSync(`${path}.${process.pid}`, path);
    } catch {
        // A read-only installation works, only slower.
    }
}

module.exports = { remember };
