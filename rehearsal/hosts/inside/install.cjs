"use strict";
// The event Install: what the revision before has put there goes, then files are copied and given to whom they belong.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-files.html
const fs = require("node:fs");
const { basename, dirname, join, resolve } = require("node:path");

const { isMeant, refusesFile } = require("./permissions.cjs");

class InstallError extends Error {}

function install(spec, { archive, instructions, group, behavior }) {
    const cleanup = join(instructions, `${group}-cleanup`);
    removeFormer(cleanup);
    const plan = planOf(spec, archive, spec.behavior ?? behavior);
    fs.writeFileSync(join(instructions, `${group}-install.json`), JSON.stringify({ instructions: plan.steps }));
    const done = fs.openSync(cleanup, "w");
    try {
        for (const step of plan.steps) DO[step.type](step, (path) => fs.writeSync(done, `${path}\n`));
    } finally {
        fs.closeSync(done);
    }
}

/** What is not empty stays, and what somebody else has removed is no failure. */
function removeFormer(cleanup) {
    if (!fs.existsSync(cleanup)) return;
    const lines = fs.readFileSync(cleanup, "utf8").split("\n").slice(0, -1);
    for (const path of lines.reverse()) {
        const found = fs.lstatSync(path, { throwIfNoEntry: false });
        if (!found) continue;
        if (!found.isDirectory()) fs.rmSync(path);
        else if (fs.readdirSync(path).length === 0) fs.rmdirSync(path);
    }
    fs.rmSync(cleanup);
}

function planOf({ files, permissions }, archive, behavior) {
    const plan = { steps: [], copies: new Map(), folders: new Set(), permitted: new Set() };
    for (const { source, destination } of files) {
        const from = join(archive, source);
        const to = kindOf(from) === "folder" ? resolve("/", destination) : resolve("/", destination, basename(from));
        ancestors(plan, to);
        if (kindOf(from) === "folder") copyFolder(plan, from, to, behavior);
        else copyFile(plan, from, to, behavior);
    }
    for (const permission of permissions) permit(plan, permission);
    return plan;
}

function kindOf(path) {
    const found = fs.statSync(path, { throwIfNoEntry: false });
    return found?.isDirectory() ? "folder" : found ? "file" : undefined;
}

function ancestors(plan, path) {
    const missing = [];
    for (let at = dirname(path); at !== "/" && !fs.existsSync(at); at = dirname(at)) missing.unshift(at);
    for (const folder of missing) makeFolder(plan, folder);
}

function makeFolder(plan, folder) {
    if (plan.copies.has(folder))
        throw new InstallError(
            `The deployment failed because the application specification file includes an mkdir command more than once for the same destination path (${folder}) from (${plan.copies.get(folder)}). Update the files section of the AppSpec file, and then try again.`,
        );
    if (!plan.folders.has(folder)) plan.steps.push({ type: "mkdir", directory: folder });
    plan.folders.add(folder);
}

function copyFolder(plan, from, to, behavior) {
    if (kindOf(to) !== "folder") makeFolder(plan, to);
    for (const name of fs.readdirSync(from)) {
        const [source, destination] = [join(from, name), join(to, name)];
        if (kindOf(source) === "folder") copyFolder(plan, source, destination, behavior);
        else copyFile(plan, source, destination, behavior);
    }
}

function copyFile(plan, source, destination, behavior) {
    if (fs.existsSync(destination)) {
        if (behavior === "RETAIN") return;
        if (behavior !== "OVERWRITE")
            throw new InstallError(
                `The deployment failed because a specified file already exists at this location: ${destination}`,
            );
    }
    if (plan.copies.has(destination))
        throw new InstallError(
            `The deployment failed because the application specification file specifies two source files named ${source} and ${plan.copies.get(destination)} for the same destination (${destination}). Remove one of the source file paths from the AppSpec file, and then try again.`,
        );
    if (plan.folders.has(destination))
        throw new InstallError(
            `The deployment failed because the application specification file calls for installing the file ${source}, but a file with that name already exists at the location (${destination}). Update your AppSpec file or directory structure, and then try again.`,
        );
    plan.steps.push({ type: "copy", source, destination });
    plan.copies.set(destination, source);
}

/** Only what this deployment installs is touched. */
function permit(plan, permission) {
    const object = resolve("/", permission.object);
    if (plan.copies.has(object)) {
        if (!permission.type.includes("file")) return;
        const refused = refusesFile(permission);
        if (refused !== undefined) throw new InstallError(refused);
        return allow(plan, object, permission);
    }
    if (!plan.folders.has(object) && kindOf(object) !== "folder") return;
    const found = [
        ...(permission.type.includes("file") ? plan.copies.keys() : []),
        ...(permission.type.includes("directory") ? plan.folders : []),
    ];
    for (const path of found) if (isMeant(permission, path)) allow(plan, path, permission);
}

function allow(plan, path, { mode, owner, group }) {
    if (plan.permitted.has(path))
        throw new InstallError(
            `The deployment failed because the permissions setting for (${path}) is specified more than once in the application specification file. Update the files section of the AppSpec file, and then try again.`,
        );
    plan.permitted.add(path);
    if (mode !== undefined) plan.steps.push({ type: "chmod", mode, file: path });
    if (owner !== undefined || group !== undefined) plan.steps.push({ type: "chown", owner, group, file: path });
}

const DO = {
    mkdir({ directory }, done) {
        fs.mkdirSync(directory);
        done(directory);
    },
    copy({ source, destination }, done) {
        done(destination);
        const found = fs.lstatSync(source, { throwIfNoEntry: false });
        if (!found) throw new InstallError(`No such file or directory @ rb_sysopen - ${source}`);
        if (found.isSymbolicLink()) return link(fs.readlinkSync(source), destination);
        if (!found.isFile()) throw new InstallError(`${source} is no file`);
        // What is already there is written into, as by the agent: also where a link leads.
        fs.copyFileSync(source, destination);
        fs.chmodSync(destination, found.mode & 0o7777);
        fs.utimesSync(destination, found.atime, found.mtime);
    },
    chmod: ({ mode, file }) => fs.chmodSync(file, mode),
    chown({ owner, group, file }) {
        const { uid, gid } = fs.statSync(file);
        fs.chownSync(
            file,
            owner === undefined ? uid : idIn("/etc/passwd", owner, "user"),
            group === undefined ? gid : idIn("/etc/group", group, "group"),
        );
    },
};

function link(target, destination) {
    try {
        fs.symlinkSync(target, destination);
    } catch (error) {
        throw new InstallError(`File exists @ syserr_fail2_in - (${target}, ${destination})`, { cause: error });
    }
}

function idIn(list, name, kind) {
    const row = fs
        .readFileSync(list, "utf8")
        .split("\n")
        .find((line) => line.startsWith(`${name}:`));
    if (row === undefined) throw new InstallError(`can't find ${kind} for ${name}`);
    return Number(row.split(":")[2]);
}

module.exports = { install, InstallError };
