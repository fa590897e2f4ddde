// Answers the stand-ins for aws and docker of every test in one thread: they are called some thousand times, and a node
// that starts for each call costs more than all that the scripts do. A call is a line of fields that end with NUL (how
// many follow, the stand-in, the folder of its state, the caller's folder, what it was piped, its words); the answer is
// the exit code and the file descriptor, in one line, and then the text for it. Calls are answered one after the other.
import { createServer } from "node:net";
import { workerData } from "node:worker_threads";

import { aws } from "./aws.mjs";
import { begin, Refused } from "./call.mjs";
import { docker } from "./docker.mjs";

const programs = { aws, docker };

function answer([program, folder, workingFolder, input, ...words]) {
    try {
        begin({ folder, workingFolder });
        return `0 1\n${programs[program](words, input)}`;
    } catch (error) {
        return error instanceof Refused ? `${error.code} 2\n${error.message}` : `1 2\n${error.stack}\n`;
    }
}

const server = createServer((socket) => {
    let received = "";
    socket.setEncoding("utf8");
    socket.on("data", (data) => {
        received += data;
        const [count, ...fields] = received.split("\0");
        if (fields.length > Number(count)) socket.end(answer(fields.slice(0, -1)));
    });
    // A script that was killed while it asked.
    socket.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", () => {
    Atomics.store(workerData, 0, server.address().port);
    Atomics.notify(workerData, 0);
});
