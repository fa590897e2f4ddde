import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "yaml";

import { renderScript } from "../../components/documents/buildspec";
import { headerOf, needTools, programOnPath, scriptText } from "./fixture";

const names = readdirSync(join(__dirname, "..", "..", "components", "scripts"))
    .filter((file) => file.endsWith(".sh"))
    .map((file) => file.slice(0, -3));
/** What reads nothing of its own is words for the others. */
const libraries = names.filter((name) => !/^# reads: /m.test(scriptText(name)));
const parts = names.filter((name) => !libraries.includes(name));

/** Every list of scripts that a job of a shipped stack runs, as a golden buildspec names them. */
const golden = join(__dirname, "..", "golden", "buildspecs");
const shippedJobs = readdirSync(golden).map((file): [string, string[]] => {
    const { phases } = parse(readFileSync(join(golden, file), "utf8")) as { phases: { build: { commands: string[] } } };
    return [file, (phases.build.commands[0] ?? "").split(" ").map((script) => script.replace(/\.sh$/, ""))];
});
/** Jobs of lines that no stack file here has: these carry bundles, or images on Docker Hub. */
const otherJobs: Record<string, string[]> = {
    "make-build of package": ["bundle", "commands", "build-package"],
    "check-test of package": ["commands", "test-package"],
    "check-test of an image": ["test-image"],
    "make-publish of a bundle": ["bundle", "bundle-publish", "source-commit", "publish"],
    "make-publish of what a connection brings": ["bundle", "bundle-publish", "connected-commit", "publish"],
    "pull of a bundle": ["bundle", "bundle-copy", "pull"],
    "make-build on Docker Hub": ["image", "image-docker-hub", "image-by-docker", "build-image"],
    "make-publish on Docker Hub": [
        "image",
        "image-docker-hub",
        "image-by-docker",
        "image-publish",
        "source-commit",
        "publish",
    ],
    "pull on Docker Hub": ["image", "image-docker-hub", "image-by-docker", "image-stays", "pull"],
    "make-build in ECR Public": ["image", "image-ecr-public", "image-by-docker", "build-image"],
    "make-publish in ECR Public": [
        ...["image", "image-ecr-public", "image-by-docker", "image-publish", "source-commit", "publish"],
    ],
    "pull in ECR Public": ["image", "image-ecr-public", "image-by-docker", "image-public-copy", "pull"],
    "build of a workflow": ["image", "image-ecr", "build-image"],
    "make-build that checks": ["image", "image-ecr", "checks-run", "build-image"],
    "make-build that begins with a cache": ["image", "image-ecr", "image-cache", "checks-run", "build-image"],
    "make-build with a cache on Docker Hub": [
        "image",
        "image-docker-hub",
        "image-by-docker",
        "image-cache",
        "build-image",
    ],
    "make-build of a package that checks": ["bundle", "commands", "checks-run", "build-package"],
    "check-test that checks": ["checks-run", "test-image"],
    "check-test of a package that checks": ["commands", "checks-run", "test-package"],
    "make-publish of what was checked": [
        "image",
        "image-ecr",
        "image-publish",
        "source-commit",
        "checks-take",
        "publish",
    ],
    "build of what is measured": ["image", "image-ecr", "image-metrics", "build-image"],
    "list of a workflow": ["image", "image-ecr", "image-sbom"],
    "scan of a workflow": ["image", "image-ecr", "image-publish", "scan-gate"],
    "publish of a workflow": ["image", "image-ecr", "image-publish", "workflow-commit", "publish"],
    "what a workflow waits for": ["wait-live"],
    "what a host takes": ["host-switch", "host-ship"],
    "what comes back on a host": ["host-join", "host-switch", "host-restore"],
    "gate of a workflow": ["github-ask", "github-gate"],
    "what a job in CodeBuild begins with": ["github-ask", "github-private"],
    "what lets a release go": ["ship-start"],
    "make-train of a model": ["source-commit", "start-training"],
    "make-publish of a model": [
        "image",
        "bundle",
        "model",
        "image-ecr",
        "model-publish",
        "approved-package",
        "publish",
    ],
    "pull of a model": ["image", "bundle", "model", "image-ecr", "model-copy", "pull"],
    "what verify of a model begins with": ["image", "bundle", "model", "image-ecr", "model-keep"],
    "prepare of an endpoint": ["stacks", "model", "endpoint-model", "endpoint-prepare", "prepare"],
    "verify of an endpoint": [
        ...["image", "bundle", "model", "image-ecr", "model-keep", "endpoint-model", "endpoint-golden"],
        ...["endpoint-back", "endpoint-prune", "endpoint-verify", "verify"],
    ],
    "verify of what is asked": [
        ...["image", "image-ecr", "image-keep", "ecs-service", "ecs-fixed-count", "ecs-verify", "checks-ask", "verify"],
    ],
    "what a release does once": ["ecs-before"],
    "what a person hands a service over to ECS with": ["ecs-deployments", "ecs-migrate"],
    "verify of a service that is scaled": [
        ...["image", "image-ecr", "image-keep", "image", "ecs-service", "ecs-scaled-count", "ecs-verify", "verify"],
    ],
    "verify of a line with schedules": [
        ...["image", "image-ecr", "image-keep", "ecs-service", "ecs-fixed-count", "ecs-verify", "ecs-scheduled"],
        "verify",
    ],
    "publish of a line whose images are signed": [
        ...["image", "image-ecr", "image-signed", "image-publish", "source-commit", "publish"],
    ],
    "prepare of a line whose images are signed": [
        ...["image", "image-signed", "image-trusted", "deployments", "ecs-appspec", "ecs-join", "ecs-prepare"],
        "prepare",
    ],
    "what prepare begins with": ["bundle", "bundle-fetch"],
    "what verify begins with": ["bundle-keep"],
};
const jobs = [...shippedJobs, ...Object.entries(otherJobs)];

describe("scripts, all of them", () => {
    it("stand in a job, and the words that they share are in few files", () => {
        assert.deepEqual(libraries.toSorted(), [
            "bundle",
            "commands",
            "ec2-bundle",
            "ec2-image",
            "ec2-prepare",
            "ecs-appspec",
            "ecs-fixed-count",
            "ecs-join",
            "ecs-revision",
            "ecs-service",
            "ecs-task-set",
            "endpoint-model",
            "host-join",
            "host-switch",
            "identity",
            "image",
            "image-by-docker",
            "image-docker-hub",
            "image-ecr",
            "image-ecr-public",
            "lib",
            "model",
            "on-machines",
            "pushed-commit",
        ]);
        assert.deepEqual(
            names.filter((name) => !jobs.some(([, scripts]) => scripts.includes(name))),
            [],
        );
    });

    it("are clean to shellcheck, as they run: put together as a job puts them together", function () {
        this.timeout(600_000);
        needTools(this, "shellcheck");
        // Many jobs are one text. Each has a file, called as the first of its jobs, so that one start reads them all.
        const folder = mkdtempSync(join(tmpdir(), "fairlead-shape-"));
        const texts = new Map<string, string>();
        for (const [job, scripts] of jobs) {
            const text = renderScript(scripts);
            if (!texts.has(text)) texts.set(text, job.replace(/\W+/g, "-"));
        }
        for (const [text, job] of texts) writeFileSync(join(folder, job), text);
        try {
            const { stdout, status } = spawnSync(
                programOnPath("shellcheck") ?? "",
                ["-s", "bash", ...readdirSync(folder)],
                { cwd: folder, encoding: "utf8" },
            );
            assert.equal(readdirSync(folder).length, texts.size, "a file for each text");
            assert.equal(status, 0, stdout);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("open with what they prove or define, what they read and which calls they make, in a form a program can read", () => {
        for (const name of parts) {
            const [first, second] = scriptText(name).split("\n");
            assert.match(first ?? "", /^# [A-Z].*[.:;,\w]$/, name);
            assert.match(second ?? "", /^# reads: /, name);
            const header = headerOf(name);
            assert.ok(header.length > 0, name);
            header.forEach((line) => assert.match(line, /^(?:nothing|[a-z0-9-]+:[A-Z][A-Za-z]+ on \S.*)$/, name));
            assert.equal(new Set(header).size, header.length, `${name} names a call twice`);
        }
        // A header of a library would give its calls to every job that stands behind it.
        for (const name of libraries) assert.deepEqual(headerOf(name), [], name);
    });

    it("define each function that their first line names, and call a part's functions by those names alone", () => {
        for (const name of parts) {
            const [, defined = ""] = /^# Defines ([\w ,]+?):/.exec(scriptText(name)) ?? [];
            for (const word of defined.match(/\b(?:carried|target)_\w+/g) ?? []) {
                assert.match(scriptText(name), new RegExp(`^${word}\\(\\) \\{$`, "m"), name);
            }
        }
        for (const [job, scripts] of jobs) {
            const text = renderScript(scripts);
            for (const [, word = ""] of text.matchAll(/^\s*((?:carried|target)_\w+)(?: |$)/gm)) {
                const of = scripts.filter((name) => new RegExp(`^# Defines .*\\b${word}\\b.*:`).test(scriptText(name)));
                assert.equal(
                    of.length,
                    1,
                    `${job} calls ${word}, which ${of.join(" and ") || "none of its parts"} defines`,
                );
            }
        }
    });

    it("never evaluate text, never print commands, never end the shell early", () => {
        for (const name of names) {
            const code = scriptText(name)
                .split("\n")
                .filter((line) => !line.trimStart().startsWith("#"))
                .join("\n");
            assert.doesNotMatch(code, /\beval\b|\bset -[a-z]*x|\bexit 0\b|^\s*source\b/m, name);
            assert.doesNotMatch(
                code,
                /--query\b/,
                `${name}: answers are read with jq, so that a thin client can give them`,
            );
        }
    });
});
