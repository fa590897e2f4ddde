"use strict";
// ADD: an archive of the context becomes the folder that it holds, whatever it is called. It is unpacked where nothing of an
// image lies, and copied from there, so that no link of it leads out. https://docs.docker.com/reference/dockerfile/#add
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const { join } = require("node:path");

const { Beneath, reading } = require("./beneath.cjs");
const { copy, sourcesOf } = require("./copy.cjs");

/** By their first bytes: https://github.com/moby/moby/blob/master/pkg/archive/compression.go */
const COMPRESSED = [
    { begins: [0x1f, 0x8b], flag: "--gzip" },
    { begins: [0x42, 0x5a, 0x68], flag: "--bzip2" },
    { begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], flag: "--xz" },
    { begins: [0x28, 0xb5, 0x2f, 0xfd], flag: "--zstd" },
];
const HEADER = 512;

/** As `copy` does; `scratch` is a folder for what is unpacked. */
function add(from, into, order, scratch) {
    const unpacked = [];
    const plain = [];
    for (const path of sourcesOf(from, order)) {
        const folder = join(scratch, String(unpacked.length));
        if (unpackedTo(folder, from, path)) unpacked.push(folder);
        else plain.push(path);
    }
    const { owner, chowns, ...rest } = order;
    const given = { ...rest, ...(chowns ? { owner } : {}), sources: ["."], ignored: undefined };
    const at = order.at.endsWith("/") ? order.at : `${order.at}/`;
    const said = unpacked.map((folder) => copy(folder, into, { ...given, at }));
    if (plain.length > 0) said.push(copy(from, into, { ...order, sources: plain }));
    fs.rmSync(scratch, { recursive: true, force: true });
    return { fingerprint: said.map(({ fingerprint }) => fingerprint).join() };
}

function unpackedTo(folder, from, path) {
    const root = new Beneath(from);
    try {
        return root.at(path, {}, ({ fd, name, stats }) => {
            if (stats?.isFile() !== true) return false;
            return reading(fd, name, (file) => {
                const flags = flagsFor(file);
                if (flags === undefined || tar(file, ["--list", ...flags]) !== 0) return false;
                fs.mkdirSync(folder, { recursive: true });
                if (tar(file, ["--extract", "--preserve-permissions", "--numeric-owner", ...flags, "-C", folder]) !== 0)
                    throw new Error(`${path} cannot be unpacked`);
                return true;
            });
        });
    } finally {
        root.close();
    }
}

function flagsFor(file) {
    const head = Buffer.alloc(HEADER);
    fs.readSync(file, head, 0, HEADER, 0);
    const compressed = COMPRESSED.find(({ begins }) => begins.every((byte, at) => head[at] === byte));
    if (compressed) return [compressed.flag];
    return head.toString("latin1", 257, 262) === "ustar" ? [] : undefined;
}

/** A program that unpacks it and is not there is said, not taken for an answer. */
function tar(file, args) {
    const { status, stderr } = spawnSync("tar", ["--file=/dev/stdin", ...args], {
        stdio: [file, "ignore", "pipe"],
        env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
    });
    const said = String(stderr);
    if (/Cannot exec/.test(said)) throw new Error(`this machine cannot unpack it: ${said.split("\n")[0]}`);
    return status;
}

module.exports = { add };
