// One line an event, for logs that are read later.
import { texts } from "../../plan/plans";
import { paintFor, type Paint } from "../../text/terminal";
import { beginning, wrap } from "../../text/wrap";
import type { Fact } from "../engine/journal";
import { ownLines } from "./log";
import type { ActionShown, JobShown, RunShown } from "./model";
import { lasting, type Screen, sizeOf, STATUS_WORDS, type Terminal } from "./screen";
import { holderOf, printableFact, type Story } from "./story";
import { whyUnheard } from "./story/events";

/** How much of a log explains a failure without hiding it. */
const EXPLAINS = 20;
/** Of an answer: as much as says whose it is. */
const MOST_OF_ANSWER = 30;

/** Milliseconds without a line, after which whoever waits wonders whether anything still happens. */
const QUIET = 20_000;

/** Below the time, what a line says besides. */
const REST = " ".repeat(9);

/** Where a line goes on that is too long: what a log says stays behind its mark. */
const hangs = (line: string): string => (line.startsWith("| ") ? "|   " : "  ");

/** Runs of a workflow are told as those of a pipeline are. */
const ALIKE: Readonly<Record<string, string>> = {
    "workflow.started": "run.started",
    "workflow.ended": "run.ended",
    "workflow.job.started": "action.started",
    "workflow.job.ended": "action.ended",
    "training.started": "run.started",
    "training.ended": "run.ended",
    "training-step.started": "action.started",
    "training-step.ended": "action.ended",
};

type Sentence = (fact: Fact) => readonly string[];

export class PlainScreen implements Screen {
    private readonly paint: Paint;
    /** Where tasks failed and why, as far as that was said. */
    private readonly failures = new Set<string>();
    private saidAt = 0;

    constructor(
        private readonly terminal: Terminal,
        private readonly story: Story,
    ) {
        this.paint = paintFor(terminal);
    }

    public apply(told: Fact): void {
        const fact = printableFact(told);
        const sentence = this.sentences[ALIKE[fact.kind] ?? fact.kind];
        const said = sentence ? sentence(fact) : fact.kind.endsWith(".ended") ? this.ofInstance(fact) : [];
        // A line break in what others wrote begins no line that looks like ours.
        const [first, ...more] = said.flatMap((line) => line.split("\n"));
        if (first === undefined) return;
        this.saidAt = fact.at;
        const seconds = ((fact.at - (this.story.began ?? fact.at)) / 1000).toFixed(1);
        const { width } = sizeOf(this.terminal);
        // A statement is there to be pasted.
        const pasted = fact.kind === "denied" ? String(fact.data["missing"]).split("\n") : [];
        const below = more.flatMap((line) =>
            pasted.includes(line) ? [`${REST}${line}`] : wrap(line, REST, `${REST}${hangs(line)}`, width),
        );
        this.terminal.write([...wrap(first, `${seconds.padStart(6)}s  `, `${REST}  `, width), ...below, ""].join("\n"));
    }

    public hold(): () => void {
        return () => undefined;
    }

    public end(): void {}

    private readonly sentences: Readonly<Record<string, Sentence>> = {
        "up.started": ({ about }) => [`${about} up  runs`],
        "up.ended": ({ about }) => {
            const stack = this.story.stacks.find(({ name }) => name === about);
            if (!stack) return [];
            const [how, ...more] = this.whatBecame(stack.up);
            return [`${about} up  ${how}  ${stack.made} resources`, ...more];
        },
        "run.started": (fact) => this.ofRun(fact, ({ trigger }) => [`runs  ${trigger}`.trimEnd()]),
        "run.ended": (fact) =>
            this.ofRun(fact, ({ status, why, began = fact.at }) => [
                `${this.ended(status)}  ${lasting(fact.at - began)}`,
                ...(status === "red" || why === undefined ? [] : [why]),
            ]),
        "stage.ended": (fact) =>
            this.ofRun(fact, ({ stages }) => {
                const stage = stages.find(({ name }) => name === fact.data["stage"]);
                return [
                    `${stage?.name ?? ""}  ${STATUS_WORDS.skipped}`,
                    ...(stage?.why === undefined ? [] : [stage.why]),
                ];
            }).filter(() => fact.data["status"] === "Skipped"),
        line: (fact) => (fact.at - this.saidAt < QUIET ? [] : this.atWork(fact)),
        "action.started": (fact) => this.ofAction(fact, ({ planned }) => [`runs  ${planned.provider}`]),
        "action.ended": (fact) => this.ofAction(fact, (action) => this.whatBecame(action)),
        "approval.asked": (fact) => this.ofAction(fact, () => [STATUS_WORDS.asking]),
        "approval.answered": (fact) =>
            this.ofAction(fact, () => [`${String(fact.data["status"])} by ${String(fact.data["by"])}`]),
        "deployment.step": ({ about }) => this.ofDeployment(about, (steps) => steps.at(-1)?.words ?? ""),
        "deployment.ended": ({ about }) => {
            const deployment = this.story.deployments.find(about);
            const how = deployment?.rolledBack === true ? "rolled back" : STATUS_WORDS[deployment?.status ?? "green"];
            // The action that waits for it says why.
            return this.ofDeployment(about, () => how);
        },
        unmatched: ({ data }) => {
            const event = this.story.events.unheard.find(({ n }) => n === data["event"]);
            return event === undefined ? [] : whyUnheard(event);
        },
        alarm: ({ at }) => {
            const last = this.story.deployments.alarms.at(-1);
            return last?.at === at ? [`alarm ${last.name}  ${last.state}`, last.reason] : [];
        },
        "schedule.ran": ({ about, data }) => {
            const { stack, name } = this.story.nameOf(about);
            return [`${stack} ${name}  ${String(data["says"])}`];
        },
        "scaling.hour": ({ data }) => {
            const { stack, name } = this.story.nameOf(String(data["service"]));
            const scaled = this.story.running.find((each) => each.stack === stack && each.name === name);
            return scaled?.hours?.slice(-1).map((hour) => `${stack} ${name}  ${hour}`) ?? [];
        },
        "alarm.told": ({ data }) => {
            const last = this.story.deployments.alarms.at(-1);
            return last?.told.length ? [`alarm ${last.name}  told ${String(data["to"]).split(":").at(-1) ?? ""}`] : [];
        },
        "alarm.untold": () => this.story.deployments.alarms.at(-1)?.untold.slice(-1) ?? [],
        denied: ({ about, data }) => [
            `${this.paint.red("denied")}  ${about} on ${String(data["on"])}`,
            `as ${String(data["role"])}`,
            `add to the ${String(data["where"])} policy of ${holderOf(data)}:`,
            ...String(data["missing"]).split("\n"),
        ],
        unpushed: ({ about, data }) => [
            `${about} is pushed without what is a repository of its own`,
            ...texts(data["repositories"]),
        ],
        fault: ({ about, data }) => [`fault ${about}  ${String(data["text"] ?? "")}`.trimEnd()],
        answered: ({ data }) => {
            const { stack, name } = this.story.nameOf(String(data["listener"]));
            const said = Number(data["status"]) < 300 ? String(data["body"] ?? "").replace(/\s+/g, " ") : "";
            const answer = beginning(said.trim(), MOST_OF_ANSWER);
            return [`${stack} ${name}  answered  ${String(data["status"])}  ${answer}`.trimEnd()];
        },
    };

    /** The last that was printed by what runs; what serves prints on its own account. */
    private atWork(fact: Fact): readonly string[] {
        const stack = this.story.stacks.find(({ name }) => fact.about.startsWith(`urn:pulumi:${name}::`));
        if (stack) return [`${stack.name} up  runs on`, `| ${stack.up.log.last}`];
        const log = this.story.runs.logOf(fact.about);
        return log ? this.ofRun(fact, () => ["runs on", `| ${log.last}`]) : [];
    }

    private whatBecame({ status, why, log }: Pick<JobShown, "status" | "why" | "log">): readonly [string, ...string[]] {
        const own = status === "red" ? ownLines(log.lines).filter((line) => why?.includes(line) !== true) : [];
        const explains = own.slice(-EXPLAINS).map((line) => `| ${line}`);
        return [this.ended(status), ...(why?.split("\n") ?? []), ...explains];
    }

    private ended(status: RunShown["status"]): string {
        const word = STATUS_WORDS[status];
        return status === "red" ? this.paint.red(word) : status === "green" ? this.paint.green(word) : word;
    }

    private ofRun({ about }: Fact, say: (run: RunShown) => readonly [string, ...string[]]): readonly string[] {
        const run = this.story.runs.runOf(about);
        if (!run) return [];
        const [first, ...more] = say(run);
        return [`${run.pipeline.stack} ${run.name}  ${first}`, ...more];
    }

    private ofAction(fact: Fact, say: (action: ActionShown) => readonly [string, ...string[]]): readonly string[] {
        return this.ofRun(fact, (run) => {
            const stage = run.stages.find(({ actions }) => actions.some(({ id }) => id === fact.about));
            const action = stage?.actions.find(({ id }) => id === fact.about);
            // A job of a workflow that was skipped has nothing that ran.
            const skipped = fact.data["status"] === "skipped";
            if (!stage || !action)
                return [skipped ? `${String(fact.data["name"])}  ${STATUS_WORDS.skipped}` : fact.about];
            const [first, ...more] = say(action);
            return [`${stage.name}/${action.name}  ${first}`, ...more];
        });
    }

    /** A task that failed; each reason once, because ECS tries again and again. */
    private ofInstance({ about }: Fact): readonly string[] {
        const of = this.story.instances.find(({ each }) => each.some(({ arn }) => arn === about));
        const instance = of?.each.find(({ arn }) => arn === about);
        if (instance?.failed !== true) return [];
        const where = `${of?.stack} ${of?.name}`;
        const said = ownLines(instance.log.lines).slice(-EXPLAINS);
        if (this.failures.has(`${where} ${instance.why}`)) return [];
        this.failures.add(`${where} ${instance.why}`);
        return [`${where}  ${of?.one} ended  ${instance.why ?? ""}`, ...said.map((line) => `| ${line}`)];
    }

    private ofDeployment(id: string, say: (steps: readonly { readonly words: string }[]) => string): readonly string[] {
        const deployment = this.story.deployments.find(id);
        return deployment ? [`${deployment.stack} ${deployment.name}  deployment  ${say(deployment.steps)}`] : [];
    }
}
