// Runs a function's handler as Lambda does, in walls of its own: the SDK and the internet are the engine's.
"use strict";
const { spawnSync } = require("node:child_process");
const { readFileSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");

const [task, handler] = process.argv.slice(2);
const SDK = "@aws-sdk/";
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) =>
    name.startsWith(SDK) ? join(__dirname, `${name.slice(SDK.length)}.cjs`) : resolve(name, ...rest);

globalThis.fetch = async (url, { method = "GET", headers = {}, body = "" } = {}) => {
    const { stdout, stderr } = spawnSync("reach", [JSON.stringify({ url: String(url), method, headers, body })], {
        encoding: "utf8",
    });
    if (stdout === "") throw new TypeError(`fetch failed: ${stderr}`);
    const { status, text } = JSON.parse(stdout);
    return new Response(status === 204 ? null : text, { status });
};

async function main() {
    const [file, name] = handler.split(".");
    const event = JSON.parse(readFileSync(join(task, "..", "event.json"), "utf8"));
    return { answer: (await require(join(task, file))[name](event)) ?? null };
}

main()
    .catch((error) => ({ error: { errorType: error.name, errorMessage: error.message } }))
    .then((said) => writeFileSync(join(task, "..", "answer.json"), JSON.stringify(said)));
