"use strict";
// What lets node load our sources as they are, wherever they run: under Pulumi (`nodeargs` in Pulumi.yaml), mocha, the
// tools and `fairlead`. ts-node strips the types by sucrase, which leaves every line in its place: errors need no source
// map, and without `ts-node/register` none is looked for in every stack.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const { version } = require("sucrase/package.json");

require("./sdk.cjs");

/** Half of what ts-node answers, and maps every line to itself. */
const SOURCE_MAP = /\n\/\/# sourceMappingURL=.*\s*$/;

/** Stripping takes as long as loading, and few files have changed since the last run. */
const folder = join(__dirname, "..", ".fairlead", "transpiled");

require.extensions[".ts"] = (module, file) => {
    const source = readFileSync(file, "utf8");
    const key = createHash("sha256").update(`${version}\0${source}`).digest("hex");
    const kept = join(folder, `${key}.js`);
    module._compile(read(kept) ?? keep(kept, stripped(source, file)), file);
};

let compiler;
function stripped(source, file) {
    compiler ??= require("ts-node").create({
        // As tsconfig.json has it. It is not looked for: beside a package lies that of whoever uses it.
        skipProject: true,
        compilerOptions: { module: "commonjs", target: "es2022", esModuleInterop: true },
        transpileOnly: true,
        transpiler: "sucrase/ts-node-plugin",
    });
    return compiler.compile(source, file).replace(SOURCE_MAP, "");
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
