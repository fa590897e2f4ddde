// Who leaves an image's own root finds the walls behind it; and what happens where a part of either is missing.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

import { copy, type CopyOrder } from "../../../rehearsal/containers/copy.cjs";
import type { ProcessEngine } from "../../../rehearsal/containers/process";
import { isolationSupport } from "../../../rehearsal/sandbox/isolation-support";
import { mutated } from "../../support/mutant";
import { skipBecause } from "../../support/skip";
import { ContainerFixture } from "./fixture";
import { copyWith } from "./trees";

/** An image keeps the right to chroot, as in Docker, and so can leave its own by the oldest way there is. */
const ESCAPE = `import os
os.makedirs("/tmp/x", exist_ok=True)
os.chroot("/tmp/x")
for _ in range(50): os.chdir("..")
os.chroot(".")
for path in ("/", "/rehearsal", "/root", "/run", "/tmp"):
    print(path, *sorted(os.listdir(path)))
for path in ("/home", "/var/lib", "/etc/shadow", "OUTSIDE", "HOME/.ssh"):
    print(path, os.path.exists(path))
`;

describe("an image that leaves its own root", () => {
    let fixture: ContainerFixture;
    let outside: string;
    before(function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
    });
    beforeEach(() => {
        fixture = new ContainerFixture();
        outside = mkdtempSync(join(tmpdir(), "fl-outside-"));
    });
    afterEach(async () => {
        await fixture.close();
        rmSync(outside, { recursive: true });
    });

    const escaped = async (): Promise<readonly string[]> => {
        const script = ESCAPE.replace("OUTSIDE", outside).replace("HOME", homedir());
        const image = await fixture.build({ Dockerfile: "FROM python:3.12\nCOPY e.py /\n", "e.py": script });
        return (await fixture.output(image, "python3 /e.py 2>&1")).split("\n");
    };

    it("is in a root like a job's: this machine's programs, read-only, and nothing that anybody keeps", async () => {
        const found = await escaped();
        assert.deepEqual(
            found.filter((line) => !/^\/(rehearsal)? /.test(line)),
            [
                ...["/root", "/run", "/tmp"],
                ...["/home", "/var/lib", "/etc/shadow", outside, `${homedir()}/.ssh`].map((path) => `${path} False`),
            ],
        );
        assert.match(found[0] ?? "", /^\/ (\.gate )?bin dev etc .*usr var$/);
    });

    it("mutant: where its walls show one folder more, that is found", async () => {
        const { ProcessEngine: Wrong } = mutated<{ ProcessEngine: typeof ProcessEngine }>(
            "rehearsal/containers/process",
            "rehearsal/sandbox/root",
            ['const SYSTEM = ["/usr"', 'const SYSTEM = ["/var/lib", "/usr"'],
        );
        fixture.use(new Wrong(fixture.account));
        assert.ok((await escaped()).includes("/var/lib True"));
    });

    it("is called by no name of this machine's", async () => {
        const image = await fixture.build({ Dockerfile: "FROM debian:12\n" });
        assert.equal(await fixture.output(image, "hostname"), "fairlead");
    });
});

describe("COPY with a mistake in it", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "fl-copy-"));
        for (const name of ["context/sub", "image", "outside"]) mkdirSync(join(folder, name), { recursive: true });
        writeFileSync(join(folder, "outside/secret"), "canary");
        writeFileSync(join(folder, "context/a"), "a");
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const out = (name: string): string => join(folder, "outside", name);
    const inContext = (name: string, target: string): void => symlinkSync(target, join(folder, "context", name));
    const inImage = (name: string, target: string): void => symlinkSync(target, join(folder, "image", name));

    /** What of the outside came in, and what was written there. */
    const wrongs = (copyIt: typeof copy, order: Partial<CopyOrder>): readonly string[] => {
        try {
            copyIt(join(folder, "context"), join(folder, "image"), { sources: ["a"], at: "/", owns: false, ...order });
        } catch {
            // Refused, which is as good as not copied.
        }
        const read = readdirSync(join(folder, "image"), { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .filter((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8") === "canary")
            .map((entry) => `read as ${entry.name}`);
        const written = readdirSync(join(folder, "outside")).filter((name) => name !== "secret");
        return [...read, ...written.map((name) => `wrote ${name}`)];
    };

    const links = 'if (target.startsWith("/")) way.length = 1;';
    const intoThisMachine =
        'if (target.startsWith("/")) { way.push({ fd: fs.openSync(require("node:path").dirname(target), 0), name: "" }); rest = [require("node:path").basename(target), ...rest]; continue; }';
    const above = "if (way.length > 1) way.pop();";
    const aboveTheRoot = 'way.push({ fd: fs.openSync(place(fd, ".."), 0), name: ".." });';
    const cases: readonly {
        readonly mistake: string;
        readonly mutant: readonly [sound: string, wrong: string];
        readonly make?: () => void;
        readonly order: Partial<CopyOrder>;
        readonly found: string;
    }[] = [
        {
            mistake: "a source that is a link out",
            mutant: [links, intoThisMachine],
            make: () => inContext("leak", out("secret")),
            order: { sources: ["leak"], at: "/x" },
            found: "read as x",
        },
        {
            mistake: "a source below a link out",
            mutant: [links, intoThisMachine],
            make: () => inContext("folder", out("")),
            order: { sources: ["folder/secret"], at: "/x" },
            found: "read as x",
        },
        {
            mistake: "a destination below a link of the image",
            mutant: [links, intoThisMachine],
            make: () => inImage("keys", out("")),
            order: { at: "/keys/" },
            found: "wrote a",
        },
        {
            mistake: "a source that is a link above the context",
            mutant: [above, aboveTheRoot],
            make: () => inContext("leak", "../outside/secret"),
            order: { sources: ["leak"], at: "/x" },
            found: "read as x",
        },
        {
            mistake: "a destination above the image",
            mutant: [above, aboveTheRoot],
            order: { at: "/../outside/x" },
            found: "wrote x",
        },
    ];
    for (const { mistake, mutant, make, order, found } of cases)
        it(`${mistake} leads nowhere; mutant: and out, where links or names above are followed as they are`, () => {
            make?.();
            assert.deepEqual(wrongs(copy, order), []);
            assert.deepEqual(wrongs(copyWith("beneath.cjs", ...mutant), order), [found]);
        });

    it("leaves out what a list leaves out; mutant: unless nothing is taken back", () => {
        writeFileSync(join(folder, "context/sub/kept"), "kept");
        const order = { sources: ["."], at: "/", ignored: "*\n!sub", owns: false };
        const copied = (copyIt: typeof copy): readonly string[] => {
            copyIt(join(folder, "context"), join(folder, "image"), order);
            return readdirSync(join(folder, "image"), { recursive: true, encoding: "utf8" }).sort();
        };
        assert.deepEqual(copied(copy), ["sub", "sub/kept"]);
        rmSync(join(folder, "image"), { recursive: true });
        mkdirSync(join(folder, "image"));
        assert.deepEqual(copied(copyWith("glob.cjs", 'startsWith("!")', 'startsWith("!!")')), []);
    });
});
