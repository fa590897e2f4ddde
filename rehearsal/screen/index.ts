import { printableJson } from "../../text/printable";
import type { Fact } from "../engine/journal";
import { LiveScreen } from "./live";
import { PlainScreen } from "./plain";
import type { Screen, Terminal } from "./screen";
import type { Story } from "./story";

interface ScreenOptions {
    /** Facts as they are, a line each, for other programs. @default false */
    readonly json?: boolean;
    /** The last fact of an earlier start: it and those before it were shown then. @default 0 */
    readonly since?: number;
    /** @default the process's own */
    readonly env?: NodeJS.ProcessEnv;
}

/** The screen that suits a person, a log, or a program. The story must be shown each fact before the screen is. */
export function openScreen(terminal: Terminal, story: Story, options: ScreenOptions = {}): Screen {
    const { json = false, since = 0, env = process.env } = options;
    if (json) return onlyAfter(since, new JsonScreen(terminal));
    if (canRedraw(terminal, env)) return new LiveScreen(terminal, story, Date.now, env);
    return onlyAfter(since, new PlainScreen(terminal, story));
}

/** Whether lines can be drawn over: CI logs keep every frame, and dumb terminals show the codes. */
function canRedraw({ isTTY }: Terminal, env: NodeJS.ProcessEnv): boolean {
    return isTTY === true && env["TERM"] !== "dumb" && !env["CI"];
}

class JsonScreen implements Screen {
    constructor(private readonly terminal: Terminal) {}

    public apply(fact: Fact): void {
        this.terminal.write(`${printableJson(JSON.stringify(fact))}\n`);
    }

    public hold(): () => void {
        return () => undefined;
    }

    public end(): void {}
}

function onlyAfter(since: number, screen: Screen): Screen {
    return {
        apply: (fact) => {
            if (fact.n > since) screen.apply(fact);
        },
        hold: () => screen.hold(),
        end: () => screen.end(),
    };
}
