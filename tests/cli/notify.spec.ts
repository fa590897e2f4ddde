import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";

import * as command from "../../cli/notify/command";
import { eventKinds } from "../../components/shared/notifications/events";
import { printPlan, type JsonObject, type Plan } from "../../plan/document";
import { TYPE } from "../../plan/tokens";
import { samplesOf } from "../../cli/notify/samples";
import { pageWidth } from "../../text/wrap";
import { mutated } from "../support/mutant";
import { planOf } from "../support/program";
import { EVERYBODY } from "../support/settings";

const every = eventKinds.map(({ kind }) => kind);
/** `pipeline` covers what it says more of. */
const widest = every.filter((kind) => !["failed", "cancelled", "rollback", "not-fetched"].includes(kind));
const web = {
    build: { kind: "docker", context: "examples/blue-green-web" },
    deploy: {
        ...{ kind: "ecs", port: 8080, count: 1, rollout: { kind: "blue-green", engine: "codedeploy" } },
        schedules: { nightly: { at: "0 3 * * ? *", command: ["node", "nightly.js"] } },
    },
};
const settings = (about?: readonly string[]) => ({
    "fairlead:notify": EVERYBODY.map((one) => ({ ...one, ...(about ? { about } : {}) })),
    "fairlead:approval": { required: true },
    "fairlead:services": { web },
});

describe("fairlead notify", () => {
    let folder: string;
    let plan: Plan;
    const cwd = process.cwd();
    before(async () => {
        plan = await planOf("staging", { overrides: settings(every) });
        folder = mkdtempSync(join(tmpdir(), "notify-"));
        process.chdir(folder);
    });
    after(() => {
        process.chdir(cwd);
        rmSync(folder, { recursive: true });
    });

    async function notify(of: Plan, args: readonly string[] = [], by = command) {
        const file = join(folder, "plan.json");
        writeFileSync(file, printPlan(of));
        let text = "";
        const out = new Writable({ write: (part, _, done) => ((text += String(part)), done()) });
        const code = await by.run(["--plan", file, ...args], {
            out,
            err: new Writable({ write: (_, __, done) => done() }),
        });
        return { code, text, screen: text.replace(/\s+/g, " ") };
    }
    const without = (of: Plan, type: string, name: RegExp): Plan => ({
        ...of,
        resources: of.resources.filter((resource) => resource.type !== type || !name.test(resource.name)),
    });

    it("lets one of each kind happen that the settings know", () => {
        assert.deepEqual(
            samplesOf(plan).map(({ kind }) => kind),
            every,
        );
    });

    it("shows what each recipient would have received, and ends with 0", async () => {
        const { code, text } = await notify(plan);
        const parts = text.split("\n\n").slice(1);
        assert.deepEqual(
            parts
                .flatMap((part) => /^([\w-]+)\s+\S/.exec(part)?.[1] ?? [])
                .slice(0, EVERYBODY.length)
                .sort(),
            EVERYBODY.map(({ to }) => String(to)).sort(),
        );
        for (const kind of widest.filter((one) => one !== "approval"))
            for (const part of parts.slice(0, EVERYBODY.length)) assert.match(part, new RegExp(`^ {2}${kind} `, "m"));
        assert.equal(code, 0, text);
        assert.ok(
            text.split("\n").every((line) => line.length <= pageWidth),
            text,
        );
    });

    it("asks people for an approval by the approval itself, and tells programs and chat of it", async () => {
        const { text, screen } = await notify(plan, ["--event", "approval"]);
        const asked = text.split("\n\n").filter((part) => part.includes("APPROVAL NEEDED"));
        assert.deepEqual(
            asked.map((part) => part.split(" ")[0]),
            ["application", "email", "sms"],
        );
        assert.match(screen, /CodePipeline Action Execution State Change, web-ship-\S+, Approve, Approve, STARTED/);
    });

    it("leaves each message as it would arrive in a file", async () => {
        await notify(plan, ["-e", "live"]);
        const all = readdirSync(join(folder, ".fairlead", "notify", "notifications"));
        assert.equal(all.filter((name) => !name.endsWith(".pem")).length, EVERYBODY.length);
    });

    it("prints the commands that send it on AWS, but for the topic that approvals alone may write to", async () => {
        const { text, screen } = await notify(plan, ["--aws"]);
        const topics = [...text.matchAll(/contains\(TopicArn, ':([\w-]+)'\)/g)].map(([, name]) => name);
        assert.equal(topics.length, 3);
        assert.ok(
            topics.every((name) => name?.startsWith("notifications-") === true && name.endsWith("-staging-")),
            topics.join(),
        );
        assert.match(screen, /What asks for approvals takes messages of approvals alone/);
        const files = [
            ...text.matchAll(
                /^aws sns publish --region eu-west-1 --topic-arn "\$topic" --cli-input-json file:\/\/(\S+)$/gm,
            ),
        ];
        assert.equal(files.length, 3);
        for (const [, file = ""] of files) {
            const { Message } = JSON.parse(readFileSync(join(folder, file), "utf8")) as JsonObject;
            assert.equal(typeof Message, "string");
        }
    });

    it("ends with 1 where somebody gets nothing, and says who", async () => {
        const quiet = await planOf("staging", {
            overrides: { "fairlead:notify": [{ ...EVERYBODY[0], about: ["live"] }] },
        });
        const { code, screen } = await notify(quiet, ["--event", "failed"]);
        assert.equal(code, 1);
        assert.match(screen, /email team@example\.com nothing not told of failed/);
    });

    it("ends with 1 where a message is not delivered, and says why", async () => {
        const { code, screen } = await notify(without(plan, TYPE.queuePolicy, /-events$/), ["--event", "failed"]);
        assert.equal(code, 1);
        assert.match(screen, /sns\.amazonaws\.com may not sqs:SendMessage on/);
    });

    it("ends with 1 where nobody is told, and says how somebody would be", async () => {
        const { code, screen } = await notify(await planOf("staging", { overrides: { "fairlead:notify": [] } }));
        assert.equal(code, 1);
        assert.match(screen, /This stack tells nobody.*fairlead:notify: \[\{ to: email/);
    });

    it("names the kinds there are where one is not known", async () => {
        await assert.rejects(
            notify(plan, ["--event", "faild"]),
            /--event faild: did you mean failed\? Here can happen: failed, cancelled/,
        );
        await assert.rejects(notify(plan, ["--stack", "staging"]), /take one of them/);
    });

    it("mutant: a rule that is heard by nobody is found out", async () => {
        const broken = mutated<typeof command>("cli/notify/command", "cli/notify/text", [
            "told.some(({ why }) => why === undefined)",
            "true",
        ]);
        const quiet = await planOf("staging", {
            overrides: { "fairlead:notify": [{ ...EVERYBODY[0], about: ["live"] }] },
        });
        assert.equal((await notify(quiet, ["--event", "failed"], broken)).code, 0);
    });
});
