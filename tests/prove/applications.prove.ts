// Applications of other languages from a push to production: with a container engine, as root and as an ordinary user, and
// without one, where those whose base is stood in for answer and the others are refused by name before anything runs.
import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { parse, stringify } from "yaml";

import { filesOfTests, projectOf } from "../../tools/project";
import { root } from "../support/program";
import { isOnPath, skipBecause } from "../support/skip";
import { type Base, buildBases, GO, JAVA, makeBases, missingFor, NGINX, PYTHON } from "./podman/bases";
import { Podman, run } from "./podman/machine";

const APPLICATIONS = join(root, "tests/fixtures/applications");
const FAIRLEAD = join(root, "bin/fairlead");
/** What its Dockerfile begins with, and the base of a team's own that it begins with where an engine is to build it. */
const LINES: Readonly<Record<string, { readonly base: Base; readonly own?: readonly [sound: string, own: string] }>> = {
    flask: { base: PYTHON, own: ["python:3.12-slim", PYTHON.tags[0] ?? ""] },
    go: { base: GO, own: ["golang:1.22-alpine", GO.tags[0] ?? ""] },
    java: { base: JAVA },
    nginx: { base: NGINX },
};

/** A project whose stacks have one line for each of these applications. */
function projectWith(lines: typeof LINES): string {
    const files = filesOfTests();
    const names = Object.keys(lines);
    const settings = (file: string) => {
        const stack = parse(files[file] ?? "") as {
            config: { "fairlead:services": { web: { build?: object; deploy: object } } };
        };
        const { web } = stack.config["fairlead:services"];
        const deploy = { ...web.deploy, count: 1 };
        const build = (name: string) =>
            web.build === undefined ? {} : { build: { kind: "docker", context: `applications/${name}` } };
        const services = Object.fromEntries(names.map((name) => [name, { ...web, deploy, ...build(name) }]));
        return stringify({ config: { ...stack.config, "fairlead:services": services } });
    };
    const stacks = ["Pulumi.staging.yaml", "Pulumi.prod.yaml"];
    const project = projectOf({ ...files, ...Object.fromEntries(stacks.map((file) => [file, settings(file)])) });
    for (const [name, { own = ["", ""] as const }] of Object.entries(lines)) {
        const context = join(project, "applications", name);
        cpSync(join(APPLICATIONS, name), context, { recursive: true });
        const dockerfile = join(context, "Dockerfile");
        writeFileSync(dockerfile, readFileSync(dockerfile, "utf8").replace(own[0], own[1]));
    }
    chmodSync(project, 0o755);
    return project;
}

/** Both environments answer what the application now says. */
function answersEverywhere(out: string, name: string, line = name): void {
    for (const stack of ["staging", "prod"])
        assert.match(
            out,
            new RegExp(
                `${stack} ${line}: image \\w+\\s+at\\s+the\\s+end\\s+it\\s+answered\\s+200:\\s+\\{\\s*"service":\\s*"${name}",\\s*"version":\\s*"2"\\s*\\}`,
            ),
        );
}

/** Rehearses staging and prod of a project; answers what came of it, with what its journal says. */
function rehearse(as: Podman | undefined, project: string, args: readonly string[], env = {}) {
    const argv = [FAIRLEAD, "rehearse", "--yes", "--speed", "3600", ...args];
    const own = { ...process.env, ...env } as Record<string, string>;
    const { code, out, err } =
        as?.as(process.execPath, argv, { cwd: project }) ?? run(process.execPath, argv, { cwd: project, env: own });
    const journal = join(project, ".fairlead/rehearsal/journal.ndjson");
    return {
        code,
        said: out + err,
        // What is refused by reading alone begins none.
        journal: existsSync(journal) ? readFileSync(journal, "utf8") : "",
    };
}

describe("applications of four languages, from up to production, with podman", function () {
    this.timeout(300_000);
    const folder = mkdtempSync(join(tmpdir(), "fairlead-bases-"));
    const lines = Object.fromEntries(Object.entries(LINES).filter(([, { base }]) => missingFor(base) === undefined));
    const bases = Object.values(lines).map(({ base }) => base);
    before(function () {
        const missing = Podman.missing();
        if (missing !== undefined) skipBecause(this, missing);
        chmodSync(folder, 0o755);
        makeBases(folder, bases);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    for (const [name, { base }] of Object.entries(LINES).filter(([name]) => !(name in lines)))
        it(`${name} is among them`, function () {
            skipBecause(this, missingFor(base) ?? "");
        });

    for (const { who, user } of [{ who: "root" }, { who: "an ordinary user", user: "fairlead-proof" }])
        it(`as ${who}: built by podman, said with the reason, and both environments answer`, function () {
            const missing = Podman.missing(user);
            if (missing !== undefined) skipBecause(this, missing);
            const podman = new Podman(user);
            try {
                buildBases(podman, folder, bases);
                const project = projectWith(lines);
                podman.own(join(project, ".fairlead"));
                const { code, said, journal } = rehearse(podman, project, []);
                assert.equal(code, 0, said);
                for (const name of Object.keys(lines)) answersEverywhere(said, name);
                const why = /built by podman, because Dockerfile:\d: this machine cannot stand in for/g;
                assert.equal(journal.match(why)?.length, bases.length);
                assert.equal(podman.podman("ps", "--all", "--quiet"), "");
            } finally {
                podman.close();
            }
        });
});

describe("applications of four languages, from up to production, without a container engine", function () {
    this.timeout(300_000);
    const source = (name: string) => ["--source", join(APPLICATIONS, name)];
    const nowhere = "unix:///nowhere.sock";
    const none = { DOCKER_HOST: nowhere, CONTAINER_HOST: nowhere };

    for (const [name, needs, stoodIn] of [
        ["flask", "python3", /stood in for python:3\.12-slim with this machine's python 3\.\d+\.\d+/],
        ["go", "go", /stood in for golang:1\.22-alpine with this machine's go 1\.\d+/],
    ] as const)
        it(`${name}: by stand-in, said in the summary, and both environments answer`, function () {
            if (!isOnPath(needs)) skipBecause(this, `no ${needs} on PATH`);
            const { code, said } = rehearse(undefined, projectOf(filesOfTests()), source(name), none);
            assert.equal(code, 0, said);
            answersEverywhere(said, name, "web");
            assert.match(said.replace(/\s+/g, " "), stoodIn);
        });

    const withoutGo = (process.env["PATH"] ?? "").split(delimiter).filter((at) => !existsSync(join(at, "go")));
    for (const [name, line, base, env] of [
        ["java", 6, "eclipse-temurin:21-jre, only for", {}],
        ["nginx", 1, "nginx:1.27-alpine, only for", {}],
        ["go", 1, "golang:1.22-alpine: it has no go", { PATH: withoutGo.join(delimiter) }],
    ] as const)
        it(`${name}: refused by line before anything runs, where this machine has no ${base.split(/[:,]/)[0]}`, () => {
            const { code, said, journal } = rehearse(undefined, projectOf(filesOfTests()), source(name), {
                ...none,
                ...env,
            });
            assert.equal(code, 1, said);
            const unwrapped = said.replace(/\s+/g, " ");
            assert.match(unwrapped, new RegExp(`Dockerfile:${line}: this machine cannot stand in for ${base}`));
            assert.match(unwrapped, /neither docker nor podman answers here; .* and rehearse with --engine docker/);
            assert.equal(journal, "", "nothing has begun");
        });
});
