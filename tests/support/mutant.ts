import assert from "node:assert/strict";
import fs from "node:fs";
import Module, { createRequire } from "node:module";
import * as path from "node:path";

const load = createRequire(__filename);
const root = path.resolve(__dirname, "../..");

interface Loading {
    _compile(code: string, file: string): unknown;
}

/**
 * Loads a module of ours with a mistake in it, or in one that it needs; everything else keeps the sound one.
 * @param entry the module that is wanted, from the root, without `.ts`
 * @param file the module with the mistake
 * @param mistake what stands in the compiled text, and what somebody wrote instead
 */
export function mutated<T>(entry: string, file: string, [sound, wrong]: readonly [sound: string, wrong: string]): T {
    const isAnew = (known: string): boolean => isOurs(known) || known === path.join(root, `${entry}.ts`);
    const ours = Object.keys(load.cache).filter(isAnew);
    const kept = new Map(ours.map((known) => [known, load.cache[known]]));
    for (const known of ours) delete load.cache[known];
    const prototype = Module.prototype as unknown as Loading;
    const { _compile: compile } = prototype;
    let made = false;
    prototype._compile = function (this: Loading, code: string, name: string) {
        const hit = name === path.join(root, `${file}.ts`) && code.includes(sound);
        made ||= hit;
        return compile.call(this, hit ? code.replace(sound, wrong) : code, name);
    };
    try {
        return load(path.join(root, entry)) as T;
    } finally {
        prototype._compile = compile;
        for (const known of Object.keys(load.cache).filter(isAnew)) delete load.cache[known];
        for (const [known, module] of kept) load.cache[known] = module;
        assert.ok(made, `this mutant changes nothing: ${file} does not say ${sound}`);
    }
}

/**
 * Loads a module of plain JavaScript, one that runs in walls, with a mistake in it or in one beside it.
 * @param entry the module that is wanted, from the root
 * @param file the one with the mistake, by its name
 */
export function mutatedInside<T>(entry: string, file: string, [sound, wrong]: readonly [string, string]): T {
    const loaded = new Map<string, unknown>();
    let made = false;
    const loads = (name: string): unknown => {
        if (loaded.has(name)) return loaded.get(name);
        const text = fs.readFileSync(path.join(root, path.dirname(entry), name), "utf8");
        const hit = name === file && text.includes(sound);
        made ||= hit;
        const module = { exports: {} };
        const needs = (wanted: string): unknown => (wanted.startsWith("./") ? loads(wanted.slice(2)) : load(wanted));
        // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- a module with a mistake is no file
        new Function("require", "module", hit ? text.replaceAll(sound, wrong) : text)(needs, module);
        loaded.set(name, module.exports);
        return module.exports;
    };
    const module = loads(path.basename(entry));
    assert.ok(made, `this mutant changes nothing: ${file} does not say ${sound}`);
    return module as T;
}

/** Sources, and neither packages nor the tests that are running. */
function isOurs(file: string): boolean {
    const [folder = ""] = path.relative(root, file).split(path.sep);
    return ["components", "stacks", "plan", "iam", "rehearsal", "cli", "text"].includes(folder);
}
