import { deepStrictEqual, match, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { Plans } from "../../../plan/plans";
import type { Fact } from "../../../rehearsal/engine/journal";
import { paintFor } from "../../../text/terminal";
import { openScreen } from "../../../rehearsal/screen";
import { LiveScreen } from "../../../rehearsal/screen/live";
import { PlainScreen } from "../../../rehearsal/screen/plain";
import { whatIsRed } from "../../../rehearsal/screen/red";
import { Story } from "../../../rehearsal/screen/story";
import { summarise } from "../../../rehearsal/screen/summary";
import { treeOf } from "../../../rehearsal/screen/tree";
import { lasting } from "../../../rehearsal/screen/screen";
import { matchesGolden } from "../../support/golden";
import { mutated } from "../../support/mutant";
import { terminalSvg } from "./terminal-svg";
import { sampleRehearsal, type Rehearsal } from "./sample";

const plain = paintFor({});

class Paper {
    public text = "";
    constructor(
        public readonly isTTY = false,
        public readonly columns = 80,
        public readonly rows = 24,
    ) {}

    public write(text: string): void {
        this.text += text;
    }
}

describe("a rehearsal on the screen", () => {
    let sample: Rehearsal;
    const ending = {
        fidelity: ["  Mail: stood in"],
        findings: [],
        shortcomings: ["staging web-ship ended red"],
        report: ".fairlead/rehearsal/report.html",
        paint: plain,
        get blobs() {
            return sample.blobs;
        },
    };
    before(async () => {
        sample = await sampleRehearsal();
    });

    /** The story after the first fact that `is`. */
    const until = (is: (fact: Rehearsal["facts"][number]) => boolean): { story: Story; now: number } => {
        const story = new Story(sample.plans);
        const last = sample.facts.findIndex(is);
        for (const fact of sample.facts.slice(0, last + 1)) story.apply(fact);
        return { story, now: story.now };
    };
    const atEnd = () => until((fact) => fact === sample.facts.at(-1));
    const asking = () => until(({ kind }) => kind === "approval.asked");

    it("is a tree: what runs unfolded, what waits for a person said, what was red with its reason", () => {
        const { story, now } = asking();
        matchesGolden(
            "screen/asking.txt",
            `${treeOf(story, { width: 80, height: 40, now, paint: plain }).join("\n")}\n`,
        );
    });

    it("is the picture in the docs", () => {
        const { story, now } = asking();
        const lines = treeOf(story, { width: 80, height: 40, now, paint: plain });
        matchesGolden(
            "../../docs/pictures/rehearsal.svg",
            terminalSvg("A rehearsal that waits for an approval", lines),
        );
    });

    it("never is wider or higher than the window", () => {
        for (const [width, height] of [
            [80, 24],
            [80, 8],
            [200, 50],
            [100, 5],
        ] as const)
            for (const { story, now } of [asking(), atEnd()]) {
                const lines = treeOf(story, { width, height, now, paint: plain });
                ok(lines.length < height, `${lines.length} lines of ${height}`);
                deepStrictEqual(
                    lines.filter((line) => line.length > width),
                    [],
                );
            }
    });

    it("mutant: a name as wide as the window leaves room for its time", () => {
        const { story, now } = asking();
        const [run] = story.stacks[1]?.pipelines.flatMap(({ runs }) => runs.slice(-1)) ?? [];
        ok(run);
        Object.assign(run, { name: "the-service-with-a-name-that-is-wider-than-any-window-".repeat(2) });
        const line = treeOf(story, { width: 80, height: 40, now, paint: plain }).find((each) => each.includes("the-"));
        match(line ?? "", /^ {2}[⠁-⣿] the-service-with.*… +\d\.\d s$/);
        ok((line ?? "").length <= 80);
    });

    it("is plain lines where nobody watches, one an event", () => {
        const paper = new Paper();
        const story = new Story(sample.plans);
        const screen = new PlainScreen(paper, story);
        for (const fact of sample.facts) {
            story.apply(fact);
            screen.apply(fact);
        }
        matchesGolden("screen/plain.txt", paper.text);
    });

    it("is a line of what runs on, where nothing was said for long: of jobs and of `up`, not of what serves", () => {
        const told = (seconds: number, about: (fact: Fact) => boolean): string => {
            const paper = new Paper();
            const story = new Story(sample.plans);
            const screen = new PlainScreen(paper, story);
            const last = sample.facts.findIndex((fact) => fact.kind === "line" && about(fact));
            const line = sample.facts[last];
            ok(line);
            const later = { ...line, at: line.at + seconds * 1000, data: { text: "#9 11 of 300 MB" } };
            for (const fact of [...sample.facts.slice(0, last), later]) {
                if (fact === later) paper.text = "";
                story.apply(fact);
                screen.apply(fact);
            }
            return paper.text.replace(/^ *\S+s/, "");
        };
        const isUp = ({ about }: Fact) => about.startsWith("urn:");
        const isTask = ({ about }: Fact) => about.startsWith("arn:aws:ecs:");
        match(told(30, isUp), /^ {2}staging up {2}runs on\n +\| #9 11 of 300 MB\n$/);
        match(
            told(30, (fact) => !isUp(fact) && !isTask(fact)),
            /^ {2}staging web-\S+ {2}runs on\n +\| #9 11 of 300 MB\n$/,
        );
        deepStrictEqual([told(0, isUp), told(30, isTask)], ["", ""]);
    });

    it("says at the end what runs, what is red and why, and what is missing", () => {
        const { story } = atEnd();
        const text = summarise(story, ending);
        matchesGolden("screen/summary.txt", text);
        const statements = story.calls.denied.flatMap(({ missing }) =>
            missing.split("\n").map((line) => `      ${line}`),
        );
        const wide = text.split("\n").filter((line) => line.length > 80 && !statements.includes(line));
        deepStrictEqual(wide, []);
    });

    describe("at the end", () => {
        const parts = (text: string) => text.trimEnd().split("\n\n");
        const titled = (text: string, title: string) => parts(text).find((part) => part.startsWith(title)) ?? "";

        it("says last what matters most: what is red, what runs, the verdict, the report", () => {
            const { story } = atEnd();
            const [red, runs, verdict] = parts(summarise(story, ending)).slice(-3);
            match(red ?? "", /^what is red\n/);
            match(runs ?? "", /^what runs\n(.*\n)*.*at the end it answered 200/);
            match(verdict ?? "", /^red after .*\n {2}staging web-ship ended red\nThe report: \S+$/);
        });

        it("tells what is red from what was red on the way", () => {
            const text = summarise(atEnd().story, ending);
            match(titled(text, "what is red"), /staging web-ship: Deploy\/RollOut: Deployment \S+ stopped/);
            ok(!titled(text, "what is red").includes("prod web-ship"));
            match(titled(text, "red on the way, and green since"), /prod web-ship: Approve\/Evidence: BUILD: Error/);
        });

        it("mutant: had no later run been green, what was red on the way would be red", () => {
            const { story } = until(({ kind, data }) => kind === "run.ended" && data["status"] === "Failed");
            const text = summarise(story, ending);
            match(titled(text, "what is red"), /prod web-ship: Approve\/Evidence/);
            strictEqual(titled(text, "red on the way"), "");
        });

        it("tells a failure that a later run got past, though that one is red elsewhere", () => {
            const { story } = atEnd();
            const runs = story.stacks[0]?.pipelines.find(({ name }) => name === "web-ship")?.runs ?? [];
            const last = runs.at(-1);
            ok(last?.status === "red");
            const redAt = (place: string) => {
                const [stage = "", name = ""] = place.split("/");
                const planned = { name, category: "Source", provider: "S3", runOrder: 1 };
                const more = { planned, variables: {}, outputs: {}, log: { lines: [] } };
                const action = { id: `first/${place}`, name, status: "red", why: "it was empty", ...more };
                return { ...last, id: "first", stages: [{ name: stage, status: "red", actions: [action] }] };
            };
            runs.splice(-1, 0, redAt("Source/Release") as unknown as typeof last);
            const text = summarise(story, ending);
            match(titled(text, "red on the way, and green since"), /staging web-ship: Source\/Release: it was empty/);
            match(titled(text, "what is red"), /staging web-ship: Deploy\/RollOut: Deployment \S+ stopped/);
            ok(!titled(text, "what is red").includes("it was empty"));
            runs.splice(-2, 1, redAt("Deploy/RollOut") as unknown as typeof last);
            match(titled(summarise(story, ending), "what is red"), /it was empty/, "mutant: red at the same action");
        });

        it("adds what the failed action and its last task said themselves", () => {
            const { story } = atEnd();
            const [action, task] = titled(summarise(story, ending), "what is red").split("    | its last task said:\n");
            match(action ?? "", /^ {4}\| stood in for public\.ecr\.aws\/docker\/library\/node/m);
            match(task ?? "", /^ {4}\| listens on port 8080, broken by --fault alarm$/m);
        });

        it("adds what the tasks said that a job says it could not deploy, and no other service's", () => {
            const at = { status: "red", began: 1, ended: 9 };
            const said = (name: string, text: string) => {
                const log = { lines: [text], last: text };
                return {
                    stack: "staging",
                    name,
                    one: "task",
                    each: [{ status: "stopped", began: 2, failed: true, log }],
                };
            };
            const red = (by: typeof whatIsRed, service: string) => {
                const why = `went back from task-definition/fairlead-staging-${service}:2`;
                const job = { ...at, id: "1", name: "rollout", why, log: { lines: [], last: "" } };
                const stack = { name: "staging", up: { status: "green" }, pipelines: [], jobs: [job] };
                const instances = [said("web", "of web"), said("web-admin", "of admin")];
                return by({ stacks: [stack], instances } as unknown as Story).slice(1);
            };
            deepStrictEqual(red(whatIsRed, "web"), ["    | its last task said:", "    | of web"]);
            deepStrictEqual(red(whatIsRed, "web-admin"), ["    | its last task said:", "    | of admin"]);
            deepStrictEqual(red(whatIsRed, "other"), []);
            const file = "rehearsal/screen/red";
            const wrong = mutated<{ whatIsRed: typeof whatIsRed }>(file, file, ["isNamed(name, says)", "true"]);
            notDeepStrictEqual(red(wrong.whatIsRed, "other"), []);
        });

        it("adds what an image said that up could not build", () => {
            const { story } = until(({ kind }) => kind === "up.started");
            const urn = "urn:pulumi:staging::fairlead::docker:index/image:Image::web";
            const seen = (kind: string, about: string, data: JsonObject) =>
                void story.apply({ n: 0, at: story.now, kind, about, data });
            seen("line", urn, { text: "no such host" });
            seen("up.ended", "staging", { why: "podman could not build it (its words are above)" });
            match(titled(summarise(story, ending), "what is red"), /words are above\)\n {4}\| no such host$/);
        });

        it("says once what is red twice for one reason", () => {
            const { story } = atEnd();
            const [run] = story.stacks[0]?.pipelines.find(({ name }) => name === "web-ship")?.runs.slice(-1) ?? [];
            ok(run);
            run.pipeline.runs.push(run);
            match(titled(summarise(story, ending), "what is red"), /GreaterThanThreshold \(1\)\)\s+\(2\s+times\)/);
        });

        it("folds what AWS tells and nobody waits for, and not what somebody sent", () => {
            const { story } = atEnd();
            const event = (n: number, bus: string, source: string) =>
                void story.apply({ n, at: 0, kind: "event", about: bus, data: { source, "detail-type": "Baked" } });
            const why = [{ rule: "oven/pull", why: 'detail.state is "raw", wanted is "done"' }];
            for (const [n, bus, source] of [
                [9001, "default", "aws.ecs"],
                [9002, "bakery", "aws.ecs"],
                [9003, "default", "baker"],
                [9004, "arn:aws:events:eu-west-1:111122223333:event-bus/default", "aws.codecommit"],
            ] as const) {
                event(n, bus, source);
                story.apply({ n: n + 100, at: 0, kind: "unmatched", about: bus, data: { event: n, why } });
            }
            match(titled(summarise(story, ending), "what AWS told"), /State\s+Change 4, Baked 1$/);
            deepStrictEqual(
                story.events.unheard.map(({ n }) => n),
                [9002, 9003, 9004],
            );
            const paper = new Paper();
            new PlainScreen(paper, story).apply({ n: 1, at: 0, kind: "unmatched", about: "", data: { event: 9003 } });
            match(paper.text, /no rule took "Baked" on the bus default:\n +pull: detail\.state is "raw", wanted/);
            const quiet = new Paper();
            new PlainScreen(quiet, story).apply({ n: 1, at: 0, kind: "unmatched", about: "", data: { event: 9001 } });
            strictEqual(quiet.text, "");
        });
    });

    it("says what each hour of a schedule left a service with, as it comes and at the end", () => {
        const night = "arn:aws:autoscaling:eu-west-1:111122223333:scheduledAction:night";
        const plans = sample.plans.all.map((plan) => {
            const type = "aws:appautoscaling/scheduledAction:ScheduledAction";
            const own = {
                custom: true,
                urn: `urn:pulumi:${plan.stack}::p::${type}::web-night`,
                type,
                name: "web-night",
            };
            const action = { ...own, inputs: {}, outputs: { arn: night } };
            return plan.stack === "staging" ? { ...plan, resources: [...plan.resources, action as never] } : plan;
        });
        const story = new Story(new Plans(plans));
        const paper = new Paper();
        const screen = new PlainScreen(paper, story);
        const service = sample.arn("staging", "aws:ecs/service:Service", "web");
        for (const [n, tasks] of [0, 1].entries()) {
            const data = { service, schedule: "cron(0 20 * * ? *)", tasks };
            const fact = { n, at: n, kind: "scaling.hour", about: night, data };
            story.apply(fact);
            screen.apply(fact);
        }
        match(
            paper.text,
            /^ +\S+ {2}staging web {2}hour night: 0 tasks\n +\S+ {2}staging web {2}hour night: 1 task\n$/,
        );
        match(summarise(story, ending), / {4}hour night: 0 tasks\n {4}hour night: 1 task\n/);
    });

    it("says of a task that failed why it ended, and what it said, once", () => {
        const { story } = atEnd();
        const service = sample.arn("staging", "aws:ecs/service:Service", "web");
        const paper = new Paper();
        const screen = new PlainScreen(paper, story);
        for (const task of ["fine", "one", "two"]) {
            const facts: readonly (readonly [kind: string, data: JsonObject])[] = [
                ["task.started", { service, image: "" }],
                ["line", { text: "KeyError: 'PORT'" }],
                ["task.ended", { why: "exit code 1", failed: task !== "fine" }],
            ];
            for (const [n, [kind, data]] of facts.entries()) {
                const fact = { n, at: story.now, about: task, kind, data };
                story.apply(fact);
                screen.apply(fact);
            }
        }
        match(paper.text, /^ +\S+ {2}staging web {2}task ended {2}exit code 1\n +\| KeyError: 'PORT'\n$/);
    });

    it("leaves out what was, then what is to come, before it cuts what runs", () => {
        const { story, now } = asking();
        const heights = [40, 16, 13].map((height) => treeOf(story, { width: 80, height, now, paint: plain }));
        const [whole = [], withoutPast = [], onlyNow = []] = heights;
        ok(whole.some((line) => /✓ Evidence/.test(line)) && !withoutPast.some((line) => /✓ Evidence/.test(line)));
        ok(withoutPast.some((line) => /· Check/.test(line)) && !onlyNow.some((line) => /· Check/.test(line)));
        for (const lines of heights) ok(lines.some((line) => /\? Approve/.test(line)) && !lines[0]?.startsWith("…"));
    });

    it("chooses the screen that suits whoever watches", () => {
        const { story } = asking();
        const drawn = (env: NodeJS.ProcessEnv, options: { json?: boolean } = {}, paper = new Paper(true)): string => {
            const screen = openScreen(paper, story, { ...options, env });
            for (const fact of sample.facts.slice(0, 3)) screen.apply(fact);
            screen.end();
            return paper.text;
        };
        match(drawn({}), /\u001b\[\?25l/);
        for (const env of [{ TERM: "dumb" }, { CI: "true" }]) match(drawn(env), /^ +0\.0s {2}staging up/);
        match(drawn({}, {}, new Paper(false)), /^ +0\.0s {2}staging up/);
        const facts = drawn({}, { json: true }).trim().split("\n");
        deepStrictEqual(
            facts.map((line) => JSON.parse(line) as unknown),
            sample.facts.slice(0, 3),
        );
    });

    it("shows nothing twice when a rehearsal goes on", () => {
        const paper = new Paper();
        const screen = openScreen(paper, new Story(sample.plans), { json: true, since: sample.facts.length - 2 });
        for (const fact of sample.facts) screen.apply(fact);
        strictEqual(paper.text.trim().split("\n").length, 2);
    });

    describe("live", () => {
        it("draws over what it drew, shows whole frames, and gives the cursor back", () => {
            const { story, now } = asking();
            const paper = new Paper(true);
            const screen = new LiveScreen(paper, story, () => now, { NO_COLOR: "1" });
            const back = screen.hold();
            const first = paper.text;
            ok(first.includes("\u001b[?2026h") && first.endsWith("\u001b[?25h"));
            paper.text = "";
            back();
            screen.end();
            const lines = treeOf(story, { width: 80, height: 24, now, paint: plain });
            // After a question, nothing above may be drawn over.
            ok(!/\u001b\[\d+A/.test(paper.text));
            for (const line of lines) ok(paper.text.includes(line), line);
        });

        it("keeps above the tree, once, what can be visited already, and writes it into no question", () => {
            const { story, now } = atEnd();
            const paper = new Paper(true);
            const screen = new LiveScreen(paper, story, () => now, { NO_COLOR: "1" });
            const good = sample.facts.find(({ kind, data }) => kind === "answered" && data["status"] === 200);
            const bad = sample.facts.find(({ kind, data }) => kind === "answered" && data["status"] === 503);
            ok(good && bad);
            const back = screen.hold();
            const asked = paper.text;
            [good, bad, good].forEach((fact) => screen.apply(fact));
            strictEqual(paper.text, asked);
            back();
            screen.end();
            const told = paper.text.slice(asked.length).split("answered  ");
            strictEqual(told.length, 2);
            match(told[1] ?? "", /^200 {2}\{"service":/);
        });

        it("writes nothing while nothing changes", () => {
            const { story, now } = atEnd();
            const paper = new Paper(true);
            const screen = new LiveScreen(paper, story, () => now);
            screen.end();
            const once = paper.text.length;
            screen.end();
            strictEqual(paper.text.slice(once), "");
        });

        it("goes on in plain lines once it has ended", () => {
            const { story, now } = atEnd();
            const paper = new Paper(true);
            const screen = new LiveScreen(paper, story, () => now, { NO_COLOR: "1" });
            const [fact] = sample.facts.filter(({ kind }) => kind === "run.started");
            ok(fact);
            const frames = paper.text.length;
            screen.apply(fact);
            strictEqual(paper.text.length, frames, "mutant: a line between frames would tear the tree");
            screen.end();
            const ended = paper.text.length;
            screen.hold()();
            screen.apply(fact);
            match(paper.text.slice(ended), /^ +\d+\.\ds {2}staging web-ship {2}runs {2}CreatePipeline\n$/);
        });

        it("respects NO_COLOR", () => {
            const { story, now } = atEnd();
            const draw = (env: NodeJS.ProcessEnv): string => {
                const paper = new Paper(true);
                new LiveScreen(paper, story, () => now, env).end();
                return paper.text;
            };
            ok(!/\u001b\[\d+m/.test(draw({ NO_COLOR: "1" })));
            ok(/\u001b\[\d+m/.test(draw({})), "mutant: without it there are colours");
        });
    });

    it("says how long in words that keep their width", () => {
        deepStrictEqual([40, 3_140, 9_960, 42_400, 59_600, 125_000].map(lasting), [
            "0.0 s",
            "3.1 s",
            "10 s",
            "42 s",
            "1 min 00 s",
            "2 min 05 s",
        ]);
    });
});
