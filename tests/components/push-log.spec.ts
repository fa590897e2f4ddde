import * as assert from "node:assert/strict";

import { renderPolicy } from "../../components/documents/policy";
import { PushLog } from "../../components/shared/push-log";
import { record } from "../support/recorder";
import { allow, below, loose, statements, ref } from "./surroundings";

const ARN = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/events/project-stack/pushes";

describe("PushLog", () => {
    it("is a log group that EventBridge may write to, and that its readers may search", async () => {
        const recording = await record(() => {
            const log = new PushLog("pushes", { ref, retention: loose });
            return { reads: renderPolicy([log.reads()]) };
        });
        assert.deepEqual(below(recording, "PushLog", "pushes"), ["LogGroup pushes", "LogResourcePolicy pushes"]);
        assert.deepEqual(recording.one("aws:cloudwatch/logGroup:LogGroup").inputs, {
            name: "/aws/events/project-stack/pushes",
            retentionInDays: 7,
        });
        const { policyName, policyDocument } = recording.one(
            "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        ).inputs;
        assert.equal(policyName, "project-stack-pushes");
        const to = { Service: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] };
        const ofOurRules = { ArnLike: { "aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/*" } };
        assert.deepEqual(statements(policyDocument), [
            { ...allow(["logs:CreateLogStream"], [`${ARN}:*`]), Principal: to },
            { ...allow(["logs:PutLogEvents"], [`${ARN}:*`], ofOurRules), Principal: to },
        ]);
        assert.deepEqual(statements(recording.outputs["reads"]), [allow(["logs:FilterLogEvents"], [`${ARN}:*`])]);
        assert.deepEqual(recording.one("fairlead:index:PushLog").outputs, {
            logGroupArn: ARN,
            logGroupName: "/aws/events/project-stack/pushes",
        });
    });
});
