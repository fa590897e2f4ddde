"use strict";
// Runs the scripts of one lifecycle event, one after the other, as CodeDeploy's agent does: each with its own time, and a
// script is over when its outputs are closed, not when it has ended.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const { dirname, join } = require("node:path");

/** What the agent sends of the scripts' words. */
const TAIL = 2048;
/** A line without an end would be kept for ever. */
const LONGEST = 65_536;

class ScriptError extends Error {
    constructor(code, script, message) {
        super(message);
        this.code = code;
        this.script = script;
    }
}

class ScriptLog {
    constructor(folder, tell) {
        this.file = join(folder, "logs", "scripts.log");
        this.tell = tell;
        this.lines = [];
        fs.mkdirSync(dirname(this.file), { recursive: true });
    }

    write(line) {
        fs.appendFileSync(this.file, `${new Date().toISOString().slice(0, 19).replace("T", " ")} ${line}\n`);
        this.lines.push(`${line}\n`);
        this.tell(line);
        let left = TAIL;
        let from = this.lines.length;
        while (from > 0 && left - this.lines[from - 1].length > 0) left -= this.lines[--from].length;
        this.lines.splice(0, from);
    }

    get tail() {
        return this.lines.join("");
    }
}

/** @param running hears of each script as it starts, to end it where a deployment is stopped */
async function runHooks(event, scripts, { archive, env, log, running }) {
    log.write(`LifecycleEvent - ${event}`);
    for (const script of scripts) {
        const path = join(archive, script.location);
        const found = fs.statSync(path, { throwIfNoEntry: false });
        if (!found)
            throw new ScriptError(
                "ScriptMissing",
                script.location,
                `Script does not exist at specified location: ${path}`,
            );
        // Opening a pipe to run it would wait for ever.
        if (!found.isFile())
            throw new ScriptError(
                "ScriptFailed",
                script.location,
                `${named(script)} failed with error Errno::EACCES with message Permission denied - ${path}`,
            );
        if ((found.mode & 0o111) === 0) makeExecutable(path, found.mode, script);
        await runScript(script, path, { env, log, running });
    }
}

function makeExecutable(path, mode, { location }) {
    try {
        fs.chmodSync(path, mode | 0o111);
    } catch {
        throw new ScriptError(
            "ScriptNotExecutable",
            location,
            `Unable to set script at specified location: ${location} as executable`,
        );
    }
}

function named({ location, runas }) {
    return `Script at specified location: ${location}${runas === undefined ? "" : ` run as user ${runas}`}`;
}

async function runScript(script, path, { env, log, running }) {
    const { location, runas, timeout } = script;
    log.write(`Script - ${location}`);
    const argv = runas === undefined ? commandOf(path) : ["su", runas, "-c", path];
    const child = spawn(argv[0], argv.slice(1), { env, cwd: "/", stdio: ["ignore", "pipe", "pipe"], detached: true });
    running(child.pid);
    const late = AbortSignal.timeout(timeout * 1000);
    const closed = ["stdout", "stderr"].map((name) => linesOf(child[name], (line) => log.write(`[${name}]${line}`)));
    const exit = new Promise((done) => {
        child.once("error", (error) => done({ error }));
        child.once("exit", (code, signal) => done({ code, signal }));
    });
    const ended = await within(exit, late);
    if (ended === undefined) {
        kill(child.pid, "SIGTERM");
        throw new ScriptError(
            "ScriptTimedOut",
            location,
            `Script at specified location: ${location} failed to complete in ${timeout} seconds`,
        );
    }
    if (ended.error)
        throw new ScriptError(
            "ScriptFailed",
            location,
            `${named(script)} failed with error ${inRuby(ended.error, path)}`,
        );
    for (const [at, name] of ["STDOUT", "STDERR"].entries())
        if ((await within(closed[at], late)) === undefined)
            throw new ScriptError(
                "UnknownError",
                location,
                `Script at specified location: ${location} failed to close ${name}`,
            );
    if (ended.code !== 0)
        throw new ScriptError("ScriptFailed", location, `${named(script)} failed with exit code ${ended.code ?? ""}`);
}

/** The path is a command line to the agent: one with a space in it is a program and its argument. */
function commandOf(path) {
    return /[*?{}[\]<>()~&|\\$;'`"\n#=%]/.test(path) ? ["sh", "-c", path] : path.split(/\s+/);
}

/** A script whose first line leads to no program, as one with the line ends of Windows does. */
function inRuby({ code, message }, path) {
    if (code === "ENOENT") return `Errno::ENOENT with message No such file or directory - ${path}`;
    if (code === "ENOEXEC") return `Errno::ENOEXEC with message Exec format error - ${path}`;
    if (code === "EACCES") return `Errno::EACCES with message Permission denied - ${path}`;
    return `StandardError with message ${message}`;
}

/** Answers nothing where it is too late. */
function within(promise, late) {
    return new Promise((done) => {
        if (late.aborted) return done(undefined);
        late.addEventListener("abort", () => done(undefined), { once: true });
        promise.then((value) => done(value ?? true));
    });
}

function linesOf(stream, hear) {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (text) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop();
        if (rest.length > LONGEST) {
            lines.push(rest);
            rest = "";
        }
        for (const line of lines) hear(line);
    });
    return new Promise((done) =>
        stream.on("close", () => {
            if (rest !== "") hear(rest);
            done(true);
        }),
    );
}

function kill(pid, signal) {
    try {
        process.kill(-pid, signal);
    } catch {
        // It has ended by itself.
    }
}

module.exports = { kill, runHooks, ScriptError, ScriptLog };
