// What a rehearsal ends with: first its course, then the details. A terminal shows the end of it, so the end says what matters
// most: what is red, what runs, the verdict, the report.
import type { Paint } from "../../text/terminal";
import type { Blobs } from "../engine/folder";
import { printable } from "../../text/printable";
import { beginning, wrap } from "../../text/wrap";
import { courseOf } from "./course";
import type { AnswerShown, DeniedCall, RoleShown, RunningShown } from "./model";
import { whatIsRed, whatWasOvercome } from "./red";
import { brief, lasting } from "./screen";
import { onceEach, type Story } from "./story";

interface SummaryParts {
    /** How true a rehearsal is, as lines. */
    readonly fidelity: readonly string[];
    /** What does not fit together, as reading settings and application finds it. */
    readonly findings?: readonly string[];
    /** Every reason to call it red; none where all is well. */
    readonly shortcomings: readonly string[];
    /** Where the report lies. */
    readonly report: string;
    readonly paint: Paint;
    readonly blobs: Pick<Blobs, "get" | "has">;
    /** Everything stays up, so that an address still leads somewhere. @default false */
    readonly stays?: boolean;
}

/** Of a message: two lines. */
const LONGEST_SAID = 120;

const NO_PIPELINE = "  these plans have no pipeline: nothing but `up` was rehearsed";

export function summarise(
    story: Story,
    { fidelity, findings = [], shortcomings, report, paint, blobs, stays = false }: SummaryParts,
): string {
    const part = (title: string, lines: readonly string[]): readonly string[] =>
        lines.length === 0 ? [] : ["", paint.bold(title), ...lines];
    const faults = story.faults.flatMap(({ name, text }) => wrap(`${name}: ${text}`, "  ", "    "));
    const took = lasting(story.now - (story.began ?? story.now));
    const lines = [
        ...part(
            "what happened",
            courseOf(story, blobs).flatMap(({ says }) => wrap(says, "  ", "    ")),
        ),
        ...part("broken on purpose", faults),
        ...part("lines that were not rehearsed", notRehearsed(story)),
        ...part("base images that were not the real ones", eachOf(story.standIns)),
        ...part("containers that were not run, beside the release's own", eachOf(new Set(story.notRun.keys()))),
        ...part("schedules, whose hour came once", howItWent(story.schedules, story)),
        ...part("services without a task, to whose queue a message came", howItWent(story.queues, story)),
        ...part("what would have been received; the report says more", whatWasReceived(story)),
        ...part("red on the way, and green since", whatWasOvercome(story)),
        ...part(story.calls.denied.length === 0 ? "calls by role, all allowed" : "calls by role", callsByRole(story)),
        ...part("what AWS told and no rule waits for; the report says why", unheard(story)),
        ...part("what this does not prove; docs/fidelity.md and the report say more", fidelity),
        ...part("look: AWS's page asks for it, and public pipelines do without", whatIsDoubted(story)),
        ...part("what was denied", whatWasDenied(story)),
        ...part("what fairlead check finds", findings),
        ...part("what is red", whatIsRed(story)),
        ...part("what runs", whatRuns(story, stays)),
        "",
        shortcomings.length === 0 ? paint.green(`green after ${took}`) : paint.red(`red after ${took}`),
        ...shortcomings.flatMap((why) => wrap(printable(why), "  ", "    ")),
        ...(story.stacks.some(({ pipelines }) => pipelines.length > 0) ? [] : [NO_PIPELINE]),
        ...wrap(`The report: ${report}`, ""),
    ];
    return `${lines.join("\n")}\n`;
}

function howItWent(came: Story["schedules"], { nameOf }: Story): readonly string[] {
    return [...came].flatMap(([arn, { says, said }]) => {
        const { stack, name } = nameOf(arn);
        const words = said.flatMap((line) => wrap(line, "    | ", "    |   "));
        return [...wrap(`${stack} ${name}: ${says}`, "  ", "    "), ...words];
    });
}

function notRehearsed({ leftOut }: Story): readonly string[] {
    return [...leftOut].flatMap(([line, why]) => wrap(`${line}: ${why}`, "  ", "    "));
}

function eachOf(said: ReadonlySet<string>): readonly string[] {
    return [...said].flatMap((text) => wrap(text, "  ", "    "));
}

/** AWS raises events for everything, and no rule waits for most of them. */
function unheard({ events }: Story): readonly string[] {
    const kinds = [...events.routine].map(([type, all]) => `${type} ${all.length}`);
    return kinds.length === 0 ? [] : wrap(kinds.join(", "), "  ", "    ");
}

/** How many calls each role was allowed and denied, by the stack whose role it is; the report names the calls. */
function callsByRole({ calls, nameOf }: Story): readonly string[] {
    const roles = [...calls.roles.values()].map((role) => ({ ...nameOf(role.arn), counts: countsOf(role) }));
    const stacks = [...new Set(roles.map(({ stack }) => stack))].sort();
    return stacks.flatMap((stack) => {
        const mine = roles.filter((role) => role.stack === stack).sort((a, b) => (a.name < b.name ? -1 : 1));
        const counts = mine.map(({ name, counts }) => `${name} ${counts}`).join(", ");
        return wrap(`${stack}: ${counts}`, "  ", "    ");
    });
}

function countsOf({ allowed, denied }: RoleShown): string {
    const times = [...allowed.values()].reduce((sum, call) => sum + call.times, 0);
    const different = onceEach(denied).length;
    return different === 0 ? String(times) : `${times} and ${different} denied`;
}

/** By recipient: how many messages, and what the last one says. */
function whatWasReceived({ received }: Story): readonly string[] {
    return received.all.flatMap(({ to, label, messages }) => {
        const arrived = messages.filter(({ why }) => why === undefined);
        const kept = messages.length - arrived.length;
        const count =
            arrived.length === 0 ? "nothing" : arrived.length === 1 ? "one message" : `${arrived.length} messages`;
        const last = arrived.at(-1);
        const says =
            last === undefined
                ? ""
                : `, the last: ${beginning(last.says.replace(/https?:\/\/\S+/g, "…"), LONGEST_SAID)}`;
        return wrap(`${to} ${label}: ${count}${kept === 0 ? "" : `, ${kept} kept back`}${says}`, "  ", "    ");
    });
}

/** By role: what it lacks. The report says who does without. */
function whatIsDoubted({ calls, nameOf }: Story): readonly string[] {
    const all = [...calls.doubted.values()];
    return [...new Set(all.map(({ role }) => role))].flatMap((role) => {
        const actions = all.filter((each) => each.role === role).map(({ action }) => action);
        const { stack, name } = nameOf(role);
        return wrap(`${stack} ${name}: ${actions.join(", ")}`, "  ", "    ");
    });
}

/** What to add, ready to paste. */
function whatWasDenied({ calls }: Story): readonly string[] {
    return calls.denied.flatMap(deniedCall);
}

function deniedCall({ holder, action, on, where, missing, undecided }: DeniedCall): readonly string[] {
    const why = undecided === undefined ? "" : `It could not be decided: ${undecided}. `;
    return [
        ...wrap(`${action} on ${on}`, "  ", "    "),
        ...wrap(`${why}Add to the ${where} policy of ${holder}:`, "    "),
        ...missing.split("\n").map((line) => `      ${line}`),
    ];
}

/** What each environment runs, and what its addresses answer; one that is gone is not named. */
function whatRuns({ running, answers, nameOf }: Story, stays: boolean): readonly string[] {
    return [
        ...running.flatMap((each) => runsWhat(each, stays)),
        ...[...answers].flatMap(([listener, answer]) => {
            const { stack, name } = nameOf(listener);
            return wrap(`${stack} ${name}: ${answeredIn(answer, stays)}`, "  ", "    ");
        }),
    ];
}

function runsWhat(
    { stack, name, carried, hours = [], answered, noticed }: RunningShown,
    stays: boolean,
): readonly string[] {
    const what = carried === undefined ? "nothing" : `${carried.kind} ${brief(carried.digest)}`;
    const commit = carried?.commit === undefined ? "" : `, commit ${brief(carried.commit)}`;
    return [
        ...wrap(`${stack} ${name}: ${what}${commit}`, "  ", "    "),
        ...hours.flatMap((hour) => wrap(hour, "    ", "      ")),
        ...(answered === undefined ? [] : wrap(answeredIn(answered, stays), "    ", "      ")),
        ...(noticed === undefined ? [] : wrap(noticed, "    ", "      ")),
    ];
}

function answeredIn({ url, status, body }: AnswerShown, stays: boolean): string {
    return `${stays ? `${url} answers` : "at the end it answered"} ${status}: ${beginning(body.trim(), 200)}`;
}
