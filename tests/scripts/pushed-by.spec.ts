import assert from "node:assert/strict";

import { needTools, type Json, type run } from "./fixture";
import { byRule, candidate, publish, rule, staging } from "./publishing";
import { ana, bucket } from "./samples";

describe("who pushed, as script publish records it", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    const pusherOf = ({ world }: ReturnType<typeof run>): unknown => (candidate(world).commit as Json).pushedBy;

    it("believes who pushed where the rule that says so started the run", () => {
        const done = publish(staging(), { env: { PUSHED_BY: `${ana}"; exit 3 #` } });
        assert.deepEqual([done.code, pusherOf(done)], [0, `${ana}"; exit 3 #`], done.err);
        assert.deepEqual(
            done.calls.filter((call) => call.startsWith("codepipeline:")),
            ["codepipeline:GetPipelineExecution on web-make-1234567"],
        );
    });

    const someone = "arn:aws:iam::111122223333:user/mallory";
    const forged: [string, Json][] = [
        ["StartPipelineExecution", { triggerType: "StartPipelineExecution", triggerDetail: someone }],
        ["another rule", { triggerType: "CloudWatchEvent", triggerDetail: `${rule}-2` }],
        ["a caller who is called like the rule", { triggerType: "StartPipelineExecution", triggerDetail: rule }],
        ["a trigger that is not told", {}],
    ];
    for (const [title, trigger] of forged) {
        it(`does not know who pushed where ${title} started the run, whomever its variable names`, () => {
            const done = publish(staging((world) => (world.trigger = trigger)));
            assert.deepEqual([done.code, pusherOf(done)], [0, null], done.err);
            assert.match(
                done.out,
                /Who pushed commit .* is not known: this run was started by .* PUSHED_BY proves nothing/,
            );
        });
    }

    it("mutant: without the comparison, a run that was started by hand names a colleague", () => {
        const done = publish(
            staging((world) => (world.trigger = { ...byRule, triggerType: "StartPipelineExecution" })),
            {
                mutant: ['[ "$trigger" != "CloudWatchEvent $PUSH_RULE" ]', "false"],
            },
        );
        assert.deepEqual([done.code, pusherOf(done)], [0, ana], "the refusals above would not notice");
    });

    for (const [title, env] of [
        ["no event said it", { PUSHED_BY: "unknown" }],
        ["no rule could", { PUSH_RULE: "" }],
    ] as const) {
        it(`does not know who pushed where ${title}, and asks nothing`, () => {
            const done = publish(staging(), { env });
            assert.deepEqual([done.code, pusherOf(done)], [0, null], done.err);
            assert.match(done.out, /Who pushed commit .* is not known: no event of a push started this run/);
            assert.ok(!done.calls.some((call) => call.startsWith("codepipeline:")));
        });
    }

    it("makes a release again that names its commit and not the pusher, for it could never be approved", () => {
        const unnamed = publish(staging(), { env: { PUSHED_BY: "unknown" } });
        const again = publish({ ...unnamed.world, trigger: byRule, scans: [null] });
        assert.deepEqual([again.code, pusherOf(again)], [0, ana], again.err);
        assert.equal(again.world.s3[bucket]?.["releases/web/candidate.zip"]?.length, 3);
    });
});
