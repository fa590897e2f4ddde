"use strict";
// The one process of ours inside a job's walls. It starts the job's programs, opens the files that the job names, and
// listens where the job's programs ask for the engine. It has no right that the job has not, and may be lied to or killed:
// the engine takes everything it says for the job's own words. It ends when the engine does.
const { spawn } = require("node:child_process");
const { connect, createServer } = require("node:net");
const { join, resolve } = require("node:path");
const { Worker } = require("node:worker_threads");

const files = require("./files.cjs");
const { frame, reader } = require("./frames.cjs");

const { closeInherited, Refusal, wordsOf } = files;
const answers = { ...files.answers, jq, listen: opens, unlisten };

/** Connections at one time. */
const MOST = 512;
/** Output that a program left in its pipe is read before its end is told, though others may still hold the pipe. */
const SETTLES_MS = 20;

/** Where there are no walls, the end of our own group has to be the end of all programs. */
const alone = process.argv[3] === "alone";
const programs = new Map();
const sockets = new Map();
const servers = new Map();
let opened = 0;

function say(head, body) {
    return process.stdout.write(frame(head, body));
}

const does = {
    spawn({ id, argv, cwd, env }) {
        const child = spawn(argv[0], argv.slice(1), { cwd, env, stdio: "pipe", detached: alone });
        programs.set(id, child);
        let last = 0;
        let over = false;
        const end = (code, signal) => {
            if (!over) say({ on: "exit", id, code, signal });
            over = true;
            programs.delete(id);
        };
        for (const name of ["stdout", "stderr"])
            child[name].on("data", (bytes) => {
                last = Date.now();
                say({ on: name, id }, bytes);
            });
        const settled = (code, signal) =>
            setTimeout(() => (Date.now() - last < SETTLES_MS ? settled(code, signal) : end(code, signal)), SETTLES_MS);
        child.stdin.on("error", () => undefined);
        child.on("error", ({ message }) => {
            say({ on: "stderr", id }, Buffer.from(`${message}\n`));
            end(127, null);
        });
        child.on("exit", settled);
        child.on("close", end);
    },
    stdin: ({ id }, bytes) => void programs.get(id)?.stdin.write(bytes),
    end: ({ id }) => void programs.get(id)?.stdin.end(),
    signal({ id, name }) {
        const pid = programs.get(id)?.pid;
        try {
            if (pid) process.kill(alone ? -pid : pid, name);
        } catch {
            // It has ended, and its end is not yet told.
        }
    },
    /** The engine's own connections have numbers below zero. */
    dial: ({ id, port }) => carry(id, connect({ port, host: "127.0.0.1", allowHalfOpen: true })),
    data: ({ id }, bytes) => void sockets.get(id)?.write(bytes),
    close: ({ id }) => void sockets.get(id)?.end(),
    drop: ({ id }) => void sockets.get(id)?.destroy(),
};

/** One filter after the other, each until it ends. */
let filtering = Promise.resolve();
let thread;
function jq({ filter, flags }, bytes) {
    const answer = () =>
        new Promise((resolve, reject) => {
            thread ??= new Worker(join(__dirname, "jq.cjs"), { stdout: true });
            thread.removeAllListeners().once("error", reject);
            thread.once("message", ({ out, refused }) =>
                refused === undefined ? resolve([{}, Buffer.from(out)]) : reject(new Refusal(refused)),
            );
            thread.postMessage({ input: bytes.toString("utf8"), filter, flags });
        });
    const done = filtering.then(answer);
    filtering = done.catch(() => undefined);
    return done;
}

function listen(name, port, host = "127.0.0.1") {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
        if (sockets.size >= MOST) return void socket.destroy();
        const id = (opened += 1);
        say({ on: "open", id, name });
        carry(id, socket);
    });
    servers.set(name, server);
    return new Promise((done, failed) => {
        server.once("error", failed);
        server.listen(port, host, () => done([name, server.address().port]));
    });
}

async function opens({ name, port, host }) {
    const [, open] = await listen(name, port, host);
    return [{ port: open }];
}

function unlisten({ name }) {
    servers.get(name)?.close();
    servers.delete(name);
    return [{}];
}

function carry(id, socket) {
    sockets.set(id, socket);
    socket.on("data", (bytes) => say({ on: "data", id }, bytes));
    socket.on("end", () => say({ on: "end", id }));
    socket.on("error", () => undefined);
    socket.on("close", () => {
        sockets.delete(id);
        say({ on: "close", id });
    });
}

function hear(head, body) {
    const { ask, id } = head;
    const answer = Object.hasOwn(answers, ask) ? answers[ask] : undefined;
    if (!answer) return does[ask](head, body);
    const path = resolve(head.cwd ?? "/", head.path ?? "");
    const named = head.files?.map((file) => (typeof file === "string" ? resolve(path, file) : file));
    const told = ([found, bytes]) => say({ on: "answer", id, ...found }, bytes);
    const failed = (error) => say({ on: "answer", id, refused: wordsOf(error), code: error.code ?? null });
    try {
        const found = answer({ ...head, path, files: named }, body);
        if (found instanceof Promise) found.then(told, failed);
        else told(found);
    } catch (error) {
        failed(error);
    }
}

closeInherited();
// Otherwise a program that ends all others of node would end it.
process.title = "fairlead";
const ports = JSON.parse(process.argv[2] ?? "{}");
process.stdin.on("data", reader(hear));
process.stdin.on("end", () => process.exit());
process.stdout.on("error", () => process.exit());
Promise.all(Object.entries(ports).map(([name, port]) => listen(name, port))).then(
    (open) => say({ on: "ready", ports: Object.fromEntries(open) }),
    (error) => say({ on: "ready", refused: error.message }),
);
