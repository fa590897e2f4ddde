"use strict";
// A folder that nothing leads out of: every path is walked name by name through open folders, and a link leads where it leads
// in that folder, as if the folder were the root. What is swapped in between is noticed, never followed. Names are bytes.
const fs = require("node:fs");

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
const MOST_LINKS = 40;
/** A Mac has no such place: there a folder is its path. */
const FD = fs.existsSync("/proc/self/fd") ? "/proc/self/fd" : undefined;
const paths = new Map();

class Leads extends Error {}

/** Bytes as letters, one each, which no file system changes. */
const letters = (text) => Buffer.from(text, "utf8").toString("latin1");
const shown = (name) => Buffer.from(name, "latin1").toString("utf8");

class Beneath {
    constructor(root) {
        this.root = fs.openSync(root, O_RDONLY | O_DIRECTORY);
        paths.set(this.root, root);
    }

    close() {
        fs.closeSync(this.root);
    }

    /**
     * Hands over the open folder that a path ends in, the name there, and the path without links; `stats` is undefined where
     * nothing of that name is there.
     * @param follow whether a link at the end is followed too
     * @param make whether folders on the way are made
     */
    at(path, { follow = true, make }, use) {
        const open = [];
        try {
            return use(this.walk(path, { follow, make }, open));
        } finally {
            for (const { fd } of open) fs.closeSync(fd);
        }
    }

    walk(path, { follow, make }, open) {
        const way = [{ fd: this.root, name: "" }];
        let rest = split(path);
        let links = 0;
        while (rest.length > 0) {
            const name = rest.shift();
            const { fd } = way.at(-1);
            if (name === "..") {
                if (way.length > 1) way.pop();
                continue;
            }
            let stats = lstat(fd, name);
            if (stats?.isSymbolicLink() && (rest.length > 0 || follow)) {
                if ((links += 1) > MOST_LINKS) throw new Leads(`too many links at ${shown(name)}`);
                const target = fs.readlinkSync(place(fd, name), "latin1");
                if (target.startsWith("/")) way.length = 1;
                rest = [...split(target), ...rest];
                continue;
            }
            const canonical = [...way.slice(1).map((each) => each.name), name].join("/");
            if (rest.length === 0) return { fd, name, stats, path: canonical };
            if (stats === undefined && make) {
                make(fd, name);
                stats = lstat(fd, name);
            }
            if (stats === undefined) return { fd: -1, name, stats: undefined, path: canonical };
            if (!stats.isDirectory()) throw new Leads(`${shown(canonical)} is not a folder`);
            const next = openFolder(fd, name);
            open.push({ fd: next });
            way.push({ fd: next, name });
        }
        const { fd } = way.at(-1);
        return {
            fd,
            name: ".",
            stats: fs.fstatSync(fd),
            path: way
                .slice(1)
                .map((each) => each.name)
                .join("/"),
        };
    }

    /** A regular file, whole; undefined where there is none, and an error where it is something else. */
    read(path, most) {
        return this.at(path, {}, ({ fd, name, stats }) => {
            if (stats === undefined) return undefined;
            if (!stats.isFile()) throw new Leads(`${path} is no regular file`);
            return reading(fd, name, (file, { size }) => {
                if (size > most) throw new Leads(`${path} is larger than ${most} bytes`);
                return fs.readFileSync(file);
            });
        });
    }
}

/** A regular file that is open, by its folder and name; what has become something else is not waited for. */
function reading(fd, name, use) {
    const file = fs.openSync(place(fd, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
        const stats = fs.fstatSync(file);
        if (!stats.isFile()) throw new Leads(`${shown(name)} was replaced while it was read`);
        return use(file, stats);
    } finally {
        fs.closeSync(file);
    }
}

/** A new file of that name, open; whatever else had it is gone. */
function writing(fd, name, use) {
    const there = lstat(fd, name);
    if (there?.isDirectory()) throw new Leads(`cannot replace the folder ${shown(name)} with a file`);
    if (there) fs.unlinkSync(place(fd, name));
    const file = fs.openSync(place(fd, name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
        return use(file);
    } finally {
        fs.closeSync(file);
    }
}

function folderOf(fd) {
    return FD === undefined ? letters(paths.get(fd)) : `${FD}/${fd}`;
}

function place(fd, name) {
    return Buffer.from(`${folderOf(fd)}/${name}`, "latin1");
}

function openFolder(fd, name) {
    const folder = fs.openSync(place(fd, name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    if (FD === undefined) paths.set(folder, `${paths.get(fd)}/${shown(name)}`);
    return folder;
}

function lstat(fd, name) {
    return fs.lstatSync(place(fd, name), { throwIfNoEntry: false });
}

function split(path) {
    return path.split("/").filter((part) => part !== "" && part !== ".");
}

function names(fd) {
    return fs.readdirSync(Buffer.from(folderOf(fd), "latin1"), "latin1").sort();
}

/** An open folder of that name. */
function entering(fd, name, use) {
    const folder = openFolder(fd, name);
    try {
        return use(folder);
    } finally {
        fs.closeSync(folder);
    }
}

module.exports = { Beneath, Leads, letters, shown, place, lstat, names, reading, writing, entering };
