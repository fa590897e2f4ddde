import * as assert from "node:assert/strict";

import { stringify } from "yaml";

import { readBuildspec, UnusableBuildspec } from "../../../rehearsal/jobs/buildspec";
import { build, type Seen, type Wanted } from "./fixture";

type Tree = { readonly [key: string]: unknown };

interface Row {
    readonly spec: Tree;
    /** Refused with these words. */
    readonly refused?: RegExp;
    /** Done, and this is how it shows. */
    readonly shows?: (seen: Seen) => void;
    readonly wanted?: Omit<Wanted, "buildspec">;
}

const says = (line: string) => (seen: Seen) =>
    assert.ok(seen.lines.includes(line), `${line} not in\n${seen.lines.join("\n")}`);
const never = (line: string) => (seen: Seen) =>
    assert.ok(!seen.lines.includes(line), `${line} in\n${seen.lines.join("\n")}`);
const given =
    (files: readonly string[], name = "Out") =>
    (seen: Seen) => {
        assert.equal(seen.why, undefined);
        assert.deepEqual(Object.keys(seen.outputs[name] ?? {}).sort(), files);
    };
const phase = (name: string, status: string) => (seen: Seen) =>
    assert.ok(seen.phases.includes(`${name} ${status}`), seen.phases.join());
const all =
    (...checks: readonly ((seen: Seen) => void)[]) =>
    (seen: Seen) =>
        checks.forEach((check) => check(seen));

const runs = (...commands: readonly string[]) => ({ phases: { build: { commands } } });
const out = (artifacts: Tree): Row => ({
    spec: {
        ...runs("mkdir -p out/deep .hidden; touch a.txt out/b.txt out/deep/c.txt .hidden/d; ln -s a.txt link"),
        artifacts,
    },
    wanted: { outputs: ["Out"] },
});

/** Every key of https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec-ref-syntax */
const DOCUMENTED: Readonly<Record<string, Row>> = {
    version: {
        spec: { version: "0.1", ...runs("cd /; export A=1", 'echo "[$A] $([ "$PWD" = / ] || echo back)"') },
        shows: says("[] back"),
    },
    "run-as": { spec: { "run-as": "builder", ...runs("true") }, refused: /run-as/ },
    "run-as: root": { spec: { "run-as": "root", ...runs("echo as ever") }, shows: says("as ever") },
    "env.shell": { spec: { env: { shell: "bash" }, ...runs("[[ $BASH_VERSION ]] && echo bash") }, shows: says("bash") },
    "env.variables": {
        spec: { env: { variables: { VERSION: "1.10", ANSWER: "yes" } }, ...runs("echo $VERSION $ANSWER") },
        shows: says("1.10 yes"),
    },
    "env.parameter-store": {
        spec: { env: { "parameter-store": { LOGIN: "/ci/login" } }, ...runs('echo "[${LOGIN%%-*}]"') },
        shows: says("[rehearsed]"),
    },
    "env.exported-variables": {
        spec: { env: { "exported-variables": ["TAG", "NONE"] }, ...runs("export TAG=$(printf 'a\\nb')") },
        shows: ({ variables }) => assert.deepEqual(variables, { TAG: "a\nb" }),
    },
    "env.secrets-manager": {
        spec: { env: { "secrets-manager": { WORD: "ci/login:password" } }, ...runs('echo "[${WORD##*-}]"') },
        shows: says("[password]"),
    },
    "env.git-credential-helper": {
        spec: { env: { "git-credential-helper": "yes" }, ...runs("true") },
        refused: /git-credential-helper; let the pipeline's source action fetch/,
    },
    proxy: { spec: { proxy: { "upload-artifacts": "yes" }, ...runs("true") }, refused: /proxy/ },
    batch: { spec: { batch: { "fast-fail": "true" }, ...runs("true") }, refused: /batch starts several builds/ },
    "phases.install.runtime-versions": {
        spec: { phases: { install: { "runtime-versions": { nodejs: "20" } } } },
        shows: says("[Container] Selecting 'nodejs' runtime version '20': the rehearsal uses what this machine has"),
    },
    "phases.*.run-as": { spec: { phases: { build: { "run-as": "me", commands: ["true"] } } }, refused: /run-as/ },
    "phases.*.on-failure: ABORT": {
        spec: {
            phases: { build: { "on-failure": "ABORT", commands: ["false"] }, post_build: { commands: ["echo after"] } },
        },
        shows: all(never("after"), phase("BUILD", "FAILED")),
    },
    "phases.*.on-failure: CONTINUE": {
        spec: {
            phases: { install: { "on-failure": "CONTINUE", commands: ["false"] }, build: { commands: ["echo after"] } },
        },
        shows: all(says("after"), ({ status }) => assert.equal(status, "FAILED")),
    },
    "phases.*.on-failure: RETRY": {
        spec: { phases: { build: { "on-failure": "RETRY-3-.*timeout.*", commands: ["true"] } } },
        refused: /RETRY; repeat the command itself/,
    },
    "phases.*.commands": {
        spec: {
            phases: {
                install: { commands: ["export A=1; cd /tmp"] },
                build: { commands: ["echo $A $PWD", "exit 3", "echo never"] },
            },
        },
        shows: all(says("1 /tmp"), never("never"), ({ why }) =>
            assert.equal(why, "BUILD: Error while executing command: exit 3. Reason: exit status 3"),
        ),
    },
    "phases.*.finally": {
        spec: {
            phases: {
                pre_build: { commands: ["false", "echo never"], finally: ["echo last"] },
                build: { commands: ["echo build"] },
            },
        },
        shows: all(says("last"), never("never"), never("build"), phase("PRE_BUILD", "FAILED")),
    },
    "reports.files": {
        spec: {
            ...runs("echo '<a/>' >r.xml"),
            reports: {
                unit: { files: ["*.xml"], "file-format": "JUNITXML", "base-directory": ".", "discard-paths": "yes" },
            },
        },
        shows: says("[Container] Report unit: 1 files"),
    },
    "artifacts.files": {
        ...out({ files: ["a.txt", "out/**/*"] }),
        shows: given(["a.txt", "out/b.txt", "out/deep/c.txt"]),
    },
    "artifacts.files: one": { ...out({ files: "a.txt" }), shows: given(["a.txt"]) },
    "artifacts.files: all": {
        ...out({ files: ["**/*"] }),
        shows: given([".hidden/d", "a.txt", "link", "out/b.txt", "out/deep/c.txt"]),
    },
    "artifacts.name": { ...out({ files: ["a.txt"], name: "app-$(date +%Y)" }), shows: given(["a.txt"]) },
    "artifacts.discard-paths": {
        ...out({ files: ["out/**/*"], "discard-paths": "yes" }),
        shows: given(["b.txt", "c.txt"]),
    },
    "artifacts.base-directory": {
        ...out({ files: ["**/*"], "base-directory": "out" }),
        shows: given(["b.txt", "deep/c.txt"]),
    },
    "artifacts.exclude-paths": {
        ...out({ files: ["**/*"], "exclude-paths": ["out/deep/**/*", ".hidden/**/*"] }),
        shows: given(["a.txt", "link", "out/b.txt"]),
    },
    "artifacts.enable-symlinks": {
        spec: {
            ...runs(
                "mkdir -p out/deep; touch out/deep/a; ln -s a out/deep/file; ln -s deep out/folder; ln -s gone out/nowhere",
            ),
            artifacts: { files: ["**/*"], "base-directory": "out", "enable-symlinks": "yes" },
        },
        wanted: { outputs: ["Out"] },
        shows: ({ outputs }) => assert.deepEqual(outputs["Out"], { "deep/a": "", "deep/file": "a", folder: "deep" }),
    },
    "artifacts.s3-prefix": { ...out({ files: ["a.txt"], "s3-prefix": "builds" }), shows: given(["a.txt"]) },
    "artifacts.secondary-artifacts": {
        spec: {
            ...runs("touch a b"),
            artifacts: { "secondary-artifacts": { One: { files: ["a"] }, Two: { files: ["b"] } } },
        },
        wanted: { outputs: ["One", "Two"] },
        shows: all(given(["a"], "One"), given(["b"], "Two")),
    },
    "cache.paths": {
        spec: {
            ...runs("echo ran"),
            cache: {
                key: "npm-$(codebuild-hash-files x)",
                "fallback-keys": ["npm-"],
                action: "restore",
                paths: ["node_modules/**/*"],
            },
        },
        shows: all(
            says("ran"),
            says("[Container] No cache was restored: every build of a rehearsal begins without one"),
        ),
    },
};

describe("buildspecs", () => {
    for (const [key, { spec, refused, shows, wanted }] of Object.entries(DOCUMENTED)) {
        const text = stringify({ version: 0.2, ...spec });
        if (refused)
            it(`refuses ${key} by name, with the way out`, () => {
                assert.throws(() => readBuildspec(text), refused);
            });
        else
            it(`does what ${key} says`, async () => {
                shows?.(await build({ ...wanted, buildspec: text }));
            });
    }

    it("tells every problem at once, with its line and the way out", () => {
        const text = [
            "version: 0.2",
            "env:",
            "  variables:",
            "    CODEBUILD_X: 1",
            "phases:",
            "  bild: {}",
            "  build:",
            "    commands:",
            "      - echo: hi",
            "sources: 1",
        ];
        assert.throws(
            () => readBuildspec(text.join("\n"), "ci.yml"),
            (error: UnusableBuildspec) => {
                assert.deepEqual(error.problems.map((problem) => problem.split(": ").slice(0, 2).join(": ")).sort(), [
                    "ci.yml, line 4: env.variables.CODEBUILD_X",
                    "ci.yml, line 5: phases",
                    "ci.yml, line 9: phases.build.commands.0",
                    "ci.yml: CodeBuild knows no sources here; it knows version, run-as, env, proxy, batch, phases, reports, artifacts, cache",
                ]);
                return true;
            },
        );
    });

    it("refuses what is no YAML, no phase at all, an unknown version", () => {
        assert.throws(() => readBuildspec("version: 0.2\nphases: {"), UnusableBuildspec);
        assert.throws(() => readBuildspec("version: 0.2\nphases: {}"), /at least one of install/);
        assert.throws(
            () => readBuildspec("version: 2\nphases: {build: {commands: [a]}}"),
            /asked for version: 0.2 or 0.1, found 2/,
        );
        assert.throws(
            () => readBuildspec("version: 0.2\nphases: {build: {commands: a}}"),
            /asked for a list of commands/,
        );
    });

    it("ends the build before its first command where the buildspec is unusable, and says the line", async () => {
        const { status, why, phases } = await build({
            buildspec: "version: 0.2\nphases:\n  build:\n    command: []\n",
        });
        assert.equal(status, "FAILED");
        assert.match(
            why ?? "",
            /^DOWNLOAD_SOURCE: YAML_FILE_ERROR: .*line 3: phases.build: CodeBuild knows no command here/,
        );
        assert.deepEqual(phases, ["DOWNLOAD_SOURCE FAILED"]);
    });

    it("reads it from the source where the project names a path, buildspec.yml where it names none", async () => {
        const text = "version: 0.2\nphases:\n  build:\n    commands: [echo from the source]\n";
        says("from the source")(await build({ buildspec: "ci/build.yml", files: { "ci/build.yml": text } }));
        says("from the source")(await build({ buildspec: "", files: { "buildspec.yml": text } }));
        const missing = await build({ buildspec: "ci/build.yml" });
        assert.match(missing.why ?? "", /YAML_FILE_ERROR: ci\/build.yml: no such file or directory in the source/);
    });

    it("has a row for every key that the schema takes", () => {
        const known = Object.keys(DOCUMENTED).map((key) => key.split(/[.:]/)[0]);
        const message = String(
            assertThrows(() => readBuildspec("version: 0.2\nphases: {build: {commands: [a]}}\nnew-key: 1")),
        );
        for (const key of (/it knows (.*)$/m.exec(message)?.[1] ?? "").split(", "))
            assert.ok(key === "phases" || known.includes(key), `${key} has no row`);
    });
});

function assertThrows(act: () => unknown): unknown {
    try {
        act();
    } catch (error) {
        return error;
    }
    throw new Error("nothing was refused");
}
