import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import { renderBlueprint } from "../../components/targets/ec2/documents/blueprint";
import { decide, settings } from "../../components/targets/ec2/settings";
import { bundleRelease, digestOf, keyOf, lying, site, siteDigest, zipOf } from "./bundling";
import { needTools, run, unneeded, type Job, type Json, type World } from "./fixture";
import { bucket, newRelease, placeholder, prod, stored } from "./samples";

const image = ["image", "ec2-image", "deployments", "ec2-prepare", "prepare"];
const bundle = ["bundle", "bundle-fetch", "ec2-bundle", "deployments", "ec2-prepare", "prepare"];
const env = { LINE: "web", RELEASES_BUCKET: bucket, APPLICATION: "web-app", GROUP: "web" };

/** A line's own half, as `up` writes it. */
const blueprintOf = (given: Json, login?: Record<string, string>): Json =>
    JSON.parse(
        renderBlueprint({
            line: "web",
            environment: "prod",
            settings: decide(settings.parse(given)),
            login: login && { by: "ecr", env: login },
        }),
    ) as Json;

function world(blueprint: Json, change: (made: World) => void = () => undefined): World {
    return prod((made) => {
        const objects = made.s3[bucket] ?? {};
        objects["blueprints/web.json"] = [stored("b2", blueprint)];
        objects[keyOf(siteDigest)] = [lying("z1", site)];
        change(made);
    });
}

function prepare(scripts: string[], release: Json, of: World, more: Partial<Job> = {}): ReturnType<typeof run> {
    return run(scripts, {
        ...more,
        env: { ...env, CARRIES: String(release.carries), ...more.env },
        world: of,
        files: { "release.json": JSON.stringify(release), ...more.files },
    });
}

/** What a shell reads in a file of settings. */
function read(text: string | undefined, ...names: string[]): Record<string, string> {
    const shown = names.map((name) => `printf '%s\\0' "$${name}"`).join("; ");
    const { stdout } = spawnSync("bash", ["-c", `${text ?? ""}\n${shown}`], { encoding: "utf8" });
    return Object.fromEntries(names.map((name, index) => [name, stdout.split("\0")[index] ?? ""]));
}

describe("script prepare, for machines", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    const ofImages = blueprintOf(
        {
            carries: "image",
            port: 80,
            containerPort: 8080,
            environment: { GREETING: `it's $(id) "here"`, EMPTY: "" },
        },
        { REGISTRY: "registry.test", REGISTRY_REGION: "eu-west-1" },
    );

    it("lays the hooks beside an image's name, and says which settings they follow", () => {
        const { code, err, file, json } = prepare(image, newRelease, world(ofImages));
        assert.equal(code, 0, err);
        assert.match(file("appspec.yml") ?? "", /^version: 0\.0\nos: linux\n/);
        assert.deepEqual(
            read(
                file("fairlead/deploy.env"),
                "IMAGE",
                "PORT",
                "CONTAINER_PORT",
                "HEALTH_PATH",
                "PLACEHOLDER",
                "REGISTRY",
            ),
            {
                IMAGE: newRelease.what,
                PORT: "80",
                CONTAINER_PORT: "8080",
                HEALTH_PATH: "/health",
                PLACEHOLDER: "false",
                REGISTRY: "registry.test",
            },
        );
        // As docker reads it: nothing is quoted, and nothing means anything.
        assert.equal(file("fairlead/app.env"), `PORT=8080\nEMPTY=\nGREETING=it's $(id) "here"\n`);
        assert.match(file("fairlead/pull.sh") ?? "", /docker pull/);
        assert.deepEqual(json("release.json"), newRelease);
        assert.deepEqual(json("deployment.json"), { release: newRelease.id, blueprint: "b2" });
    });

    it("lets the placeholder answer where release 0 is rolled out: an image's command, a bundle's own server", () => {
        const first = prepare(image, placeholder, world(ofImages));
        assert.equal(first.code, 0, first.err);
        assert.deepEqual(read(first.file("fairlead/deploy.env"), "PLACEHOLDER", "IMAGE"), {
            PLACEHOLDER: "true",
            IMAGE: String(placeholder.what),
        });
        assert.match(first.file("fairlead/placeholder.txt") ?? "", /^sh\n-c\nmkdir -p \/w .*httpd -f -p 8080/);

        const nothing: Json = { ...placeholder, carries: "bundle", what: "nothing" };
        const zero = prepare(bundle, nothing, world(blueprintOf({ port: 8080 })));
        assert.equal(zero.code, 0, zero.err);
        assert.match(read(zero.file("fairlead/deploy.env"), "START").START ?? "", /python3 fairlead\/placeholder\.py/);
        assert.match(zero.file("fairlead/app.env") ?? "", /^HEALTH_PATH=\/health$/m);
        assert.match(zero.file("appspec.yml") ?? "", /fairlead\/stop\.sh/);
    });

    it("unpacks a bundle, and starts it by the command of the settings", () => {
        const { code, err, file } = prepare(
            bundle,
            bundleRelease(),
            world(blueprintOf({ port: 8080, start: "bin/start --name 'a b'" })),
        );
        assert.equal(code, 0, err);
        assert.equal(file("index.html"), "<p>new</p>");
        assert.equal(read(file("fairlead/deploy.env"), "START").START, "bin/start --name 'a b'");
        assert.match(file("appspec.yml") ?? "", /fairlead\/start\.sh/);
    });

    for (const taken of ["release.json", "deployment.json", "fairlead/run.sh"])
        it(`refuses a bundle that brings ${taken}, which would be lost`, () => {
            const own = zipOf({ "appspec.yml": "version: 0.0\nos: linux\n", [taken]: "{}\n" });
            const digest = digestOf(own);
            const release = bundleRelease(bucket, { digest, what: `s3://${bucket}/${keyOf(digest)}` });
            const { code, err } = prepare(
                bundle,
                release,
                world(blueprintOf({ port: 8080 }), (made) => {
                    (made.s3[bucket] ?? {})[keyOf(digest)] = [lying("z2", own)];
                }),
            );
            assert.notEqual(code, 0);
            assert.match(err, new RegExp(`found ${taken.split("/")[0]} in release`));
        });

    it("follows an AppSpec that the bundle brings, and lays its own beside nothing", () => {
        const own = zipOf({ "appspec.yml": "version: 0.0\nos: linux\n", "hooks/start.sh": "#!/bin/sh\n" });
        const digest = digestOf(own);
        const release = bundleRelease(bucket, { digest, what: `s3://${bucket}/${keyOf(digest)}` });
        const { code, err, out, file } = prepare(
            bundle,
            release,
            world(blueprintOf({ port: 8080 }), (made) => {
                (made.s3[bucket] ?? {})[keyOf(digest)] = [lying("z2", own)];
            }),
        );
        assert.equal(code, 0, err);
        assert.match(out, /brings an AppSpec of its own/);
        assert.equal(file("appspec.yml"), "version: 0.0\nos: linux\n");
        assert.match(file("fairlead/app.env") ?? "", /^PORT=8080$/m);
    });

    it("is red where a bundle says nowhere how it is started", () => {
        const { code, err, file } = prepare(bundle, bundleRelease(), world(blueprintOf({ port: 8080 })));
        assert.equal(code, 1);
        assert.match(
            err,
            /asked for appspec\.yml at the root of release \S+, found none; add one to the repository, or set start/,
        );
        assert.equal(file("deployment.json"), undefined);
    });

    it("is red where the blueprint is of another kind, or would write anywhere else", () => {
        const other = prepare(image, newRelease, world(blueprintOf({ port: 8080 })));
        assert.match(other.err, /asked for a blueprint for machines that run a release of kind image/);
        const files = { ...(ofImages.files as Json), "../outside.sh": "" };
        const outside = prepare(image, newRelease, world({ ...ofImages, files }));
        assert.match(outside.err, /found \.\.\/outside\.sh in blueprint b2/);
    });

    it("waits until no deployment is under way, before it reads anything", () => {
        const { code, err, out, sleeps, calls } = prepare(
            image,
            newRelease,
            world(ofImages, (made) => (made.deployments = [["d-OPEN00000"], []])),
        );
        assert.equal(code, 0, err);
        assert.match(out, /Deployment d-OPEN00000 of web is still open/);
        assert.equal(sleeps, 1);
        assert.match(calls[0] ?? "", /ListDeployments/);
    });

    it("mutant: what settings say means something to a shell", () => {
        const evil = blueprintOf({ port: 8080, start: "echo '; touch /tmp/fairlead-evil; echo '" });
        const sound = prepare(bundle, bundleRelease(), world(evil)).file("fairlead/deploy.env");
        assert.equal(read(sound, "START").START, "echo '; touch /tmp/fairlead-evil; echo '");
        const mutant = [`"\\(.key)=\\(.value | @sh)"`, `"\\(.key)='\\(.value)'"`] as const;
        const wrong = prepare(bundle, bundleRelease(), world(evil), { mutant }).file("fairlead/deploy.env");
        assert.notEqual(read(wrong?.replace(/touch \S+/, "true"), "START").START, "echo '; true; echo '");
    });

    it("needs every call that its header names", () => {
        assert.deepEqual(unneeded(["deployments"]), []);
    });
});
