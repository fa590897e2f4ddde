import assert from "node:assert/strict";
import { PassThrough } from "node:stream";

import * as walls from "../../cli/rehearse/walls";
import { mutated } from "../support/mutant";

describe("a rehearsal on a machine without walls", () => {
    const none = { namespaces: false, overlay: false, network: false, user: false };
    const asked = async (more: object, support = none, answer?: string, { withoutWalls } = walls) => {
        const input = Object.assign(new PassThrough(), { isTTY: answer !== undefined });
        const output = new PassThrough();
        if (answer !== undefined) input.write(`${answer}\n`);
        const refusal = await withoutWalls({ plans: [], yes: false, ...more }, support, { input, output });
        return { refusal, said: String(output.read() ?? "") };
    };

    it("says in one sentence what does not hold, and goes on with what is the user's own", async () => {
        const { refusal, said } = await asked({ plans: ["plans/own.json"] });
        assert.equal(refusal, undefined);
        assert.match(
            said,
            /^No namespaces on this machine: .* whatever you can; with --engine docker containers cannot\.\n$/,
        );
    });

    it("asks before it runs anything else, and takes --yes for an answer", async () => {
        const foreign = { source: "/somewhere/else" };
        assert.match((await asked(foreign)).refusal ?? "", /^\/somewhere\/else is not of this project.*--yes$/);
        assert.equal((await asked({ ...foreign, yes: true })).refusal, undefined);
        assert.equal((await asked(foreign, none, "y")).refusal, undefined);
        assert.match((await asked(foreign, none, "")).refusal ?? "", /is not of this project/);
    });

    it("says and asks nothing where there are walls", async () => {
        const all = { namespaces: true, overlay: true, network: true, user: false };
        assert.deepEqual(await asked({ source: "/somewhere/else" }, all), { refusal: undefined, said: "" });
    });

    it("mutant: where an answer counts as yes whatever it is, what is foreign runs unasked", async () => {
        const wrong = mutated<typeof walls>("cli/rehearse/walls", "cli/rehearse/walls", ["/^y(es)?$/i", "/^/"]);
        assert.equal((await asked({ source: "/somewhere/else" }, none, "", wrong)).refusal, undefined);
    });
});
