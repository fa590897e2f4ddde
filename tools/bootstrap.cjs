#!/usr/bin/env node
// Runs one job of package.json and first installs what the job lacks, so that `npm start` and `npm test` work on a
// fresh clone. Needs nothing but node itself; written without newer syntax so that an old node can print the advice.
"use strict";
var childProcess = require("child_process");
var fs = require("fs");
var os = require("os");
var path = require("path");

var root = path.join(__dirname, "..");

function main(job) {
    var advice = nodeAdvice(process.versions.node, readJson("package.json").engines.node);
    if (advice) return stop(advice);
    if (job.length === 0) return stop("usage: node tools/bootstrap.cjs <file.ts | file.js> [arguments]");

    var missing = whatIsMissing(readJson("package-lock.json"), readJson("node_modules/.package-lock.json"));
    if (missing) {
        process.stderr.write("fairlead: " + missing + "; running npm ci once (some 300 MB, about a minute)\n");
        var installed = npmCi();
        if (installed !== 0) return stop("npm ci failed; its message stands above. Try again with: npm ci");
    }
    var typescript = /\.ts$/.test(job[0]) ? ["-r", path.join(root, "bin", "typescript.cjs")] : [];
    return become(process.execPath, typescript.concat(job));
}

/** Ends as the job ends. A `kill` that asks only this process to end means the job; Ctrl-C reaches both. */
function become(command, args) {
    var job = childProcess.spawn(command, args, { cwd: root, stdio: "inherit" });
    process.on("SIGINT", function () {});
    ["SIGTERM", "SIGHUP"].forEach(function (signal) {
        process.on(signal, function () {
            job.kill(signal);
        });
    });
    job.on("error", function (error) {
        process.exitCode = stop(error.message);
    });
    job.on("close", function (code, signal) {
        process.exitCode = code === null ? 128 + os.constants.signals[signal] : code;
    });
    return 1;
}

/** What to tell the owner of a node that is too old, or undefined. */
function nodeAdvice(version, range) {
    var wanted = /^>=(\d+)\.(\d+)/.exec(range);
    var has = version.split(".").map(Number);
    if (has[0] > Number(wanted[1]) || (has[0] === Number(wanted[1]) && has[1] >= Number(wanted[2]))) return undefined;
    return (
        "this is Node.js " +
        version +
        ", and Fairlead needs " +
        range.slice(2) +
        " or newer.\n" +
        "  With nvm: nvm install && nvm use   (the version stands in .nvmrc)\n" +
        "  Without:  https://nodejs.org/en/download"
    );
}

/**
 * Compares the lock file with the one npm itself leaves behind after a complete install. That file is the stamp: an
 * interrupted install does not write it, and after an `npm ci` by hand nothing is installed twice.
 */
function whatIsMissing(wanted, present) {
    if (!present) return "the npm packages are not installed yet";
    var differing = Object.keys(wanted.packages).filter(function (name) {
        var want = wanted.packages[name];
        var have = present.packages[name];
        if (name === "" || want.optional || want.peer) return false;
        return !have || have.version !== want.version;
    });
    return differing.length > 0 ? "the lock file changed (" + path.basename(differing[0]) + ")" : undefined;
}

function npmCi() {
    // Under `npm test` npm says where it is; that works where `npm` on PATH is a shell script, as on Windows.
    var npm = process.env.npm_execpath;
    if (npm && /npm-cli\.js$/.test(npm)) return run(process.execPath, [npm, "ci"]);
    return run("npm", ["ci"], process.platform === "win32");
}

function run(command, args, shell) {
    var done = childProcess.spawnSync(command, args, { cwd: root, stdio: "inherit", shell: shell === true });
    if (done.error) return stop(done.error.message);
    return done.status === null ? 1 : done.status;
}

function readJson(file) {
    try {
        return JSON.parse(fs.readFileSync(path.join(root, file), "utf8"));
    } catch (error) {
        if (error.code === "ENOENT") return undefined;
        throw error;
    }
}

function stop(message) {
    process.stderr.write("fairlead: " + message + "\n");
    return 1;
}

module.exports = { nodeAdvice: nodeAdvice, whatIsMissing: whatIsMissing };
if (require.main === module) process.exitCode = main(process.argv.slice(2));
