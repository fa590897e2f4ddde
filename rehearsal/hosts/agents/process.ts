// The agent's one process on a host: events go in, what scripts say and how events end comes out. All of it is the host's own
// word, so what makes no sense is nothing.
import { isRecord } from "../../../plan/plans";
import type { JsonObject } from "../../../plan/document";
import type { Program } from "../../sandbox/program";
import type { Diagnostics, EventEnd } from "../host";
import type { Machine } from "../machine/machine";

const AGENT = ["/run/fairlead/node", "/run/fairlead/hosts/agent.cjs"];
const CODES: readonly Diagnostics["errorCode"][] = [
    ...(["Success", "ScriptMissing", "ScriptNotExecutable"] as const),
    ...(["ScriptTimedOut", "ScriptFailed", "UnknownError"] as const),
];
/** Words of a host are kept no longer than this. */
const LONGEST = 4096;

interface Asked {
    readonly say: (line: string) => void;
    readonly done: (end: EventEnd) => void;
}

export class AgentProcess {
    private program?: Program;
    private readonly asked = new Map<number, Asked>();
    private count = 0;

    constructor(private readonly machine: Machine) {}

    /** Before it is asked anything: node takes longer to begin than most events to play. */
    public begin(): void {
        this.program ??= this.started();
    }

    /** @param begun hears how to stop what it asks for */
    public play(order: JsonObject, say: Asked["say"], begun: (stop: () => void) => void): Promise<EventEnd> {
        const program = (this.program ??= this.started());
        const id = (this.count += 1);
        return new Promise((done) => {
            this.asked.set(id, { say, done });
            program.write(`${JSON.stringify({ id, ...order })}\n`);
            begun(() => program.write(`${JSON.stringify({ id, stop: true })}\n`));
        });
    }

    private started(): Program {
        const program = this.machine.start(AGENT, { log: (line, stream) => stream === "stderr" || this.hear(line) });
        void program.ended.then(() => {
            this.program = undefined;
            for (const { done } of this.asked.values()) done(failure("the agent ended while it played the event"));
            this.asked.clear();
        });
        return program;
    }

    private hear(line: string): void {
        const said = parsed(line);
        const asked = this.asked.get(Number(said["id"]));
        if (typeof said["line"] === "string") asked?.say(said["line"]);
        if (!isRecord(said["end"])) return;
        this.asked.delete(Number(said["id"]));
        asked?.done(endOf(said["end"]));
    }
}

export function failure(message: string): EventEnd {
    return { status: "Failed", diagnostics: { errorCode: "UnknownError", scriptName: "", message, logTail: "" } };
}

function parsed(line: string): Readonly<Record<string, unknown>> {
    try {
        const said: unknown = JSON.parse(line);
        return isRecord(said) ? said : {};
    } catch {
        return {};
    }
}

function endOf(end: Readonly<Record<string, unknown>>): EventEnd {
    const text = (key: string) => (typeof end[key] === "string" ? end[key].slice(-LONGEST) : "");
    const diagnostics: Diagnostics = {
        errorCode: CODES.find((known) => known === text("code")) ?? "UnknownError",
        scriptName: text("script"),
        message: text("message"),
        logTail: text("tail"),
    };
    if (end["status"] !== "Succeeded") return { status: "Failed", diagnostics };
    if (end["tail"] === undefined) return { status: "Succeeded" };
    return { status: "Succeeded", diagnostics: { ...diagnostics, errorCode: "Success", message: "Succeeded" } };
}
