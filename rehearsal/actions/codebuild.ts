import type { Json } from "../../plan/document";
import { arnIn } from "../../plan/arn";
import { parsed, text } from "../../plan/plans";
import type { Digest } from "../engine/journal";
import type { ActionRun, ActionResult, RehearsedAction } from "./types";

/** What `codebuild:BatchGetBuilds` says of a build, as far as an action needs it. */
interface Build {
    readonly id: string;
    readonly buildStatus: string;
    readonly exportedEnvironmentVariables: readonly { readonly name: string; readonly value: string }[];
    readonly rehearsed: { readonly outputs: Readonly<Record<string, Digest>>; readonly why?: string };
}

export const codebuild: RehearsedAction = {
    provider: "CodeBuild",
    fidelity: {
        executed:
            "the buildspec: its commands in one shell, phases, finally, on-failure, variables, artifacts; the project's timeout, without what `sleep` sleeps",
        evaluated:
            "the action's role on the project, the project's role for its logs, artifacts, keys, reports, secrets",
        stoodIn:
            "the image and its runtimes: what is installed here; `aws` and `docker` answer from the rehearsed account; `sleep` takes scaled time; caches are empty, reports are counted",
        notRehearsed:
            "batch builds, run-as of another than root, proxy, RETRY, git-credential-helper, PowerShell, sources that no pipeline fetches, the network of a VPC",
        source: "https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
    },
    async run(action, { gateway, signal }) {
        const { at, by, configuration } = action;
        const refused = refusal(action);
        if (refused !== undefined) return { ok: false, why: refused };
        const { plan } = at;
        const on = arnIn(plan, "codebuild", `project/${configuration["ProjectName"] ?? ""}`);
        const ask = (name: string, input: Json) => gateway.call({ by, action: `codebuild:${name}`, on, input });
        const { build } = (await ask("StartBuild", startOf(action))) as unknown as { readonly build: Build };
        // Whether it can be stopped or not, the action has timed out.
        const stop = () => void ask("StopBuild", { id: build.id }).catch(() => undefined);
        signal.addEventListener("abort", stop, { once: true });
        const answer = await ask("BatchGetBuilds", { ids: [build.id] });
        signal.removeEventListener("abort", stop);
        signal.throwIfAborted();
        return endOf(answer as unknown as { readonly builds: readonly Build[] });
    },
};

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html */
function refusal({ configuration, at }: ActionRun): string | undefined {
    const { inputArtifacts } = at.action;
    const primary = configuration["PrimarySource"];
    for (const name of ["BatchEnabled", "CombineArtifacts"]) {
        if (configuration[name] === "true") return `not rehearsed: ${name}; give each build an action of its own`;
    }
    if (inputArtifacts.length > 1 && primary === undefined)
        return `with several input artifacts the action needs PrimarySource; it may be ${inputArtifacts.join(" or ")}`;
    if (primary !== undefined && !inputArtifacts.includes(primary))
        return `PrimarySource is ${primary}, which is no input artifact of the action; it may be ${inputArtifacts.join(" or ")}`;
    return undefined;
}

function startOf({ id, at, configuration, inputs }: ActionRun): Json {
    const { inputArtifacts, outputArtifacts } = at.action;
    return {
        environmentVariablesOverride: (parsed(configuration["EnvironmentVariables"]) ?? []) as Json,
        rehearsed: {
            initiator: `codepipeline/${text(at.pipeline, "name")}`,
            action: id,
            pipeline: text(at.pipeline, "arn"),
            inputs,
            primary: configuration["PrimarySource"] ?? inputArtifacts[0] ?? "",
            outputs: outputArtifacts,
        },
    };
}

function endOf({ builds }: { readonly builds: readonly Build[] }): ActionResult {
    const [build] = builds;
    const why = build?.rehearsed.why ?? "the build is gone";
    if (build?.buildStatus !== "SUCCEEDED") return { ok: false, why };
    return {
        ok: true,
        outputs: build.rehearsed.outputs,
        variables: Object.fromEntries(build.exportedEnvironmentVariables.map(({ name, value }) => [name, value])),
    };
}
