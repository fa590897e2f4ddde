"use strict";
// The process of ours that works on the files of images. Where there are walls it stands inside of them, sees the context,
// the image and the layer that is made, and nothing else; what it says is one line, and after it the layer as an archive.
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const { dirname } = require("node:path");

const { add } = require("./archive.cjs");
const { Beneath, lstat, place } = require("./beneath.cjs");
const { copy, file, folder } = require("./copy.cjs");

const [FROM, IMAGE, DRAFT] = ["from", "image", "draft"].map((name) => `/rehearsal/${name}`);
const UPPER = `${DRAFT}/upper`;
/** In a form that says the same for the same files: pax headers name neither the process nor the time of reading. */
const PACK = [
    ...["--create", "--sort=name", "--numeric-owner", "--format=posix"],
    "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime",
];
/** Which folder hides the one below it is written there; files that do are devices, which tar knows. */
const HIDING = ["--xattrs", "--xattrs-include=*.overlay.opaque"];

const does = {
    copy: (order) => (order.unpacks ? add(FROM, IMAGE, order, `${DRAFT}/unpacked`) : copy(FROM, IMAGE, order)),
    folder: ({ path }) => folder(IMAGE, path),
    file: ({ path }) => file(IMAGE, path),
    gather,
    nothing: () => ({}),
};

/** One folder of what was written through several mounts. What a program replaced by a link is no way to anywhere. */
function gather({ parts }) {
    const draft = new Beneath(DRAFT);
    for (const part of parts) {
        const changed = `upper${part.replaceAll("/", ".")}`;
        const stats = lstat(draft.root, changed);
        if (!stats?.isDirectory() || fs.readdirSync(place(draft.root, changed)).length === 0) continue;
        if (!isPlain(`upper${dirname(part)}`, draft.root)) continue;
        draft.at(
            `upper${part}`,
            { follow: false, make: (fd, name) => fs.mkdirSync(place(fd, name)) },
            ({ fd, name }) => {
                if (lstat(fd, name)?.isDirectory() === false) return;
                fs.renameSync(place(draft.root, changed), place(fd, name));
            },
        );
    }
    draft.close();
    return {};
}

/** Whether every part of a path is a folder, or not there yet. */
function isPlain(path, root) {
    const parts = path.split("/").filter(Boolean);
    return parts.every((_, at) => lstat(root, parts.slice(0, at + 1).join("/"))?.isDirectory() !== false);
}

function tar(args, stdio) {
    const { status } = spawnSync("tar", args, { stdio, env: { PATH: "/usr/bin:/bin" } });
    if (status !== 0) throw new Error("tar failed");
}

function unpack() {
    fs.mkdirSync(UPPER, { recursive: true });
    tar(["--extract", "--preserve-permissions", "--numeric-owner", ...HIDING, "-C", UPPER], [0, "ignore", 2]);
}

function answer() {
    const order = JSON.parse(fs.readFileSync(0, "utf8"));
    const said = does[order.does](order);
    fs.writeSync(1, `${JSON.stringify(said)}\n`);
    if (!order.pack || said.known === true) return;
    // Where only files were put there, neither the time of it nor how they hide others says anything.
    const more = order.does === "gather" ? HIDING : ["--mtime=@0"];
    tar([...PACK, ...more, "-C", UPPER, "."], ["ignore", 1, 2]);
}

try {
    if (process.argv[2] === "unpack") unpack();
    else answer();
} catch (error) {
    fs.writeSync(2, `${error.message}\n`);
    process.exitCode = 1;
}
