// GitHub, as far as lines know it: what was pushed, which workflows ran because of it, and what an earlier rehearsal left.
import { randomUUID } from "node:crypto";

import { type PlannedWorkflow, workflowsOf } from "../../plan/workflows";
import type { LocalAccount } from "../account/local-account";
import type { Approver } from "../actions/types";
import type { Fact, Fold } from "../engine/journal";
import { gitText, hearPushes } from "../services/git";
import { pathAtGithub, repositoryAtGithub, triggerOf } from "./at-github";
import { Expressions } from "./expressions";
import { GithubStandIn } from "./github-stand-in";
import type { Repository } from "./job-facts";
import { startWorkflows } from "./start";

/** Of the first run; any number that is large. */
const FIRST_RUN = 17_000_000_000;

/** Its facts: `github.told`, about `<repository> <ref>`, once all that a push has started is over. */
export class Workflows implements Fold {
    private readonly told = new Map<string, string>();
    private readonly open = new Set<string>();
    private readonly perFile = new Map<string, number>();
    private readonly standIns = new Map<string, Promise<GithubStandIn>>();
    /** What each ref pointed at when its runs began. */
    private readonly running = new Map<string, string>();
    private count = 0;

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data }: Fact): void {
        if (kind === "github.told") this.told.set(about, String(data["commit"]));
        if (kind === "workflow.ended") this.open.delete(about);
        if (kind !== "workflow.queued") return;
        this.open.add(about);
        this.count += 1;
        const file = `${String(data["repository"])} ${String(data["file"])}`;
        this.perFile.set(file, (this.perFile.get(file) ?? 0) + 1);
    }

    /** A killed engine took its runs along; what was pushed then is told of once more. */
    public resume(): void {
        const why = "the rehearsal was killed while it ran";
        for (const about of [...this.open])
            this.account.record({ kind: "workflow.ended", about, data: { status: "cancelled", why } });
    }

    /** At GitHub nothing would run either; here it is a run that failed, and says why. */
    public refuse({ repository, file }: PlannedWorkflow, why: string): void {
        const about = randomUUID();
        const data = { repository, file, workflow: file, event: "push", jobs: [] };
        this.account.record({ kind: "workflow.queued", about, data });
        this.account.record({ kind: "workflow.ended", about, data: { status: "failure", why } });
    }

    /** Runs what the newest commit of each ref starts, unless it was told of before. */
    public async look(planned: PlannedWorkflow, approver: Approver): Promise<void> {
        const path = pathAtGithub(this.account, planned);
        const listed = gitText(path, "for-each-ref", "--format=%(refname) %(objectname) %(*objectname)");
        const refs = listed.split("\n").filter((line) => line !== "");
        await Promise.all(
            refs.map((line) => {
                const [ref = "", object = "", peeled = ""] = line.split(" ");
                return this.moved(planned, approver, { path, ref, sha: peeled === "" ? object : peeled });
            }),
        );
    }

    /** Hears of pushes as they come, until it is told to stop. */
    public listen(planned: PlannedWorkflow, approver: Approver): { close(): void } {
        return hearPushes(pathAtGithub(this.account, planned), () => this.account.work(this.look(planned, approver)));
    }

    private async moved(
        planned: PlannedWorkflow,
        approver: Approver,
        { path, ref, sha }: { readonly path: string; readonly ref: string; readonly sha: string },
    ): Promise<void> {
        const { account } = this;
        const about = `${planned.repository} ${ref}`;
        const before = this.told.get(about);
        // Of what still runs nothing is told yet, and it is not run again.
        if (before === sha || this.running.get(about) === sha) return;
        this.running.set(about, sha);
        const trigger = triggerOf(path, { ref, sha, ...(before === undefined ? {} : { before }) }, planned.branch);
        if (trigger) {
            const standIn = this.standIns.get(planned.repository) ?? this.standIn(planned, approver);
            this.standIns.set(planned.repository, standIn);
            await startWorkflows(await standIn, trigger, {
                next: (file) => {
                    const number = (this.perFile.get(`${planned.repository} ${file}`) ?? 0) + 1;
                    return { id: randomUUID(), run: String(FIRST_RUN + this.count), number };
                },
            });
        }
        account.record({ kind: "github.told", about, data: { commit: sha } });
    }

    /** Lines that share a repository share what is set there. */
    private async standIn(planned: PlannedWorkflow, approver: Approver): Promise<GithubStandIn> {
        const repository = repositoryAtGithub(this.account, planned);
        const same = workflowsOf(this.account.plans).filter((other) => other.repository === planned.repository);
        const variables = Object.assign({}, ...same.map((other) => other.variables)) as Record<string, string>;
        const environments = Object.assign(
            {},
            ...same.map((other) => repositoryAtGithub(this.account, other).environments),
        ) as Repository["environments"];
        const shared = { ...repository, variables, environments };
        return new GithubStandIn(this.account, shared, await Expressions.load(), approver);
    }
}
