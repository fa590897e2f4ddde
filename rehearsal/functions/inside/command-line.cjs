// The SDK inside of a function's walls: each client asks by the command line, which the engine answers.
"use strict";
const { spawnSync } = require("node:child_process");

class Command {
    constructor(input) {
        this.input = input;
    }
}

function ask(service, operation, words) {
    const { status, stdout, stderr } = spawnSync("aws", [service, operation, ...words], { encoding: "utf8" });
    if (status !== 0) throw Object.assign(new Error(stderr.trim()), { name: /\((\w+)\)/.exec(stderr)?.[1] ?? "Error" });
    return stdout.trim() === "" ? {} : JSON.parse(stdout);
}

module.exports = { ask, Command };
