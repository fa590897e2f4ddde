// Every statement of the shipped policies is taken out once, and the rehearsal stops where it is needed. What is played for
// that with every statement asks for every row of iam/calls.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LINES, MACHINES } from "./lines";
import { everyRemoval, type Removal } from "../support/questions";
import { asksEveryRow, OF_MACHINES, OF_TASKS } from "./every-row";
import { askerOf, soundOf, takeOut, type Sound, type Taken } from "./taking-out";

/** Half of the time of each goes by in waiting, for health checks and for what a script asks again. */
const PROCESSES = 4;

interface Exception {
    readonly statement: RegExp;
    readonly because: string;
    /** What was asked for, where one policy has several such statements. */
    readonly on?: RegExp;
    /** What is red later, for want of what the script could not know. */
    readonly red?: RegExp;
    /** What is wrong at the end, where something is. */
    readonly shortcomings: RegExp;
}

/** Denials that a script takes for an answer, and goes on. */
const NOT_RED: readonly Exception[] = [
    {
        statement: /^staging (web|links)-ship-verify \(RolePolicy\).*: events:PutEvents$/,
        because: "Verify is not red for a bus that it cannot tell; it may not exist yet",
        shortcomings: /prod (web does not run what was pushed|links still runs the placeholder)/,
    },
    {
        statement: /links-host \(RolePolicy\).*: logs:CreateLogStream, logs:PutLogEvents$/,
        because: "a machine goes on without its logs, and CloudWatch's agent says why in a file of its own",
        shortcomings: /^$/,
    },
    {
        statement: /^prod web-ship-evidence \(RolePolicy\).*: s3:GetObjectVersion$/,
        because: "Evidence shows everything as new where the settings that were live cannot be read any more",
        shortcomings: /^$/,
    },
    {
        statement: /^staging web-make-publish \(RolePolicy\).*: ecr:DescribeImageScanFindings$/,
        because: "Publish goes on without a scan that it may not read, and the release says so",
        shortcomings: /^$/,
    },
    {
        statement: /^prod web-pull \(RolePolicy\).*: ecr:DescribeImageScanFindings$/,
        because:
            "the job that pulls takes staging's word where it may not read its own scan, and the record says whose it is",
        shortcomings: /^$/,
    },
    {
        statement: /^\w+ (notifications \(TopicPolicy\)|artifacts \(Key\)), policy \d+: (sns:Publish|kms:Decrypt, .*)$/,
        because: "an alarm rings on without its mail",
        shortcomings: /^$/,
    },
    {
        statement: /^staging web-make-publish \(RolePolicy\).*: s3:GetObject$/,
        on: /\/builds\/web\//,
        because:
            "to Publish, a record that it may not read is one that is not there yet; no person can approve the release",
        red: /\/Approve\/Check$/,
        shortcomings: /^$/,
    },
];

/** What AWS's own pages and templates for a pipeline do without is said where it is missing, and denied to nobody. */
const DOUBTED = /: s3:GetBucketAcl, s3:GetBucketLocation$/;
/** What only an account needs that has enhanced scanning: that is a setting of its registry, and stands in no plan. */
const INSPECTOR = /: inspector2:ListCoverage, inspector2:ListFindings$/;
/** What only another course of events needs; every-row.ts names the spec that plays each. */
const ELSEWHERE = /: (sqs:SendMessage|codepipeline:StopPipelineExecution)$|^\w+ mails \(/;
/** What people may do: no rehearsal asks in their name, and tests/iam/people.spec.ts asks everything. */
const PEOPLE = /^\w+ team-\S+ \(/;
/** What runs on machines, what brings releases there, and what asks them. */
const ON_MACHINES = /^\w+ links-(host|deployment|ship-verify) \(/;
/** What nobody asks for here: user data downloads the installer without credentials, and no machine is launched after a release. */
const IDLE_ON_MACHINES = [
    "s3:GetObject, s3:GetObjectVersion",
    "autoscaling:CompleteLifecycleAction, autoscaling:DeleteLifecycleHook, autoscaling:PutLifecycleHook, autoscaling:RecordLifecycleActionHeartbeat",
];
const everyNeeded = (plans: Parameters<typeof everyRemoval>[0]): readonly Removal[] =>
    once(everyRemoval(plans)).filter(
        ({ says }) => ![INSPECTOR, ELSEWHERE, PEOPLE].some((elsewhere) => elsewhere.test(says)),
    );
/** What both environments have is the same in both, and taken out of the first. */
const once = (removals: readonly Removal[]): readonly Removal[] => {
    const said = removals.map(withoutStack);
    return removals.filter((_, at) => said.indexOf(said[at] ?? "") === at);
};
const withoutStack = ({ says }: Removal): string => says.replace(/^\w+ /, "");

/** Who asks, as the gateway knows it, and what must be red where the answer is no. */
const STOPS: readonly (readonly [asks: RegExp, stops: (taken: Taken & Required<Pick<Taken, "red">>) => boolean])[] = [
    [/^[0-9a-f-]{36}\//, ({ needed, red }) => red.about === needed.data["as"]],
    [
        /^arn:aws:codepipeline:/,
        ({ needed, red, action }) => red.pipeline === needed.data["as"] && red.about.endsWith(action),
    ],
    [/^codepipeline\.amazonaws\.com$/, ({ red, action }) => red.about.endsWith(action)],
    [/^(arn:aws:(codedeploy|ecs):|(codedeploy|ecs-tasks)\.)/, ({ red }) => /^CodeDeploy/.test(red.provider ?? "")],
    // A machine that lacks something fails its deployment, or does not say what it runs.
    [/^(i-[0-9a-f]{17}|ec2\.amazonaws\.com)$/, ({ red }) => /^Code(Deploy|Build)$/.test(red.provider ?? "")],
    [/^(EventBridge$|events\.amazonaws\.com$|arn:aws:events:)/, ({ red }) => red.kind === "undelivered"],
    [/^codebuild\.amazonaws\.com$/, ({ red }) => red.provider === "CodeBuild" || red.kind === "undelivered"],
    [/:[0-9a-f-]{36}$/, ({ needed, red }) => red.about.split(":")[0] === String(needed.data["as"]).split(":")[0]],
];

/** What is not as it should be after a statement was taken out. */
function complaintsOf(taken: Taken): readonly string[] {
    const { removal, needed, denied, isDoubted, red, printed, shortcomings } = taken;
    const asks = String(needed.data["as"]);
    const complain = (what: string) => [`${removal.says}: ${what}`];
    if (isDoubted && !denied)
        return DOUBTED.test(removal.says) ? [] : complain("nobody is denied what AWS's pages are taken to do without");
    if (!denied) return complain(`nobody was denied; ${asks} needs it for ${needed.about}`);
    if (!printed) return complain("the screen does not print it");
    const exception = NOT_RED.find(
        ({ statement, on }) => statement.test(removal.says) && (on?.test(String(needed.data["on"])) ?? true),
    );
    if (exception) {
        const wrong = shortcomings.join("; ");
        if (red && exception.red?.test(red.about)) return [];
        if (red) return complain(`${red.about} is red, though ${exception.because}`);
        return exception.shortcomings.test(wrong) ? [] : complain(`ends with "${wrong}"`);
    }
    if (!red) return complain(`nothing was red; ${asks} needs it for ${needed.about}`);
    const [, stops] = STOPS.find(([who]) => who.test(asks)) ?? [];
    if (!stops) return complain(`STOPS does not know what stops where ${asks} is denied`);
    return stops({ ...taken, red })
        ? []
        : complain(`${red.kind} ${red.about} is red, ${asks} needs it in ${taken.action}`);
}

async function complaints(sound: Sound, removals: readonly Removal[], blind = false): Promise<readonly string[]> {
    const left = [...removals];
    const found: string[] = [];
    const work = async (): Promise<void> => {
        for (let next = left.shift(); next; next = left.shift())
            found.push(...complaintsOf(await takeOut(sound, next, blind)));
    };
    await Promise.all(Array.from({ length: PROCESSES }, work));
    return found;
}

describe("a statement that is missing stops the rehearsal where it is needed", function () {
    // Some two hundred rehearsals go on from where a statement is missing, for a few seconds each.
    this.timeout(1_200_000);
    const folder = mkdtempSync(join(tmpdir(), "statements-"));
    let shipped: Sound;
    let example: Sound;
    let machines: Sound;
    before(async () => {
        const all = [LINES.shipped, LINES.example, MACHINES.containers] as const;
        const sound = await Promise.all(all.map((line, at) => soundOf(line, join(folder, String(at)))));
        [shipped, example, machines] = sound as [Sound, Sound, Sound];
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    asksEveryRow(LINES.shipped.says, () => shipped, OF_TASKS);
    asksEveryRow(LINES.example.says, () => example, OF_TASKS);
    asksEveryRow(MACHINES.containers.says, () => machines, OF_MACHINES);

    it("in the stacks as they are shipped", async () => {
        const removals = everyNeeded(shipped.plans);
        assert.ok(removals.length > 90, `${removals.length} statements`);
        assert.deepEqual(await complaints(shipped, removals), []);
    });

    it("in those that build what is pushed, as far as they have others", async () => {
        const known = new Set(everyRemoval(shipped.plans).map(withoutStack));
        const removals = everyNeeded(example.plans).filter((removal) => !known.has(withoutStack(removal)));
        assert.ok(removals.length > 10, `${removals.length} statements`);
        assert.deepEqual(await complaints(example, removals), []);
    });

    it("in lines on virtual machines, as far as they have roles of their own", async () => {
        const own = everyRemoval(machines.plans).filter(({ says }) => ON_MACHINES.test(says));
        const removals = once(own);
        const idle = removals.filter((removal) => askerOf(machines, removal) === undefined);
        assert.deepEqual(
            idle.map(({ says }) => says.replace(/^.*?: /, "")),
            IDLE_ON_MACHINES,
        );
        const needed = removals.filter((removal) => !idle.includes(removal));
        assert.ok(needed.length > 10, `${needed.length} statements`);
        assert.deepEqual(await complaints(machines, needed), []);
    });

    it("mutant: a judge that allows everything stops nothing", async () => {
        const some = everyRemoval(shipped.plans).filter(({ says }) =>
            /prod web-ship-check .*assumeRolePolicy/.test(says),
        );
        const found = await complaints(shipped, some, true);
        assert.ok(some.length > 0);
        assert.equal(found.filter((complaint) => complaint.includes("nobody was denied")).length, some.length);
    });
});
