// `aws:runShellScript` of Systems Manager. https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html#aws-runShellScript
import type { Diary } from "../units/diary";
import type { CommandEnd, RunCommand } from "../host";
import type { Machine } from "../machine/machine";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCommandInvocation.html */
const MOST = { out: 24_000, err: 8_000 };
const TIMEOUT = 3600;

export async function runCommand(
    machine: Machine,
    diary: Diary,
    { id, commands, workingDirectory, timeoutSeconds = TIMEOUT }: RunCommand,
): Promise<CommandEnd> {
    const folder = `/var/lib/amazon/ssm/${id}`;
    const script = `${folder}/_script.sh`;
    await machine.files.write(script, Buffer.from(`${commands.join("\n")}\n`));
    const words = { out: "", err: "" };
    const program = machine.start(
        ["sh", "-c", 'cd "$1" && exec sh "$2" </dev/null', "sh", workingDirectory ?? folder, script],
        {
            log: (line, stream) => {
                const kind = stream === "stderr" ? "err" : "out";
                words[kind] = `${words[kind]}${line}\n`.slice(0, MOST[kind]);
                diary.write(id, line);
            },
        },
    );
    const time = { over: false };
    const timer = setTimeout(() => {
        time.over = true;
        program.signal("SIGKILL");
    }, timeoutSeconds * 1000);
    const { code } = await program.ended;
    clearTimeout(timer);
    // What is killed has no exit code of its own.
    const ended = time.over || code === null ? -1 : code;
    return { ...words, code: ended, status: time.over ? "TimedOut" : ended === 0 ? "Success" : "Failed" };
}
