"use strict";
// What Pulumi's host of plugins requires. It has registered a ts-node that checks types, for any TypeScript that follows; the
// types of ours are checked already, so they are only stripped.
if (process.argv.includes("--installed")) {
    try {
        require.resolve("@pulumi/pulumi");
    } catch {
        process.exitCode = 1;
    }
} else {
    require("../bin/typescript.cjs");
    module.exports = require("../stacks/release-lines");
}
