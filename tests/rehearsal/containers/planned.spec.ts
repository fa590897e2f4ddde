import assert from "node:assert/strict";
import { join } from "node:path";

import type { JsonObject } from "../../../plan/document";
import { configOf } from "../../../rehearsal/services/image";
import { buildPlanned } from "../../../rehearsal/containers";
import { Images } from "../../../rehearsal/services/images";
import { resource } from "../../support/account";
import { REGISTRY, ContainerFixture } from "./fixture";
import { TYPE } from "../../../plan/tokens";

describe("an image that the program builds itself", () => {
    let fixture: ContainerFixture;
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    const planned = (inputs: JsonObject) =>
        resource(TYPE.dockerImage, "web", { imageName: `${REGISTRY}/web:candidate`, ...inputs });
    const build = {
        context: "app",
        dockerfile: "app/docker/Dockerfile",
        platform: "linux/arm64",
        args: { WHO: "them" },
        target: "made",
    };
    const files = (says: string) => ({
        "docker/Dockerfile": `FROM busybox AS made\nARG WHO\nCMD ["${says}", "$WHO"]\nLABEL who=$WHO\nFROM made\nRUN exit 1\n`,
    });
    const inApp = (says: string) =>
        Object.fromEntries(Object.entries(files(says)).map(([name, text]) => [join("app", name), text]));
    const log = (line: string) => void fixture.lines.push(line);
    const pushed = () =>
        configOf(fixture.account.blobs, fixture.account.part(Images).resolve(`${REGISTRY}/web:candidate`));

    it("is built as planned and pushed, which starts what listens", async () => {
        const digest = await buildPlanned(fixture.account, planned({ build }), {
            project: fixture.context(inApp("plan")),
            log,
        });
        const { architecture, config } = pushed();
        assert.deepEqual([architecture, config.Cmd, config.Labels], ["arm64", ["plan", "$WHO"], { who: "them" }]);
        assert.deepEqual(
            fixture.events.map(({ data }) => (data["detail"] as JsonObject)["image-digest"]),
            [digest],
        );
    });

    it("is the user's own application where there is one", async () => {
        const source = fixture.context(files("own"));
        await buildPlanned(fixture.account, planned({ build }), {
            project: fixture.context(inApp("plan")),
            sourceDir: source,
            log,
        });
        assert.deepEqual(pushed().config.Cmd, ["own", "$WHO"]);
        await buildPlanned(fixture.account, planned({ build }), {
            project: "/nowhere",
            sourceDir: (context) => (assert.equal(context, "/nowhere/app"), source),
            log,
        });
        assert.equal(fixture.events.length, 1, "the same image is not pushed twice");
    });

    it("is not pushed where the plan says so, and fails as the build does", async () => {
        const project = fixture.context(inApp("plan"));
        assert.equal(
            await buildPlanned(fixture.account, planned({ build, skipPush: true }), { project, log }),
            undefined,
        );
        assert.deepEqual(fixture.events, []);
        await assert.rejects(
            buildPlanned(fixture.account, planned({ build: { ...build, target: "stage-1" } }), { project, log }),
            /docker\/Dockerfile:6: process/,
        );
    });
});
