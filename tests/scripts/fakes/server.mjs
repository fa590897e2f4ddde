// Answers the stand-ins for aws and docker of every test in one thread: they are called some thousand times, and a node
// that starts for each call costs more than all that the scripts do. A call is a line of fields that end with NUL (how
// many follow, the stand-in, the folder of its state, the caller's folder, what it was piped, its words); the answer is
// a line with the exit code, the file descriptor and the file with the text for it. Calls are answered one after the other.
// jq is asked itself, and what it said is looked up here (jq.mjs): no state, and what it was piped comes when asked for.
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { workerData } from "node:worker_threads";

import { aws } from "./aws.mjs";
import { begin, Refused } from "./call.mjs";
import { docker } from "./docker.mjs";
import { jq } from "./jq.mjs";

const programs = { aws, docker };

let answers = 0;
function answer([program, folder, workingFolder, input, ...words]) {
    const file = join(folder, `answer-${answers++}`);
    const say = (code, stream, text) => {
        writeFileSync(file, text);
        return `${code} ${stream} ${file}\n`;
    };
    try {
        begin({ folder, workingFolder });
        return say(0, 1, programs[program](words, input));
    } catch (error) {
        return error instanceof Refused ? say(error.code, 2, error.message) : say(1, 2, `${error.stack}\n`);
    }
}

const server = createServer((socket) => {
    let received = "";
    let hasAsked = false;
    socket.setEncoding("utf8");
    socket.on("data", (data) => {
        received += data;
        const [count, ...fields] = received.split("\0");
        if (fields.length <= Number(count)) return;
        const [program, workingFolder, ...words] = fields.slice(0, Number(count));
        if (program !== "jq") return socket.end(answer(fields.slice(0, -1)));
        const [input, end] = fields.slice(Number(count));
        if (hasAsked && end === undefined) return;
        const said = jq(words, workingFolder, hasAsked ? input : undefined);
        hasAsked = said === "piped";
        if (hasAsked) socket.write("piped\n");
        else socket.end(`${said}\n`);
    });
    // A script that was killed while it asked.
    socket.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", () => {
    Atomics.store(workerData.port, 0, server.address().port);
    Atomics.notify(workerData.port, 0);
});
