import assert from "node:assert/strict";
import { lstatSync } from "node:fs";

import { NotRehearsed, Refused } from "../../../rehearsal/account/gateway";
import { Images } from "../../../rehearsal/services/images";
import { Room } from "../../../rehearsal/sagemaker/room";
import { ask, ContainerFixture, REGISTRY } from "../containers/fixture";
import { digestOf } from "../../../rehearsal/engine/folder";

const TRAINS = `#!/bin/sh
echo "asked to $1"
cat /opt/ml/input/config/hyperparameters.json
mkdir -p /opt/ml/model/deep && cat /opt/ml/input/data/train/a.csv >/opt/ml/model/deep/weights
ln -s /etc/passwd /opt/ml/model/link
ln -s /etc /opt/ml/output
echo hidden >/opt/ml/model/.hidden && chmod 600 /opt/ml/model/.hidden
`;

describe("a room of SageMaker", () => {
    let fixture: ContainerFixture;
    let image: string;
    before(async () => {
        fixture = new ContainerFixture();
        const files = {
            Dockerfile: 'FROM busybox:1.37\nCOPY run.sh serve.sh /\nUSER nobody\nENTRYPOINT ["/bin/sh", "/run.sh"]',
            "run.sh": TRAINS,
            "serve.sh": "mkdir -p /tmp/w && cp /opt/ml/model/weights /tmp/w/ping && exec httpd -f -p 8080 -h /tmp/w",
        };
        const built = await fixture.build(files);
        const digest = fixture.account.part(Images).push(REGISTRY, "web", built, ["v1"]);
        image = `${REGISTRY}/web@${digest}`;
    });
    after(() => fixture.close());

    const open = () => new Room(fixture.account);

    it("hands over /opt/ml, and reads what the image's own user left there", async () => {
        const room = open();
        room.folder.write("input/config/hyperparameters.json", '{"epochs":"3"}\n');
        room.folder.write("input/data/train/a.csv", "1,2,3\n");
        room.folder.folder("model");
        const lines: string[] = [];
        const container = await room.run({ image, command: ["train"], env: {}, name: "t", log: (l) => lines.push(l) });
        assert.equal(await container.ended, 0, lines.join("\n"));
        assert.deepEqual(lines.slice(-2), ["asked to train", '{"epochs":"3"}']);
        assert.deepEqual(
            room.folder.files("model").map(({ path, bytes }) => [path, bytes.toString()]),
            [
                [".hidden", "hidden\n"],
                ["deep/weights", "1,2,3\n"],
            ],
        );
        assert.equal(room.folder.read("model/link"), undefined, "a link is not followed");
        assert.deepEqual(room.folder.files("output"), [], "nor a folder that has become one");
        assert.equal(await room.folder.pack("output"), undefined);
        const again = await room.folder.pack("model");
        assert.deepEqual(await room.folder.pack("model"), again);
        room.close();
        assert.equal(lstatSync(room.folder.root, { throwIfNoEntry: false }), undefined);
    });

    it("serves what an archive holds, on a port", async () => {
        const [trained, serving] = [open(), open()];
        trained.folder.write("model/weights", "seven");
        await serving.folder.unpack("model", (await trained.folder.pack("model")) ?? Buffer.of());
        const order = { image, entryPoint: ["/bin/sh", "/serve.sh"], env: {}, port: 8080, name: "s" };
        const container = await serving.run({ ...order, log: () => undefined });
        assert.deepEqual(await ask(container, "/ping"), { status: 200, body: "seven" });
        await container.stop(2000);
    });

    it("the same files are the same archive, whenever they were written", async () => {
        const [one, other] = [open(), open()];
        for (const room of [one, other]) room.folder.write("model/weights", "seven");
        const digests = await Promise.all(
            [one, other].map(async (room) => digestOf((await room.folder.pack("model")) ?? Buffer.of())),
        );
        assert.equal(digests[0], digests[1]);
    });

    it("refuses names that lead out, archives that are none, and images of others", async () => {
        const room = open();
        assert.throws(() => room.folder.write("input/../../x", ""), Refused);
        await assert.rejects(room.folder.unpack("model", Buffer.from("no archive")), Refused);
        const theirs = `683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1`;
        const order = { command: ["train"], env: {}, name: "x", log: () => undefined };
        await assert.rejects(room.run({ ...order, image: theirs }), NotRehearsed);
    });
});
