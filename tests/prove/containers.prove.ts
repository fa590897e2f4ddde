// Container mode against podman: base image made on the spot, built, saved, pushed, loaded, run, stopped, cleared away.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { AutoEngine } from "../../rehearsal/containers/auto";
import { DockerEngine } from "../../rehearsal/containers/docker";
import { HOLDER } from "../../rehearsal/containers/docker-together";
import { BuildFailed } from "../../rehearsal/containers/engine";
import { configOf, imageDigest, type BuiltImage } from "../../rehearsal/services/image";
import { Images } from "../../rehearsal/services/images";
import { ask, REGISTRY, ContainerFixture } from "../rehearsal/containers/fixture";
import { mutated } from "../support/mutant";
import { skipBecause } from "../support/skip";
import { buildBases, makeBases, NODE } from "./podman/bases";
import { Podman } from "./podman/machine";

const BASE = NODE.tags[0] ?? "";
const EXAMPLE = resolve(__dirname, "../../examples/blue-green-web");
const PORT = 18080;

describe("container mode with podman", function () {
    this.timeout(300_000);
    const environment = { ...process.env };
    let machine: Podman;
    const podman = (...args: readonly string[]) => machine.podman(...args);
    let fixture: ContainerFixture;
    let image: BuiltImage;

    before(async function () {
        const missing = Podman.missing();
        if (missing !== undefined) skipBecause(this, missing);
        machine = new Podman();
        Object.assign(process.env, machine.settings);
        makeBases(machine.folder, [NODE]);
        buildBases(machine, machine.folder, [NODE]);
        fixture = new ContainerFixture();
        fixture.use(await DockerEngine.start(fixture.account));
    });

    after(async () => {
        await fixture.close();
        machine.close();
        process.env = environment;
    });

    it("builds the example and runs its tests", async () => {
        const context = join(machine.folder, "example");
        cpSync(EXAMPLE, context, { recursive: true });
        const dockerfile = join(context, "Dockerfile");
        writeFileSync(dockerfile, readFileSync(dockerfile, "utf8").replace(/^FROM public\S+/m, `FROM ${BASE}`));
        image = await fixture.buildIn(context);
        assert.match(fixture.lines.join("\n"), /# fail 0/);
        const { config, standsOn, rootfs } = configOf(fixture.account.blobs, image);
        assert.deepEqual([config.Cmd, config.User, standsOn], [["node", "src/main.js"], "node", undefined]);
        assert.deepEqual(rootfs.diff_ids, image.layers);
    });

    it("ends red where a test does", async () => {
        const failing = fixture.build({ Dockerfile: `FROM ${BASE}\nRUN echo not ok 1 && exit 3\n` });
        await assert.rejects(failing, BuildFailed);
        assert.ok(fixture.lines.includes("not ok 1"));
    });

    it("runs what the registry holds, even where the engine has lost it", async () => {
        const images = fixture.account.part(Images);
        assert.equal(images.push(REGISTRY, "web", image, ["candidate"]), imageDigest(image));
        podman(
            "rmi",
            "--force",
            podman("images", "--quiet", "--filter", "label=dev.fairlead.rehearsal").split("\n")[0] ?? "",
        );
        const heard: string[] = [];
        const container = await fixture.run(images.resolve(`${REGISTRY}/web:candidate`), {
            env: { VERSION: "7", PORT: String(PORT) },
            port: PORT,
            log: (line) => heard.push(line),
        });
        assert.deepEqual(JSON.parse((await ask(container)).body), { service: "blue-green-web", version: "7" });
        assert.equal((await ask(container, "/", "x")).status, 405);
        await container.stop(5000);
        assert.equal(await container.ended, 0);
        assert.deepEqual(heard, [`version 7 listens on port ${PORT}`]);
    });

    it("takes command and entry point from the task, and gives its exit code", async () => {
        assert.equal(await fixture.output(image, 'echo "$A of $PWD"', { env: { A: "one" } }), "one of /app");
        const container = await fixture.run(image, { entryPoint: ["sh", "-c"], command: ["exit 7"] });
        assert.equal(await container.ended, 7);
    });

    it("runs several in one network, which another one holds, and leaves none behind", async () => {
        podman("tag", BASE, HOLDER);
        const together = await fixture.containers.together([image, BASE], PORT + 1);
        const order = { env: {}, name: "one", log: (line: string) => void fixture.lines.push(line) };
        const first = await together.run({ ...order, image: BASE, command: ["true"] });
        await first.ended;
        const web = await together.run({ ...order, image, env: { PORT: String(PORT + 1) }, port: PORT + 1 });
        assert.equal((await ask(web, "/health")).status, 200);
        const looks = `fetch("http://localhost:${PORT + 1}/health").then(({ status }) => console.log("found", status))`;
        await (
            await together.run({ ...order, image, command: ["node", "-e", looks] })
        ).ended;
        assert.ok(fixture.lines.includes("found 200"));
        assert.equal(await together.refuses(BASE), undefined);
        assert.notEqual(await together.refuses("localhost/nothing:1"), undefined);
        await web.stop(1000);
        await together.close();
        assert.equal(podman("ps", "--all", "--quiet"), "");
    });

    it("clears away what a killed rehearsal left, and nothing else", async () => {
        const sleeping = ["sleep", "1000"];
        await fixture.run(image, { command: sleeping });
        podman("run", "--detach", "--name", "bystander", BASE, ...sleeping);
        const running = () => podman("ps", "--format", "{{.Names}}").split("\n");
        assert.equal(running().length, 2);
        await DockerEngine.start(fixture.account);
        assert.deepEqual(running(), ["bystander"]);
        podman("rm", "--force", "--time", "0", "bystander");
    });

    it("mutant: an engine that looks for another label leaves it running", async () => {
        const file = "rehearsal/containers/docker";
        const wrong = mutated<{ DockerEngine: typeof DockerEngine }>(file, file, ["`label=${", "`label=x${"]);
        await fixture.run(image, { command: ["sleep", "1000"] });
        await wrong.DockerEngine.start(fixture.account);
        assert.equal(podman("ps", "--quiet").split("\n").filter(Boolean).length, 1);
        await DockerEngine.start(fixture.account);
        assert.equal(podman("ps", "--quiet"), "");
    });

    it("is what auto takes where no stand-in plays a base, and the log says why", async () => {
        podman("tag", BASE, "docker.io/library/nginx:1.27");
        const other = new ContainerFixture();
        other.use(new AutoEngine(other.account));
        const built = await other.build({
            Dockerfile: "FROM docker.io/library/nginx:1.27\nCOPY page /page\n",
            page: "hello\n",
        });
        assert.match(
            other.lines[0] ?? "",
            /^built by podman, because Dockerfile:1: this machine cannot stand in for docker\.io\/library\/nginx:1\.27, only for/,
        );
        const heard: string[] = [];
        const container = await other.run(built, {
            command: ["sh", "-c", "read said </page; echo $said"],
            log: (line) => heard.push(line),
        });
        await container.ended;
        await other.close();
        assert.deepEqual(heard, ["hello"]);
    });

    it("says why a base image cannot be fetched, and stands in for none", async () => {
        const failing = fixture.build({ Dockerfile: "FROM registry.invalid/acme/base:1\n" });
        await assert.rejects(failing, /podman could not build \S+: .*registry\.invalid/);
    });

    it("refuses images that process mode built", async () => {
        const other = new ContainerFixture();
        const built = await other.build({ Dockerfile: "FROM busybox\n" });
        for (const digest of [built.config, ...built.layers])
            fixture.account.blobs.put(other.account.blobs.get(digest));
        await other.close();
        await assert.rejects(fixture.run(built), /was built by process mode; rehearse with --engine process/);
    });
});
