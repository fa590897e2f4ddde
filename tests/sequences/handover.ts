// The job that starts ship for a candidate which no run has taken, by the contract of its script; it does not wait for an
// event that is on its way, because none is when something has ended here.
import { arnIn, s3ArnIn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import type { JobAt } from "../../plan/pipelines";
import { records, text } from "../../plan/plans";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Digest } from "../../rehearsal/engine/journal";
import { nameOf, unzipped } from "./records";

/** How the reasons of the jobs begin that end a run for something newer. */
const GAVE_WAY = /^(older|asks anew)/;

export async function handOver({ plan, project, env }: JobAt, account: LocalAccount): Promise<void> {
    const { LINE = "", RELEASES_BUCKET = "", PIPELINE = "", SOURCE = "" } = env;
    const by = { role: text(project, "serviceRole"), as: text(project, "name") };
    const read = async (which: string) => {
        const on = s3ArnIn(plan, `${RELEASES_BUCKET}/releases/${LINE}/${which}.zip`);
        const found = await account.gateway.call({ by, action: "s3:GetObject", on });
        const { digest, versionId } = found as { readonly digest: Digest; readonly versionId: string };
        return { version: versionId, release: unzipped(account.blobs.get(digest))["release.json"] };
    };
    const onShip = async (operation: string, input: JsonObject = {}) => {
        const call = { by, action: `codepipeline:${operation}`, on: arnIn(plan, "codepipeline", PIPELINE), input };
        return (await account.gateway.call(call)) as JsonObject;
    };
    const { version, release } = await read("candidate");
    if (release?.["placeholder"] === true || nameOf(release) === nameOf((await read("live")).release)) return;
    const runs = records((await onShip("ListPipelineExecutions"))["pipelineExecutionSummaries"]);
    const mine = runs.filter(({ sourceRevisions }) =>
        records(sourceRevisions).some(({ revisionId }) => revisionId === version),
    );
    const underWay = runs.some(({ status }) => status === "InProgress" || status === "Stopping");
    if (underWay || !mine.every(gaveWay)) return;
    await onShip("StartPipelineExecution", {
        sourceRevisions: [{ actionName: SOURCE, revisionType: "S3_OBJECT_VERSION_ID", revisionValue: version }],
        clientRequestToken: `handover-${version}-${mine.length}`,
    });
}

function gaveWay({ status, stopTrigger }: Readonly<Record<string, unknown>>): boolean {
    const { reason = "" } = (stopTrigger ?? {}) as { readonly reason?: string };
    return status === "Cancelled" || (status === "Stopped" && GAVE_WAY.test(reason));
}
