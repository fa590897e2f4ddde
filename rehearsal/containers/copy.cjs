"use strict";
// COPY and ADD, from a context or an image into an image, both folders that nothing leads out of. It runs inside walls that
// show these and nothing else. https://docs.docker.com/reference/dockerfile/#copy
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { posix } = require("node:path");

const { Beneath, Leads, letters, shown, place, lstat, names, reading, writing, entering } = require("./beneath.cjs");
const { ignoredBy, matchesName } = require("./glob.cjs");

const CHUNK = Buffer.alloc(1 << 16);
const NOTHING = { has: () => false, keepsSome: false };

/**
 * Copies, and says what: the same for the same files, whenever and wherever they were checked out.
 * @param order sources, at, ignored (the text of a .dockerignore), mode, owner ({uid, gid}), owns (whether owners are kept)
 */
function copy(from, into, order) {
    const source = new Beneath(from);
    const image = new Beneath(into);
    try {
        const copying = new Copying(source, image, order);
        copying.run();
        return { fingerprint: copying.hash.digest("hex") };
    } finally {
        source.close();
        image.close();
    }
}

class Copying {
    constructor(source, image, order) {
        this.source = source;
        this.image = image;
        this.order = order;
        this.ignored = order.ignored === undefined ? NOTHING : ignoredBy(order.ignored);
        this.hash = createHash("sha256");
    }

    run() {
        const { sources, at } = this.order;
        const found = sources.flatMap((source) => this.found(source));
        const folder = at.endsWith("/") || this.isFolder(at);
        if (found.length > 1 && !folder)
            throw new Error(`asked to copy ${found.length} files to ${at}, which is one name; end it with a /`);
        for (const path of found) {
            this.source.at(path, {}, ({ fd, name: real, stats, path: canonical }) => {
                // The content of a folder arrives, not the folder.
                const to = letters(at) + (folder && !stats.isDirectory() ? `/${lastOf(path)}` : "");
                if (stats.isDirectory()) makeFolder(this.image, to, this.order);
                this.image.at(to, { make }, (target) => {
                    if (target.fd === -1) throw new Leads(`${shown(to)} leads nowhere`);
                    this.place({ fd, name: real, path: canonical }, target, "");
                });
            });
        }
    }

    isFolder(path) {
        return this.image.at(letters(path), {}, ({ stats }) => stats?.isDirectory() === true);
    }

    /**
     * The paths that a source names. A name that is not there is an error, in docker's words, and a pattern that matches nothing
     * is none: https://github.com/moby/buildkit/blob/master/solver/llbsolver/file/backend.go, AllowEmptyWildcard
     */
    found(source) {
        const clean = posix.join("/", source).slice(1).replace(/\/$/, "");
        const isPattern = /[*?[]/.test(clean);
        const paths = isPattern ? this.globbed("", clean.split("/")) : [letters(clean)];
        const kept = paths.filter((path) => this.isSent(path));
        if (kept.length === 0 && !isPattern) throw new Error(`failed to compute cache key: "/${clean}": not found`);
        return kept;
    }

    globbed(at, [first, ...rest]) {
        if (first === undefined) return [at];
        const here = this.source.at(at, {}, ({ fd, name, stats }) =>
            stats?.isDirectory() ? entering(fd, name, names) : [],
        );
        return here
            .filter((name) => matchesName(first, shown(name)))
            .flatMap((name) => this.globbed(posix.join(at, name), rest));
    }

    /** What is left out is not there; also where a link leads to it. Of a folder something may stay. */
    isSent(path) {
        return this.source.at(path, {}, ({ fd, name, stats, path: canonical }) => {
            if (stats === undefined || fd === -1 || isSpecial(stats)) return false;
            if (!stats.isDirectory()) return !this.leaves(canonical);
            if (canonical === "" || !this.leaves(canonical)) return true;
            return this.ignored.keepsSome && entering(fd, name, (folder) => this.keepsAny(folder, canonical));
        });
    }

    keepsAny(folder, path) {
        return names(folder).some((name) => {
            const below = posix.join(path, name);
            const stats = lstat(folder, name);
            if (!this.leaves(below) && !stats?.isDirectory()) return true;
            return stats?.isDirectory() === true && entering(folder, name, (inner) => this.keepsAny(inner, below));
        });
    }

    leaves(path) {
        return path !== "" && this.ignored.has(shown(path));
    }

    /** One file, link or folder with everything in it. Answers whether anything came of it. */
    place({ fd, name, path }, target, below) {
        const stats = lstat(fd, name);
        if (stats === undefined) throw new Leads(`${shown(path)} was removed while it was read`);
        this.hash.update(`${below} ${stats.mode} ${stats.isDirectory() ? 0 : stats.size}\n`);
        if (stats.isDirectory()) return this.placeFolder({ fd, name, path, stats }, target, below);
        if (stats.isSymbolicLink()) return this.placeLink({ fd, name, stats }, target);
        // Docker makes pipes and devices anew and an empty file of a socket, none of which an application is built from; what
        // lies in a source folder by chance is left out. https://github.com/tonistiigi/fsutil/blob/master/copy/copy.go
        if (isSpecial(stats)) return;
        reading(fd, name, (file, { mode, uid, gid }) =>
            writing(target.fd, target.name, (to) => {
                for (let length; (length = fs.readSync(file, CHUNK)) > 0;) {
                    const bytes = CHUNK.subarray(0, length);
                    this.hash.update(bytes);
                    for (let at = 0; at < length;) at += fs.writeSync(to, bytes, at);
                }
                this.finish(to, { mode, uid, gid });
            }),
        );
    }

    placeLink({ fd, name, stats }, target) {
        const leads = fs.readlinkSync(place(fd, name), "latin1");
        this.hash.update(leads);
        const there = lstat(target.fd, target.name);
        if (there?.isDirectory()) throw new Leads(`cannot replace the folder ${shown(target.name)} with a link`);
        if (there) fs.unlinkSync(place(target.fd, target.name));
        const at = place(target.fd, target.name);
        fs.symlinkSync(Buffer.from(leads, "latin1"), at);
        if (this.order.owns) fs.lchownSync(at, ...this.owner(stats));
        fs.lutimesSync(at, 0, 0);
    }

    placeFolder({ fd, name, path, stats }, target, below) {
        const there = lstat(target.fd, target.name);
        if (there && !there.isDirectory())
            throw new Leads(`cannot copy a folder to ${shown(target.name)}, which is none`);
        if (!there) fs.mkdirSync(place(target.fd, target.name), 0o700);
        entering(fd, name, (from) =>
            entering(target.fd, target.name, (to) => {
                for (const each of names(from)) {
                    const inside = { fd: from, name: each, path: posix.join(path, each) };
                    if (!this.isKept(inside)) continue;
                    this.place(inside, { fd: to, name: each }, posix.join(below, each));
                }
                this.finish(to, stats);
            }),
        );
    }

    isKept({ fd, name, path }) {
        if (!this.leaves(path)) return true;
        if (!this.ignored.keepsSome || lstat(fd, name)?.isDirectory() !== true) return false;
        return entering(fd, name, (folder) => this.keepsAny(folder, path));
    }

    /** When a file was checked out is chance: the same commit shall be the same layer. */
    finish(file, { mode, uid, gid }) {
        if (this.order.owns) fs.fchownSync(file, ...this.owner({ uid, gid }));
        fs.fchmodSync(file, this.order.mode ?? mode & 0o7777);
        fs.futimesSync(file, 0, 0);
    }

    owner({ uid, gid }) {
        return [this.order.owner?.uid ?? uid, this.order.owner?.gid ?? gid];
    }
}

function isSpecial(stats) {
    return !stats.isFile() && !stats.isDirectory() && !stats.isSymbolicLink();
}

/** What an order names, wildcards filled in. */
function sourcesOf(from, order) {
    const source = new Beneath(from);
    try {
        return order.sources.flatMap((path) => new Copying(source, undefined, order).found(path));
    } finally {
        source.close();
    }
}

/** As docker makes the folders around what was copied. */
function make(fd, name) {
    const at = place(fd, name);
    fs.mkdirSync(at, 0o755);
    fs.chmodSync(at, 0o755);
    fs.lutimesSync(at, 0, 0);
}

/** A folder of an image, with those around it. Answers whether it was there. */
function makeFolder(image, path) {
    return image.at(path, { make }, ({ fd, name, stats }) => {
        if (stats === undefined) make(fd, name);
        else if (!stats.isDirectory()) throw new Leads(`${shown(path)} is not a folder`);
        return stats !== undefined;
    });
}

function lastOf(path) {
    return path.split("/").filter(Boolean).at(-1);
}

function folder(into, path) {
    const image = new Beneath(into);
    try {
        const known = makeFolder(image, letters(path));
        return { known, path: image.at(letters(path), {}, (found) => `/${shown(found.path)}`) };
    } finally {
        image.close();
    }
}

/** An empty file for something to be mounted on, unless there is one. */
function file(into, path) {
    const image = new Beneath(into);
    try {
        return image.at(letters(path), { make }, ({ fd, name, stats, path: found }) => {
            if (stats?.isDirectory()) throw new Leads(`${path} is a folder`);
            if (stats === undefined) writing(fd, name, (to) => fs.futimesSync(to, 0, 0));
            return { known: stats !== undefined, path: `/${shown(found)}` };
        });
    } finally {
        image.close();
    }
}

module.exports = { copy, file, folder, sourcesOf };
