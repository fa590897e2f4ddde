// The application on its way in: into every repository that waits for it, once, and once more where a second release is asked for.
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import type { Approver } from "../actions/types";
import { buildPlanned } from "../containers";
import type { Fact, Fold } from "../engine/journal";
import { pushToGithub } from "./github";
import { pushImages } from "./images";
import { fillConnected, pushSources, sourceOf, type SourceOptions } from "./source";

/** How far the second release has come, for a rehearsal that goes on. */
export class SecondRelease implements Fold {
    public begun = false;
    private pushed = false;

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about }: Fact): void {
        if (kind !== "second release") return;
        if (about === "begun") this.begun = true;
        else this.pushed = true;
    }

    /** Once the first one has gone wherever it goes; another `up` builds again what `up` builds. */
    public async push(sourceOptions: SourceOptions, approver: Approver): Promise<void> {
        const { account } = this;
        if (this.pushed) return;
        if (!this.begun) account.record({ kind: "second release", about: "begun", data: {} });
        fillConnected(account, sourceOptions);
        for (const { resource } of account.created(TYPE.dockerImage)) {
            const sourceDir = (planned: string) => sourceOf(account, planned, sourceOptions);
            await buildPlanned(account, resource, { sourceDir, log: (line) => account.say(resource.urn, line) });
        }
        await pushAll(account, sourceOptions, approver, { again: true });
        account.record({ kind: "second release", about: "pushed", data: {} });
    }
}

export async function pushAll(
    account: LocalAccount,
    sourceOptions: SourceOptions,
    approver: Approver,
    { again }: { readonly again: boolean },
): Promise<void> {
    pushSources(account, sourceOptions, again);
    await pushImages(account, sourceOptions);
    pushToGithub(account, sourceOptions, approver, again);
}
