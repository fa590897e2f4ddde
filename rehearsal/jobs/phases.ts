// The order of a build, and what follows when something in it fails.
// https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details.html#view-build-details-phases
import { Denied, NotRehearsed, Refused } from "../account/gateway";
import { type Buildspec, type Phase, type PhaseName, UnusableBuildspec } from "./buildspec";

export interface PhaseEnd {
    readonly phase: string;
    readonly status: "SUCCEEDED" | "FAILED" | "STOPPED" | "TIMED_OUT";
    readonly why?: string;
}

interface CommandRunner {
    /** Runs a command; answers its exit status. */
    run(command: string): Promise<number>;
    set(variables: Readonly<Record<string, string>>): Promise<void>;
    /** Why nothing more may run: the build was stopped, or its time is up. */
    halted(): "STOPPED" | "TIMED_OUT" | undefined;
    say(line: string): void;
    ended(end: PhaseEnd): void;
}

const ORDER: readonly PhaseName[] = ["install", "pre_build", "build", "post_build"];

/** Runs what the phases say; answers the first that did not succeed. */
export async function runPhases({ phases }: Buildspec, hand: CommandRunner): Promise<PhaseEnd | undefined> {
    let failed: PhaseEnd | undefined;
    for (const name of ORDER) {
        const phase = phases[name];
        const end = await runPhase(name.toUpperCase(), phase, hand);
        hand.ended(end);
        if (end.status === "SUCCEEDED") continue;
        failed ??= end;
        if (hand.halted() !== undefined || !goesOn(name, phase)) return failed;
        await hand.set({ CODEBUILD_BUILD_SUCCEEDING: "0" });
    }
    return failed;
}

/** After a failed build there is still post_build, unless the buildspec says otherwise. */
function goesOn(name: PhaseName, phase: Phase | undefined): boolean {
    const wanted = phase?.["on-failure"];
    return wanted === undefined ? name === "build" : wanted === "CONTINUE";
}

async function runPhase(name: string, phase: Phase | undefined, hand: CommandRunner): Promise<PhaseEnd> {
    hand.say(container(`Entering phase ${name}`));
    const first = await runCommands(phase?.commands ?? [], hand);
    const last = hand.halted() === undefined ? await runCommands(phase?.finally ?? [], hand) : undefined;
    const status = hand.halted() ?? (first === undefined && last === undefined ? "SUCCEEDED" : "FAILED");
    hand.say(container(`Phase complete: ${name} State: ${status}`));
    const why = first ?? last;
    if (why !== undefined) hand.say(container(`Phase context status code: COMMAND_EXECUTION_ERROR Message: ${why}`));
    return { phase: name, status, ...(status === "SUCCEEDED" || why === undefined ? {} : { why }) };
}

/** One after the other, up to the first that fails; answers how. */
async function runCommands(commands: readonly string[], hand: CommandRunner): Promise<string | undefined> {
    for (const command of commands) {
        hand.say(container(`Running command ${inOneLine(command)}`));
        const status = await hand.run(command);
        if (status === 0 && hand.halted() === undefined) continue;
        hand.say(container(`Command did not exit successfully ${inOneLine(command)} exit status ${status}`));
        return `Error while executing command: ${inOneLine(command)}. Reason: exit status ${status}`;
    }
    return undefined;
}

// The lines that CodeBuild itself writes between those of the commands; it puts the time in front, which a fact has anyway.

export function container(words: string): string {
    return `[Container] ${words}`;
}

/** Scripts stand in buildspecs as one command of a hundred lines; the log shows how it begins, after its remarks. */
function inOneLine(command: string): string {
    const lines = command.trim().split("\n");
    const first = lines.find((line) => !/^\s*(#|$)/.test(line)) ?? lines[0] ?? "";
    return lines.length === 1 ? first : `${first} … (${lines.length} lines)`;
}

/** The codes that CodeBuild puts in front of its messages. */
export function reasonOf(error: unknown): string {
    if (error instanceof UnusableBuildspec)
        return error.problems.map((problem) => `YAML_FILE_ERROR: ${problem}`).join("\n");
    if (error instanceof Denied) return `ACCESS_DENIED: ${error.message}`;
    if (error instanceof NotRehearsed) return error.message;
    if (error instanceof Refused) return `CLIENT_ERROR: ${error.code}: ${error.message}`;
    // What a job left behind ends that job: a file that cannot be read, a zip that is none.
    return `CLIENT_ERROR: ${error instanceof Error ? error.message : String(error)}`;
}
