import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import type { Plan } from "../../plan/document";
import { Plans } from "../../plan/plans";
import type { ApprovalAnswer, Approver } from "../../rehearsal/actions/types";
import { explainWrong } from "../../rehearsal/check/findings";
import { askEveryListener, tellAnswers } from "../../rehearsal/client-traffic";
import type { Blobs } from "../../rehearsal/engine/folder";
import { faultsOf } from "../../rehearsal/faults";
import { fidelityLines, rowsFor, rowsWith } from "../../rehearsal/fidelity";
import { SkippedHooks } from "../../rehearsal/services/function-hooks";
import { shortcomingsOf } from "../../rehearsal/outcome";
import { renderReport } from "../../rehearsal/report/report";
import { openScreen } from "../../rehearsal/screen";
import { type ApprovalTerminal, askApproval, evidenceFor } from "../../rehearsal/screen/approve";
import { isProof } from "../../rehearsal/screen/release";
import type { Screen } from "../../rehearsal/screen/screen";
import { Story } from "../../rehearsal/screen/story";
import { summarise } from "../../rehearsal/screen/summary";
import { Session } from "../../rehearsal/session";
import { printable } from "../../text/printable";
import { type Paint, paintFor } from "../../text/terminal";
import { wrap } from "../../text/wrap";
import { checkStacks } from "../check/command";
import type { Streams } from "../command";
import type { Options } from "./command";
import { listenForStops, type Stop } from "./interrupt";
import { playable } from "./playable";
import { stayUp } from "./stay-up";

interface RehearsalRequest extends Options {
    readonly planned: readonly Plan[];
    /** The only folder that is written to. */
    readonly folder: string;
}

interface Outcome {
    readonly green: boolean;
    /** Why no approver could be asked, where that is how it ended. */
    readonly refused?: string;
    /** What ended it before its time. */
    readonly stopped?: Stop;
}

/** Rehearses, shows it, and says how it ended. */
export async function rehearse(asked: RehearsalRequest, { out, err }: Streams): Promise<Outcome> {
    const { planned: wanted, leftOut } = await playable({ ...asked, own: ofStacks(asked) });
    const request = { ...asked, planned: wanted };
    for (const { line, says } of leftOut)
        err.write(`${wrap(printable(`The line ${line} is not rehearsed: ${says}`), "", "  ").join("\n")}\n`);
    const { plans: planned, rejects, told, ...faults } = faultsOf(request.faults, request.planned);
    const plans = new Plans(planned);
    const story = new Story(plans);
    let refused: string | undefined;
    const approver = approverFor({
        story,
        rejects,
        screen: () => screen,
        blobs: () => session.account.blobs,
        // With --json, what is written to `out` is for programs.
        terminal: { input: process.stdin, output: request.json ? err : out, yes: request.yes },
        refused: (why) => (refused = why),
    });
    const { folder, speed, source, sources, functions, engine } = request;
    const session = Session.open({
        plans: planned,
        folder,
        speed,
        source,
        sources,
        functions,
        engine,
        ...faults,
        approver,
    });
    if (session.resumed) err.write("An earlier rehearsal was stopped here: this one goes on with it.\n");
    const since = session.resumed ? session.length : 0;
    session.follow(story);
    const screen = openScreen(out, story, { json: request.json, since });
    session.follow(screen);
    if (!session.resumed)
        for (const { name, text } of told) session.account.record({ kind: "fault", about: name, data: { text } });
    if (!session.resumed)
        for (const { line, says } of leftOut)
            session.account.record({ kind: "left out", about: line, data: { text: says } });
    const stops = listenForStops(out);
    try {
        session.followFromNow(tellAnswers(session.account));
        const played = session.play().then(() => askEveryListener(session.account));
        const stopped = await Promise.race([stops.asked, played]).finally(() => screen.end());
        if (stopped !== undefined) {
            err.write("Stopped; the same command goes on from here.\n");
            return { green: false, stopped };
        }
        const report = join(folder, "report.html");
        const skipped = () => session.account.part(SkippedHooks).told;
        const conclude = (stays: boolean): readonly string[] => {
            const shortcomings = [...(refused === undefined ? [] : [refused]), ...shortcomingsOf(story, plans)];
            const { blobs } = session.account;
            writeFileSync(
                report,
                renderReport({ story, blobs, fidelity: rowsWith(plans, skipped()), shortcomings, stays }),
            );
            return shortcomings;
        };
        let shortcomings = conclude(request.keep);
        const ending = () => {
            const at = { report: relative(process.cwd(), report), blobs: session.account.blobs, skipped: skipped() };
            return endingOf({ story, request, shortcomings, ...at }, paintFor(out));
        };
        if (!request.json) out.write(await ending());
        if (request.keep) {
            err.write(printable(stayUp(session.account, approver)));
            await stops.asked;
            // What was pushed meanwhile may answer otherwise.
            await askEveryListener(session.account);
            shortcomings = conclude(false);
        }
        session.close();
        if (request.json) out.write(await ending());
        return { green: shortcomings.length === 0, refused };
    } catch (error) {
        // What could not be rehearsed is not gone on with: once it is mended, the rehearsal begins anew.
        session.close();
        throw error;
    } finally {
        await session.leave();
        stops.forget();
    }
}

interface ApproverOptions {
    readonly story: Story;
    readonly screen: () => Screen;
    readonly blobs: () => Blobs;
    readonly terminal: ApprovalTerminal;
    /** Says no to everything, by --fault reject. */
    readonly rejects: boolean;
    readonly refused: (why: string) => void;
}

/** Another person than the one who pushed: four eyes are what approvals are for. */
const grace = (account: string) => `arn:aws:sts::${account}:assumed-role/approver/grace`;

/** Asks in the terminal, one question at a time, with the evidence above it. */
function approverFor({ story, screen, blobs, terminal, rejects, refused }: ApproverOptions): Approver {
    let last: Promise<unknown> = Promise.resolve();
    return ({ token, pipeline, stage, action, customData = "", link = "" }, signal) => {
        const ask = async (): Promise<ApprovalAnswer> => {
            signal.throwIfAborted();
            const run = story.runs.runOf(token);
            const stack = story.stacks.find(({ name }) => name === run?.pipeline.stack);
            const by = grace(stack?.account ?? "");
            if (rejects) return { status: "Rejected", by, summary: "rejected by --fault reject" };
            if (run !== undefined && isProof(run, blobs()))
                return {
                    status: "Approved",
                    by,
                    summary: "unasked: it is the placeholder, there is nothing to decide",
                };
            const evidence = evidenceFor({ token, at: 0, customData, link }, story, blobs());
            const name = run?.name ?? pipeline;
            const question = { stack: stack?.name ?? "", pipeline: name, action: `${stage}/${action}`, evidence };
            const back = screen().hold();
            try {
                const answer = await askApproval(question, { ...terminal, signal });
                if (answer.status !== "refused") return { ...answer, by };
                refused(answer.why);
                throw new Error(answer.why);
            } finally {
                back();
            }
        };
        const mine = last.then(ask);
        last = mine.catch(() => undefined);
        return mine;
    };
}

interface RehearsalEnd {
    readonly story: Story;
    /** Every reason to call it red. */
    readonly shortcomings: readonly string[];
    /** Where the report lies. */
    readonly report: string;
    readonly blobs: Pick<Blobs, "get" | "has">;
    /** Hooks of deployments that were not run. */
    readonly skipped: readonly string[];
    readonly request: Pick<
        Options,
        "json" | "keep" | "stacks" | "program" | "configFile" | "configDir" | "source" | "sources"
    > & {
        readonly planned: readonly Plan[];
    };
}

/** The last words of a rehearsal: a page for people, with --json one more line for programs. */
async function endingOf(
    { story, shortcomings, report, request, blobs, skipped }: RehearsalEnd,
    paint: Paint,
): Promise<string> {
    const green = shortcomings.length === 0;
    if (request.json) return `${JSON.stringify({ ended: green ? "green" : "red", because: shortcomings, report })}\n`;
    const checked = green ? [] : await checkStacks(ofStacks(request), request);
    const findings = green ? [] : explainWrong(checked, checkCommand(request), paint);
    const fidelity = fidelityLines(rowsFor(new Plans(request.planned), skipped));
    return summarise(story, { fidelity, findings, report, shortcomings, paint, blobs, stays: request.keep });
}

/** Finds the same again. */
function checkCommand({ stacks, configFile, configDir, source }: RehearsalEnd["request"]): string {
    const options = {
        ...{ "--stack": stacks.join(" --stack "), "--config-file": configFile, "--config-dir": configDir },
        "--source": source,
    };
    const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
    return ["npx fairlead check", ...given].join(" ");
}

/** Only plans of this project's own stacks have settings to be held against. */
function ofStacks({ planned, stacks, program }: RehearsalEnd["request"]): readonly Plan[] {
    return program !== undefined ? [] : planned.filter(({ stack }) => stacks.includes(stack));
}
