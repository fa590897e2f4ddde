// Plays a sequence on the rehearsal: its account, buses, rules, objects, pipelines; jobs and deployments are stubs.
import type { Plan } from "../../plan/document";
import { below, records, text, type PlannedResource } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { rehearsedActions } from "../../rehearsal/actions";
import type { ApprovalAnswer, ApprovalRequest, Approver } from "../../rehearsal/actions/types";
import type { Blobs } from "../../rehearsal/engine/folder";
import type { Fact } from "../../rehearsal/engine/journal";
import { Bus, type AwsEvent } from "../../rehearsal/events/bus";
import { eventServices } from "../../rehearsal/events/put-events";
import { PipelineRunner } from "../../rehearsal/pipelines/runner";
import { statusOf } from "../../rehearsal/screen/story/runs";
import { Executions } from "../../rehearsal/services/executions";
import { executionServices } from "../../rehearsal/services/executions-api";
import { objectServices } from "../../rehearsal/services/objects";
import { topicServices } from "../../rehearsal/notifications/sns";
import { accountOf, type TestAccount } from "../support/account";
import type { Environment } from "./job";
import { stubActions } from "./jobs";
import { blueprintOf, ReleaseStore } from "./records";
import { BlueGreenService } from "./service";
import { Stack } from "./stack";
import { Copies, startJob } from "./pull";
import type { Expected, Flaw, Sequence, Step } from "./types";

/** The plans of a story: by environment, then by the name of the settings they are made with. */
export type Settings = ReadonlyMap<string, ReadonlyMap<string, Plan>>;

interface Question {
    readonly pipeline: string;
    readonly answer: (answer: ApprovalAnswer) => void;
    readonly leave: (why: Error) => void;
}

const SERVICES = new Map([...objectServices, ...topicServices, ...executionServices, ...eventServices]);

/**
 * The differences from what was expected, as sentences.
 * @param here the environment of steps that name none
 */
export async function play(
    { steps }: Sequence,
    settings: Settings,
    here: string,
    blobs: Blobs,
    flaws: readonly Flaw[] = [],
): Promise<readonly string[]> {
    const world = new World(settings, blobs, new Set(flaws));
    const differences: string[] = [];
    try {
        for (const [at, step] of steps.entries()) {
            const found = await world.take(step, step.in ?? here).catch((error: Error) => error);
            const where = `after ${at} steps`;
            if (found instanceof Error) return [...differences, `${where}, ${JSON.stringify(step)}: ${found.message}`];
            if ("expect" in step) differences.push(...differ(step.expect, found).map((each) => `${where}: ${each}`));
        }
        return differences;
    } finally {
        await world.end();
    }
}

type Found = Readonly<Record<keyof Expected, unknown>>;

/** Every environment of one story. */
class World {
    private readonly test: TestAccount;
    private readonly environments: ReadonlyMap<string, Played>;
    private readonly questions: Question[] = [];
    private readonly copies = new Copies();
    private woken: (() => void)[] = [];

    constructor(
        private readonly settings: Settings,
        blobs: Blobs,
        private readonly flaws: ReadonlySet<Flaw>,
    ) {
        // What the account has is written into these, as `up` asks for it.
        const plans = [...settings.values()].flatMap((byName) => structuredClone([...byName.values()].slice(0, 1)));
        const services = new Map([...SERVICES, ["codebuild:StartBuild", startJob(this.copies, flaws)]]);
        this.test = accountOf(plans, { services, blobs, unmade: true });
        this.environments = new Map(plans.map((plan) => [plan.stack, this.environmentOf(plan)]));
        const approver: Approver = (asked, signal) => this.ask(asked, signal);
        const stubs = stubActions(this.environments).map((action) => [action.provider, action] as const);
        new PipelineRunner(this.test.account, { actions: new Map([...rehearsedActions, ...stubs]), approver }).begin();
        this.test.journal.follow({ apply: ({ kind }) => this.wake(kind) });
    }

    public async take(step: Step, stack: string): Promise<Found> {
        const environment = this.environments.get(stack);
        if (!environment) throw new Error(`this story has no environment ${stack}`);
        const { pulumi, service, store } = environment;
        if ("up" in step) await pulumi.up(this.planOf(stack, step.up));
        else if ("refresh" in step) pulumi.refresh();
        else if ("release" in step) store.offer(step.release);
        else if ("releases" in step) for (const release of step.releases) store.offer(release);
        else if ("approve" in step) this.answer(environment, "Approved");
        else if ("reject" in step) this.answer(environment, "Rejected");
        else if ("tasks" in step) service.tasks = step.tasks;
        else if ("copies" in step) this.copies.hold();
        else if ("copied" in step) this.copies.end(step.copied);
        else if ("again" in step) this.deliverAgain(step.again);
        else if ("deployment" in step) service.endDeployment(step.deployment);
        await this.still();
        return this.look(environment, "expect" in step);
    }

    /** Leaves no question open: each has a timer. */
    public async end(): Promise<void> {
        this.test.leave();
        for (const { leave } of this.questions) leave(new Error("the story is over"));
        await this.still();
        this.test.remove();
    }

    private environmentOf(plan: Plan): Played {
        // Plans that differ in something else share the name of the first.
        const byContent = [...(this.settings.get(plan.stack) ?? [])]
            .map(([name, each]) => [blueprintOf(each)[0], name] as const)
            .reverse();
        const service = new BlueGreenService(plan);
        const { account } = this.test;
        return {
            store: new ReleaseStore(account, plan, new Map(byContent)),
            service,
            pulumi: new Stack(account, plan, service, () => this.still()),
            flaws: this.flaws,
            stack: plan.stack,
            ship: shipOf(plan),
            written: () => new Promise((resolve) => this.woken.push(resolve)),
            startedBefore: 0,
        };
    }

    private planOf(stack: string, settings: string): Plan {
        const plan = this.settings.get(stack)?.get(settings);
        if (!plan) throw new Error(`no plan of ${stack} has the settings ${settings}`);
        return plan;
    }

    private ask({ pipeline }: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer> {
        return new Promise((answer, leave) => {
            const question = { pipeline, answer, leave };
            this.questions.push(question);
            signal.addEventListener("abort", () => {
                this.questions.splice(this.questions.indexOf(question), 1);
                leave(signal.reason as Error);
            });
        });
    }

    /** Answers the oldest question of an environment; a story says it also where no person has to agree. */
    private answer({ ship }: Played, status: ApprovalAnswer["status"]): void {
        const at = this.questions.findIndex(({ pipeline }) => pipeline === text(ship, "name"));
        const [question] = at === -1 ? [] : this.questions.splice(at, 1);
        question?.answer({ status, by: "arn:aws:iam::111122223333:user/approver", summary: "" });
    }

    private deliverAgain(release: string): void {
        const told = this.told().find(({ data }) => below(data, "detail")["release"] === release);
        if (!told) throw new Error(`no event has told of ${release}`);
        this.test.account.part(Bus).put(told.data as AwsEvent, told.about);
    }

    /** Events of verified releases. */
    private told(): readonly Fact[] {
        return this.test.facts("event").filter(({ data }) => data["detail-type"] === "Release Verified");
    }

    private wake(kind: string): void {
        if (kind === "object") for (const go of this.woken.splice(0)) go();
    }

    /** Nothing here takes time but turns of the event loop: where a turn records nothing, all that goes on waits. */
    private async still(): Promise<void> {
        for (let before = -1; before !== this.test.journal.facts.length;) {
            before = this.test.journal.facts.length;
            await new Promise((resolve) => setImmediate(resolve));
        }
    }

    private look(environment: Played, counts: boolean): Found {
        const { service, store, ship, startedBefore } = environment;
        const runs = this.test.account.part(Executions).of(text(ship, "arn"));
        if (counts) environment.startedBefore = runs.length;
        const ended = this.test
            .facts("run.ended")
            .filter(({ about }) => runs.some(({ id }) => id === about))
            .map(({ data }) => statusOf(data));
        const [candidate, live] = [store.release("candidate"), store.release("live")];
        return {
            running: service.running,
            live: store.live(),
            pending: candidate === live ? null : candidate,
            started: runs.length,
            startedSince: runs.length - startedBefore,
            lastRun: ended.at(-1),
            told: this.told().filter(({ data }) => below(data, "detail")["environment"] === environment.stack).length,
            asking: this.questions.filter(({ pipeline }) => pipeline === text(ship, "name")).length,
            red: ended.filter((status) => status === "red").length,
            order: service.history.filter((pair, at, all) => JSON.stringify(pair) !== JSON.stringify(all[at - 1])),
            tasks: service.tasks,
            reachable: service.reachable(),
        };
    }
}

interface Played extends Environment {
    readonly stack: string;
    readonly pulumi: Stack;
    /** The pipeline that deploys. */
    readonly ship: PlannedResource;
    startedBefore: number;
}

function shipOf({ stack, resources }: Plan): PlannedResource {
    const found = resources.find(
        ({ type, inputs }) =>
            type === TYPE.pipeline &&
            records(inputs["stages"]).some(({ actions }) => records(actions).some(({ name }) => name === "RollOut")),
    );
    if (!found) throw new Error(`the plan of ${stack} has no pipeline that deploys`);
    return found;
}

function differ(expected: Expected, found: Found): readonly string[] {
    return (Object.keys(expected) as (keyof Expected)[])
        .filter((key) => JSON.stringify(expected[key]) !== JSON.stringify(found[key]))
        .map((key) => `${key} is ${JSON.stringify(found[key])}, expected ${JSON.stringify(expected[key])}`);
}
