import type { Plans } from "../../plan/plans";
import type { Digest, Fact, Fold } from "../engine/facts";
import type { FaultShown, ServiceShown, StackShown } from "./model";
import { CallHistory } from "./story/calls";
import { DeploymentHistory } from "./story/deployments";
import { EventHistory } from "./story/events";
import { ImageHistory } from "./story/images";
import { stacksOf } from "./story/planned";
import { RunHistory } from "./story/runs";
import { ServiceHistory } from "./story/services";
import { UpHistory } from "./story/ups";

/** One fold over all facts: what happened, as terminal and report show it. */
export class Story implements Fold {
    public readonly stacks: readonly StackShown[];
    public readonly runs: RunHistory;
    public readonly deployments: DeploymentHistory;
    public readonly services: ServiceHistory;
    public readonly calls = new CallHistory();
    public readonly events = new EventHistory();
    public readonly images: ImageHistory;
    public readonly faults: FaultShown[] = [];
    /** The newest bytes of every object, by `bucket/key`. */
    public readonly objects = new Map<string, Digest>();
    /** When the first and the newest fact happened. */
    public began?: number;
    public now = 0;
    private readonly folds: readonly Fold[];

    constructor(private readonly plans: Plans) {
        this.stacks = stacksOf(plans);
        this.runs = new RunHistory(this.stacks, plans);
        this.deployments = new DeploymentHistory(plans);
        this.services = new ServiceHistory(this.stacks);
        this.images = new ImageHistory(this.runs);
        this.folds = [
            new UpHistory(this.stacks),
            this.runs,
            this.deployments,
            this.services,
            this.calls,
            this.events,
            this.images,
        ];
    }

    public apply(fact: Fact): void {
        this.began ??= fact.at;
        this.now = fact.at;
        for (const fold of this.folds) fold.apply(fact);
        const { kind, about, at, blobs, data } = fact;
        if (kind === "fault") this.faults.push({ at, name: about, text: String(data["text"] ?? "") });
        if (kind === "object" && blobs?.[0]) this.objects.set(about, blobs[0]);
    }

    /** What the program calls something, and in which stack; AWS itself where no stack has it. */
    public readonly nameOf = (arn: string): { readonly stack: string; readonly name: string } => {
        const planned = this.plans.at(arn);
        return planned
            ? { stack: planned.plan.stack, name: planned.resource.name }
            : { stack: "AWS", name: arn.split("/").at(-1) ?? arn };
    };

    /** Every environment has got what was sent to it, and nothing is red any more. */
    public get green(): boolean {
        const latest = this.stacks.flatMap(({ pipelines, jobs }) => [
            ...pipelines.map(({ runs }) => runs.at(-1)),
            jobs.at(-1),
        ]);
        return latest.every((shown) => shown === undefined || shown.status === "green");
    }

    /** Bytes of one image, and where they come from: `commit` where the run that pushed them knows one. */
    public runsNow(service: ServiceShown): { readonly digest: string; readonly commit?: string } | undefined {
        const task = this.services.inTraffic(service, this.deployments)[0];
        const digest = task && /sha256:[0-9a-f]{64}/.exec(task.image)?.[0];
        return digest === undefined ? undefined : { digest, commit: this.images.commitOf(digest) };
    }
}
