// What a stand-in has, what it has not, and which engine takes a build that no stand-in plays.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import { AutoEngine } from "../../../rehearsal/containers/auto";
import type { DockerEngine } from "../../../rehearsal/containers/docker";
import type { BuildOrder } from "../../../rehearsal/containers/engine";
import type { ProcessEngine } from "../../../rehearsal/containers/process";
import { programsIn } from "../../../rehearsal/containers/build/shell-words";
import { configOf, sealImage } from "../../../rehearsal/services/image";
import { mutated } from "../../support/mutant";
import { isOnPath, skipBecause } from "../../support/skip";
import { ContainerFixture } from "./fixture";

const has = (program: string) => spawnSync(program, ["--version"]).status === 0;
const looks = (...names: string[]) =>
    `for p in ${names.join(" ")}; do command -v $p >/dev/null && echo "$p"; done; true`;

describe("a stand-in for a base image", () => {
    let fixture: ContainerFixture;
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    const run = (from: string, command: string) =>
        fixture.build({ Dockerfile: `FROM ${from}\nRUN ${command}\n` }).then(() =>
            fixture.lines
                .splice(0)
                .filter((line) => /^#2 [\d.]+ /.test(line))
                .map((line) => line.replace(/^#2 \S+ /, "")),
        );

    it("has no program that the real image has not, whatever this machine has", async () => {
        assert.deepEqual(
            await run(
                "node:20-alpine",
                looks("python3", "git", "curl", "gcc", "bash", "terraform", "perl", "node", "npm", "vi", "wget"),
            ),
            ["node", "npm", "vi", "wget"].filter(
                (name) => ["node", "npm"].includes(name) || spawnSync("which", [name]).status === 0,
            ),
        );
        assert.deepEqual(await run("debian:12-slim", looks("node", "python3", "git", "curl", "bash", "perl")), [
            "bash",
            "perl",
        ]);
    });

    it("shows none of this machine's settings, users or passwords", async () => {
        const seen = await run(
            "debian:12",
            "ls -A /etc /opt /home; cat /etc/shadow /etc/passwd 2>&1; ls /usr/local/bin",
        );
        assert.doesNotMatch(seen.join("\n"), /ssh|hostname|machine-id|sudoers|:\$[0-9a-z]+\$/);
        assert.match(seen.join("\n"), /shadow: No such file/);
    });

    it("plays python: beside python3, with pip for itself, with none of this machine's packages, and as the log says", async function () {
        if (!has("python3")) skipBecause(this, "no python3 on PATH");
        const said = await run(
            "python:3.12-slim",
            `python --version; command -v python; pip install --no-index nothing-of-this-name 2>&1 | tail -1; python -c 'import yaml' 2>&1 | tail -1; ${looks("node", "git", "curl")}`,
        );
        const [stoodIn] = fixture.facts.filter(({ kind }) => kind === "stood in");
        const version = /with this machine's python (\S+)/.exec(String(stoodIn?.data["text"]))?.[1] ?? "";
        assert.deepEqual(said, [
            `Python ${version}`,
            "/usr/local/bin/python",
            "ERROR: No matching distribution found for nothing-of-this-name",
            "ModuleNotFoundError: No module named 'yaml'",
        ]);
    });

    it("runs python as another user too", async function () {
        if (!has("python3")) skipBecause(this, "no python3 on PATH");
        const image = await fixture.build({ Dockerfile: "FROM python:3.12\nUSER 1234\n" });
        assert.match(await fixture.output(image, "python -c 'print(1 + 1)'"), /^2$/);
    });

    it("plays go where go is here", async function () {
        if (!isOnPath("go")) skipBecause(this, "no go on PATH");
        const [version = ""] = await run("golang:1.22-alpine", "go version && go env GOROOT GOPATH");
        assert.match(version, /^go version go1\.\d+/);
    });

    const refused: readonly (readonly [says: string, why: RegExp])[] = [
        ["FROM alpine:3.20\nRUN apk add --no-cache curl", /:2: .*alpine:3\.20 here: apk works on packages/],
        ["FROM python:3.12-slim AS a\nFROM a\nRUN set -e; apt-get update && true", /:3: .*apt-get works on packages/],
        ['FROM debian:12\nRUN ["apt-get", "update"]', /:2: .*apt-get/],
        ['FROM debian:12\nRUN ["/bin/sh", "-c", "test -f x || apt-get update"]', /:2: .*apt-get/],
        ['FROM debian:12\nRUN echo "$(dpkg --print-architecture)"', /:2: .*dpkg/],
        ["FROM amazonlinux:2023\nRUN dnf install -y tar", /:2: .*dnf/],
        [
            "FROM node:20-alpine\nRUN addgroup -S app && adduser -S app -G app",
            /:2: .*addgroup makes users in busybox's words/,
        ],
        ["FROM nginx:1.27\nCOPY . /usr/share/nginx/html", /:1: this machine cannot stand in for nginx:1\.27, only for/],
        ["FROM eclipse-temurin:21\nRUN javac x", /:1: this machine cannot stand in for eclipse-temurin:21/],
        ["FROM amazonlinux:2\nRUN true", /:1: this machine cannot stand in for amazonlinux:2, only for/],
        ["FROM busybox\nRUN echo ran\nRUN --mount=type=ssh true", /:3: RUN --mount=type=ssh is not/],
        ["FROM busybox\nRUN echo ran\nCOPY --from=nginx:1.27 /a /b", /:3: --from=nginx:1\.27 is no stage before/],
        [
            "FROM busybox\nRUN echo ran\nADD https://a.b/x.tgz /",
            /:3: ADD of https:\/\/a\.b\/x\.tgz fetches it; fetch it/,
        ],
    ];
    for (const [says, why] of refused)
        it(`refuses ${JSON.stringify(says)}, before anything runs`, async () => {
            await assert.rejects(fixture.build({ Dockerfile: says }), why);
            assert.deepEqual(fixture.lines, []);
        });

    it("lets fail what fails in the real image too", async () => {
        for (const [base, command] of [
            ["alpine", "apt-get update"],
            ["alpine", "patch -p1 </dev/null"],
            ["amazonlinux:2023", "useradd app"],
        ] as const)
            await assert.rejects(
                run(base, command),
                new RegExp(`stood in for ${base} with .*exit code: 127`),
                `${base}: ${command}`,
            );
    });

    it("says what stood in, in the journal, once", async () => {
        const image = await fixture.build({ Dockerfile: "FROM busybox:1.37\n" });
        await fixture.output(image, "true");
        assert.deepEqual(
            fixture.facts.filter(({ kind }) => kind === "stood in").map(({ about, data }) => [about, data["text"]]),
            [["busybox:1.37", "stood in for busybox:1.37 with this machine's programs"]],
        );
    });

    it("mutant: a stand-in with every program of this machine is green where the real image is not", async () => {
        const { ProcessEngine: Wrong } = mutated<{ ProcessEngine: typeof ProcessEngine }>(
            "rehearsal/containers/process",
            "rehearsal/containers/images/stood-in-root",
            ["for (const name of programs)", 'for (const name of [...programs, "bash"])'],
        );
        fixture.use(new Wrong(fixture.account));
        assert.deepEqual(await run("node:20-alpine", looks("bash")), ["bash"]);
    });
});

describe("the engine that a build is given", () => {
    let fixture: ContainerFixture;
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    const answering = (built: BuildOrder[]): DockerEngine =>
        ({
            program: "podman",
            build: (order: BuildOrder) => {
                built.push(order);
                const config = Buffer.from(JSON.stringify({ config: {}, rootfs: { diff_ids: [] } }));
                return Promise.resolve(sealImage(fixture.account.blobs, config, []));
            },
        }) as unknown as DockerEngine;
    const auto = (found?: DockerEngine) => fixture.use(new AutoEngine(fixture.account, () => Promise.resolve(found)));

    it("is this machine's programs where they play it, also where another one answers", async () => {
        const built: BuildOrder[] = [];
        auto(answering(built));
        const image = await fixture.build({ Dockerfile: "FROM busybox\nRUN true\n" });
        assert.equal(configOf(fixture.account.blobs, image).standsOn, "busybox");
        assert.deepEqual(built, []);
    });

    it("is one that answers where they do not, and the log says which and why", async () => {
        const built: BuildOrder[] = [];
        auto(answering(built));
        const image = await fixture.build({ Dockerfile: "FROM alpine\nRUN apk add curl\n" });
        assert.equal(configOf(fixture.account.blobs, image).standsOn, undefined);
        assert.equal(built.length, 1);
        assert.deepEqual(fixture.lines, [
            "built by podman, because Dockerfile:2: this machine cannot stand in for alpine here: apk works on packages that this machine does not have",
        ]);
    });

    it("is none where none answers, said by line and before anything runs", async () => {
        auto();
        await assert.rejects(
            fixture.build({ Dockerfile: "FROM alpine\nRUN echo ran\nRUN apk add curl\n" }),
            /^Error: Dockerfile:3: .*apk works on packages.*; neither docker nor podman answers here; start one of them, or point DOCKER_HOST at one, and rehearse with --engine docker$/,
        );
        assert.deepEqual(fixture.lines, []);
    });
});

describe("the programs that a command names", () => {
    const named: readonly (readonly [command: string | string[], programs: string[]])[] = [
        ["a=1 b && c || d; e | f & g\nh", ["b", "c", "d", "e", "f", "g", "h"]],
        ["if test -f x; then apk add y; else ! exec z; fi", ["test", "apk", "z", "fi"]],
        ["x >out 2>&1 </in y; (z)", ["x", "z"]],
        ["echo 'apt-get update' \"apt-get\" # apk add", ["echo"]],
        ['echo "$(apk info)" `apk fetch`', ["echo", "apk"]],
        ["/usr/bin/apt-get update && /usr/local/bin/own", ["apt-get", "/usr/local/bin/own"]],
        [
            ["/bin/sh", "-ec", "apk add x"],
            ["sh", "apk"],
        ],
        [["apt-get", "update"], ["apt-get"]],
    ];
    for (const [command, programs] of named)
        it(`are found in ${JSON.stringify(command)}`, () => {
            assert.deepEqual(
                programsIn(command).filter((name) => !/^\d$/.test(name)),
                programs.filter((name) => !/^\d$/.test(name)),
            );
        });
});
