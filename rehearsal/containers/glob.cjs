"use strict";
// Patterns of .dockerignore and of COPY, in time that grows with their length and no faster: a pattern is a stranger's text.
// https://pkg.go.dev/path/filepath#Match, and `**` for any number of folders.

/** One name against one part of a pattern. After a star, only the last star is ever gone back to. */
function matchesName(pattern, name) {
    const [parts, letters] = [lettersOf(pattern), [...name]];
    let [at, part, star, mark] = [0, 0, -1, 0];
    while (at < letters.length) {
        if (part < parts.length && parts[part] === ANY) [star, mark, part] = [part, at, part + 1];
        else if (part < parts.length && parts[part](letters[at])) [at, part] = [at + 1, part + 1];
        else if (star !== -1) [part, mark, at] = [star + 1, mark + 1, mark + 1];
        else return false;
    }
    while (part < parts.length && parts[part] === ANY) part += 1;
    return part === parts.length;
}

const ANY = () => true;
const known = new Map();

function lettersOf(pattern) {
    const found = known.get(pattern);
    if (found) return found;
    const parts = [];
    const letters = [...pattern];
    for (let at = 0; at < letters.length; at += 1) {
        const letter = letters[at];
        const close = letter === "[" ? closing(letters, at) : -1;
        if (letter === "*") {
            if (parts.at(-1) !== ANY) parts.push(ANY);
        } else if (letter === "?") parts.push((other) => other !== undefined);
        else if (close !== -1) {
            parts.push(setOf(letters.slice(at + 1, close)));
            at = close;
        } else if (letter === "\\" && at + 1 < letters.length) {
            const escaped = letters[(at += 1)];
            parts.push((other) => other === escaped);
        } else parts.push((other) => other === letter);
    }
    if (known.size > 10_000) known.clear();
    known.set(pattern, parts);
    return parts;
}

function closing(letters, from) {
    for (let at = from + 1 + (letters[from + 1] === "^" ? 2 : 1); at < letters.length; at += 1) {
        if (letters[at] === "\\") at += 1;
        else if (letters[at] === "]") return at;
    }
    return -1;
}

function setOf(letters) {
    const not = letters[0] === "^";
    const ranges = [];
    const inside = letters.slice(not ? 1 : 0);
    for (let at = 0; at < inside.length; at += 1) {
        if (inside[at] === "\\") at += 1;
        const from = inside[at];
        if (inside[at + 1] === "-" && at + 2 < inside.length) {
            at += inside[at + 2] === "\\" ? 3 : 2;
            ranges.push([from, inside[at]]);
        } else ranges.push([from, from]);
    }
    return (letter) => ranges.some(([from, to]) => from <= letter && letter <= to) !== not;
}

/** A path against a pattern, both in their parts; each part of the path is looked at once for each of the pattern. */
function matchesParts(patterns, names) {
    let reached = new Set([0]);
    const skipping = (set) => {
        // At its end it stands for what lies in a folder, and not for the folder.
        for (const at of set) if (patterns[at] === "**" && at + 1 < patterns.length) set.add(at + 1);
        return set;
    };
    skipping(reached);
    for (const name of names) {
        const next = new Set();
        for (const at of reached) {
            if (patterns[at] === "**") next.add(at).add(at + 1 < patterns.length ? at : at + 1);
            else if (at < patterns.length && matchesName(patterns[at], name)) next.add(at + 1);
        }
        reached = skipping(next);
        if (reached.size === 0) return false;
    }
    return reached.has(patterns.length);
}

function partsOf(path) {
    return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** Whether a pattern names a path, or a folder that it lies in. */
function covers(pattern, path) {
    const [patterns, names] = [partsOf(pattern), partsOf(path)];
    // Every shorter path is a folder around it.
    return names.some((_, at) => matchesParts(patterns, names.slice(0, at + 1)));
}

/** What of a folder is sent to the builder. https://docs.docker.com/build/concepts/context/#dockerignore-files */
function ignoredBy(list) {
    const rows = list
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => {
            const excludes = !line.startsWith("!");
            return { excludes, pattern: require("node:path").posix.normalize(excludes ? line : line.slice(1).trim()) };
        });
    return {
        // The last pattern decides; one that names a folder speaks for all that lies in it.
        has: (path) => rows.findLast(({ pattern }) => covers(pattern, path))?.excludes ?? false,
        keepsSome: rows.some(({ excludes }) => !excludes),
    };
}

module.exports = { matchesName, matchesParts, partsOf, covers, ignoredBy };
