import type { Fact, Fold } from "../../engine/journal";
import { Log } from "../log";
import type { RunShown, ServiceShown, StackShown, TaskShown } from "../model";
import type { DeploymentHistory } from "./deployments";
import { type RunHistory, whyOf } from "./runs";

/** What runs, and what it answers. */
export class ServiceHistory implements Fold {
    /** Answers that belong to no service of a plan, by their address. */
    public readonly answers = new Map<string, { readonly status: number; readonly body: string }>();
    private readonly all: readonly ServiceShown[];
    private readonly tasks = new Map<string, TaskShown>();

    constructor(stacks: readonly StackShown[]) {
        this.all = stacks.flatMap(({ services }) => services);
    }

    public apply({ kind, about, at, data }: Fact): void {
        const task = this.tasks.get(about);
        switch (kind) {
            case "task.started": {
                const { image, targetGroup } = data as { image?: string; targetGroup?: string };
                const started: TaskShown = {
                    arn: about,
                    name: about.split("/").at(-1) ?? about,
                    status: "running",
                    began: at,
                    image: image ?? "",
                    targetGroup,
                    log: new Log(),
                };
                this.tasks.set(about, started);
                this.all.find(({ arn }) => arn === data["service"])?.tasks.push(started);
                break;
            }
            case "task.healthy":
                if (task) task.status = "green";
                break;
            case "task.ended":
                if (task)
                    Object.assign(task, {
                        status: "stopped",
                        ended: at,
                        why: whyOf(data),
                        failed: data["failed"] === true,
                    });
                break;
            case "line":
                task?.log.add(String(data["text"]));
                break;
            case "answered": {
                const answer = { status: Number(data["status"]), body: String(data["body"] ?? "") };
                const from = String(data["listener"]);
                const service = this.all.find(({ listener }) => listener === from);
                if (service) service.answered = { url: about, ...answer };
                else if (!isRedirect(answer) && !this.all.some((each) => each.otherListeners.includes(from)))
                    this.answers.set(about, answer);
                break;
            }
        }
    }

    /** The healthy tasks that get the traffic; without a load balancer, all of them. */
    public inTraffic({ tasks, listener }: ServiceShown, { shares }: DeploymentHistory): readonly TaskShown[] {
        const healthy = tasks.filter(({ status }) => status === "green");
        const weights = Object.entries(shares.get(listener ?? "") ?? {});
        const [most] = weights.sort(([, a], [, b]) => b - a)[0] ?? [];
        return healthy.filter(({ targetGroup }) => most === undefined || targetGroup === most);
    }
}

/** A listener that only sends its clients on to one that is shown. */
function isRedirect({ status }: { readonly status: number }): boolean {
    return status >= 300 && status < 400;
}

/** Where images come from: the run whose job pushed the bytes first. */
export class ImageHistory implements Fold {
    private readonly pushedBy = new Map<string, RunShown | undefined>();
    /** The job that was last allowed to push. */
    private pusher = "";

    constructor(private readonly runs: RunHistory) {}

    public apply({ kind, about, data, blobs }: Fact): void {
        if (kind === "allowed" && about === "ecr:PutImage") this.pusher = String(data["as"]);
        if (kind !== "image") return;
        const digest = blobs?.[0] ?? "";
        if (!this.pushedBy.has(digest)) this.pushedBy.set(digest, this.runs.runOf(this.pusher));
        this.pusher = "";
    }

    /** Digests of every image that was pushed. */
    public get pushed(): ReadonlySet<string> {
        return new Set(this.pushedBy.keys());
    }

    /** The commit that the run's source read; none where the image was pushed from outside. */
    public commitOf(digest: string): string | undefined {
        const actions = this.pushedBy.get(digest)?.stages.flatMap((stage) => stage.actions) ?? [];
        const commits = actions.map(({ variables }) => variables["CommitId"]);
        return commits.find((commit) => typeof commit === "string");
    }
}
