// Several containers in one network, as those of a task are.
import assert from "node:assert/strict";

import type { RunOrder, Together } from "../../../rehearsal/containers/engine";
import { ProcessEngine } from "../../../rehearsal/containers/process";
import { isolationSupport } from "../../../rehearsal/sandbox/contain";
import { mutated } from "../../support/mutant";
import { skipBecause } from "../../support/skip";
import { ask, ContainerFixture } from "./fixture";

const IMAGE = "node:20";
const SERVES = `require("node:http").createServer((_, answer) => answer.end("hello")).listen(8080); process.once("SIGTERM", () => process.exit())`;
const serving = {
    image: IMAGE,
    env: {},
    name: "web",
    log: () => undefined,
    command: ["node", "-e", SERVES],
    port: 8080,
};
/** What it finds at its own localhost. */
const looks = [
    "node",
    "-e",
    `fetch("http://localhost:8080/").then(async (it) => console.log(await it.text()), () => console.log("nobody"))`,
];

describe("containers that share a network", () => {
    let fixture: ContainerFixture;
    before(function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
    });
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    async function heard(together: Together, order: Partial<RunOrder>): Promise<readonly string[]> {
        const lines: string[] = [];
        const log = (line: string) => line.startsWith("stood in for ") || lines.push(line);
        await (
            await together.run({ image: IMAGE, env: {}, name: "one", log, ...order })
        ).ended;
        return lines;
    }

    async function found(engine: ProcessEngine): Promise<readonly string[]> {
        const together = await engine.together();
        // Whoever is first and has ended is no reason for the others to lose their network.
        assert.deepEqual(await heard(together, { command: ["node", "-e", "console.log(1)"] }), ["1"]);
        let answer: (code: number) => void = () => undefined;
        const answered = new Promise<number>((resolve) => (answer = resolve));
        const asks = { argv: ["test", "-d", "/tmp"], every: 50, heard: (code: number) => answer(code) };
        const web = await together.run({ ...serving, asks });
        // It is asked how it is while requests come in.
        assert.deepEqual([(await ask(web)).body, await answered], ["hello", 0]);
        const says = await heard(together, { command: looks });
        await web.stop(0);
        await together.close();
        return says.filter((line) => line !== "");
    }

    it("reach each other at localhost, whoever of them has ended; mutant: unless each has its own", async () => {
        assert.deepEqual(await found(new ProcessEngine(fixture.account)), ["hello"]);
        const { ProcessEngine: Alone } = mutated<{ ProcessEngine: typeof ProcessEngine }>(
            "rehearsal/containers/process",
            "rehearsal/containers/process",
            ["this.start(order, network)", "this.start(order)"],
        );
        assert.deepEqual(await found(new Alone(fixture.account)), ["nobody"]);
    });

    it("are not reached by those of another, and say by name which image has nothing in its place", async () => {
        const engine = new ProcessEngine(fixture.account);
        const [one, other] = await Promise.all([engine.together(), engine.together()]);
        const web = await one.run(serving);
        await ask(web);
        assert.deepEqual(await heard(other, { command: looks }), ["nobody"]);
        assert.equal(await one.refuses(IMAGE), undefined);
        assert.match((await one.refuses("amazon/aws-xray-daemon:3.x")) ?? "", /cannot stand in for amazon\/aws-xray/);
        await web.stop(0);
        await Promise.all([one.close(), other.close()]);
    });

    it("are none where ports are this machine's, which says what it takes", async () => {
        const together = await new ProcessEngine(fixture.account, false).together();
        assert.match((await together.refuses(IMAGE)) ?? "", /it takes Linux, and there namespaces, or --engine docker/);
    });
});
