// What a job waits for: its turn in a group, a machine, a runner of its own, somebody who says yes.
import { below, parsed, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import type { ApprovalRequest, Approver } from "../actions/types";
import { asJson } from "../engine/journal";
import { GithubRunners } from "../services/github-runners";
import { type AskedFor, isOfCodebuild, refusedByCodebuild } from "./codebuild-runners";
import { isSelfHosted, unplayableRunner } from "./rules";

// Groups of which one runs and one waits.
// https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency

export interface Wish {
    readonly group: string;
    /** Whether what runs has to make way. */
    readonly cancels: boolean;
    /** How many may wait. */
    readonly queue: "single" | "max";
}

interface Member {
    /** Told that it has lost its place, or has to make way. */
    readonly leave: (why: string) => void;
    readonly begin: (leave: () => void) => void;
}

/** "A maximum of 100" may wait. */
const MOST_WAITING = 100;

export class Concurrency {
    private readonly groups = new Map<string, { running?: Member; readonly waiting: Member[] }>();

    /**
     * Waits for its turn; answers how to give it up, and nothing where a newer one took the place.
     * @param cancel ends it while it runs
     */
    public enter({ group, cancels, queue }: Wish, cancel: (why: string) => void): Promise<(() => void) | undefined> {
        // "The concurrency group name is case insensitive."
        const key = group.toLowerCase();
        const held = this.groups.get(key) ?? { waiting: [] };
        this.groups.set(key, held);
        return new Promise((resolve) => {
            const why = `Canceling since a higher priority waiting request for '${group}' exists`;
            const member: Member = {
                leave: (reason) => {
                    const at = held.waiting.indexOf(member);
                    if (at === -1) return cancel(reason);
                    held.waiting.splice(at, 1);
                    resolve(undefined);
                },
                begin: resolve,
            };
            const room = queue === "max" ? MOST_WAITING : 1;
            while (held.waiting.length >= room) held.waiting[0]?.leave(why);
            held.waiting.push(member);
            if (cancels) held.running?.leave(why);
            this.next(key);
        });
    }

    private next(key: string): void {
        const held = this.groups.get(key);
        if (!held || held.running) return;
        const member = held.waiting.shift();
        if (!member) return void this.groups.delete(key);
        held.running = member;
        member.begin(() => {
            held.running = undefined;
            this.next(key);
        });
    }
}

/** A number of places; who finds none waits for one, in order. */
export class Slots {
    private readonly waiting: (() => void)[] = [];

    constructor(private free: number) {}

    public async hold<T>(work: () => Promise<T>): Promise<T> {
        if (this.free > 0) this.free--;
        else await new Promise<void>((resolve) => this.waiting.push(resolve));
        try {
            return await work();
        } finally {
            const next = this.waiting.shift();
            if (next) next();
            else this.free++;
        }
    }
}

// Runners that hosts of these plans are: a job that asks for one waits until a host has registered, and is that host's one job.

/** Why no runner takes it, where none ever will. */
export function refusalOf(account: LocalAccount, labels: readonly string[], job: AskedFor): string | undefined {
    if (isOfCodebuild(labels)) return refusedByCodebuild(account, labels, job);
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

// The reviewers of an environment at GitHub, answered for by the person who rehearses.
// https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/review-deployments

/** Why the job may not begin; nothing where it may. */
export async function askReviewer(
    account: LocalAccount,
    approver: Approver,
    asked: ApprovalRequest,
    signal: AbortSignal,
): Promise<string | undefined> {
    const { token, ...question } = asked;
    account.record({ kind: "approval.asked", about: token, data: asJson(question) });
    const answer = await approver(asked, signal).catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
    });
    if (!answer) return undefined;
    account.record({ kind: "approval.answered", about: token, data: { ...answer } });
    return answer.status === "Approved"
        ? undefined
        : `${asked.action}: ${answer.summary === "" ? "rejected" : answer.summary}`;
}
