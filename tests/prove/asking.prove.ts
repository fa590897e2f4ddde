// The question of a run that something newer overtakes, with the real scripts: what the stubs of tests/sequences only follow.
import assert from "node:assert/strict";

import { zipSync, strToU8 } from "fflate";

import { text, type Plan } from "../../plan/plans";
import type { Approver } from "../../rehearsal/actions/types";
import { Objects } from "../../rehearsal/services/objects";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { image } from "../../components/carries/image";
import { planOf } from "../support/program";
import { rehearsed } from "../support/rehearsed";

const by = "arn:aws:sts::111122223333:assumed-role/approver/grace";

/** Makes a copy of release 0 the candidate, as something newer. */
function offer(account: LocalAccount, plan: Plan, id: string): void {
    const bucket = plan.resources.find(({ name }) => name === "web-candidate");
    assert.ok(bucket);
    const record = {
        format: 1,
        id,
        line: "web",
        carries: "image",
        placeholder: true,
        ...image.placeholder,
        commit: null,
        checks: [],
    };
    const zip = zipSync({ "release.json": strToU8(JSON.stringify(record)) });
    account.part(Objects).write(text(bucket, "bucket"), text(bucket, "key"), zip);
}

/** What `up` writes for another count. */
function changeSettings(account: LocalAccount, plan: Plan): void {
    const blueprint = plan.resources.find(({ name }) => name === "web-blueprint");
    assert.ok(blueprint);
    const content = JSON.parse(text(blueprint, "content")) as { count: number };
    const bytes = strToU8(JSON.stringify({ ...content, count: content.count + 1 }));
    account.part(Objects).write(text(blueprint, "bucket"), text(blueprint, "key"), bytes);
}

/** Staging is not rehearsed beside it: what is offered has no image of its own. */
const AT_THE_END = [
    "prod takes releases of staging, which is not rehearsed with it, so none came; npx fairlead rehearse --stack staging --stack prod, or --plan <file> for what another program plans",
    "prod web answered 404",
];
describe("a run that asks while something newer comes", function () {
    this.timeout(300_000);

    it("is ended, is not red, and the newer one asks instead and is deployed", async () => {
        const plan = await planOf("prod");
        const asked: string[] = [];
        const approver: Approver = ({ token }, signal) => {
            asked.push(token);
            if (asked.length > 1) return Promise.resolve({ status: "Approved", by, summary: "" });
            return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
        };
        const { facts, shortcomings } = await rehearsed([plan], {
            approver,
            sees: ({ kind }, _, account) => {
                if (kind === "approval.asked" && asked.length === 0)
                    setImmediate(() => offer(account, plan, "web-newer"));
            },
        });
        const ended = facts.filter(({ kind }) => kind === "run.ended").map(({ data }) => data["status"]);
        assert.deepEqual(ended, ["Stopped", "Succeeded"]);
        assert.equal(asked.length, 2);
        const live = facts.filter(({ kind, about }) => kind === "object" && about.includes("live.zip"));
        assert.equal(live.length, 2, "the seed, and what Verify recorded of the newer one");
        assert.deepEqual(shortcomings, AT_THE_END);
    });

    it("and so is one that was approved, where other settings came before it took the lock", async () => {
        const plan = await planOf("prod");
        const asked: string[] = [];
        const approver: Approver = ({ token }) => {
            asked.push(token);
            return Promise.resolve({ status: "Approved", by, summary: "" });
        };
        let changed = false;
        const { facts, shortcomings } = await rehearsed([plan], {
            approver,
            sees: ({ kind, data }, _, account) => {
                if (changed || kind !== "action.started" || data["name"] !== "Prepare") return;
                changed = true;
                setImmediate(() => changeSettings(account, plan));
            },
        });
        const ended = facts.filter(({ kind }) => kind === "run.ended").map(({ data }) => data);
        assert.deepEqual(
            ended.map(({ status }) => status),
            ["Stopped", "Succeeded"],
        );
        assert.match(
            String(ended[0]?.["why"]),
            /^blueprint \S+ is newer than \S+, which was approved; its own run asks$/,
        );
        assert.equal(asked.length, 2);
        assert.deepEqual(shortcomings, AT_THE_END);
    });
});
