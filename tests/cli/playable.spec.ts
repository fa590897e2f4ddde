import assert from "node:assert/strict";

import { leaveOut, NotHere } from "../../cli/rehearse/playable";
import { NotRehearsed } from "../../rehearsal/account/gateway";
import type { Unplayed } from "../../rehearsal/check/unplayed";
import { planWith, resource } from "../support/account";

const line = (name: string) => ({ ...resource("fairlead:index:ServiceLine", name, {}), custom: false });
const below = (name: string, of: string) => ({ ...resource("aws:sqs/queue:Queue", name, {}), parent: line(of).urn });
const plan = planWith([line("web"), below("web-queue", "web"), line("digits"), below("digits-queue", "digits")]);
const lacks = (name: string, isAll = true): Unplayed => ({
    line: name,
    says: `${name}: no python`,
    lacks: isAll,
});

describe("a line that this machine cannot rehearse", () => {
    const asked = { planned: [plan], own: [plan] };

    it("is left out where its language is all that is lacking, and the others run", () => {
        const { planned, leftOut } = leaveOut(asked, [lacks("digits"), lacks("digits")]);
        assert.deepEqual(leftOut, [lacks("digits")]);
        assert.deepEqual(
            planned[0]?.resources.map(({ name }) => name),
            ["web", "web-queue"],
        );
    });
    it("leaves everything as it is where nothing is lacking", () => {
        assert.deepEqual(leaveOut(asked, []), { planned: [plan], leftOut: [] });
    });
    it("ends the rehearsal with a code of its own where somebody named it", () => {
        assert.throws(() => leaveOut({ ...asked, line: "digits" }, [lacks("digits")]), NotHere);
    });
    it("refuses to rehearse nothing at all", () => {
        assert.throws(() => leaveOut(asked, [lacks("web"), lacks("digits")]), NotRehearsed);
    });
    it("refuses what no machine of this kind can build, whatever else there is", () => {
        assert.throws(() => leaveOut(asked, [lacks("digits", false)]), NotRehearsed);
        assert.throws(() => leaveOut({ ...asked, line: "digits" }, [lacks("digits", false)]), NotRehearsed);
    });
});
