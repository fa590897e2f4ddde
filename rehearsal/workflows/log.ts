// What a step says to the runner in its log, `::name key=value::words`.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

interface LogListener {
    line(text: string): void;
    mask(secret: string): void;
    output(name: string, value: string): void;
    /** What fails the step. */
    refuse(why: string): void;
}

const COMMAND = /^\s*::([\w-]+)(?:\s+([^:]*(?::(?!:)[^:]*)*))?::(.*)$/s;
/** What is shown, by the word in front of it. */
const SHOWN = ["error", "warning", "notice", "group"];
/** Nothing is shown, and nothing is done. */
const SILENT = ["debug", "endgroup", "echo", "add-matcher", "remove-matcher", "save-state"];
const DISABLED: Readonly<Record<string, string>> = { "set-env": "GITHUB_ENV", "add-path": "GITHUB_PATH" };

/** Hears the log of one step. */
export class LogCommands {
    /** What ends it, while commands are not heard. */
    private until?: string;

    constructor(private readonly listener: LogListener) {}

    public hear(line: string): void {
        const { listener, until } = this;
        const [, word = "", properties = "", data = ""] = COMMAND.exec(line) ?? [];
        const name = word.toLowerCase();
        if (until !== undefined) {
            if (word === until && data === "") this.until = undefined;
            else listener.line(line);
            return;
        }
        const value = unescaped(data);
        if (name === "stop-commands") this.until = value;
        else if (name === "add-mask") listener.mask(value);
        else if (name === "set-output") listener.output(propertiesOf(properties).get("name") ?? "", value);
        else if (DISABLED[name] !== undefined)
            listener.refuse(
                `The \`${name}\` command is disabled. Please upgrade to using Environment Files (${DISABLED[name]}).`,
            );
        else if (SHOWN.includes(name)) listener.line(`##[${name}]${shown(propertiesOf(properties), value)}`);
        else if (!SILENT.includes(name)) listener.line(line);
    }
}

function shown(properties: ReadonlyMap<string, string>, value: string): string {
    const place = ["file", "line"].flatMap((key) => properties.get(key) ?? []).join(":");
    const title = properties.get("title");
    return [place, title, value].filter((part) => part !== undefined && part !== "").join(": ");
}

function propertiesOf(text: string): ReadonlyMap<string, string> {
    return new Map(
        text.split(",").flatMap((pair) => {
            const [, key, value = ""] = /^\s*([^=]+)=(.*)$/s.exec(pair) ?? [];
            return key === undefined
                ? []
                : [[key.toLowerCase(), unescaped(value).replaceAll("%3A", ":").replaceAll("%2C", ",")]];
        }),
    );
}

function unescaped(text: string): string {
    return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

/** What a log shows where a secret stood. */
const STARS = "***";

/** What must not be read in the log of a job. https://docs.github.com/en/actions/reference/security/secrets */
export class Masks {
    private readonly words = new Set<string>();

    constructor(secrets: Iterable<string> = []) {
        for (const secret of secrets) this.add(secret);
    }

    /** Each line of it as well, as a log is made of lines; and what it becomes in JSON, in an address and in base64. */
    public add(secret: string): void {
        for (const line of secret.split(/\r?\n/)) {
            if (line.trim() === "") continue;
            const told = JSON.stringify(line).slice(1, -1);
            for (const word of [line, told, encodeURIComponent(line), Buffer.from(line).toString("base64")])
                this.words.add(word);
        }
    }

    public hides(text: string): boolean {
        return [...this.words].some((word) => text.includes(word));
    }

    /** The longest first: one secret may be the beginning of another. */
    public hide(text: string): string {
        const ordered = [...this.words].sort((a, b) => b.length - a.length);
        return ordered.reduce((shown, word) => shown.replaceAll(word, STARS), text);
    }
}
