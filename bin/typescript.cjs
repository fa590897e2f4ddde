"use strict";
// What lets node load our sources as they are, wherever they run: under Pulumi (`nodeargs` in Pulumi.yaml), mocha, the
// tools and `fairlead`. Sucrase strips the types and leaves every line in its place: errors need no source map, and nothing
// that looks for one in every stack is loaded.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const { version } = require("sucrase/package.json");

require("./sdk.cjs");

/** Stripping takes as long as loading, and few files have changed since the last run. */
const folder = join(__dirname, "..", ".fairlead", "transpiled");

require.extensions[".ts"] = (module, file) => {
    const source = readFileSync(file, "utf8");
    const key = createHash("sha256").update(`${version}\0${source}`).digest("hex");
    const kept = join(folder, `${key}.js`);
    module._compile(read(kept) ?? keep(kept, stripped(source, file)), file);
};

let sucrase;
/** As tsconfig.json has it: CommonJS, with imports as esModuleInterop has them. */
function stripped(source, file) {
    sucrase ??= require("sucrase");
    const transforms = ["typescript", "imports"];
    return sucrase.transform(source, { transforms, disableESTransforms: true, filePath: file }).code;
}

function read(path) {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return undefined;
    }
}

function keep(path, text) {
    try {
        mkdirSync(folder, { recursive: true });
        // Two processes may run at once; neither may read half a file of the other.
        writeFileSync(`${path}.${process.pid}`, text);
        renameSync(`${path}.${process.pid}`, path);
    } catch {
        // Where nothing can be written all of it works, only slower.
    }
    return text;
}
