// Runs a function's handler as Lambda does, in walls of its own: the SDK and the internet are the engine's.
"use strict";
const { spawnSync } = require("node:child_process");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

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

/** As Lambda looks for it: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
function fileOf(module) {
    const names = [".js", ".mjs", ".cjs"].map((ending) => join(task, `${module}${ending}`));
    return names.find((path) => existsSync(path)) ?? names[0];
}

async function main() {
    const at = handler.lastIndexOf(".");
    const [file, name] = [handler.slice(0, at), handler.slice(at + 1)];
    const event = JSON.parse(readFileSync(join(task, "..", "event.json"), "utf8"));
    const module = await import(pathToFileURL(fileOf(file)).href);
    const called = module[name] ?? module.default?.[name];
    const context = { functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"] };
    // The older form, in which AWS's own pages of hooks are written, answers by its third argument.
    const answer =
        called.length < 3
            ? await called(event, context)
            : await new Promise((resolve, reject) =>
                  called(event, context, (error, said) =>
                      error ? reject(error instanceof Error ? error : new Error(String(error))) : resolve(said),
                  ),
              );
    return { answer: answer ?? null };
}

main()
    .catch((error) => ({ error: { errorType: error.name, errorMessage: error.message } }))
    .then((said) => writeFileSync(join(task, "..", "answer.json"), JSON.stringify(said)));
