// What is looked at, and is another when it is opened: the moment between the two, made sure rather than waited for.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { copy } from "../../../rehearsal/containers/copy.cjs";
import { copyWith, SECRET } from "./trees";

describe("what is swapped between a look and its opening", () => {
    let folder: string;
    const at = (name: string) => join(folder, name);
    beforeEach(() => {
        folder = fs.mkdtempSync(join(tmpdir(), "fairlead-races-"));
        for (const name of ["context/dir", "image/dir", "outside"]) fs.mkdirSync(at(name), { recursive: true });
        for (const name of ["context/a", "context/dir/a", "image/old"]) fs.writeFileSync(at(name), "inside");
        fs.writeFileSync(at("outside/a"), SECRET);
    });
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    /** Copies; as soon as the victim is about to be opened it is another. Says what came in, what went out, and what was said. */
    const raced = (copyIt: typeof copy, { victim, becomes, sources, to }: Race): readonly string[] => {
        const { openSync } = fs;
        const inode = fs.lstatSync(at(victim)).ino;
        const isVictim = (path: fs.PathLike) =>
            String(path).endsWith(`/${victim.split("/").at(-1)}`) &&
            (fs.lstatSync(path, { throwIfNoEntry: false })?.ino ?? inode) === inode;
        const swaps: typeof openSync = (path, ...rest) => {
            if (isVictim(path)) {
                fs.openSync = openSync;
                fs.rmSync(at(victim), { recursive: true, force: true });
                becomes(at(victim));
            }
            return openSync(path, ...rest);
        };
        fs.openSync = swaps;
        const said: string[] = [];
        try {
            copyIt(at("context"), at("image"), { sources, at: to, owns: false });
        } catch (error) {
            said.push((error as Error).message.replace(/: .*|, .*/s, ""));
        } finally {
            assert.notEqual(fs.openSync, swaps, "the victim was never opened");
            fs.openSync = openSync;
        }
        const read = fs
            .readdirSync(at("image"), { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .some((entry) => fs.readFileSync(join(entry.parentPath, entry.name), "utf8") === SECRET);
        const wrote = fs.readdirSync(at("outside")).length > 1 || fs.readFileSync(at("outside/a"), "utf8") !== SECRET;
        return [...(read ? ["read"] : []), ...(wrote ? ["wrote"] : []), ...said];
    };

    interface Race {
        readonly victim: string;
        readonly becomes: (path: string) => void;
        readonly sources: readonly string[];
        readonly to: string;
    }
    const linkTo = (name: string) => (path: string) => fs.symlinkSync(at(name), path);
    const RACES: Readonly<
        Record<
            string,
            Race & { readonly mutant: readonly [string, string]; readonly says: string; readonly found: string }
        >
    > = {
        "a folder that is copied": {
            ...{ victim: "context/dir", becomes: linkTo("outside"), sources: ["dir"], to: "/x/", says: "ENOTDIR" },
            ...{ mutant: ["O_DIRECTORY | O_NOFOLLOW", "O_DIRECTORY"], found: "read" },
        },
        "a file that is copied": {
            ...{ victim: "context/a", becomes: linkTo("outside/a"), sources: ["a"], to: "/x", says: "ELOOP" },
            ...{ mutant: ["O_RDONLY | O_NOFOLLOW | O_NONBLOCK", "O_RDONLY | O_NONBLOCK"], found: "read" },
        },
        "a folder of the image": {
            ...{ victim: "image/dir", becomes: linkTo("outside"), sources: ["a"], to: "/dir/", says: "ENOTDIR" },
            ...{ mutant: ["O_DIRECTORY | O_NOFOLLOW", "O_DIRECTORY"], found: "wrote" },
        },
        "a file of the image": {
            ...{ victim: "image/old", becomes: linkTo("outside/new"), sources: ["a"], to: "/old", says: "EEXIST" },
            ...{ mutant: ["O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW", "O_WRONLY | O_CREAT"], found: "wrote" },
        },
    };
    for (const [what, { mutant, says, found, ...race }] of Object.entries(RACES)) {
        it(`${what} is refused`, () => assert.deepEqual(raced(copy, race), [says]));
        it(`mutant: ${what} leads out, where links are followed when it is opened`, () =>
            assert.deepEqual(raced(copyWith("beneath.cjs", ...mutant), race), [found]));
    }

    /** How long it is waited for, where something is written to the pipe only after a while. */
    const waited = (copyIt: typeof copy): number => {
        const pipe = (path: string) => {
            execFileSync("mkfifo", [path]);
            writer = spawn("sh", ["-c", 'sleep 3; : >"$0"', path], { stdio: "ignore", detached: true });
        };
        let writer: ReturnType<typeof spawn> | undefined;
        const began = Date.now();
        const said = raced(copyIt, { victim: "context/a", becomes: pipe, sources: ["a"], to: "/x" });
        const took = Date.now() - began;
        if (writer?.pid) process.kill(-writer.pid, "SIGKILL");
        assert.deepEqual(said, ["a was replaced while it was read"]);
        return took;
    };
    it("a file that becomes a pipe is not waited for", () => assert.ok(waited(copy) < 2900));
    it("mutant: and is, where opening may wait", () =>
        assert.ok(waited(copyWith("beneath.cjs", "O_NOFOLLOW | O_NONBLOCK", "O_NOFOLLOW")) > 2900));
});
