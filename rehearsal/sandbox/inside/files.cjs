"use strict";
// The files of a job, opened by the process of ours inside its walls. Nothing here waits for a pipe or a device.
const fs = require("node:fs");
const { dirname, join } = require("node:path");

const { O_RDONLY, O_WRONLY, O_CREAT, O_NONBLOCK, O_NOCTTY } = fs.constants;
/** More than any folder that a build makes. */
const MOST = 200_000;

class Refusal extends Error {}

/** What is answered: by the value for the head, and bytes. */
const answers = {
    read: ({ path, most }) => [{}, contents(path, most)],
    stat({ path }) {
        const found = fs.statSync(path, { throwIfNoEntry: false });
        return [{ kind: found ? kindOf(found) : null }];
    },
    /** All below a folder; links are not followed, but where they lead is told. */
    list({ path }) {
        const entries = [];
        const open = [""];
        while (open.length > 0) {
            const below = open.pop();
            for (const name of fs.readdirSync(join(path, below))) {
                const at = below === "" ? name : `${below}/${name}`;
                const own = kindOf(fs.lstatSync(join(path, at)));
                if (own === "folder") open.push(at);
                if (entries.push([at, own, own === "link" ? leadsTo(join(path, at)) : own]) > MOST)
                    throw new Refusal(`more than ${MOST} files`);
            }
        }
        return [{ entries }];
    },
    /** Files by their paths, one after the other. */
    take({ files, links, most }) {
        const taken = [];
        const parts = [];
        let left = most;
        for (const path of files) {
            const { mode } = links ? fs.lstatSync(path) : fs.statSync(path);
            const link = (mode & fs.constants.S_IFMT) === fs.constants.S_IFLNK;
            const bytes = link ? Buffer.from(fs.readlinkSync(path)) : contents(path, left);
            left -= bytes.length;
            parts.push(bytes);
            taken.push([mode, bytes.length]);
        }
        return [{ taken }, Buffer.concat(parts)];
    },
    /** The opposite. Links come last, so nothing is written through one of these. */
    put({ path, files }, bytes) {
        let at = 0;
        fs.mkdirSync(path, { recursive: true });
        for (const { name, length, executable, link } of files) {
            const place = join(path, name);
            const content = bytes.subarray(at, (at += length));
            fs.mkdirSync(name.endsWith("/") ? place : dirname(place), { recursive: true });
            if (name.endsWith("/")) continue;
            if (link) fs.symlinkSync(content.toString("utf8"), place);
            else written(place, content);
            if (executable) fs.chmodSync(place, 0o755);
        }
        return [{}];
    },
    write({ path }, bytes) {
        fs.mkdirSync(dirname(path), { recursive: true });
        written(path, bytes);
        return [{}];
    },
    remove({ path }) {
        fs.rmSync(path, { force: true });
        return [{}];
    },
};

/** Neither a pipe nor a device can keep it waiting. */
function contents(path, most) {
    const file = fs.openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    try {
        const found = fs.fstatSync(file);
        if (found.isDirectory()) throw new Refusal(`[Errno 21] Is a directory: '${path}'`);
        if (!found.isFile()) throw new Refusal(`${path} is not a regular file`);
        const bytes = Buffer.alloc(Math.min(found.size, most + 1));
        let length = 0;
        for (let read = -1; read !== 0 && length < bytes.length; length += read)
            read = fs.readSync(file, bytes, length, bytes.length - length, null);
        if (found.size > most) throw new Refusal(`${path} has more than ${most} bytes`);
        return bytes.subarray(0, length);
    } finally {
        fs.closeSync(file);
    }
}

function written(path, bytes) {
    const file = fs.openSync(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY, 0o644);
    try {
        const found = fs.fstatSync(file);
        if (!found.isFile() && !(found.isCharacterDevice() && path === "/dev/null"))
            throw new Refusal(`${path} is not a regular file`);
        if (found.isFile()) fs.ftruncateSync(file);
        fs.writeFileSync(file, bytes);
    } finally {
        fs.closeSync(file);
    }
}

function kindOf(found) {
    if (found.isSymbolicLink()) return "link";
    return found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
}

/** What a link leads to; nothing where that is not there, and the system's words where it cannot be told. */
function leadsTo(path) {
    try {
        const found = fs.statSync(path, { throwIfNoEntry: false });
        return found ? kindOf(found) : null;
    } catch (error) {
        return error.message.replace(/, stat .*$/s, "");
    }
}

const NUMBERS = {
    ENOENT: [2, "No such file or directory"],
    EACCES: [13, "Permission denied"],
    ENOTDIR: [20, "Not a directory"],
    EISDIR: [21, "Is a directory"],
    EROFS: [30, "Read-only file system"],
    ELOOP: [40, "Too many levels of symbolic links"],
};

/** As the command line of AWS, which is Python, says it. */
function wordsOf(error) {
    const [number, words] = NUMBERS[error.code] ?? [];
    return number === undefined || error.path === undefined
        ? error.message
        : `[Errno ${number}] ${words}: '${error.path}'`;
}

/** Whatever started the engine may have left files open, which every program it starts would have as well. */
function closeInherited() {
    const CLOSES_ON_EXEC = 0o2000000;
    for (const number of process.platform === "linux" ? fs.readdirSync("/proc/self/fd").map(Number) : []) {
        const info = fs.existsSync(`/proc/self/fdinfo/${number}`)
            ? fs.readFileSync(`/proc/self/fdinfo/${number}`, "utf8")
            : "";
        const flags = /^flags:\s*(\d+)/m.exec(info)?.[1];
        if (number > 2 && flags !== undefined && (parseInt(flags, 8) & CLOSES_ON_EXEC) === 0) fs.closeSync(number);
    }
}

module.exports = { answers, closeInherited, Refusal, wordsOf };
