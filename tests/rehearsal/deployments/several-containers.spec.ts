// Several containers of one task: who begins when, who ends with whom, and in which order.
import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";

import type { Asking, Container } from "../../../rehearsal/containers/engine";
import type * as containers from "../../../rehearsal/deployments/tasks/containers";
import { type Member, TaskContainers } from "../../../rehearsal/deployments/tasks/containers";
import { checkDependencies, containersOf } from "../../../rehearsal/deployments/tasks/definition";
import { Clock } from "../../../rehearsal/engine/clock";
import { mutated } from "../../support/mutant";
import { hurry } from "./line";

const FILE = "rehearsal/deployments/tasks/containers";
type Written = Readonly<Record<string, unknown>>;
const after = (containerName: string, condition: string): Written => ({ containerName, condition });
const check = { command: ["CMD", "true"], retries: 1 };

/** Containers that end, and are well, when a test says so; what happens to them is said in order. */
class Played {
    public readonly said: string[] = [];
    public readonly judged: string[] = [];
    public readonly task: TaskContainers;
    private readonly ends = new Map<string, (code: number) => void>();
    private readonly asked = new Map<string, Asking>();

    constructor(written: readonly Written[], Task = TaskContainers, elsewhere: readonly string[] = []) {
        const members = containersOf({ containerDefinitions: written }).map((definition): Member => {
            const { name } = definition;
            if (elsewhere.includes(name)) return { definition };
            return { definition, start: async (asks) => this.begun(name, asks) };
        });
        const judged = ({ healthy, why }: { healthy: boolean; why: string }) =>
            void this.judged.push(`${healthy} ${why}`);
        this.task = new Task(members, new Clock(1), judged, async () => void this.said.push("closed"));
    }

    public async done(name: string, code: number): Promise<this> {
        this.ends.get(name)?.(code);
        return this.settled();
    }

    public async answers(name: string, code: number): Promise<this> {
        this.asked.get(name)?.heard(code);
        return this.settled();
    }

    /** What follows from anything here follows at once. */
    public async settled(): Promise<this> {
        for (let turns = 0; turns < 20; turns++) await turn();
        return this;
    }

    private begun(name: string, asks: Asking | undefined): Container {
        this.said.push(`${name} begins`);
        if (asks) this.asked.set(name, asks);
        const ended = new Promise<number>((resolve) => this.ends.set(name, resolve));
        void ended.then((code) => this.said.push(`${name} ends with ${code}`));
        return { ended, stop: async () => void this.ends.get(name)?.(143) };
    }
}

describe("several containers of a task", () => {
    hurry({ look: 0, startUp: 0, stopping: 0 });
    const app = { name: "app", image: "app" };
    const proxy = { name: "proxy", image: "proxy" };
    const setup = { name: "setup", image: "setup", essential: false };
    const wrong = (mistake: readonly [string, string]): typeof TaskContainers =>
        mutated<typeof containers>(FILE, FILE, mistake).TaskContainers;

    async function until(condition: string, Task?: typeof TaskContainers): Promise<readonly (readonly string[])[]> {
        const other = { ...setup, healthCheck: check };
        const played = await new Played([{ ...app, dependsOn: [after("setup", condition)] }, other], Task).settled();
        const first = [...played.said];
        if (condition === "HEALTHY") await played.answers("setup", 0);
        else await played.done("setup", 0);
        return [first, played.said.slice(first.length)];
    }

    it("begin once what they depend on runs, is well, or is done", async () => {
        assert.deepEqual(await until("START"), [["setup begins", "app begins"], ["setup ends with 0"]]);
        assert.deepEqual(await until("HEALTHY"), [["setup begins"], ["app begins"]]);
        for (const condition of ["COMPLETE", "SUCCESS"])
            assert.deepEqual(await until(condition), [["setup begins"], ["setup ends with 0", "app begins"]]);
    });

    it("mutant: where nobody depends on anybody, all begin together", async () => {
        const Task = wrong(["const { dependsOn } = one.definition;", "const dependsOn = [];"]);
        assert.deepEqual((await until("SUCCESS", Task))[0], ["app begins", "setup begins"]);
    });

    async function failing(condition: string, Task?: typeof TaskContainers): Promise<Played> {
        const written = [{ ...app, dependsOn: [after("setup", condition)] }, setup];
        return (await new Played(written, Task).settled()).done("setup", 1);
    }

    it("do not begin behind what ended badly, unless its end is all they wait for, and their task ends", async () => {
        const { said, task } = await failing("SUCCESS");
        assert.deepEqual(said, ["setup begins", "setup ends with 1", "closed"]);
        assert.deepEqual(await task.failed, {
            container: "app",
            why: "it waits for setup to be SUCCESS, in vain",
        });
        assert.deepEqual((await failing("COMPLETE")).said.at(-1), "app begins");
        const Task = wrong(['condition !== "SUCCESS" ||', "true ||"]);
        assert.deepEqual((await failing("SUCCESS", Task)).said.at(-1), "app begins", "mutant: any end will do");
    });

    it("wait no longer than what they wait for may take", async () => {
        const slow = { ...proxy, essential: false, healthCheck: check, startTimeout: 0 };
        const { task } = await new Played([{ ...app, dependsOn: [after("proxy", "HEALTHY")] }, slow]).settled();
        assert.equal((await task.failed).why, "it waits for proxy to be HEALTHY, in vain");
    });

    async function ending(name: string, Task?: typeof TaskContainers): Promise<Played> {
        const written = [{ ...app, dependsOn: [after("proxy", "START"), after("setup", "START")] }, proxy, setup];
        return (await new Played(written, Task).settled()).done(name, 3);
    }

    it("end with an essential one, in the order in which they may do without each other", async () => {
        const { said, task } = await ending("proxy");
        assert.deepEqual(said.slice(3), ["proxy ends with 3", "app ends with 143", "setup ends with 143", "closed"]);
        assert.deepEqual(await task.failed, {
            ...{ container: "proxy", exitCode: 3 },
            why: "Essential container in task exited",
        });
        assert.deepEqual((await task.ended)?.container, "proxy");
        const ends = task.ends.map(({ container, exitCode }) => `${container} ${exitCode ?? ""}`);
        assert.deepEqual(ends, ["app 143", "proxy 3", "setup 143"]);
    });

    it("go on without one that is not; mutants: unless every one is, or none is", async () => {
        const ends = async (name: string, Task?: typeof TaskContainers) => (await ending(name, Task)).said.slice(3);
        assert.deepEqual(await ends("setup"), ["setup ends with 3"]);
        const line = "if (one.definition.essential && !this.isEnding)";
        assert.equal((await ends("setup", wrong([line, "if (!this.isEnding)"]))).at(-1), "closed");
        assert.deepEqual(await ends("proxy", wrong([line, "if (false)"])), ["proxy ends with 3"]);
    });

    it("are stopped from the last to the first; mutant: unless at once", async () => {
        const stopped = async (Task?: typeof TaskContainers): Promise<readonly string[]> => {
            const written = [proxy, { ...app, dependsOn: [after("proxy", "START")] }];
            const { said, task } = await new Played(written, Task).settled();
            await task.stop();
            assert.equal(await task.ended, undefined);
            return said.slice(2);
        };
        const [first, last] = ["app ends with 143", "proxy ends with 143"];
        assert.deepEqual(await stopped(), [first, last, "closed"]);
        const atOnce = wrong(['after.every(({ status }) => status === "STOPPED")', "true"]);
        assert.deepEqual(await stopped(atOnce), [last, first, "closed"]);
    });

    it("are as well as the essential ones that say how they are", async () => {
        const played = await new Played([
            { ...app, healthCheck: check },
            { ...proxy, healthCheck: check },
            { ...setup, healthCheck: check },
        ]).settled();
        assert.equal(played.task.isAsked, true);
        await played.answers("app", 0);
        assert.deepEqual(played.judged, []);
        await played.answers("setup", 1);
        await played.answers("proxy", 0);
        await played.answers("app", 1);
        assert.deepEqual(played.judged, ["true proxy: true ends with 0", "false app: true ends with 1"]);
        await played.task.stop();
    });

    it("take what one would do that is not run here to have come", async () => {
        const written = [{ ...app, dependsOn: [after("setup", "SUCCESS")] }, setup];
        const played = await new Played(written, TaskContainers, ["setup"]).settled();
        assert.deepEqual(played.said, ["app begins"]);
        await played.task.stop();
        assert.deepEqual(played.said, ["app begins", "app ends with 143", "closed"]);
    });

    it("are refused where ECS refuses them", () => {
        const refused = (written: readonly Written[]): string => {
            try {
                checkDependencies({ containerDefinitions: written });
                return "";
            } catch (error) {
                return String((error as Error).message);
            }
        };
        const depends = (...dependsOn: readonly Written[]): Written => ({ ...app, dependsOn });
        assert.equal(refused([depends(after("proxy", "START")), proxy]), "");
        const cases: readonly (readonly [RegExp, readonly Written[]])[] = [
            [/must be unique/, [app, app]],
            [/must be essential/, [setup]],
            [/app depends on nobody, which is no other container/, [depends(after("nobody", "START"))]],
            [/by READY, not by START, COMPLETE, SUCCESS, HEALTHY/, [depends(after("proxy", "READY")), proxy]],
            [/waits for proxy to be HEALTHY, which has no health check/, [depends(after("proxy", "HEALTHY")), proxy]],
            [/the SUCCESS of proxy, which is essential/, [depends(after("proxy", "SUCCESS")), proxy]],
            [
                /app, proxy wait for each other/,
                [depends(after("proxy", "START")), { ...proxy, dependsOn: [after("app", "START")] }],
            ],
        ];
        for (const [why, written] of cases) assert.match(refused(written), why);
    });
});
