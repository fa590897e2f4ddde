"use strict";
// What the Pulumi SDK loads with itself, a third of an import and more, although a program like ours never uses it. Where a
// later SDK is laid out otherwise all of it loads as it always did; tests/bootstrap/sdk.spec.ts tells.
const Module = require("node:module");
const { join } = require("node:path");

/** By what the SDK requires: the file that does, and what it gets instead. All other files get the package, at once. */
const INSTEAD = {
    // Needed only once a program serialises a function: npm's own resolver, 785 modules of it, and TypeScript's compiler.
    "@npmcli/arborist": { by: join("runtime", "closure", "codePaths.js"), give: whenUsed },
    typescript: { by: "typescript-shim.js", give: whenUsed },
    // The SDK stores a stack on every promise and looks up each frame in a map. Our lines are in their places without one;
    // what is lost is where in the SDK's own TypeScript, which it does not ship, a frame of the SDK was.
    "source-map-support/register": { by: join("cmd", "run", "index.js"), give: () => ({}) },
};
const SDK = join("node_modules", "@pulumi", "pulumi");

const load = Module._load;
Module._load = function (request, parent, ...rest) {
    const instead = Object.hasOwn(INSTEAD, request) ? INSTEAD[request] : undefined;
    const really = () => load.call(this, request, parent, ...rest);
    if (!instead || !parent?.filename?.endsWith(join(SDK, instead.by))) return really();
    // Throws where it is not installed: instead of TypeScript the SDK then takes the one that it ships.
    Module._resolveFilename(request, parent);
    return instead.give(really);
};

function whenUsed(get) {
    let loaded;
    return new Proxy(Object.create(null), {
        get(_, name) {
            // What compiled TypeScript asks of every module that it gets, before it uses anything of it.
            if (name === "__esModule") return true;
            return (loaded ??= get())[name];
        },
    });
}
