"use strict";
// Which of what was installed a row of an AppSpec's `permissions` is about.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-permissions.html
const { resolve } = require("node:path");

/** A pattern is asked of names directly below the object; only `**` reaches further down. */
function isMeant({ object, pattern, except }, path) {
    const base = resolve("/", object);
    const below = base === "/" ? "/" : `${base}/`;
    if (!path.startsWith(below)) return false;
    const name = path.slice(below.length);
    return (pattern === "**" || isLike(name, pattern)) && !except.some((each) => isLike(name, each));
}

function isLike(name, pattern) {
    if (name.includes("/")) return false;
    const parts = pattern.split(/\*+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    return new RegExp(`^${parts.join("[^]*")}$`).test(name);
}

/** What is refused of a row whose object is a file. */
function refusesFile({ object, type, pattern, except }) {
    if (!type.includes("file")) return undefined;
    if (pattern !== "**")
        return `The deployment failed because the application specification file includes an object (${object}) with an invalid pattern (${pattern}), such as a pattern for a file applied to a directory. Correct the permissions section of the AppSpec file, and then try again.`;
    if (except.length > 0)
        return `The deployment failed because the except parameter for a pattern in the permissions section (${JSON.stringify(except)}) for the object named ${object} contains an invalid format. Update the AppSpec file, and then try again.`;
    return undefined;
}

module.exports = { isMeant, refusesFile };
