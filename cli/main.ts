import { nearestName } from "../text/nearest";
import { EXIT, UsageError, type Command, type Streams } from "./command";
import { printable } from "../text/printable";
import { paintFor } from "../text/terminal";
import { fill } from "../text/wrap";
import { version } from "../package.json";

/** Every command; a new one is a line here and a folder beside this file. */
const commands: { readonly [name: string]: Command } = {
    plan: {
        summary: "shows what the program would ask AWS for, without asking AWS",
        load: () => import("./plan/command"),
    },
    check: {
        summary: "finds where settings and application disagree",
        load: () => import("./check/command"),
    },
    rehearse: {
        summary: "runs the pipelines of your plans here, before AWS has them",
        load: () => import("./rehearse/command"),
    },
    deployments: {
        summary: "shows what a change in git would start in Pulumi Deployments",
        load: () => import("./deployments/command"),
    },
    workflow: {
        summary: "writes the GitHub Actions workflow of a line or the stacks",
        load: () => import("./workflow/command"),
    },
    notify: {
        summary: "shows what everybody in notify would receive",
        load: () => import("./notify/command"),
    },
};

/** The command line: picks the command and turns what goes wrong into a message and an exit code. */
export async function main(
    args: readonly string[],
    streams: Streams = { out: process.stdout, err: process.stderr },
): Promise<number> {
    const paint = paintFor(streams.err);
    const fail = (message: string, code: number): number => {
        const said = fill(printable(message), "error: ");
        streams.err.write(`${paint.red("error:")}${said.slice("error:".length)}\n`);
        return code;
    };
    const [name, ...rest] = args;
    if (name === "help" && rest[0] !== undefined) return main([rest[0], "--help"], streams);
    if (name === undefined || name === "--help" || name === "-h" || name === "help") {
        (name === undefined ? streams.err : streams.out).write(help());
        return name === undefined ? EXIT.usage : EXIT.ok;
    }
    if (name === "--version" || name === "-v") {
        streams.out.write(`${version}\n`);
        return EXIT.ok;
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) {
        const meant = nearestName(name, Object.keys(commands));
        const wrong = name.startsWith("-")
            ? `the command comes first, then ${name}: fairlead <command> ${args.join(" ")}`
            : `there is no command "${name}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
        return fail(`${wrong} (fairlead --help lists all)`, EXIT.usage);
    }
    const loaded = await command.load();
    if (rest.includes("--help") || rest.includes("-h")) {
        streams.out.write(loaded.help);
        return EXIT.ok;
    }
    try {
        return await loaded.run(rest, streams);
    } catch (error) {
        const thrown = error instanceof Error ? error : new Error(String(error));
        if (thrown instanceof UsageError) {
            return fail(`${thrown.message} (fairlead ${name} --help)`, EXIT.usage);
        }
        // The message is for the author of the settings; the stack is for the author of the program.
        return fail(rest.includes("--verbose") ? (thrown.stack ?? thrown.message) : thrown.message, EXIT.failed);
    }
}

function help(): string {
    const names = Object.keys(commands);
    const width = Math.max(...names.map((each) => each.length));
    return [
        "fairlead: takes a team's commits to production on AWS, with one Pulumi program",
        "",
        "  fairlead <command> [options]",
        "",
        ...names.map((each) => `  ${each.padEnd(width)}  ${commands[each]?.summary ?? ""}`),
        "",
        "  fairlead <command> --help   more about one command",
        "  fairlead --version",
        "",
    ].join("\n");
}
