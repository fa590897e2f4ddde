// The last phase of a build: reports, then artifacts, each asked for before it is written.
import { arnIn } from "../../plan/arn";
import { JOB } from "../../iam/calls/codebuild";
import type { JobAt } from "../../plan/pipelines";
import { text } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { askRows, type Caller, Denied } from "../account/gateway";
import type { Digest } from "../engine/journal";
import { ClientError, filesOf, zipOf } from "./artifacts";
import type { Artifacts, Buildspec } from "./buildspec";
import { container } from "./phases";
import type { Build } from "./request";
import type { RoomFiles } from "./room-files";
import type { FedShell } from "./shell";

interface Upload {
    readonly account: LocalAccount;
    readonly by: Caller;
    readonly build: Build;
    readonly at: JobAt;
    readonly spec: Buildspec;
    readonly shell: FedShell;
    readonly files: RoomFiles;
    readonly say: (line: string) => void;
}

const writes = ({ action }: { readonly action: string }) =>
    action === "s3:PutObject" || action === "kms:GenerateDataKey";
/** What CodeBuild calls before the first command, and what it calls for what the last one has left. */
export const BEFORE = JOB.filter((row) => !writes(row));
const AFTER = JOB.filter(writes);

export async function uploadArtifacts(upload: Upload): Promise<Readonly<Record<string, Digest>>> {
    const { account, by, build, at, spec, files, say } = upload;
    const expand = await expansion(upload);
    await report(upload, expand);
    const chosen = chosenFor(build.request.outputs, spec);
    const zips: (readonly [string, Buffer])[] = [];
    for (const [name, selected] of chosen) {
        say(container(`Assembling file list for ${name}`));
        zips.push([name, await zipOf(selected, files, expand)]);
    }
    askRows(account.gateway, by, AFTER, at);
    return Object.fromEntries(zips.map(([name, zip]) => [name, account.blobs.put(zip)]));
}

/**
 * One output artifact of an action is what `artifacts` says; several are its secondary artifacts, by name.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/sample-pipeline-multi-input-output.html
 */
function chosenFor(outputs: readonly string[], { artifacts }: Buildspec): readonly (readonly [string, Artifacts])[] {
    return outputs.map((name) => {
        const secondary = artifacts?.["secondary-artifacts"]?.[name];
        const selected = secondary ?? (outputs.length === 1 && artifacts?.files ? artifacts : undefined);
        if (selected) return [name, selected] as const;
        const known = Object.keys(artifacts?.["secondary-artifacts"] ?? {}).join(", ") || "none";
        throw new ClientError(
            outputs.length === 1
                ? `the action gives the artifact ${name} and the buildspec has no artifacts with files`
                : `the action gives the artifact ${name} and the buildspec has no secondary artifact of this name (it has: ${known})`,
        );
    });
}

/** Fills in variables, as they are after the last command. */
async function expansion({ shell, spec }: Upload): Promise<(text: string) => string> {
    const written = JSON.stringify([spec.artifacts ?? {}, spec.reports ?? {}]);
    const names = [...written.matchAll(/\$\{?([A-Za-z_]\w*)\}?/g)].map(([, name = ""]) => name);
    const known = await shell.read([...new Set(names)]);
    return (pattern) =>
        pattern.replace(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g, (_, a?: string, b?: string) => known[a ?? b ?? ""] ?? "");
}

const REPORTING = ["CreateReportGroup", "CreateReport", "UpdateReport"];
const COVERAGE = ["CLOVERXML", "COBERTURAXML", "JACOCOXML", "SIMPLECOV"];

/** What is wrong with a report is said and does not fail the build. */
async function report(
    { account, by, build, spec, files, say }: Upload,
    expand: (text: string) => string,
): Promise<void> {
    const { plan, resource } = build.project;
    for (const [name, wanted] of Object.entries(spec.reports ?? {})) {
        const group = name.startsWith("arn:")
            ? name
            : arnIn(plan, "codebuild", `report-group/${text(resource, "name")}-${name}`);
        try {
            const { size } = await filesOf(wanted, files, expand);
            if (size === 0) throw new ClientError("no matching report files found");
            const cases = COVERAGE.includes(wanted["file-format"] ?? "")
                ? "BatchPutCodeCoverages"
                : "BatchPutTestCases";
            for (const operation of [...REPORTING, cases])
                account.gateway.ask({ by, action: `codebuild:${operation}`, on: group });
            say(container(`Report ${name}: ${size} files`));
        } catch (error) {
            if (!(error instanceof ClientError || error instanceof Denied)) throw error;
            say(container(`Error in UPLOAD_ARTIFACTS phase: [${name}: [${error.message}]]`));
        }
    }
}
