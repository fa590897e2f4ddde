"use strict";
// jq for a job on a machine that has none, in a thread of its own: a filter that never ends keeps no other program waiting.
const { parentPort } = require("node:worker_threads");

const { raw } = require("jq-wasm");

parentPort.on("message", ({ input, filter, flags }) => {
    raw(input, filter, flags).then(
        (out) => parentPort.postMessage({ out }),
        ({ message }) => parentPort.postMessage({ refused: message }),
    );
});
