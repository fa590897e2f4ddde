// Runners that hosts of these plans are: a job that asks for one waits until a host has registered, and is that host's one job.
import { below, parsed, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import { GithubRunners } from "../services/github-runners";
import { isSelfHosted, unplayableRunner } from "./rules";

/** Why no runner takes it, where none ever will. */
export function refusalOf(account: LocalAccount, labels: readonly string[]): string | undefined {
    if (!isSelfHosted(labels)) return unplayableRunner(labels);
    const known = account
        .created(TYPE.function)
        .map(({ resource }) => parsed(below(below(resource.inputs, "environment"), "variables")["SETTINGS"]))
        .map((settings) => texts(below(settings)["labels"]));
    if (known.some((all) => labels.every((label) => all.includes(label)))) return undefined;
    return `not rehearsed: a runner ${labels.join(", ")}; no host of these plans registers with these labels`;
}

/** Its steps run beside the host, on what stands in for a runner, while the host's own has the job. */
export async function onRunnerWith<Ended>(
    account: LocalAccount,
    labels: readonly string[],
    play: () => Promise<Ended>,
): Promise<Ended> {
    if (!isSelfHosted(labels)) return play();
    const { done } = await account.part(GithubRunners).take(labels);
    return play().finally(done);
}
